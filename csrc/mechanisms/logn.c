/* Log-length scaling (Su 2021; as in Qwen): scores of the query at position p times max(1, log(p + 1) / log T), T the trained length. */
#include "softmax.h"

const mechanism logn = {
    .name = "logn", .title = "Log-length temperature", .patterns = ALL_PATTERNS, SOFTMAX,
    .paper = "Bai et al. 2023, Qwen Technical Report (arXiv:2309.16609)",
    .equation = "P = softmax(max(1, log(p_i + 1) / log T) scale q k^T),  out = P v,  p_i = i + M - N",
    .notes = "Any dense mechanism takes logn=T.",
    .slots = {QKV},
    .params = {
        {"train_len", NUMBER, "T, more than 1; None: no temperature", {.none = true}, .min = 1, .max = 1e300, .optional = true, .option = "logn"},
    },
};
