/* Gated DeltaNet (Yang et al. 2024, arXiv:2412.06464)
 *
 *     S' = e^{g_t} S_{t-1},     u_t = beta_t (v_t - S'^T k_t),     S_t = S' + k_t u_t^T,     o_t = scale S_t^T q_t
 *
 * Kernel B of the recurrent engine with one log gate per step. */
#include "../engines/recurrent.h"

enum { GATE_SLOT = 3, BETA, INITIAL_STATE };
enum { QK_L2NORM, GATE_FLOOR = 2, CHECK };

static recurrence walk_of(const call *c)
{
    recurrence r = walk_with_state(c, INITIAL_STATE);
    use_gates(&r, c, PER_STEP, GATE_SLOT, GATE_FLOOR);
    use_delta(&r, c, BETA, QK_L2NORM);
    return r;
}

static status check(call *c)
{
    TRY(check_grouped(c));
    return c->param[CHECK].i ? check_log_gates(c, GATE_SLOT) : OK;
}

ONE_WALK(walk_of)

const mechanism gated_delta = {
    .name = "gated_delta", .title = "Gated DeltaNet", .engine = RECURRENT, .patterns = ALL_PATTERNS,
    .paper = "Yang et al. 2024, Gated Delta Networks: Improving Mamba2 with Delta Rule (arXiv:2412.06464)",
    .equation = "S' = exp(g_t) S_{t-1},  u_t = beta_t (v_t - S'^T k_t)\nS_t = S' + k_t u_t^T,  out_t = scale S_t^T q_t",
    .cost = "O(M chunk (D + Dv + chunk) + M D Dv) time, O(D Dv) state",
    .notes = "Stable where beta |k|^2 <= 2; keys are not normalised silently. Gates are logarithms, at most 0; -inf resets the state, with gradient 0 to that gate. The new write is not decayed.",
    .module = "value_width=2 conv=4 norm gate qk_l2norm",
    .slots = {
        QUERY_SLOT,
        UNIT_KEY_SLOT,
        GROUPED_VALUE_SLOT,
        STEP_GATE_SLOT("HV", "decay"),
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
    .bind = bind_grouped, .check = check, .forward = forward, .backward = backward,
};
