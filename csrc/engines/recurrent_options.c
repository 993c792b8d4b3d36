/* What every recurrent mechanism takes besides q, k, v and its own tensors. The order is that of the enums in recurrent.h. */
#include "recurrent.h"

const options recurrent_options = {
    .slots = {
        {"key_mask", "B M", MASK, "True = present; an absent key writes nothing and lets the state pass unchanged; where N = M its output row is 0", DRAW_ABSENT, .optional = true},
        {"cu_seqlens", "S", INDEX, "packed sequences: where each begins, and the total at the end (int32 or int64); states restart", DRAW_ABSENT, .optional = true},
    },
    .params = {
        {"scale", NUMBER, "factor of the read-out; None: 1/sqrt(D)", {.none = true}, .optional = true},
        {"causal", CAUSAL, "True: query i reads the state after key i + M - N; False: every query reads the final state", {.i = 1}},
        {"bidirectional", BOOLEAN, "both directions, each key once (N = M, causal=False)", {.i = 0}},
        {"chunk", INTEGER, "tokens handled by one set of products; the result does not depend on it beyond rounding", {.i = 64}, .min = 1, .max = 1024},
    },
};
