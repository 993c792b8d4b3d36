/* Laplace attention function (Ma et al. 2022, arXiv:2209.10655)
 *
 *     P_ij = (1 + erf((Y_ij - mu) / (sigma sqrt 2))) / 2,   mu = sqrt(1/2), sigma = sqrt(1/(4 pi)),   o_i = sum_j P_ij v_j
 *
 * Y_ij = <q_i, k_j> / n_i + bias_ij, n_i the visible keys of row i. Family B of the dense engine. */
#include "pointwise.h"

static const dense counted = {.weight = WEIGHT_laplace, .weights = 1, .counts = always, .rows = score_over_count, .early = true};
static const dense scaled = {.weight = WEIGHT_laplace, .weights = 1};

static status run(call *c, status (*pass)(call *, const dense *)) { return c->param[0].i ? unscaled(c, &counted, pass) : pass(c, &scaled); }
static status forward(call *c) { return run(c, dense_forward); }
static status backward(call *c) { return run(c, dense_backward); }

const mechanism laplace = {
    .name = "laplace", .title = "Laplace attention function", POINTWISE_COST,
    .paper = "Ma et al. 2022, Mega: Moving Average Equipped Gated Attention (arXiv:2209.10655)",
    .equation = "P = (1 + erf((Y - mu) / (sigma sqrt 2))) / 2,  out = P v,  Y = q k^T / n + bias",
    .notes = "mu = sqrt(1/2) and sigma = sqrt(1/(4 pi)) exactly; the authors' code rounds them to six digits, which moves values by up to 2e-6. Weights of masked keys are 0, not the value at -inf of a finite stand-in.",
    .slots = {QKV},
    .outputs = {OUT, WEIGHTS_OUT},
    .params = {{"count_scale", BOOLEAN, "q . k is divided by the row's visible keys instead of sqrt(D)", {.i = 1}}},
    .papers = {{"Mega: Moving Average Equipped Gated Attention", "attention_fn = laplace"}},
    .forward = forward, .backward = backward,
};
