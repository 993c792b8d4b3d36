/* iLLaMA's soft mask (Wang et al. 2024, arXiv:2404.06773)
 *
 *     P = softmax over all keys,   o_i = sum_{j <= i} P_ij v_j + alpha sum_{j > i} P_ij v_j
 *
 * without renormalising, also at alpha = 0, where the denominator still sees the future. */
#include "softmax.h"

const mechanism illama_soft_mask = {
    .name = "illama_soft_mask", .title = "Soft causal mask after the softmax", .patterns = SELF | CROSS, SOFTMAX,
    .paper = "Wang et al. 2024, Adapting LLaMA Decoder to Vision Transformer (arXiv:2404.06773)",
    .equation = "out = (softmax(scale q k^T) * C) v,  C_ij = 1 for j <= i + M - N, else alpha",
    .notes = "In training alpha falls from 1 to 0; the class token stands last. It is not autoregressive: the denominator needs the future. weights are those before the mask. Any dense mechanism takes illama_alpha.",
    .slots = {QKV},
    .params = {
        {"alpha", NUMBER, "factor of the weights of later keys", {.f = 0}, .max = 1, .option = "illama_alpha"},
    },
};
