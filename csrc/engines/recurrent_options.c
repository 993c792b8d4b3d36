/* What every recurrent mechanism takes besides q, k, v and its own tensors. The order is that of the enums in recurrent.h. */
#include "recurrent.h"

static status check(call *c)
{
    const value *v = c->param + c->p->first_param;
    const view *slots = c->in + c->p->first_option;
    const char *name = c->p->row->name;
    const long long n = c->size[SYM_N], m = c->size[SYM_M];
    if (c->cu_k && n != m && c->p->cu_q == c->p->cu_k)
        return FAIL(c, BAD_VALUE, "%s: q has %lld tokens and k %lld, expected the same number when packed (cu_seqlens holds for both)", name, n, m);
    if (c->cu_k && present(&slots[RECURRENT_KEY_MASK]))
        return FAIL(c, BAD_VALUE, "%s: key_mask is given with cu_seqlens, expected one of them (packed sequences have no padding)", name);
    if (!v[RECURRENT_BIDIRECTIONAL].i)
        return OK;
    if (v[RECURRENT_CAUSAL].i)
        return FAIL(c, BAD_VALUE, "%s: bidirectional is True with causal=True, expected causal=False", name);
    if (n != m)
        return FAIL(c, BAD_VALUE, "%s: bidirectional is True with %lld queries and %lld keys, expected as many of one as of the other", name, n, m);
    for (int i = 3; i < c->p->first_option; i++)
        if (c->p->slots[i].role == STATE && present(&c->in[i]))
            return FAIL(c, BAD_VALUE, "%s: bidirectional is True with %s, expected none (two directions have no common state)", name, c->p->slots[i].name);
    for (int i = 1; i < c->p->n_outputs; i++)
        if (c->p->flag[i] >= 0 && c->param[c->p->flag[i]].i)
            return FAIL(c, BAD_VALUE, "%s: bidirectional is True with return_state, expected no state (two directions have no common one)", name);
    return OK;
}

const options recurrent_options = {
    .slots = {
        {"key_mask", "B M", MASK, "True = present; an absent key writes nothing and lets the state pass unchanged; where N = M its output row is 0", DRAW_ABSENT, .optional = true},
        {"cu_seqlens", "S", INDEX, "packed sequences: where each begins, and the total at the end (int32 or int64); states restart", DRAW_ABSENT, .optional = true},
    },
    .params = {
        {"scale", NUMBER, "factor of the read-out; None: 1/sqrt(D)", {.none = true}, .optional = true},
        {"causal", CAUSAL, "True: query i reads the state after key i + M - N; 'top_left': after key i; False: every query reads the final state", {.i = 1}},
        {"bidirectional", BOOLEAN, "both directions, each key once (N = M, causal=False)", {.i = 0}},
        {"chunk", INTEGER, "at most so many tokens share a set of products; the result does not depend on it beyond rounding", {.i = 64}, .min = 1, .max = 1024},
    },
    .check = check,
};
