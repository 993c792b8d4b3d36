/* DeltaNet (Yang et al. 2024, arXiv:2406.06484)
 *
 *     u_t = beta_t (v_t - S_{t-1}^T k_t),     S_t = S_{t-1} + k_t u_t^T,     o_t = scale S_t^T q_t
 *
 * Kernel B of the recurrent engine without gates: one unit-triangular solve per chunk. */
#include "../engines/recurrent.h"

enum { BETA = 3, INITIAL_STATE };
enum { QK_L2NORM };

static recurrence walk_of(const call *c)
{
    recurrence r = walk_with_state(c, INITIAL_STATE);
    use_delta(&r, c, BETA, QK_L2NORM);
    return r;
}

ONE_WALK(walk_of)

const mechanism delta = {
    .name = "delta", .title = "DeltaNet", .engine = RECURRENT, .patterns = ALL_PATTERNS,
    .paper = "Yang et al. 2024, Parallelizing Linear Transformers with the Delta Rule over Sequence Length (arXiv:2406.06484)",
    .equation = "u_t = beta_t (v_t - S_{t-1}^T k_t),  S_t = S_{t-1} + k_t u_t^T,  out_t = scale S_t^T q_t",
    .cost = "O(M chunk (D + Dv + chunk) + M D Dv) time, O(D Dv) state",
    .notes = "Stable where beta |k|^2 <= 2; keys are not normalised silently. beta per value channel is not offered.",
    .module = "conv=4 norm qk_l2norm",
    .slots = {
        QUERY_SLOT,
        UNIT_KEY_SLOT,
        VALUE_SLOT,
        BETA_SLOT("H"),
        STATE_SLOT("H"),
    },
    .outputs = {
        OUTPUTS_WITH_STATE,
    },
    .params = {
        DELTA_PARAMS,
    },
    .papers = {
        {"Parallelizing Linear Transformers with the Delta Rule over Sequence Length", "the mechanism, chunked"},
    },
    .forward = forward, .backward = backward,
};
