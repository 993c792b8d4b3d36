/* Linear attention with one log gate per step and head: the op behind layers like RetNet's and Mamba-2's
 *
 *     S_t = e^{g_t + gamma_h} S_{t-1} + k_t v_t^T,     o_t = scale S_t^T q_t
 *
 * The gated scan of the recurrent engine with scalar gates. */
#include "../engines/recurrent.h"

enum { GATE_SLOT = 3, G_GAMMA, INITIAL_STATE };
enum { GATE_FLOOR, CHECK };

static recurrence walk_of(const call *c)
{
    recurrence r = walk_with_state(c, INITIAL_STATE);
    use_gates(&r, c, PER_STEP, GATE_SLOT, GATE_FLOOR);
    r.head_gate = G_GAMMA;
    return r;
}

static status check(call *c)
{
    const status bad = check_decays(c, G_GAMMA);
    return bad ? bad : c->param[CHECK].i ? check_log_gates(c, GATE_SLOT) : OK;
}

ONE_WALK(walk_of)

const mechanism simple_gla = {
    .name = "simple_gla", .title = "Gated linear attention, scalar gates", .engine = RECURRENT, .patterns = ALL_PATTERNS,
    .paper = "Yang et al. 2023, Gated Linear Attention Transformers with Hardware-Efficient Training (arXiv:2312.06635)",
    .equation = "S_t = exp(g_t + g_gamma_h) S_{t-1} + k_t v_t^T,  out_t = scale S_t^T q_t",
    .cost = "O(M chunk (D + Dv) + M D Dv) time, O(D Dv) state",
    .notes = "The special case of gla whose channels share their gate. Gates are logarithms, at most 0; -inf resets the state, with gradient 0 to that gate. gate_floor is of g alone, before g_gamma is added.",
    .module = "conv=4 norm gate",
    .slots = {
        QUERY_SLOT,
        KEY_SLOT,
        VALUE_SLOT,
        STEP_GATE_SLOT("H", "logsigmoid/16"),
        {"g_gamma", "H", PARAMETER, "log decay per head, at most 0, added to every step's gate; default 0", DRAW_LOG_DECAY, .optional = true},
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
