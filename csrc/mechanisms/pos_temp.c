/* Position temperature (Llama 4): scores of the query at position p times 1 + c log(floor((p + o) / F) + 1). */
#include "softmax.h"

const mechanism pos_temp = {
    .name = "pos_temp", .title = "Position temperature of Llama 4", .patterns = ALL_PATTERNS, SOFTMAX,
    .paper = "Meta 2025, The Llama 4 herd: the beginning of a new era of natively multimodal AI innovation (https://ai.meta.com/blog/llama-4-multimodal-intelligence/)",
    .equation = "P = softmax((1 + c log(floor((p_i + o) / F) + 1)) scale q k^T),  out = P v,  p_i = i + M - N",
    .notes = "Llama 4 uses it in its layers without rotary positions. Any dense mechanism takes pos_temp=c.",
    .slots = {QKV},
    .params = {
        {"c", NUMBER, "how fast it grows", {.f = 0.1}, .max = 1e300, .option = "pos_temp"},
        {"F", NUMBER, "tokens per step", {.f = 8192}, .min = 1e-3, .max = 1e300, .option = "pos_temp_floor"},
        {"o", NUMBER, "added to the position", {.f = 1}, .max = 1e300, .option = "pos_temp_offset"},
    },
};
