/* Shapes, memory and threads of convolutions. */
#include "image_walk.h"
#include "linear.h"
#include "../core/alloc.h"
#include "../core/parallel.h"
#include <math.h>

status image_of(call *c, int grid, int64_t first, bool stretch, image *out)
{
    const char *name = c->p->row->name;
    const long long n = c->size[SYM_N], m = c->size[SYM_M];
    const value g = c->param[grid];
    const int64_t tokens = n > first ? n - first : 0, side = (int64_t)(sqrt((double)tokens) + 0.5);
    *out = (image){g.none ? side : g.i, g.none ? side : g.j, first};
    if (n != m && !stretch)
        return FAIL(c, BAD_VALUE, "%s: q has %lld tokens and k %lld, expected the same number: both are one image", name, n, m);
    if (c->cu_k)
        return FAIL(c, BAD_VALUE, "%s: cu_seqlens is given with an image, expected a batch (each sequence is an image of the same size)", name);
    if (!g.none && g.k != 1)
        return FAIL(c, BAD_VALUE, "%s: grid has three lengths, expected (height, width)", name);
    if (out->height * out->width != tokens)
        return FAIL(c, BAD_VALUE, "%s: the image is %lld x %lld, expected height times width to be %lld, its tokens (grid says how they lie)", name,
                    (long long)out->height, (long long)out->width, (long long)tokens);
    return OK;
}

stencil stencil_of(const call *c, const view *kernel, const view *bias, bool each)
{
    stencil s = {0};
    const int64_t cols = c->size[SYM_DV];
    if (kernel && present(kernel))
        s = (stencil){.kernel = kernel->data, .kernel_dtype = kernel->dtype, .rows = kernel->shape[2], .cols = kernel->shape[3], .batch = each ? kernel->stride[0] : 0,
                      .head = each ? cols * kernel->stride[1] : 0, .channel = kernel->stride[each ? 1 : 0], .row = kernel->stride[2], .col = kernel->stride[3]};
    if (bias && present(bias))
        s.bias = bias->data, s.bias_dtype = bias->dtype, s.bias_channel = bias->stride[0], s.bias_head = each ? cols * bias->stride[0] : 0;
    return s;
}

static status run(call *c, image im, const stencil *s, const stencil *to)
{
    const int64_t heads = c->size[SYM_HQ], workers = parallel_width();
    const image_entries *walk = c->compute == F64 ? &image_entries_f64 : &image_entries_f32;
    convolution v = {.c = c, .im = im, .s = s, .to = to, .tokens = im.height * im.width, .rows = c->size[SYM_M] > im.first ? c->size[SYM_M] - im.first : 0, .cols = c->size[SYM_DV],
                     .taps = s->rows * s->cols, .mask = &c->in[c->p->first_option + LINEAR_KEY_MASK]};
    status done = OK;
    v.group = c->size[SYM_H] ? heads / c->size[SYM_H] : 0;
    walk->measure(&v);
    v.scratch = allocate(workers, v.scratch_size);
    v.partial = to ? allocate(c->sequences * heads + 1, (v.taps + 1) * v.ld * dtype_size(c->compute)) : NULL;
    if (!v.scratch || (to && !v.partial)) {
        done = FAIL(c, NO_MEMORY, "%s: no memory for the image of %lld tokens", c->p->row->name, (long long)v.tokens);
    } else {
        parallel_for(c->sequences * (to ? c->size[SYM_H] : heads), to ? walk->backward : walk->forward, &v);
        if (to) walk->reduce(&v);
    }
    release(v.partial);
    release(v.scratch);
    return done;
}

status convolve_forward(call *c, image im, const stencil *s) { return run(c, im, s, 0); }
status convolve_backward(call *c, image im, const stencil *s, const stencil *to) { return run(c, im, s, to); }
