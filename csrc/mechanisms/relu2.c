/* Squared ReLU attention (Hua et al. 2022, arXiv:2202.10447; Ma et al. 2022, arXiv:2209.10655)
 *
 *     W_ij = max(Y_ij, 0)^2,   P_ij = W_ij / n_i  ('count'),  W_ij  ('none'),  W_ij / (sum_j W_ij + 1e-8)  ('l1'),   o_i = sum_j P_ij v_j
 *
 * Y as in sdpa, or <q_i, k_j> / n_i + bias_ij (score_div = 'count'), as GAU and Mega have it. Family B of the dense engine. */
#include "pointwise.h"

enum { NORM, SCORE_DIV };

static bool counts(const call *c) { return c->param[NORM].i == 0 || c->param[SCORE_DIV].i; }

static void normal(const call *c, const tile *t, const double *sums, double *z, double *slope)
{
    if (c->param[NORM].i == 0) over_count(c, t, sums, z, slope);
    if (c->param[NORM].i == 2) over_sum(c, t, sums, z, slope);
}

static const dense scaled = {.weight = WEIGHT_relu2, .precise = true, .sums = 1, .weights = 2, .counts = counts, .normal = normal};
static const dense counted = {.weight = WEIGHT_relu2, .precise = true, .sums = 1, .weights = 2, .counts = counts, .normal = normal, .rows = score_over_count, .early = true};

static status run(call *c, status (*pass)(call *, const dense *)) { return c->param[SCORE_DIV].i ? unscaled(c, &counted, pass) : pass(c, &scaled); }
static status forward(call *c) { return run(c, dense_forward); }
static status backward(call *c) { return run(c, dense_backward); }

const mechanism relu2 = {
    .name = "relu2", .title = "Squared ReLU attention", POINTWISE_COST,
    .paper = "Hua et al. 2022, Transformer Quality in Linear Time (arXiv:2202.10447); Ma et al. 2022, Mega (arXiv:2209.10655)",
    .equation = "W = relu(Y)^2,  P = W / n | W | W / (sum W + 1e-8),  out = P v,  Y = softcap(scale q k^T) + bias",
    .notes = "score_div = 'count' is the score of GAU and Mega, <q, k> / n before the bias, without 1/sqrt(D); they use it with norm = 'none'. The default norm is a project decision.",
    .slots = {QKV},
    .outputs = {OUT, SUMS, WEIGHTS_OUT},
    .params = {
        {"norm", WORD, "weights are divided by the row's visible keys, by nothing, or by their sum", {.i = 0}, .words = "count|none|l1"},
        {"score_div", WORD, "'count': q . k is divided by the row's visible keys instead of sqrt(D)", {.i = 0}, .words = "none|count"},
    },
    .forward = forward, .backward = backward,
};
