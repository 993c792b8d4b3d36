/* Capped scores (Gemma Team 2024, arXiv:2408.00118): Y_ij = c tanh(X_ij / c), before biases and masks. */
#include "softmax.h"

const mechanism softcap = {
    .name = "softcap", .title = "Attention with capped scores", .patterns = ALL_PATTERNS, SOFTMAX,
    .paper = "Gemma Team 2024, Gemma 2: Improving Open Language Models at a Practical Size (arXiv:2408.00118)",
    .equation = "P = softmax(c tanh(scale q k^T / c) + bias),  out = P v",
    .notes = "As c grows it becomes sdpa. Any dense mechanism takes softcap.",
    .slots = {QKV},
    .params = {{"softcap", NUMBER, "c > 0: scores become c tanh(score / c); 0: off", {.f = 50}, .max = 1e300, .option = "softcap"}},
};
