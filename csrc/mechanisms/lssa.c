/* Softplus attention with a length scale (Gao and Spratling 2025, arXiv:2501.13428)
 *
 *     X_ij = ln D ln n_i <q_i / |q_i|, k_j / |k_j|>,   A_ij = softplus(X_ij),   P_ij = A_ij / (sum_j A_ij + eps),   o_i = sum_j P_ij v_j
 *
 * n_i the visible keys of row i. Family B of the dense engine; the norm is its qk_norm. */
#include "lssa.h"

static void normal(const call *c, const tile *t, const double *sums, double *z, double *slope)
{
    for (int64_t i = 0; i < t->rows; i++) z[i] = sums[i] + c->param[LSSA_EPS].f, slope[i] = 1;
}

static const dense composition = {.weight = WEIGHT_softplus, .weights = 2, .counts = always, .rows = length_scale, .early = true, .sums = 1, .normal = normal};

static status forward(call *c) { return dense_forward(c, &composition); }
static status backward(call *c) { return dense_backward(c, &composition); }

const mechanism lssa = {
    .name = "lssa", .title = "Length-scaled softplus attention", POINTWISE_COST, LSSA_PAPER,
    .equation = "A = softplus(log D log n q_hat k_hat^T),  P = A / (sum A + eps),  out = P v",
    .notes = "eps is from secondary sources (the authors' code was not available). D is the number of channels that q and k come with. qk_norm is 'l2' by default, as the definition has it.",
    .slots = {QKV},
    .outputs = {OUT, SUMS, WEIGHTS_OUT},
    .params = {LSSA_PARAMS(1e-8)},
    .forward = forward, .backward = backward,
};
