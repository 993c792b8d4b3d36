/* Kimi Delta Attention (Kimi Team 2025, arXiv:2510.26692)
 *
 *     S' = diag(e^{g_t}) S_{t-1},     u_t = beta_t (v_t - S'^T k_t),     S_t = S' + k_t u_t^T,     o_t = scale S_t^T q_t
 *
 * Kernel B of the recurrent engine with one log gate per key channel. */
#include "../engines/recurrent.h"

enum { GATE_SLOT = 3, BETA, INITIAL_STATE };
enum { QK_L2NORM, GATE_FLOOR = 2, CHECK };

static recurrence walk_of(const call *c)
{
    recurrence r = walk_with_state(c, INITIAL_STATE);
    use_gates(&r, c, PER_CHANNEL, GATE_SLOT, GATE_FLOOR);
    use_delta(&r, c, BETA, QK_L2NORM);
    return r;
}

static status check(call *c)
{
    TRY(check_grouped(c));
    return c->param[CHECK].i ? check_log_gates(c, GATE_SLOT) : OK;
}

ONE_WALK(walk_of)

const mechanism kda = {
    .name = "kda", .title = "Kimi Delta Attention", .engine = RECURRENT, .patterns = ALL_PATTERNS,
    .paper = "Kimi Team 2025, Kimi Linear: An Expressive, Efficient Attention Architecture (arXiv:2510.26692)",
    .equation = "S' = diag(exp(g_t)) S_{t-1},  u_t = beta_t (v_t - S'^T k_t)\nS_t = S' + k_t u_t^T,  out_t = scale S_t^T q_t",
    .cost = "O(M chunk (D + Dv + chunk) + M D Dv) time, O(D Dv) state",
    .notes = "Erases from the state that has decayed already. Stable where beta |k|^2 <= 2; keys are not normalised silently. Gates are logarithms, at most 0 (gate_floor=-5 is the bound of the paper's safe gate); -inf resets the channel, with gradient 0 to that gate. g comes ready-made: what makes it from a token belongs to the layer.",
    .module = "conv=4 norm gate=sigmoid qk_l2norm",
    .slots = {
        QUERY_SLOT,
        UNIT_KEY_SLOT,
        GROUPED_VALUE_SLOT,
        CHANNEL_GATE_SLOT("HV", "decay"),
        BETA_SLOT("HV"),
        STATE_SLOT("HV"),
    },
    .outputs = {
        GROUPED_OUTPUTS,
    },
    .params = {
        DELTA_PARAMS,
        GATE_PARAMS,
    },
    .papers = {
        {"Kimi Linear: An Expressive, Efficient Attention Architecture", "the mechanism"},
    },
    .bind = bind_grouped, .check = check, .forward = forward, .backward = backward,
};
