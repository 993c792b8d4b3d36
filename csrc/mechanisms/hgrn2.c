/* HGRN2 (Qin et al. 2024, arXiv:2404.07904)
 *
 *     alpha_t = lb + (1 - lb) sigmoid(f_t),     S_t = diag(alpha_t) S_{t-1} + (1 - alpha_t) v_t^T,     o_t = scale S_t^T q_t
 *
 * The gated scan of the recurrent engine with gates per key channel, whose keys are what the gates leave. */
#include "../engines/recurrent.h"

enum { LB = 3, INITIAL_STATE };

static recurrence walk_of(const call *c)
{
    recurrence r = walk_with_state(c, INITIAL_STATE);
    r.gating = PER_CHANNEL, r.logits = TIED_GATES, r.lower_bound = LB;
    return r;
}

static status check(call *c)
{
    const view *lb = &c->in[LB];
    for (int64_t h = 0; present(lb) && h < lb->shape[0]; h++)
        for (int64_t i = 0; i < lb->shape[1]; i++) {
            const double x = view_get(lb, h, i, 0, 0);
            if (!(x >= 0 && x < 1))
                return FAIL(c, BAD_VALUE, "hgrn2: lb[%lld, %lld] is %g, expected at least 0 and less than 1", (long long)h, (long long)i, x);
        }
    return OK;
}

ONE_WALK(walk_of)

const mechanism hgrn2 = {
    .name = "hgrn2", .title = "HGRN2, gated RNN with state expansion", .engine = RECURRENT, .patterns = ALL_PATTERNS,
    .paper = "Qin et al. 2024, HGRN2: Gated Linear RNNs with State Expansion (arXiv:2404.07904)",
    .equation = "alpha_t = lb + (1 - lb) sigmoid(f_t)\nS_t = diag(alpha_t) S_{t-1} + (1 - alpha_t) v_t^T,  out_t = scale S_t^T q_t",
    .cost = "O(M chunk (D + Dv) + M D Dv) time, O(D Dv) state",
    .notes = "gla with input and forget gate tied: k = 1 - alpha, g = log alpha, both made from the logits f as they are read. lb is the layer's lower bound of the forget gate (a model makes it by a cumulative softmax over its layers); the first layer has none.",
    .module = "norm",
    .slots = {
        {"q", "B Hq N D", QUERY, "queries, already activated (swish in the authors' layer)", .layer = "silu"},
        {"f", "B H M D", KEY, "logits of the forget gate; Hq is a multiple of H, query head h reads the state of head h // (Hq / H)"},
        VALUE_SLOT,
        {"lb", "H D", PARAMETER, "lower bound of the forget gate, in [0, 1); default 0", DRAW_UNIT, .optional = true},
        STATE_SLOT("H"),
    },
    .outputs = {
        OUTPUTS_WITH_STATE,
    },
    .check = check, .forward = forward, .backward = backward,
};
