/* Context-aware scale (An et al. 2025, arXiv:2502.06415): o_i = 2 sigmoid(s_i) y_i, y softmax attention, s of each head and token.
 *
 * ds_i = (1 - sigmoid(s_i)) <dO_i, o_i> needs no y. */
#include "softmax.h"
#include <math.h>

enum { S_PRE = 3 };

static void scale_rows(const call *c, const tile *t, double *factor, double *shift, double *gain)
{
    (void)factor, (void)shift;
    for (int64_t i = 0; i < t->rows; i++) gain[i] = 2 / (1 + exp(-view_get(&c->in[S_PRE], c->cu_k ? 0 : t->sequence, t->head, t->first_q + t->q0 + i, 0)));
}

static const dense composition = {.weight = WEIGHT_exp, .lse = 1, .weights = 2, .rows = scale_rows};

static status forward(call *c) { return dense_forward(c, &composition); }

static status backward(call *c)
{
    const view *ds = &c->grad_in[S_PRE], *out = &c->out[0], *dout = &c->grad_out[0];
    TRY(dense_backward(c, &composition));
    for (int64_t b = 0; present(ds) && b < ds->shape[0]; b++)
        for (int64_t h = 0; h < ds->shape[1]; h++)
            for (int64_t n = 0; n < ds->shape[2]; n++) {
                double along = 0;
                for (int64_t d = 0; d < out->shape[3] && present(dout); d++) along += view_get(out, b, h, n, d) * view_get(dout, b, h, n, d);
                view_set(ds, b, h, n, 0, along / (1 + exp(view_get(&c->in[S_PRE], b, h, n, 0))));
            }
    return OK;
}

const mechanism context_scale = {
    .name = "context_scale", .title = "Context-aware scale", .engine = DENSE, .patterns = ALL_PATTERNS,
    .cost = "O(N M (D + Dv)) time, O(N) memory beyond inputs and outputs",
    .paper = "An et al. 2025, Systematic Outliers in Large Language Models (arXiv:2502.06415)",
    .equation = "out = 2 sigmoid(s_pre) softmax(scale q k^T) v",
    .notes = "The factor 2 is the authors' code's: s_pre = 0 is softmax attention. head_mask is not offered beside it: a scale of each head and token is one.",
    .slots = {QKV, {"s_pre", "B Hq N", GATE, "scale before its sigmoid, of each head and token", .layer = "identity bias"}},
    .outputs = {
        {"out", "B Hq N Dv", OUTPUT, "attended values", .saved = true},
        {"lse", "B Hq N", STATISTIC, "log of the sum of exp(scores), differentiable", .when = "return_lse", .saved = true, .wide = true},
        {"weights", "B Hq N M", STATISTIC, "P before dropout: explicitly N x M; no gradient flows through it", .when = "return_weights", .constant = true},
    },
    .without = "head_mask",
    .papers = {{"Systematic Outliers in Large Language Models", "attention with a context-aware scale"}},
    .forward = forward, .backward = backward,
};
