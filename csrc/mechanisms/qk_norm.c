/* Normalised queries and keys (Henry et al. 2020, arXiv:2010.04245; RMS as in Qwen3, layer norm as in sigmoid attention, arXiv:2409.04431)
 *
 *     n(x) = x / rms(x) g,   (x - mean(x)) / std(x) g + b,   or   tau_h x / |x|,      Y_ij = scale <n(q_i), n(k_j)>
 *
 * The prologue of the dense engine, which every dense mechanism takes as qk_norm=. */
#include "softmax.h"

const mechanism qk_norm = {
    .name = "qk_norm", .title = "Attention of normalised queries and keys", .patterns = ALL_PATTERNS, SOFTMAX,
    .paper = "Henry et al. 2020, Query-Key Normalization for Transformers (arXiv:2010.04245)",
    .equation = "P = softmax(scale n(q) n(k)^T),  out = P v,  n: over D, per head, before rotary",
    .notes = "Any dense mechanism takes qk_norm. With 'l2' scale is 1 unless given, and tau the learned factor.",
    .without = "logit_scale",
    .slots = {QKV},
    .params = {
        {"qk_norm", WORD, "what queries and keys are divided by, over D", {.i = 1}, .words = "none|rms|layer|l2", .option = "qk_norm"},
    },
};
