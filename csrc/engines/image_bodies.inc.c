/* The loops of a convolution for one element type: included with REAL defined. Rows of `ld` channels, a token each. */
#include "../simd/real.h"
#include "../isa/kernels.h"
#include "image_walk.h"
#include <string.h>

static void T(image_measure)(convolution *v)
{
    v->ld = round_up(v->cols, T(kernels_now)()->lanes);
    v->scratch_size = round_up((3 * v->tokens + v->taps + 1) * v->ld * (int64_t)sizeof(real), 64) + 64;
}

/* [taps][ld] and, behind it, the bias [ld] of a head. */
static void T(load_stencil)(const convolution *v, int64_t b, int64_t h, real *w)
{
    const stencil *s = v->s;
    const T(kernels) *k = T(kernels_now)();
    for (int64_t t = 0; t < v->taps; t++) {
        char *at = s->kernel + b * s->batch + h * s->head + t / s->cols * s->row + t % s->cols * s->col;
        k->pack_rows(&(slice){at, s->kernel_dtype, 1, v->cols, 0, s->channel}, w + t * v->ld, v->ld);
    }
    memset(w + v->taps * v->ld, 0, (size_t)v->ld * sizeof(real));
    if (s->bias) k->pack_rows(&(slice){s->bias + h * s->bias_head, s->bias_dtype, 1, v->cols, 0, s->bias_channel}, w + v->taps * v->ld, v->ld);
}

/* The token that tap t reads for token i, or -1 beyond the edge. */
static int64_t T(neighbour)(const convolution *v, int64_t i, int64_t t)
{
    const int64_t y = i / v->im.width + t / v->s->cols - v->s->rows / 2, x = i % v->im.width + t % v->s->cols - v->s->cols / 2;
    return y < 0 || y >= v->im.height || x < 0 || x >= v->im.width ? -1 : y * v->im.width + x;
}

static void T(image_forward)(void *context, int64_t task, int worker)
{
    const convolution *v = context;
    const T(kernels) *k = T(kernels_now)();
    const int64_t heads = v->c->size[SYM_HQ], b = task / heads, h = task % heads, ld = v->ld;
    real *x = (real *)(v->scratch + worker * v->scratch_size), *out = x + v->tokens * ld, *w = x + 3 * v->tokens * ld;
    const slice from = slice_of(&v->c->in[2], b, h / v->group, v->im.first, v->tokens), to = slice_of(&v->c->out[0], b, h, v->im.first, v->tokens);
    T(load_stencil)(v, b, h, w);
    k->pack_rows(&from, x, ld);
    k->pack_rows(&to, out, ld);
    for (int64_t i = 0; i < v->tokens; i++) {
        k->add(ld, w + v->taps * ld, out + i * ld);
        for (int64_t t = 0; t < v->taps; t++) {
            const int64_t j = T(neighbour)(v, i, t);
            if (j >= 0) k->gate.multiply_add(ld, 1, w + t * ld, x + j * ld, out + i * ld);
        }
    }
    k->store(out, ld, &to);
}

static void T(image_backward)(void *context, int64_t task, int worker)
{
    const convolution *v = context;
    const T(kernels) *k = T(kernels_now)();
    const int64_t heads = v->c->size[SYM_H], b = task / heads, h = task % heads, ld = v->ld;
    real *x = (real *)(v->scratch + worker * v->scratch_size), *g = x + v->tokens * ld, *dx = g + v->tokens * ld, *w = dx + v->tokens * ld;
    const slice from = slice_of(&v->c->in[2], b, h, v->im.first, v->tokens);
    const view *dv = &v->c->grad_in[2], *dout = &v->c->grad_out[0];
    k->pack_rows(&from, x, ld);
    memset(dx, 0, (size_t)(v->tokens * ld) * sizeof(real));
    for (int64_t hq = h * v->group; hq < (h + 1) * v->group; hq++) {
        real *sums = (real *)v->partial + (b * v->c->size[SYM_HQ] + hq) * (v->taps + 1) * ld;
        memset(sums, 0, (size_t)((v->taps + 1) * ld) * sizeof(real));
        T(load_stencil)(v, b, hq, w);
        memset(g, 0, (size_t)(v->tokens * ld) * sizeof(real));
        if (present(dout)) k->pack_rows(&(slice){slice_of(dout, b, hq, v->im.first, 0).data, dout->dtype, v->tokens, v->cols, dout->stride[2], dout->stride[3]}, g, ld);
        for (int64_t i = 0; i < v->tokens; i++) {
            k->add(ld, g + i * ld, sums + v->taps * ld);
            for (int64_t t = 0; t < v->taps; t++) {
                const int64_t j = T(neighbour)(v, i, t);
                if (j < 0)
                    continue;
                k->gate.multiply_add(ld, 1, g + i * ld, x + j * ld, sums + t * ld);
                k->gate.multiply_add(ld, 1, g + i * ld, w + t * ld, dx + j * ld);
            }
        }
    }
    if (!present(dv))
        return;
    const slice to = slice_of(dv, b, h, v->im.first, v->tokens);
    k->pack_rows(&to, x, ld);
    k->add(v->tokens * ld, dx, x);
    k->store(x, ld, &to);
}

/* Gradients of kernels and biases: those of sequences and heads that share one are added up in their order. */
static void T(image_reduce)(const convolution *v)
{
    const stencil *to = v->to;
    const T(kernels) *k = T(kernels_now)();
    const int64_t B = v->c->sequences, H = v->c->size[SYM_HQ], ld = v->ld, cells = (v->taps + 1) * ld;
    real *partial = v->partial;
    for (int64_t t = 0; t <= v->taps; t++) {
        const bool bias = t == v->taps;
        char *base = bias ? to->bias : to->kernel ? to->kernel + t / v->s->cols * to->row + t % v->s->cols * to->col : NULL;
        const bool over_batch = bias || !to->batch, over_heads = !(bias ? to->bias_head : to->head);
        for (int64_t task = 0; base && task < B * H; task++) {
            const int64_t b = over_batch ? 0 : task / H, h = over_heads ? 0 : task % H, first = b * H + h;
            if (first != task) k->add(ld, partial + task * cells + t * ld, partial + first * cells + t * ld);
        }
        for (int64_t task = 0; base && task < B * H; task++) {
            const int64_t b = task / H, h = task % H;
            if ((over_batch && b) || (over_heads && h))
                continue;
            slice one = {base + (bias ? h * to->bias_head : b * to->batch + h * to->head), bias ? to->bias_dtype : to->kernel_dtype, 1, v->cols, 0,
                         bias ? to->bias_channel : to->channel};
            k->store(partial + task * cells + t * ld, ld, &one);
        }
    }
}

const image_entries T(image_entries) = {T(image_measure), T(image_forward), T(image_backward), T(image_reduce)};
