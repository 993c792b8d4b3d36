/* What an instruction set offers: one table per element type. Engines ask for packing and products and know nothing else about the machine;
 * packing formats belong to the table. Kernels never allocate, never fail, and read no stride that is not promised here.
 *
 * Included once per element type (REAL, see simd/real.h). */
#ifndef POLYATTN_SLICE
#define POLYATTN_SLICE
#include "../core/view.h"
#include "../core/isa.h"

/* A matrix inside somebody's array: any float dtype, strides in bytes, possibly zero, negative or misaligned. */
typedef struct slice {
    char *data;
    dtype dtype;
    int64_t rows, cols, row_stride, col_stride;
} slice;

/* Rows `row` to `row + rows` of x [B, H, N, D] at (b, h). */
static inline slice slice_of(const view *x, int64_t b, int64_t h, int64_t row, int64_t rows)
{
    return (slice){x->data + b * x->stride[0] + h * x->stride[1] + row * x->stride[2], x->dtype, rows, x->shape[3], x->stride[2], x->stride[3]};
}

static inline int64_t round_up(int64_t n, int64_t to) { return (n + to - 1) / to * to; }
#endif

#include "../simd/gate.h"

/* A packed operand is a row of panels: panel p holds columns p * panel .. of the logical matrix, depth-major [depth][width], where width is `panel`,
 * or the columns that are left, rounded up to whole vectors, in the last one. Padding is 0. Panel p begins at p * panel * depth. */
typedef struct T(kernels) {
    const char *name;            /* "f32.avx512" */
    int lanes, panel;            /* elements per vector; columns of a full panel */
    int tile_rows;               /* products are fastest when rows are a multiple of this */

    void (*pack_rows)(const slice *x, real *out, int64_t ld);      /* [rows][ld], row-major, columns cols..ld-1 are 0 */
    void (*pack_panels)(const slice *x, real *out);                /* depth = rows, columns = cols: the right side of A X */
    void (*pack_transposed)(const slice *x, real *out);            /* depth = cols, columns = rows: the right side of A X^T */
    void (*store)(const real *x, int64_t ld, const slice *out);    /* [rows][ld] -> the caller's array, converted */

    /* C[rows][cols] (+)= A[rows][depth] B, row-major C with ldc a multiple of lanes and room for cols rounded up to whole vectors;
     * A's element (i, k) is a[i * a_row + k * a_depth], B packed. `load`: NULL: C is overwritten; else row i of the old C is multiplied by load[i * load_step] first
     * (a load_step of 0 with *load = 1 simply accumulates). The sum over depth runs in order, one accumulator per element: bits depend on depth alone. */
    void (*product)(int64_t rows, int64_t cols, int64_t depth, const real *a, int64_t a_row, int64_t a_depth, const real *b,
                    real *c, int64_t ldc, const real *load, int64_t load_step);
    T(gates) gate;               /* of the recurrent engines */
} T(kernels);

const T(kernels) *T(kernels_now)(void);      /* of current_isa() */

static inline int64_t T(packed_size)(const T(kernels) *k, int64_t depth, int64_t cols) { return depth * round_up(cols, k->lanes); }
