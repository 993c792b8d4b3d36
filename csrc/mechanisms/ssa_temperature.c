/* Selective self-attention (Zhang et al. 2024, arXiv:2411.12892)
 *
 *     o_i = sum_j softmax_j(scale tau^q_i <q_i, k_j>) tau^v_j v_j,    tau(x, n) = tanh(f(x)) + 1 + sigmoid(alpha) log n
 *
 * Inverse temperatures of tokens, made by the caller; the prologue of the dense engine. */
#include "softmax.h"

const mechanism ssa_temperature = {
    .name = "ssa_temperature", .title = "Selective self-attention", .patterns = ALL_PATTERNS, SOFTMAX,
    .paper = "Zhang et al. 2024, Selective Attention: Enhancing Transformer through Principled Context Control (arXiv:2411.12892)",
    .equation = "P = softmax(scale (tau_q q) (tau_k k)^T),  out = P (tau_v v)",
    .notes = "The recipe is tau(x, n) = tanh(f(x)) + 1 + sigmoid(alpha) log n, n = position + 1, alpha learned per head; when decoding, tau_v is applied before a value is cached. Any dense mechanism takes tau_q, tau_k and tau_v.",
    .slots = {
        QKV,
        {"tau_q", "B Hq N", GATE, "factor of each query: the inverse temperature of its row", .option = "tau_q"},
        {"tau_v", "B H M", GATE, "factor of each value", DRAW_ABSENT, .optional = true, .option = "tau_v"},
    },
};
