/* What every linear mechanism takes besides q, k, v and its own tensors. The order is that of the enums in linear.h. */
#include "linear.h"

static status check(call *c)
{
    const char *name = c->p->row->name;
    const long long n = c->size[SYM_N], m = c->size[SYM_M];
    if (c->cu_k && n != m)
        return FAIL(c, BAD_VALUE, "%s: q has %lld tokens and k %lld, expected the same number when packed (cu_seqlens holds for both)", name, n, m);
    if (c->cu_k && present(&c->in[c->p->first_option + LINEAR_KEY_MASK]))
        return FAIL(c, BAD_VALUE, "%s: key_mask is given with cu_seqlens, expected one of them (packed sequences have no padding)", name);
    return OK;
}

const options linear_options = {
    .slots = {
        {"key_mask", "B M", MASK, "True = present; an absent key adds nothing to the sums", DRAW_ABSENT, .optional = true},
        {"cu_seqlens", "S", INDEX, "packed sequences: where each begins, and the total at the end (int32 or int64); sums restart", DRAW_ABSENT, .optional = true},
    },
    .params = {
        {"causal", CAUSAL, "True: query i sums over keys j <= i + M - N; 'top_left': j <= i; False: over all", {.i = 0}},
        {"chunk", INTEGER, "at most so many tokens share a set of products when causal; the result does not depend on it beyond rounding", {.i = 128}, .min = 1, .max = 1024},
    },
    .check = check,
};
