/* Existence-probability attention (Zonkey)
 *
 *     Y_ij = scale <q_i, k_j> + 1[j > i] (log p_j - log p_i)
 *
 * multiplies the weight of a later key by P(it exists | the query exists); keys of probability 0 are absent, queries of 0 give 0. */
#include "softmax.h"

const mechanism probabilistic = {
    .name = "probabilistic", .title = "Attention by existence probability", .patterns = SELF | CROSS, SOFTMAX,
    .paper = "Rozental 2026, Zonkey: A Hierarchical Diffusion Language Model with Differentiable Tokenization and Probabilistic Attention (arXiv:2601.21768)",
    .equation = "P = softmax(scale q k^T + 1[j > i] (log p_j - log p_i)),  out = P v",
    .notes = "Earlier keys get no bias; p is expected not to increase along the sequence. Without p_q query i is token i + M - N. No gradient where p is at or below the floor. Any dense mechanism takes existence.",
    .slots = {
        QKV,
        {"p", "B M", PARAMETER, "probability that each key exists", DRAW_UNIT, .option = "existence", .layer = "sigmoid"},
        {"p_q", "B N", PARAMETER, "that of the queries, where they are other tokens than the keys", DRAW_UNIT, .optional = true, .option = "existence_q", .layer = "sigmoid"},
    },
    .params = {
        {"floor", NUMBER, "least probability that a logarithm is taken of", {.f = 1e-20}, .min = 1e-300, .max = 1, .option = "existence_floor"},
        {"cross", BOOLEAN, "compares j > i without M - N", {.i = 0}, .option = "existence_cross"},
    },
};
