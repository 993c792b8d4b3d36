/* ReLU attention over the number of keys (Guo et al. 2024, arXiv:2410.13835)
 *
 *     P_ij = max(Y_ij, 0) / n_i,   o_i = sum_j P_ij v_j,   n_i: visible keys of row i, Y as in sdpa
 *
 * Family B of the dense engine. */
#include "pointwise.h"

static const dense composition = {.weight = WEIGHT_relu, .weights = 1, .counts = always, .normal = over_count};

static status forward(call *c) { return dense_forward(c, &composition); }
static status backward(call *c) { return dense_backward(c, &composition); }

const mechanism relu_n = {
    .name = "relu_n", .title = "ReLU attention over the number of keys", POINTWISE_COST,
    .paper = "Guo et al. 2024, Active-Dormant Attention Heads: Mechanistically Demystifying Extreme-Token Phenomena in LLMs (arXiv:2410.13835)",
    .equation = "P = relu(Y) / n,  out = P v,  Y = softcap(scale q k^T) + bias,  n: visible keys of the row",
    .notes = "The authors' code divides by the row's number plus one; the two agree for causal self-attention.",
    .slots = {QKV},
    .outputs = {OUT, WEIGHTS_OUT},
    .papers = {{"Active-Dormant Attention Heads: Mechanistically Demystifying Extreme-Token Phenomena in LLMs", "the attention without extreme tokens that the paper trains"}},
    .forward = forward, .backward = backward,
};
