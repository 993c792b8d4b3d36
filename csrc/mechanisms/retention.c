/* Retention (Sun et al. 2023, arXiv:2307.08621, eq. 5)
 *
 *     S_t = e^{g_h} S_{t-1} + k_t v_t^T,     o_t = scale S_t^T q_t,     g_h = log(1 - 2^{-5-h})
 *
 * The gated scan of the recurrent engine with one constant log decay per head. */
#include "../engines/recurrent.h"

#include <math.h>
#include <stddef.h>

enum { DECAY = 3, INITIAL_STATE, FINAL_STATE = 1, STABILISE = 0 };

static double default_decay(const call *c, int64_t head)
{
    (void)c;
    return log1p(-exp2(-5 - (double)head));
}

static recurrence walk_of(const call *c)
{
    recurrence r = walk_with_state(c, INITIAL_STATE);
    r.gating = PER_HEAD, r.head_gate = DECAY, r.decay = default_decay;
    r.stabilise = c->param[STABILISE].i;
    return r;
}

static status check(call *c)
{
    const recurrence r = recurrence_of(c);
    const status bad = check_decays(c, DECAY);
    if (bad)
        return bad;
    if (!c->param[STABILISE].i)
        return OK;
    if (c->size[SYM_N] != c->size[SYM_M])
        return FAIL(c, BAD_VALUE, "retention: stabilise is True with %lld queries and %lld keys, expected as many of one as of the other",
                    (long long)c->size[SYM_N], (long long)c->size[SYM_M]);
    const char *with = !r.causal ? "causal=False" : present(&c->in[INITIAL_STATE]) ? "initial_state" : c->param[c->p->flag[FINAL_STATE]].i ? "return_state"
        : present(&c->in[r.mask]) ? "key_mask" : c->cu_k ? "cu_seqlens" : NULL;
    return with ? FAIL(c, BAD_VALUE, "retention: stabilise is True with %s, expected without (the divisors are those of one whole causal sequence)", with) : OK;
}

ONE_WALK(walk_of)

const mechanism retention = {
    .name = "retention", .title = "Retention (RetNet)", .engine = RECURRENT, .patterns = ALL_PATTERNS,
    .paper = "Sun et al. 2023, Retentive Network: A Successor to Transformer (arXiv:2307.08621)",
    .equation = "S_t = exp(decay_h) S_{t-1} + k_t v_t^T,  out_t = scale S_t^T q_t",
    .cost = "O(M chunk (D + Dv) + M D Dv) time, O(D Dv) state",
    .notes = "Decays are logarithms, at most 0. stabilise=True reproduces the value-changing divisors of the authors' parallel form (invisible after a per-head norm); it is quadratic in M, needs N = M, causal, no state, mask or packing, and its second divisor is a constant for the gradient.",
    .module = "value_width=2 rotary=retnet norm=plain gate",
    .slots = {
        QUERY_SLOT,
        KEY_SLOT,
        VALUE_SLOT,
        {"decay", "H", PARAMETER, "log decay per head, at most 0; default log(1 - 2^(-5-h))", DRAW_LOG_DECAY, .optional = true},
        STATE_SLOT("H"),
    },
    .outputs = {
        OUTPUTS_WITH_STATE,
    },
    .params = {
        {"stabilise", BOOLEAN, "the divisors of the authors' parallel form", {.i = 0}},
    },
    .papers = {
        {"Toward a Deeper Understanding: RetNet Viewed through Convolution", "retention, the mechanism that the paper reads as a convolution"},
    },
    .check = check, .forward = forward, .backward = backward,
};
