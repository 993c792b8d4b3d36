/* Retention (Sun et al. 2023, arXiv:2307.08621, eq. 5)
 *
 *     S_t = e^{g_h} S_{t-1} + k_t v_t^T,     o_t = scale S_t^T q_t,     g_h = log(1 - 2^{-5-h})
 *
 * The gated scan of the recurrent engine with one constant log decay per head. */
#include "../engines/recurrent.h"

static status forward(call *c) { return FAIL(c, NOT_OFFERED, "%s: being built", c->p->row->name); }
static status backward(call *c) { return FAIL(c, NOT_OFFERED, "%s: being built", c->p->row->name); }

const mechanism retention = {
    .name = "retention", .title = "Retention (RetNet)", .engine = RECURRENT, .patterns = ALL_PATTERNS,
    .paper = "Sun et al. 2023, Retentive Network: A Successor to Transformer (arXiv:2307.08621)",
    .equation = "S_t = exp(decay_h) S_{t-1} + k_t v_t^T,  out_t = scale S_t^T q_t",
    .cost = "O(M chunk (D + Dv) + M D Dv) time, O(D Dv) state",
    .notes = "Decays are logarithms, at most 0. stabilise=True reproduces the value-changing divisors of the authors' parallel form (invisible after a per-head norm); it is quadratic in M, needs N = M, no state, and its second divisor is a constant for the gradient.",
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
    .forward = forward, .backward = backward,
};
