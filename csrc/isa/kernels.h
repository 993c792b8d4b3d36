/* What an instruction set offers: one table per element type. Engines ask for packing and products and know nothing else about the machine;
 * packing formats belong to the table. Kernels never allocate, never fail, and read no stride that is not promised here.
 *
 * Included once per element type (REAL, see simd/real.h). */
#include "slice.h"
#include "../core/isa.h"
#include "../flex/program.h"

struct T(term);
struct T(weight);
struct tile;

#include "../simd/gate.h"
#include "../simd/scan.h"

/* A packed operand is a row of panels: panel p holds columns p * panel .. of the logical matrix, depth-major [depth][width], where width is `panel`,
 * or the columns that are left, rounded up to whole vectors, in the last one. Padding is 0. Panel p begins at p * panel * depth. */
typedef struct T(kernels) {
    const char *name;            /* "f32.avx512" */
    int lanes, panel;            /* elements per vector; columns of a full panel */
    int tile_rows;               /* products are fastest when rows are a multiple of this */

    void (*pack_rows)(const slice *x, real *out, int64_t ld);      /* [rows][ld], row-major, columns cols..ld-1 are 0 */
    void (*pack_panels)(const slice *x, real *out);                /* depth = rows, columns = cols: the right side of A X */
    void (*pack_transposed)(const slice *x, real *out);            /* depth = cols, columns = rows: the right side of A X^T */
    void (*pack_columns)(const slice *x, real *out, int64_t ld);   /* [cols][ld], ld at least rows in whole vectors: the columns up to there are 0 */
    void (*store)(const real *x, int64_t ld, const slice *out);    /* [rows][ld] -> the caller's array, converted */

    /* C[rows][cols] (+)= A[rows][depth] B, row-major C with ldc a multiple of lanes and room for cols rounded up to whole vectors;
     * A's element (i, k) is a[i * a_row + k * a_depth], B packed. `load`: NULL: C is overwritten; else row i of the old C is multiplied by load[i * load_step] first
     * (a load_step of 0 with *load = 1 simply accumulates). The sum over depth runs in order, one accumulator per element: bits depend on depth alone. */
    void (*product)(int64_t rows, int64_t cols, int64_t depth, const real *a, int64_t a_row, int64_t a_depth, const real *b,
                    real *c, int64_t ldc, const real *load, int64_t load_step);

    /* The same with rows b_from to b_from + depth of a B that was packed with depth b_depth. */
    void (*product_at)(int64_t rows, int64_t cols, int64_t depth, const real *a, int64_t a_row, int64_t a_depth, const real *b, int64_t b_depth, int64_t b_from,
                       real *c, int64_t ldc, const real *load, int64_t load_step);

    /* As product_at, but what is not finite in row k of B counts only for the rows i that see it: seen[i * seen_row + k * seen_depth] (0 * NaN is NaN, and
     * a key that is masked must not reach the output). `clean` has room for a panel. Bits are those of `product` where B is finite. */
    void (*product_seen)(int64_t rows, int64_t cols, int64_t depth, const real *a, int64_t a_row, int64_t a_depth, const real *b, int64_t b_depth, int64_t b_from,
                         real *c, int64_t ldc, const real *load, int64_t load_step, const unsigned char *seen, int64_t seen_row, int64_t seen_depth, real *clean);

    /* Few rows against keys and values as they lie, of `real` or (float) of 16 bits, k_row and v_row bytes from row to row; depth and cols are whole
     * vectors, as are the rows of q. s [rows][keys] = q k^T, columns up to whole vectors are undefined; c [rows][cols] = load c + w v. */
    void (*stream_scores)(int64_t rows, int64_t keys, int64_t depth, const real *q, int64_t q_ld, const char *k, dtype d, int64_t k_row, real *s, int64_t ld);
    void (*stream_sum)(int64_t rows, int64_t cols, int64_t keys, const real *w, int64_t ld, const char *v, dtype d, int64_t v_row,
                       real *c, int64_t ldc, const real *load, int64_t load_step);

    bool (*finite)(const real *x, int64_t n);                              /* no NaN and no infinity among x[0..n) */
    void (*add)(int64_t n, const real *x, real *y);                        /* y += x */
    real (*dot)(int64_t n, const real *x, const real *y);                  /* in a fixed order that depends on n alone */
    void (*scale)(int64_t n, real factor, real *x);
    double (*sum)(int64_t n, const real *x);

    /* Score tiles [rows][ld], `width` columns, whole vectors. Bits: 64 columns per word, `words` words per row, the lowest bit first. */
    void (*mask)(int64_t rows, int64_t width, const uint64_t *bits, int64_t words, real *s, int64_t ld);      /* -inf where the bit is clear */
    void (*drop)(int64_t rows, int64_t width, const uint64_t *bits, int64_t words, real kept, real *s, int64_t ld);   /* times `kept`, 0 where clear */
    void (*see)(int64_t rows, int64_t width, const real *s, int64_t ld, unsigned char *seen, int64_t seen_row);       /* 0 where s is -inf, else 1 */

    /* Dropout: bit j of row i is set when key k0 + j of query q0 + i is kept (spec `dropout_philox`). k0 is a multiple of 64. */
    void (*keep)(int64_t rows, int64_t words, uint64_t seed, uint32_t offset, uint32_t head, uint32_t q0, uint32_t k0, uint32_t threshold, uint64_t *bits);

    double (*fma_peak)(int64_t turns, bool fed, real *cells);               /* simd/peak.inc.c: operations done */
    real (*read_peak)(int64_t n, const real *x);

    /* Programs of csrc/flex: cells of memory that one needs; one tile of it; the bits of a mask (float only). */
    int64_t (*flex_cells)(const flex_program *p);
    void (*flex_tile)(flex *f, real *memory, const struct tile *t, const real *score, const real *seed, real *out, int64_t ld);
    int64_t (*flex_block)(flex *f, real *memory, const struct tile *t, uint64_t *bits);

    const struct T(weight) *const *weights;      /* in the order of `enum weight` */
    const struct T(term) *const *terms;          /* in the order of stages, ended by NULL */
    T(gates) gate;                               /* of the recurrent engines */
    T(scans) scan;
} T(kernels);

const T(kernels) *T(kernels_now)(void);      /* of current_isa() */

static inline int64_t T(packed_size)(const T(kernels) *k, int64_t depth, int64_t cols) { return depth * round_up(cols, k->lanes); }
