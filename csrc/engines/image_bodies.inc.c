/* The loops of a convolution for one element type: included with REAL defined. Rows of `ld` channels, a token each. */
#include "../simd/real.h"
#include "../isa/kernels.h"
#include "image_walk.h"
#include <string.h>

static void T(image_measure)(convolution *v)
{
    v->ld = round_up(v->cols, T(kernels_now)()->lanes);
    v->scratch_size = round_up((3 * v->tokens + v->rows + v->taps + 1) * v->ld * (int64_t)sizeof(real), 64) + 64;
}

static bool T(pixel_absent)(const convolution *v, int64_t b, int64_t j)
{
    const int64_t *stride = v->mask->stride;
    return present(v->mask) && !v->mask->data[b * stride[0] + (v->im.first + j) * stride[1]];
}

/* Of rows on a line stretched to the pixels, ends apart by half a step: pixel i lies between two of them. */
typedef struct T(between) { int64_t low, high; real share; } T(between);

static T(between) T(between_rows)(const convolution *v, int64_t i)
{
    const double at = ((double)i + 0.5) * ((double)v->rows / (double)v->tokens) - 0.5, from = at < 0 ? 0 : at;
    const int64_t low = (int64_t)from;
    return (T(between)){low, low + (low < v->rows - 1), (real)(from - (double)low)};
}

/* The values of a head as pixels x [tokens][ld]; `rows` is scratch [rows][ld]. */
static void T(load_pixels)(const convolution *v, int64_t b, int64_t h, real *x, real *rows)
{
    const T(kernels) *k = T(kernels_now)();
    const slice from = slice_of(&v->c->in[2], b, h, v->im.first, v->rows);
    real *to = v->rows == v->tokens ? x : rows;
    k->pack_rows(&from, to, v->ld);
    for (int64_t j = 0; j < v->rows; j++)
        if (T(pixel_absent)(v, b, j)) memset(to + j * v->ld, 0, (size_t)v->ld * sizeof(real));
    if (to == x)
        return;
    memset(x, 0, (size_t)(v->tokens * v->ld) * sizeof(real));
    for (int64_t i = 0; v->rows && i < v->tokens; i++) {
        const T(between) p = T(between_rows)(v, i);
        const real *low = rows + p.low * v->ld, *high = rows + p.high * v->ld;
        for (int64_t c = 0; c < v->cols; c++) x[i * v->ld + c] = (1 - p.share) * low[c] + p.share * high[c];
    }
}

/* Gradients of the rows, in `rows` or where they lie already, from those of the pixels. */
static real *T(pixels_backward)(const convolution *v, real *dx, real *rows)
{
    if (v->rows == v->tokens)
        return dx;
    memset(rows, 0, (size_t)(v->rows * v->ld) * sizeof(real));
    for (int64_t i = 0; v->rows && i < v->tokens; i++) {
        const T(between) p = T(between_rows)(v, i);
        for (int64_t c = 0; c < v->cols; c++) {
            rows[p.low * v->ld + c] += (1 - p.share) * dx[i * v->ld + c];
            rows[p.high * v->ld + c] += p.share * dx[i * v->ld + c];
        }
    }
    return rows;
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
    real *x = (real *)(v->scratch + worker * v->scratch_size), *out = x + v->tokens * ld, *rows = out + v->tokens * ld, *w = rows + v->rows * ld;
    const slice to = slice_of(&v->c->out[0], b, h, v->im.first, v->tokens);
    T(load_stencil)(v, b, h, w);
    T(load_pixels)(v, b, h / v->group, x, rows);
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
    real *x = (real *)(v->scratch + worker * v->scratch_size), *g = x + v->tokens * ld, *dx = g + v->tokens * ld, *rows = dx + v->tokens * ld, *w = rows + v->rows * ld;
    const view *dv = &v->c->grad_in[2], *dout = &v->c->grad_out[0];
    T(load_pixels)(v, b, h, x, rows);
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
    const real *own = T(pixels_backward)(v, dx, rows);
    for (int64_t j = 0; j < v->rows; j++) {
        const slice to = slice_of(dv, b, h, v->im.first + j, 1);
        if (T(pixel_absent)(v, b, j))
            continue;
        k->pack_rows(&to, w, ld);
        k->add(ld, own + j * ld, w);
        k->store(w, ld, &to);
    }
}

/* Gradients of kernels and biases: those of sequences and heads that share one are added up in their order. */
static void T(image_reduce)(const convolution *v)
{
    const stencil *to = v->to;
    const T(kernels) *k = T(kernels_now)();
    const int64_t B = v->c->sequences, H = v->c->size[SYM_HQ], ld = v->ld, cells = (v->taps + 1) * ld;
    real *partial = v->partial;
    if (!B || !H) memset(partial, 0, (size_t)cells * sizeof(real));      /* nobody has written: all is 0 */
    for (int64_t t = 0; t <= v->taps; t++) {
        const bool bias = t == v->taps;
        char *base = bias ? to->bias : to->kernel ? to->kernel + t / v->s->cols * to->row + t % v->s->cols * to->col : NULL;
        const bool over_batch = bias || !to->batch, over_heads = !(bias ? to->bias_head : to->head);
        for (int64_t task = 0; base && task < B * H; task++) {
            const int64_t b = over_batch ? 0 : task / H, h = over_heads ? 0 : task % H, first = b * H + h;
            if (first != task) k->add(ld, partial + task * cells + t * ld, partial + first * cells + t * ld);
        }
        for (int64_t to_one = 0; base && to_one < (over_batch ? 1 : B) * (over_heads ? 1 : H); to_one++) {
            const int64_t b = over_heads ? to_one : to_one / H, h = over_heads ? 0 : to_one % H;
            slice one = {base + (bias ? h * to->bias_head : b * to->batch + h * to->head), bias ? to->bias_dtype : to->kernel_dtype, 1, v->cols, 0,
                         bias ? to->bias_channel : to->channel};
            k->store(partial + (b * H + h) * cells + t * ld, ld, &one);
        }
    }
}

const image_entries T(image_entries) = {T(image_measure), T(image_forward), T(image_backward), T(image_reduce)};
