/* What every dense mechanism takes besides q, k, v and its own tensors. The order is that of the enums in dense.h. */
#include "dense.h"

const options dense_options = {
    .slots = {
        {"mask", "B Hq N M", MASK, "boolean: True = attend; float: added to the scores (for a gradient pass it as bias)", DRAW_ABSENT, .optional = true, .broadcast = true},
        {"bias", "B Hq N M", BIAS, "added to the scores after scale and softcap; may hold -inf; its gradient is summed over broadcast axes", DRAW_ABSENT, .optional = true, .broadcast = true},
        {"alibi_slopes", "B Hq | Hq", PARAMETER, "m_h of -m_h |i + M - N - j|, added to the scores; a word names a published rule", DRAW_UNIT, .optional = true, .words = "none|standard|geometric"},
        {"cu_seqlens_q", "Sq", INDEX, "packed queries: where each sequence begins, and the total at the end (int32 or int64)", DRAW_ABSENT, .optional = true},
        {"cu_seqlens_k", "Sk", INDEX, "packed keys; default cu_seqlens_q", DRAW_ABSENT, .optional = true},
    },
    .params = {
        {"scale", NUMBER, "factor of q . k; None: 1/sqrt(D)", {.none = true}, .optional = true},
        {"causal", CAUSAL, "True: query i sees keys j <= i + M - N (bottom-right); 'top_left': j <= i", {.i = 0}},
        {"window", WINDOW, "(left, right) keys visible beside the aligned one, i + M - N; -1 unlimited; an int means (n, n)", {.i = -1, .j = -1}},
        {"softcap", NUMBER, "c > 0: scores become c tanh(score / c); 0: off", {.f = 0}, .max = 1e300},
        {"dropout_p", NUMBER, "probability that a weight is dropped; kept ones are divided by 1 - p", {.f = 0}, .max = 1, .open_max = true},
        {"seed", INTEGER, "of dropout (64 bits): counter-based, the same mask for any threads, tiles and layout", {.i = 0}, .max = 18446744073709551615.0},
        {"offset", INTEGER, "of dropout (32 bits): another mask of the same seed", {.i = 0}, .max = 4294967295.0},
        {"precision", WORD, "arithmetic of float32 products: 'highest' is FMA", {.i = 0}, .words = "highest"},
    },
};
