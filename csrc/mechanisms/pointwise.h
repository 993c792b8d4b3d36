/* What rows of family B share: weights of one score each, divided by the number of visible keys, by their sum, or by nothing. */
#ifndef POLYATTN_POINTWISE_H
#define POLYATTN_POINTWISE_H
#include "softmax.h"
#include <math.h>

static inline bool always(const call *c) { (void)c; return true; }

static inline void over_count(const call *c, const tile *t, const double *sums, double *z, double *slope)
{
    (void)c, (void)sums, (void)slope;
    for (int64_t i = 0; i < t->rows; i++) z[i] = fmax((double)t->visible[i], 1);
}

static inline void over_sum(const call *c, const tile *t, const double *sums, double *z, double *slope)
{
    (void)c;
    for (int64_t i = 0; i < t->rows; i++) z[i] = sums[i] + 1e-8, slope[i] = 1;
}

static inline void score_over_count(const call *c, const tile *t, double *factor, double *shift, double *gain)
{
    (void)c, (void)shift, (void)gain;
    for (int64_t i = 0; i < t->rows; i++) factor[i] = 1 / fmax((double)t->visible[i], 1);
}

/* Gradients of learned numbers of each head (or of all, rank 0): slots[i] gets sums[(s Hq + h) n + i]. */
static inline void store_learned(call *c, const double *sums, int n, const int *slots)
{
    const int64_t heads = c->size[SYM_HQ];
    for (int i = 0; i < n; i++) {
        const view *g = &c->grad_in[slots[i]];
        double all = 0;
        for (int64_t h = 0; h < heads && present(g); h++) {
            double own = 0;
            for (int64_t s = 0; s < c->sequences; s++) own += sums[(s * heads + h) * n + i];
            all += own;
            if (g->rank) view_set(g, h, 0, 0, 0, own);
        }
        if (present(g) && !g->rank) view_set(g, 0, 0, 0, 0, all);
    }
}

/* `run` with a default scale of 1. */
static inline status unscaled(call *c, const dense *d, status (*run)(call *, const dense *))
{
    call inner = *c;
    value *scale = &inner.param[c->p->first_param + DENSE_SCALE];
    if (scale->none) *scale = (value){.f = 1};
    const status s = run(&inner, d);
    c->message = inner.message;
    return s;
}

#define POINTWISE_COST .engine = DENSE, .patterns = ALL_PATTERNS, .cost = "O(N M (D + Dv)) time, O(N) memory beyond inputs and outputs"
#define WHOLE_ROWS .engine = DENSE, .patterns = ALL_PATTERNS, .cost = "O(N M (D + Dv)) time, O(N + M) memory beyond inputs and outputs"
#define OUT {"out", "B Hq N Dv", OUTPUT, "attended values", .saved = true}
#define SUMS {"sums", "B Hq N", STATISTIC, "sum of the row's weights before they are divided", .when = "return_sums", .constant = true, .saved = true, .wide = true}
#define WEIGHTS_OUT {"weights", "B Hq N M", STATISTIC, "P before dropout: explicitly N x M; no gradient flows through it", .when = "return_weights", .constant = true}

#endif
