/* Entropy-preserving scale (Jin et al. 2023, arXiv:2306.08645)
 *
 *     P = softmax(lambda q k^T),   lambda = sqrt(log_T(M) / D)
 *
 * for M keys where training had T: the scale of the dense engine. */
#include "softmax.h"

const mechanism entropy_scale = {
    .name = "entropy_scale", .title = "Log-ratio scale for another number of tokens", .patterns = ALL_PATTERNS, SOFTMAX,
    .paper = "Jin et al. 2023, Training-free Diffusion Model Adaptation for Variable-Sized Text-to-Image Synthesis (arXiv:2306.08645)",
    .equation = "P = softmax(sqrt(log(M) / log(T)) scale q k^T),  out = P v",
    .notes = "One scale for the whole call; a single key gives 0. For self-attention over image tokens; cross-attention to text keeps its scale. Any dense mechanism takes entropy_scale=T.",
    .slots = {QKV},
    .params = {
        {"train_len", NUMBER, "T, the number of tokens in training, more than 1; None: the scale as it is", {.none = true}, .min = 1, .max = 1e300, .optional = true, .option = "entropy_scale"},
    },
};
