/* Every kernel body, once per element type: included by isa/isa_*.c with SIMD, ISA_NAME and REAL defined. */
#include "real.h"
#include "vec.h"
#include "../isa/kernels.h"
#include "math.inc.c"
#include "product.inc.c"
#include "pack.inc.c"
#include "stream.inc.c"
#include "tile.inc.c"
#include "dropout.inc.c"
#include "peak.inc.c"
#include "../weights/weight.h"
#include "pointwise.inc.c"
#include "weights.inc.c"
#include "../terms/term.h"
#include "../terms/grid.h"
#include "../flex/ops.h"
#include "flex_program.inc.c"
#include "terms.inc.c"

#define ENTRY(name) &T(weight_##name),
static const T(weight) *const T(weights)[] = {WEIGHTS(ENTRY) 0};
#undef ENTRY
#define ENTRY(name) &T(term_##name),
static const T(term) *const T(terms)[] = {TERMS(ENTRY) 0};
#undef ENTRY
#include "gate.inc.c"
#include "scan.inc.c"

#define STRING_(x) #x
#define STRING(x) STRING_(x)
#define JOIN__(a, b) a##_##b
#define JOIN_(a, b) JOIN__(a, b)
const T(kernels) JOIN_(T(kernels), ISA_NAME) = {
    .name = (REAL == 32 ? "f32." STRING(ISA_NAME) : "f64." STRING(ISA_NAME)),
    .lanes = LANES, .panel = PRODUCT_PANEL * LANES, .tile_rows = 6,
    .pack_rows = T(pack_rows), .pack_panels = T(pack_panels), .pack_transposed = T(pack_transposed), .pack_columns = T(pack_columns), .store = T(store),
    .product = T(product), .product_at = T(product_at), .product_seen = T(product_seen),
    .stream_scores = T(stream_scores), .stream_sum = T(stream_sum),
    .finite = T(finite), .add = T(add), .dot = T(dot), .scale = T(scale), .sum = T(sum),
    .mask = T(mask), .drop = T(drop), .see = T(see), .keep = keep,
    .fma_peak = T(fma_peak), .read_peak = T(read_peak),
    .flex_cells = T(flex_cells), .flex_tile = T(flex_tile),
#if REAL == 32
    .flex_block = flex_block,
#endif
    .weights = T(weights), .terms = T(terms),
    .gate = GATES_TABLE,
    .scan = {T(scan_forward), T(scan_record), T(scan_backward), T(scan_steps), T(scan_gate), T(scan_gate_backward)},
};
#undef GATES_TABLE
#undef POINTWISE_WEIGHT
#undef STRING_
#undef STRING
#undef JOIN__
#undef JOIN_
