/* Gated linear attention (Yang et al. 2023, arXiv:2312.06635)
 *
 *     S_t = diag(e^{g_t}) S_{t-1} + k_t v_t^T,     o_t = scale S_t^T q_t
 *
 * The gated scan of the recurrent engine with one log gate per key channel. */
#include "../engines/recurrent.h"

enum { GATE_SLOT = 3, INITIAL_STATE, FINAL_STATE = 1 };
enum { GATE_FLOOR, CHECK };

static recurrence walk_of(const call *c)
{
    recurrence r = recurrence_of(c);
    r.gating = PER_CHANNEL, r.gate = GATE_SLOT;
    r.state = INITIAL_STATE, r.final_state = FINAL_STATE;
    if (!c->param[GATE_FLOOR].none) r.gate_floor = c->param[GATE_FLOOR].f;
    return r;
}

static status check(call *c) { return c->param[CHECK].i ? check_log_gates(c, GATE_SLOT) : OK; }

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

const mechanism gla = {
    .name = "gla", .title = "Gated linear attention", .engine = RECURRENT, .patterns = ALL_PATTERNS,
    .paper = "Yang et al. 2023, Gated Linear Attention Transformers with Hardware-Efficient Training (arXiv:2312.06635)",
    .equation = "S_t = diag(exp(g_t)) S_{t-1} + k_t v_t^T,  out_t = scale S_t^T q_t",
    .cost = "O(M chunk (D + Dv) + M D Dv) time, O(D Dv) state",
    .notes = "Gates are logarithms, at most 0; -inf resets the channel, with gradient 0 to that gate. Gates act as running products of e^g within 16 tokens, so no exponential of a sum is formed.",
    .module = "key_width=0.5 norm gate",
    .slots = {
        {"q", "B Hq N D", QUERY, "queries"},
        {"k", "B H M D", KEY, "keys; Hq is a multiple of H, query head h reads the state of head h // (Hq / H)"},
        {"v", "B H M Dv", VALUE, "values"},
        {"g", "B H M D", GATE, "log gate per key channel, at most 0", DRAW_LOG_DECAY, .layer = "logsigmoid/16 rank=16 bias"},
        {"initial_state", "B H D Dv", STATE, "S before the first key; default 0", DRAW_ABSENT, .optional = true},
    },
    .outputs = {
        {"out", "B Hq N Dv", OUTPUT, "read-outs"},
        {"final_state", "B H D Dv", STATE, "S after the last key, differentiable", .when = "return_state", .wide = true},
    },
    .params = {
        {"gate_floor", NUMBER, "log gates below it are raised to it (gradient 0 there); None: never", {.none = true}, .min = -1e300, .optional = true},
        {"check", BOOLEAN, "look through g and refuse gates above 0 (a decay passed instead of its logarithm)", {.i = 1}},
    },
    .check = check, .forward = forward, .backward = backward,
};
