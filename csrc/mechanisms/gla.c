/* Gated linear attention (Yang et al. 2023, arXiv:2312.06635)
 *
 *     S_t = diag(e^{g_t}) S_{t-1} + k_t v_t^T,     o_t = scale S_t^T q_t
 *
 * The gated scan of the recurrent engine with one log gate per key channel. */
#include "../engines/recurrent.h"

enum { GATE_SLOT = 3, INITIAL_STATE };
enum { GATE_FLOOR, CHECK };

static recurrence walk_of(const call *c)
{
    recurrence r = walk_with_state(c, INITIAL_STATE);
    use_gates(&r, c, PER_CHANNEL, GATE_SLOT, GATE_FLOOR);
    return r;
}

static status check(call *c) { return c->param[CHECK].i ? check_log_gates(c, GATE_SLOT) : OK; }

ONE_WALK(walk_of)

const mechanism gla = {
    .name = "gla", .title = "Gated linear attention", .engine = RECURRENT, .patterns = ALL_PATTERNS,
    .paper = "Yang et al. 2023, Gated Linear Attention Transformers with Hardware-Efficient Training (arXiv:2312.06635)",
    .equation = "S_t = diag(exp(g_t)) S_{t-1} + k_t v_t^T,  out_t = scale S_t^T q_t",
    .cost = "O(M chunk (D + Dv) + M D Dv) time, O(D Dv) state",
    .notes = "Gates are logarithms, at most 0; -inf resets the channel, with gradient 0 to that gate. Gates act as running products of e^g within 16 tokens, so no exponential of a sum is formed.",
    .module = "key_width=0.5 norm gate",
    .slots = {
        QUERY_SLOT,
        KEY_SLOT,
        VALUE_SLOT,
        CHANNEL_GATE_SLOT("H", "logsigmoid/16 rank=16 bias"),
        STATE_SLOT("H"),
    },
    .outputs = {
        OUTPUTS_WITH_STATE,
    },
    .params = {
        GATE_PARAMS,
    },
    .check = check, .forward = forward, .backward = backward,
};
