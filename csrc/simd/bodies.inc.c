/* Every kernel body, once per element type: included by isa/isa_*.c with SIMD, ISA_NAME and REAL defined. */
#include "real.h"
#include "vec.h"
#include "../isa/kernels.h"
#include "math.inc.c"
#include "product.inc.c"
#include "pack.inc.c"
#include "gate.inc.c"

#define STRING_(x) #x
#define STRING(x) STRING_(x)
#define JOIN__(a, b) a##_##b
#define JOIN_(a, b) JOIN__(a, b)
const T(kernels) JOIN_(T(kernels), ISA_NAME) = {
    .name = (REAL == 32 ? "f32." STRING(ISA_NAME) : "f64." STRING(ISA_NAME)),
    .lanes = LANES, .panel = PRODUCT_PANEL * LANES, .tile_rows = 6,
    .pack_rows = T(pack_rows), .pack_panels = T(pack_panels), .pack_transposed = T(pack_transposed), .store = T(store),
    .product = T(product),
    .gate = GATES_TABLE,
};
#undef GATES_TABLE
#undef STRING_
#undef STRING
#undef JOIN__
#undef JOIN_
