/* A matrix inside somebody's array: what kernels pack from and store to. */
#ifndef POLYATTN_SLICE_H
#define POLYATTN_SLICE_H
#include "../core/view.h"

/* Any dtype, strides in bytes, possibly zero, negative or misaligned. */
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
