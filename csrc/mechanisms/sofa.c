/* SoFA: soft causal mask between images (Tian et al. 2025, arXiv:2503.13792; a reconstruction)
 *
 *     P_ij = e^X_ij M_ij / sum_j e^X_ij M_ij,   M = 1 for j <= i, sigma for later tokens of another image, else 0 */
#include "softmax.h"

const mechanism sofa = {
    .name = "sofa", .title = "Soft causal mask between images", .patterns = CAUSAL_SELF, SOFTMAX,
    .paper = "Tian et al. 2025, Identifying and Mitigating Position Bias of Multi-image Vision-Language Models (arXiv:2503.13792)",
    .equation = "P = softmax(scale q k^T + log M),  out = P v\nM_ij = 1 for j <= i, sigma for later j of another image, else 0",
    .notes = "A project decision in its details: the official code is not available. mode = 'weight' is ours, 'post' multiplies after the softmax; for self-attention of a prefill, in the layers that the caller chooses. Query i is token i + M - N. Any dense mechanism takes image_id.",
    .slots = {
        QKV,
        {"image_id", "B M", INDEX, "image of each token, -1 for text; None: all are text", .optional = true, .option = "image_id"},
    },
    .params = {
        {"sigma", NUMBER, "weight of later keys between images: 0 is causal", {.f = 0.5}, .max = 1, .option = "sofa_sigma"},
        {"mode", WORD, "'weight': before the normalisation; 'post': after it", {.i = 0}, .words = "weight|post", .option = "sofa_mode"},
        {"causal", CAUSAL, "True, the mask that images soften", {.i = 1}, .option = "causal"},
    },
    .experimental = true,
};
