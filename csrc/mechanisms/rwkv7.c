/* RWKV-7, the generalised delta rule (Peng et al. 2025, arXiv:2503.14456)
 *
 *     S_t = diag(e^{w_t}) S_{t-1} + b_t (S_{t-1}^T a_t)^T + k_t v_t^T,     o_t = scale S_t^T q_t
 *
 * Kernel C of the recurrent engine: a diagonal plus low rank transition, with a_t reading the state before its decay. */
#include "../engines/recurrent.h"

enum { GATE_SLOT = 3, A, B, INITIAL_STATE };
enum { GATE_FLOOR, CHECK };

static recurrence walk_of(const call *c)
{
    recurrence r = walk_with_state(c, INITIAL_STATE);
    use_gates(&r, c, PER_CHANNEL, GATE_SLOT, GATE_FLOOR);
    r.low_rank = true, r.a = A, r.b = B;
    return r;
}

static status check(call *c) { return c->param[CHECK].i ? check_log_gates(c, GATE_SLOT) : OK; }

ONE_WALK(walk_of)

const mechanism rwkv7 = {
    .name = "rwkv7", .title = "RWKV-7, generalised delta rule", .engine = RECURRENT, .patterns = ALL_PATTERNS,
    .paper = "Peng et al. 2025, RWKV-7 \"Goose\" with Expressive Dynamic State Evolution (arXiv:2503.14456)",
    .equation = "S_t = diag(exp(w_t)) S_{t-1} + b_t (S_{t-1}^T a_t)^T + k_t v_t^T,  out_t = scale S_t^T q_t",
    .cost = "O(M chunk (D + Dv + chunk) + M D Dv) time, O(D Dv) state",
    .notes = "In RWKV-7 a = -kappa and b = kappa eta with kappa a key of norm 1 and eta in (0, 1), w = -exp(-1/2) sigmoid(x) and k the write key, all made by the model (a layer of pa.nn maps a and b from the token, each on its own). kda is a = -k exp(g), b = beta k, write key beta k; w = 0 is identity plus low rank. Gates are logarithms, at most 0; -inf resets the channel, with gradient 0 to that gate.",
    .module = "norm",
    .slots = {
        QUERY_SLOT,
        KEY_SLOT,
        VALUE_SLOT,
        {"w", "B H M D", GATE, "log gate per key channel, at most 0", DRAW_LOG_DECAY, .layer = "sigmoid*-0.6065306597126334"},
        {"a", "B H M D", GATE, "what the state is asked before it decays", DRAW_UNIT_NORM, .layer = "tanh/8"},
        {"b", "B H M D", GATE, "where the answer is written", DRAW_SMALL, .layer = "tanh/8"},
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
