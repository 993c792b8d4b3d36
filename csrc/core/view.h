/* A view of somebody's array: where it lies, what it holds. Never owns anything. */
#ifndef POLYATTN_VIEW_H
#define POLYATTN_VIEW_H
#include <stdbool.h>
#include <stdint.h>

#define MAX_RANK 5

typedef enum dtype { F64, F32, BF16, F16, BOOL, U8, I32, I64, DTYPES } dtype;

/* Strides are in bytes and may be zero, negative or no multiple of the item size; `data` may be misaligned. */
typedef struct view {
    char *data;                      /* NULL: absent (an empty array that is present has data != NULL) */
    dtype dtype;
    int rank;
    int64_t shape[MAX_RANK], stride[MAX_RANK];
} view;

static inline bool present(const view *x) { return x->data != 0; }
static inline int64_t dtype_size(dtype t) { static const int8_t size[DTYPES] = {8, 4, 2, 2, 1, 1, 4, 8}; return size[t]; }
static inline bool is_float(dtype t) { return t <= F16; }
const char *dtype_name(dtype t);     /* "float64", ... */

/* Element (i0, i1, i2, i3) of a view of rank <= 4, any float, bool or integer dtype. For operands that are read once; tiles are packed by kernels. */
double view_get(const view *x, int64_t i0, int64_t i1, int64_t i2, int64_t i3);
void view_set(const view *x, int64_t i0, int64_t i1, int64_t i2, int64_t i3, double value);
int64_t view_count(const view *x);

#endif
