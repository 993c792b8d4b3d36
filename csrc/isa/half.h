/* Products of bfloat16 summed in float, where the processor has an instruction for them that is faster than converting and multiplying in float.
 * Two neighbours along the depth stand together: a row of A is its numbers as they are, an odd depth filled up with a zero; a panel of B is
 * [pairs][width][2], width as in kernels.h. The instruction takes and gives numbers below 2^-126 as 0. */
#ifndef POLYATTN_HALF_KERNELS_H
#define POLYATTN_HALF_KERNELS_H
#include "slice.h"

/* Rows of weights that were rounded: each is its weight over `most`, the largest so far; what was summed before is to be multiplied by `load`, which
 * starts from the caller's load; `sum` [rows][16] is that of the weights as they were rounded. NULL: weights are rounded as they are. */
typedef struct half_rows { float *most, *load, *sum; } half_rows;

typedef struct half_kernels {
    void (*pack_rows)(const slice *x, uint16_t *out, int64_t ld);             /* [rows][ld], columns cols..ld-1 are 0 */
    void (*pack_panels)(const slice *x, uint16_t *out);                       /* the right side of A X */
    void (*pack_transposed)(const slice *x, uint16_t *out);                   /* the right side of A X^T */
    /* Weights -> bfloat16 in place: a row begins where it began; width is whole vectors. Where x has `most`, the largest weight of a row becomes exactly 1. */
    void (*round)(int64_t rows, int64_t width, float *s, int64_t ld, const half_rows *x, const float *load, int64_t load_step);
    bool (*finite)(const uint16_t *x, int64_t n);

    /* C [rows][cols] = load C + factor A B with rows b_from .. b_from + depth of a B packed with depth b_depth, all three even; load as in kernels.h. */
    void (*product_at)(int64_t rows, int64_t cols, int64_t depth, const uint16_t *a, int64_t a_row, const uint16_t *b, int64_t b_depth, int64_t b_from,
                       float *c, int64_t ldc, float factor, const float *load, int64_t load_step);
    /* With a factor of 1; what is not finite in row k of B counts only for the rows that see it, as in kernels.h. */
    void (*product_seen)(int64_t rows, int64_t cols, int64_t depth, const uint16_t *a, int64_t a_row, const uint16_t *b, int64_t b_depth, int64_t b_from,
                         float *c, int64_t ldc, const float *load, int64_t load_step, const unsigned char *seen, int64_t seen_row, uint16_t *clean);
} half_kernels;

const half_kernels *half_kernels_now(void);      /* of current_isa(); NULL: there are none */

#endif
