/* LightNet, additive recurrence (Qin et al. 2024, arXiv:2405.21022)
 *
 *     z_t = log(e^{z_{t-1}} + e^{k_t}),     S_t = diag(e^{z_{t-1} - z_t}) S_{t-1} + e^{k_t - z_t} v_t^T,     o_t = scale S_t^T q_t
 *
 * Row c of S is the running softmax average of the values, with logits k_c: the gated scan of the recurrent engine, whose keys and gates follow from
 * running sums of e^k. */
#include "../engines/recurrent.h"

#include <math.h>

enum { INITIAL_STATE = 3, INITIAL_Z, FINAL_Z = 2 };
enum { DENOM_INIT };

static recurrence walk_of(const call *c)
{
    recurrence r = walk_with_state(c, INITIAL_STATE);
    r.gating = PER_CHANNEL, r.logits = RUNNING_SOFTMAX;
    r.sums = INITIAL_Z, r.final_sums = FINAL_Z, r.z_init = c->param[DENOM_INIT].none ? -INFINITY : c->param[DENOM_INIT].f;
    return r;
}

ONE_WALK(walk_of)

const mechanism lightnet = {
    .name = "lightnet", .title = "LightNet, additive recurrence", .engine = RECURRENT, .patterns = ALL_PATTERNS,
    .paper = "Qin et al. 2024, You Only Scan Once: Efficient Multi-dimension Sequential Modeling with LightNet (arXiv:2405.21022)",
    .equation = "z_t = log(exp(z_{t-1}) + exp(k_t))\nS_t = diag(exp(z_{t-1} - z_t)) S_{t-1} + exp(k_t - z_t) v_t^T,  out_t = scale S_t^T q_t",
    .cost = "O(M chunk (D + Dv) + M D Dv) time, O(D Dv) state",
    .notes = "Logits of any size: no sum of e^k is formed. causal=False is the softmax over all keys, one scan whatever the order of the tokens (bidirectional would be the same and is not offered). A state goes with its z: an initial_state whose z is -inf weighs nothing beside the first key. A logit of -inf writes nothing to its channel.",
    .module = "norm gate",
    .without = "bidirectional",
    .slots = {
        {"q", "B Hq N D", QUERY, "queries", .layer = "silu"},
        {"k", "B H M D", KEY, "logits of the keys, per channel; Hq is a multiple of H, query head h reads the state of head h // (Hq / H)"},
        VALUE_SLOT,
        STATE_SLOT("H"),
        {"initial_z", "B H D", STATE, "z before the first key; default denom_init", DRAW_ABSENT, .optional = true},
    },
    .outputs = {
        OUTPUTS_WITH_STATE,
        {"final_z", "B H D", STATE, "z after the last key, differentiable", .when = "return_state", .wide = true},
    },
    .params = {
        {"denom_init", NUMBER, "z before the first key where no initial_z is given; 0 acts as one more key of logit 0 and value 0. None: -inf, no key", {.none = true}, .optional = true},
        SCALE_ONE,
    },
    .papers = {
        {"You Only Scan Once: Efficient Multi-dimension Sequential Modeling with LightNet", "the additive recurrence"},
    },
    .forward = forward, .backward = backward,
};
