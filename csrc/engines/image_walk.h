/* Between image.c, which owns memory and threads, and the loops, which are compiled for float and for double. */
#ifndef POLYATTN_IMAGE_WALK_H
#define POLYATTN_IMAGE_WALK_H
#include "image.h"

typedef struct convolution {
    call *c;
    image im;
    const stencil *s, *to;
    int64_t tokens, rows, cols, ld, taps, group;      /* tokens: pixels; rows: values that they are made of */
    const view *mask;                    /* [B M] of present keys, or absent */
    char *scratch;                       /* [workers][scratch_size bytes] */
    int64_t scratch_size;
    void *partial;                       /* [B Hq][taps + 1][ld]: gradients of kernel and bias */
} convolution;

typedef struct image_entries {
    void (*measure)(convolution *v);
    void (*forward)(void *convolution, int64_t task, int worker);      /* a task: a query head; of the backward: a key/value head */
    void (*backward)(void *convolution, int64_t task, int worker);
    void (*reduce)(const convolution *v);
} image_entries;

extern const image_entries image_entries_f32, image_entries_f64;

#endif
