/* What rows have in common that are softmax attention with one of the engine's terms made their own: sdpa tells what each part is. */
#ifndef POLYATTN_SOFTMAX_H
#define POLYATTN_SOFTMAX_H
#include "../engines/dense.h"

static inline status softmax_forward(call *c) { return dense_forward(c, &(dense){.weight = WEIGHT_exp, .lse = 1, .weights = 2}); }
static inline status softmax_backward(call *c) { return dense_backward(c, &(dense){.weight = WEIGHT_exp, .lse = 1, .weights = 2}); }

#define QKV \
    {"q", "B Hq N D", QUERY, "queries"}, \
    {"k", "B H M D", KEY, "keys; Hq is a multiple of H, query head h reads head h // (Hq / H)"}, \
    {"v", "B H M Dv", VALUE, "values"}

#define SOFTMAX SOFTMAX_PARTS, .forward = softmax_forward, .backward = softmax_backward

/* The same, for rows with a composition of their own. */
#define SOFTMAX_PARTS \
    .engine = DENSE, .cost = "O(N M (D + Dv)) time, O(N) memory beyond inputs and outputs", \
    .outputs = { \
        {"out", "B Hq N Dv", OUTPUT, "attended values", .saved = true}, \
        {"lse", "B Hq N", STATISTIC, "log of the sum of exp(scores), differentiable", .when = "return_lse", .saved = true, .wide = true}, \
        {"weights", "B Hq N M", STATISTIC, "P before dropout: explicitly N x M; no gradient flows through it", .when = "return_weights", .constant = true}, \
    }

#endif
