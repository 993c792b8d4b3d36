/* Tokens as an image: depthwise convolutions of the values, added to the output of linear mechanisms that bring them. */
#ifndef POLYATTN_IMAGE_H
#define POLYATTN_IMAGE_H
#include "../mechanisms/mechanism.h"

/* Tokens first .. first + height * width, row by row. */
typedef struct image { int64_t height, width, first; } image;

/* Of all queries but `first`; the parameter `grid` says (height, width), None stands for a square. Refuses what does not fit, and N != M unless `stretch`:
 * the values, in their order, are then interpolated linearly to as many pixels. An absent key's value is 0. */
status image_of(call *c, int grid, int64_t first, bool stretch, image *out);
#define GRID_PARAM(kernel) {"grid", GRID, "with " kernel ": height and width of the image that the tokens are, row by row; None: a square", {.none = true}, .optional = true}

/* A kernel and a bias per channel. Strides in bytes; 0 where sequences or heads share. data == NULL: absent. */
typedef struct stencil {
    char *kernel, *bias;
    dtype kernel_dtype, bias_dtype;
    int64_t rows, cols;                      /* odd; zero padding keeps the size */
    int64_t batch, head, channel, row, col;
    int64_t bias_head, bias_channel;
} stencil;

/* From views [B C kh kw] (C: all channels, heads one after the other) or [D 1 kh kw] (one for all heads and sequences); a bias [C] or [D]. */
stencil stencil_of(const call *c, const view *kernel, const view *bias, bool each);

/* out += the convolution of v; the backward adds to the gradient of v and writes those of `to`. Query head h takes v of its key/value head. */
status convolve_forward(call *c, image im, const stencil *s);
status convolve_backward(call *c, image im, const stencil *s, const stencil *to);

#endif
