/* What every linear mechanism takes besides q, k, v and its own tensors. The order is that of the enums in linear.h. */
#include "linear.h"

const options linear_options = {
    .slots = {
        {"key_mask", "B M", MASK, "True = present; an absent key adds nothing to the sums", DRAW_ABSENT, .optional = true},
        {"cu_seqlens", "S", INDEX, "packed sequences: where each begins, and the total at the end (int32 or int64); sums restart", DRAW_ABSENT, .optional = true},
    },
    .params = {
        {"causal", CAUSAL, "True: query i sums over keys j <= i + M - N; False: over all", {.i = 0}},
        {"chunk", INTEGER, "tokens handled by one set of products when causal; the result does not depend on it beyond rounding", {.i = 128}, .min = 1, .max = 1024},
    },
};
