/* Scaled cosine attention (Liu et al. 2022, Swin V2, arXiv:2111.09883): Y_ij = exp(min(l_h, log 100)) cos(q_i, k_j). */
#include "softmax.h"

const mechanism cosine = {
    .name = "cosine", .title = "Scaled cosine attention", .patterns = ALL_PATTERNS, SOFTMAX,
    .paper = "Liu et al. 2022, Swin Transformer V2: Scaling Up Capacity and Resolution (arXiv:2111.09883)",
    .equation = "P = softmax(exp(min(l_h, log 100)) <q / |q|, k / |k|>),  out = P v",
    .notes = "Beyond log 100 logit_scale has no gradient. Any dense mechanism takes logit_scale.",
    .slots = {
        QKV,
        {"logit_scale", "Hq", PARAMETER, "l_h, log of the factor of the cosines, at most log 100", .option = "logit_scale", .layer = "2.302585"},
    },
    .without = "qk_norm qk_norm_eps q_norm_weight k_norm_weight q_norm_bias k_norm_bias tau",
    .papers = {
        {"S2LIC: Learned Image Compression with the SwinV2 Block, Adaptive Channel-wise and Global-inter Attention Context", "cosine attention of its windows"},
    },
};
