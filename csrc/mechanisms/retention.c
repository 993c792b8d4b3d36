/* Retention (Sun et al. 2023, arXiv:2307.08621, eq. 5)
 *
 *     S_t = e^{g_h} S_{t-1} + k_t v_t^T,     o_t = scale S_t^T q_t,     g_h = log(1 - 2^{-5-h})
 *
 * The gated scan of the recurrent engine with one constant log decay per head. */
#include "../engines/recurrent.h"

#include <math.h>
#include <stddef.h>

enum { DECAY = 3, INITIAL_STATE, FINAL_STATE = 1, STABILISE = 0 };

static double default_decay(int64_t head) { return log1p(-exp2(-5 - (double)head)); }

static recurrence walk_of(const call *c)
{
    recurrence r = recurrence_of(c);
    r.gating = PER_HEAD, r.gate = DECAY, r.decay = default_decay;
    r.state = INITIAL_STATE, r.final_state = FINAL_STATE;
    r.stabilise = c->param[STABILISE].i;
    return r;
}

static status check(call *c)
{
    const recurrence r = recurrence_of(c);
    const view *decay = &c->in[DECAY];
    for (int64_t h = 0; present(decay) && h < decay->shape[0]; h++)
        if (view_get(decay, h, 0, 0, 0) > 0)
            return FAIL(c, BAD_VALUE, "retention: decay[%lld] is %g, expected a logarithm, at most 0", (long long)h, view_get(decay, h, 0, 0, 0));
    if (!c->param[STABILISE].i)
        return OK;
    if (c->size[SYM_N] != c->size[SYM_M])
        return FAIL(c, BAD_VALUE, "retention: stabilise is True with %lld queries and %lld keys, expected as many of one as of the other",
                    (long long)c->size[SYM_N], (long long)c->size[SYM_M]);
    const char *with = !r.causal ? "causal=False" : present(&c->in[INITIAL_STATE]) ? "initial_state" : c->param[c->p->flag[FINAL_STATE]].i ? "return_state"
        : present(&c->in[r.mask]) ? "key_mask" : c->cu_k ? "cu_seqlens" : NULL;
    return with ? FAIL(c, BAD_VALUE, "retention: stabilise is True with %s, expected without (the divisors are those of one whole causal sequence)", with) : OK;
}

static status forward(call *c)
{
    const recurrence r = walk_of(c);
    return recurrent_forward(c, &r);
}

static status backward(call *c)
{
    const recurrence r = walk_of(c);
    return recurrent_backward(c, &r);
}

const mechanism retention = {
    .name = "retention", .title = "Retention (RetNet)", .engine = RECURRENT, .patterns = ALL_PATTERNS,
    .paper = "Sun et al. 2023, Retentive Network: A Successor to Transformer (arXiv:2307.08621)",
    .equation = "S_t = exp(decay_h) S_{t-1} + k_t v_t^T,  out_t = scale S_t^T q_t",
    .cost = "O(M chunk (D + Dv) + M D Dv) time, O(D Dv) state",
    .notes = "Decays are logarithms, at most 0. stabilise=True reproduces the value-changing divisors of the authors' parallel form (invisible after a per-head norm); it is quadratic in M, needs N = M, causal, no state, mask or packing, and its second divisor is a constant for the gradient.",
    .module = "value_width=2 rotary=retnet norm=plain gate",
    .slots = {
        {"q", "B Hq N D", QUERY, "queries"},
        {"k", "B H M D", KEY, "keys; Hq is a multiple of H, query head h reads the state of head h // (Hq / H)"},
        {"v", "B H M Dv", VALUE, "values"},
        {"decay", "H", PARAMETER, "log decay per head, at most 0; default log(1 - 2^(-5-h))", DRAW_LOG_DECAY, .optional = true},
        {"initial_state", "B H D Dv", STATE, "S before the first key; default 0", DRAW_ABSENT, .optional = true},
    },
    .outputs = {
        {"out", "B Hq N Dv", OUTPUT, "read-outs"},
        {"final_state", "B H D Dv", STATE, "S after the last key, differentiable", .when = "return_state", .wide = true},
    },
    .params = {
        {"stabilise", BOOLEAN, "the divisors of the authors' parallel form", {.i = 0}},
    },
    .papers = {
        {"Toward a Deeper Understanding: RetNet Viewed through Convolution", "retention, the mechanism that the paper reads as a convolution"},
    },
    .check = check, .forward = forward, .backward = backward,
};
