/* DeltaNet (Yang et al. 2024, arXiv:2406.06484)
 *
 *     u_t = beta_t (v_t - S_{t-1}^T k_t),     S_t = S_{t-1} + k_t u_t^T,     o_t = scale S_t^T q_t
 *
 * Kernel B of the recurrent engine without gates: one unit-triangular solve per chunk. */
#include "../engines/recurrent.h"

#include "../engines/linear_maps.h"

enum { BETA = 3, INITIAL_STATE, FINAL_STATE = 1 };
enum { QK_L2NORM, ALLOW_NEG_EIGVAL };

static recurrence walk_of(const call *c)
{
    recurrence r = recurrence_of(c);
    r.delta = true, r.beta = BETA;
    r.state = INITIAL_STATE, r.final_state = FINAL_STATE;
    if (c->param[QK_L2NORM].i) r.q_map = r.k_map = MAP_UNIT;
    if (c->param[ALLOW_NEG_EIGVAL].i) r.beta_factor = 2;
    return r;
}

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

const mechanism delta = {
    .name = "delta", .title = "DeltaNet", .engine = RECURRENT, .patterns = ALL_PATTERNS,
    .paper = "Yang et al. 2024, Parallelizing Linear Transformers with the Delta Rule over Sequence Length (arXiv:2406.06484)",
    .equation = "u_t = beta_t (v_t - S_{t-1}^T k_t),  S_t = S_{t-1} + k_t u_t^T,  out_t = scale S_t^T q_t",
    .cost = "O(M chunk (D + Dv + chunk) + M D Dv) time, O(D Dv) state",
    .notes = "Stable where beta |k|^2 <= 2; keys are not normalised silently. beta per value channel is not offered.",
    .module = "conv=4 norm qk_l2norm",
    .slots = {
        {"q", "B Hq N D", QUERY, "queries"},
        {"k", "B H M D", KEY, "keys, usually of norm 1; Hq is a multiple of H, query head h reads the state of head h // (Hq / H)", DRAW_UNIT_NORM},
        {"v", "B H M Dv", VALUE, "values"},
        {"beta", "B H M", GATE, "write strength, in [0, 1] ([0, 2] for negative eigenvalues)", DRAW_UNIT, .layer = "sigmoid"},
        {"initial_state", "B H D Dv", STATE, "S before the first key; default 0", DRAW_ABSENT, .optional = true},
    },
    .outputs = {
        {"out", "B Hq N Dv", OUTPUT, "read-outs"},
        {"final_state", "B H D Dv", STATE, "S after the last key, differentiable", .when = "return_state", .wide = true},
    },
    .params = {
        {"qk_l2norm", BOOLEAN, "q and k are divided by sqrt(sum x^2 + 1e-6) first", {.i = 0}},
        {"allow_neg_eigval", BOOLEAN, "beta is doubled", {.i = 0}},
    },
    .papers = {
        {"Parallelizing Linear Transformers with the Delta Rule over Sequence Length", "the mechanism, chunked"},
    },
    .forward = forward, .backward = backward,
};
