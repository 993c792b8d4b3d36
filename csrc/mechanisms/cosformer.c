/* cosFormer (Qin et al. 2022, arXiv:2202.08791)
 *
 *     S_ij = <relu(q_i), relu(k_j)> cos(pi (i - j) / (2 m)),   out_i = sum_j S_ij v_j / max(sum_j S_ij, eps)
 *
 * kvsum of features [relu(x) sin t; relu(x) cos t], t = pi p / (2 m) at position p = 1, 2, ... A score depends on differences of positions alone, so a
 * state is handed on turned, as seen from behind its last token, and every call counts from 1. */
#include "../engines/linear.h"

enum { INITIAL_STATE = 3 };
enum { MAX_LEN, EPS };

static recurrence walk_of(const call *c)
{
    recurrence r = kvsum_with_sums(c, INITIAL_STATE);
    use_map(&r, MAP_COS);
    if (!c->param[MAX_LEN].none) r.map_numbers[COS_LENGTH] = (double)c->param[MAX_LEN].i;
    r.by_weights = true, r.eps = c->param[EPS].f, r.eps_mode = EPS_CLAMP_MIN;
    return r;
}

static int64_t features(const call *c) { return features_of(MAP_COS, c->size[SYM_D], 0, 0); }
BIND_FEATURES(features)
ONE_WALK(walk_of)

const mechanism cosformer = {
    .name = "cosformer", .title = "cosFormer", .engine = LINEAR, .patterns = ALL_PATTERNS, .module = "max_len=4096",
    .paper = "Qin et al. 2022, cosFormer: Rethinking Softmax in Attention (arXiv:2202.08791)",
    .equation = "S_ij = <relu(q_i), relu(k_j)> cos(pi (i - j) / (2 m))\nout_i = sum_j S_ij v_j / max(sum_j S_ij, eps)",
    .cost = "O((N + M) D Dv) time, O(D Dv) state; causal adds O(N chunk (D + Dv))",
    .notes = "Positions count from 1 in q and in k, whatever is masked; m is the longer of them unless max_len says otherwise: set it where more tokens follow (decoding, appended queries), the same in every call; beyond it weights turn negative. States have F = 2 D features and are turned, so that the next call counts from 1 again.",
    .slots = {QUERY_SLOT, ATTEND_KEY_SLOT, VALUE_SLOT, SUM_SLOTS},
    .outputs = {SUM_OUTPUTS},
    .params = {
        {"max_len", INTEGER, "m: distance at which the weight of a key has fallen to 0; None: max(N, M) (of each packed sequence)", {.none = true}, .min = 1, .max = 1e15, .optional = true},
        {"eps", NUMBER, "least divisor", {.f = 1e-6}, .max = 1e300},
    },
    .bind = bind, .check = check_states, .forward = forward, .backward = backward,
};
