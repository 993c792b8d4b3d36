/* RWKV-6, time mixing (Peng et al. 2024, arXiv:2404.05892)
 *
 *     o_t = scale (S_{t-1} + (u k_t) v_t^T)^T q_t,     S_t = diag(e^{w_t}) S_{t-1} + k_t v_t^T
 *
 * The gated scan of the recurrent engine, read before the gate and the write of a token, which sees itself with weight u. */
#include "../engines/recurrent.h"

enum { GATE_SLOT = 3, U, INITIAL_STATE };
enum { GATE_FLOOR, CHECK };

static recurrence walk_of(const call *c)
{
    recurrence r = walk_with_state(c, INITIAL_STATE);
    use_gates(&r, c, PER_CHANNEL, GATE_SLOT, GATE_FLOOR);
    r.read_first = true, r.bonus = U;
    return r;
}

static status check(call *c) { return c->param[CHECK].i ? check_log_gates(c, GATE_SLOT) : OK; }

ONE_WALK(walk_of)

const mechanism rwkv6 = {
    .name = "rwkv6", .title = "RWKV-6, time mixing", .engine = RECURRENT, .patterns = ALL_PATTERNS,
    .paper = "Peng et al. 2024, Eagle and Finch: RWKV with Matrix-Valued States and Dynamic Recurrence (arXiv:2404.05892)",
    .equation = "out_t = scale (S_{t-1} + (u k_t) v_t^T)^T q_t,  S_t = diag(exp(w_t)) S_{t-1} + k_t v_t^T",
    .cost = "O(M chunk (D + Dv) + M D Dv) time, O(D Dv) state",
    .notes = "Read before written: the key of the step before reaches a query undecayed, so this is not gla with shifted gates. A query whose own key is not there (more queries than keys) reads the state alone, as every query does with causal=False; bidirectional counts the own key once. Gates are logarithms, at most 0; -inf resets the channel, with gradient 0 to that gate.",
    .module = "norm gate",
    .slots = {
        QUERY_SLOT,
        KEY_SLOT,
        VALUE_SLOT,
        {"w", "B H M D", GATE, "log gate per key channel, at most 0", DRAW_LOG_DECAY, .layer = "exp*-1 rank=16 bias"},
        {"u", "H D", PARAMETER, "weight of a token's own key, per channel; default 1", DRAW_ABSENT, .optional = true, .layer = "normal"},
        STATE_SLOT("H"),
    },
    .outputs = {
        OUTPUTS_WITH_STATE,
    },
    .params = {
        GATE_PARAMS_OF("w"),
        SCALE_ONE,
    },
    .check = check, .forward = forward, .backward = backward,
};
