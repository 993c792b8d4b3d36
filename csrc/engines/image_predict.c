#include "image_predict.h"
#include "../core/alloc.h"
#include "../core/parallel.h"
#include <math.h>

static const double over_root_2 = 0.70710678118654752, over_root_2_pi = 0.39894228040143268;

static double gelu(double x) { return x / 2 * (1 + erf(x * over_root_2)); }
static double gelu_slope(double x) { return (1 + erf(x * over_root_2)) / 2 + x * over_root_2_pi * exp(-x * x / 2); }

static double bias_at(const call *c, int slot, int64_t i) { return present(&c->in[slot]) ? view_get(&c->in[slot], i, 0, 0, 0) : 0; }
static int64_t channels_of(const call *c) { return c->size[SYM_HQ] * c->size[SYM_DV]; }

/* A task: a sequence's head. */
static void predict_head(void *context, int64_t task, int worker)
{
    const prediction *of = context;
    const call *c = of->c;
    const predictor *p = of->p;
    const int64_t heads = c->size[SYM_HQ], own = c->size[SYM_DV], n = c->size[SYM_N], b = task / heads, first = task % heads * own, all = channels_of(c);
    double *mean = of->mean + b * all + first, *z = of->z + b * all + first, *r = of->r + (b * all + first) * p->taps;
    (void)worker;
    for (int64_t i = 0; i < own; i++) mean[i] = 0;
    for (int64_t t = 0; t < n; t++)
        for (int64_t i = 0; i < own; i++) mean[i] += view_get(&c->in[p->x], b, t, first + i, 0) / (double)n;
    for (int64_t i = 0; i < own; i++) {
        z[i] = bias_at(c, p->b1, first + i);
        for (int64_t j = 0; j < own; j++) z[i] += view_get(&c->in[p->w1], first + i, j, 0, 0) * mean[j];
    }
    for (int64_t i = 0; i < own * p->taps; i++) {
        const int64_t row = first * p->taps + i;
        r[i] = bias_at(c, p->b2, row);
        for (int64_t j = 0; j < own; j++) r[i] += view_get(&c->in[p->w2], row, j, 0, 0) * gelu(z[j]);
    }
}

status predict(call *c, const predictor *p, prediction *out)
{
    const int64_t all = channels_of(c), batch = c->sequences;
    *out = (prediction){.c = c, .p = p, .mean = allocate(batch * all, (2 + p->taps) * (int64_t)sizeof(double))};
    if (!out->mean)
        return FAIL(c, NO_MEMORY, "%s: no memory for kernels of %lld channels", c->p->row->name, (long long)all);
    out->z = out->mean + batch * all, out->r = out->z + batch * all;
    parallel_for(batch * c->size[SYM_HQ], predict_head, out);
    return OK;
}

static void put(const view *x, int64_t i, int64_t j, double value)
{
    if (present(x)) view_set(x, i, j, 0, 0, value);
}

/* Gradients of row `row` of W and b, from dy[b * step] of every sequence, added up in their order. */
static void layer_row(const prediction *of, int w, int bias, int64_t row, const double *dy, int64_t step, const double *in, int64_t width, bool activated)
{
    const call *c = of->c;
    double sum = 0;
    for (int64_t b = 0; b < c->sequences; b++) sum += dy[b * step];
    put(&c->grad_in[bias], row, 0, sum);
    for (int64_t j = 0; j < width && present(&c->grad_in[w]); j++) {
        sum = 0;
        for (int64_t b = 0; b < c->sequences; b++) {
            const double x = in[b * channels_of(c) + j];
            sum += dy[b * step] * (activated ? gelu(x) : x);
        }
        put(&c->grad_in[w], row, j, sum);
    }
}

/* A task: a head, of all sequences. The mean and z of its channels make room for the gradients of theirs. */
static void predict_head_backward(void *context, int64_t head, int worker)
{
    const prediction *of = context;
    const call *c = of->c;
    const predictor *p = of->p;
    const int64_t own = c->size[SYM_DV], n = c->size[SYM_N], first = head * own, all = channels_of(c), batch = c->sequences;
    (void)worker;
    for (int64_t i = 0; i < own * p->taps; i++)
        layer_row(of, p->w2, p->b2, first * p->taps + i, of->dr + first * p->taps + i, all * p->taps, of->z + first, own, true);
    for (int64_t b = 0; b < batch; b++)
        for (int64_t j = 0; j < own; j++) {
            double *z = of->z + b * all + first + j, sum = 0;
            for (int64_t i = 0; i < own * p->taps; i++)
                sum += of->dr[(b * all + first) * p->taps + i] * view_get(&c->in[p->w2], first * p->taps + i, j, 0, 0);
            *z = sum * gelu_slope(*z);
        }
    for (int64_t i = 0; i < own; i++) layer_row(of, p->w1, p->b1, first + i, of->z + first + i, all, of->mean + first, own, false);
    for (int64_t b = 0; present(&c->grad_in[p->x]) && b < batch; b++)
        for (int64_t j = 0; j < own; j++) {
            double sum = 0;
            for (int64_t i = 0; i < own; i++) sum += of->z[b * all + first + i] * view_get(&c->in[p->w1], first + i, j, 0, 0);
            for (int64_t t = 0; t < n; t++) view_set(&c->grad_in[p->x], b, t, first + j, 0, sum / (double)n);
        }
}

void predict_backward(prediction *of, const double *dr)
{
    of->dr = dr;
    parallel_for(of->c->size[SYM_HQ], predict_head_backward, of);
}
