/* NaLaFormer, norm-aware linear attention (arXiv:2506.21137)
 *
 *     n = |q|,  p = lam (tau + tanh n),   phi_q = |q / n|^p [cos t_q; sin t_q],   phi_k = |k|^lam [cos t_k; sin t_k],   t = pi/4 (1 + tanh(alpha x / |x|))
 *     out_i = sum_j <phi_q, phi_k> v_j / (sum_j <phi_q, phi_k> + M eps_z)
 *
 * Angles differ by at most pi / 2: no score is negative. Two features per channel; a third kind, which is 1, counts the keys behind eps_z. */
#include "../engines/linear.h"

enum { INITIAL_STATE = 3 };
enum { LAM, TAU, DIRECTION, ALPHA, EPS_Z };

static recurrence walk_of(const call *c)
{
    recurrence r = kvsum_with_sums(c, INITIAL_STATE);
    use_map(&r, c->param[DIRECTION].i ? MAP_NALA_SPLIT : MAP_NALA);
    r.map_numbers[NALA_LAMBDA] = c->param[LAM].f, r.map_numbers[NALA_TAU] = c->param[TAU].f, r.map_numbers[NALA_ALPHA] = c->param[ALPHA].f;
    r.counted = true, r.rule = RULE_COUNT, r.eps = c->param[EPS_Z].f;
    return r;
}

static int64_t features(const call *c) { return features_of(MAP_NALA, c->size[SYM_D], 0, 0) + 1; }
BIND_FEATURES(features)
ONE_WALK(walk_of)

const mechanism nala = {
    .name = "nala", .title = "Norm-aware linear attention (NaLaFormer)", .engine = LINEAR, .patterns = ALL_PATTERNS,
    .paper = "Meng et al. 2025, NaLaFormer: Norm-Aware Linear Attention for Transformer Models (arXiv:2506.21137)",
    .equation = "phi_q = |q / n|^p [cos t_q; sin t_q], p = lam (tau + tanh n), n = |q|\nphi_k = |k|^lam [cos t_k; sin t_k],  t = pi / 4 (1 + tanh(alpha x / |x|))\nout_i = sum_j <phi_q, phi_k> v_j / (sum_j <phi_q, phi_k> + M eps_z)",
    .cost = "O((N + M) D Dv) time, O(D Dv) state; causal adds O(N chunk (D + Dv))",
    .notes = "M in the divisor is the number of keys that the row sees. 'relu_split' is the authors' published code, 'cos' the paper's second version. Angles t lie in [0, pi/2], pi/4 above the paper's, which changes no product. A zero q has zero features. States have F = 2 D + 1 features, the last of which counts keys.",
    .slots = {QUERY_SLOT, ATTEND_KEY_SLOT, VALUE_SLOT, SUM_SLOTS},
    .outputs = {SUM_OUTPUTS},
    .params = {
        {"lam", NUMBER, "exponent of keys, factor of that of queries", {.f = 3}, .min = 1, .max = 1e3},
        {"tau", NUMBER, "exponent of short queries, over lam", {.f = 0.5}, .min = 0.01, .max = 1e3},
        {"direction", WORD, "'cos': signs as angles t; 'relu_split': positive and negative channels apart", {.i = 0}, .words = "cos|relu_split"},
        {"alpha", NUMBER, "slope of the angles ('cos')", {.f = 20}, .max = 1e6},
        {"eps_z", NUMBER, "added to the mean weight", {.f = 1e-6}, .max = 1e300},
    },
    .papers = {{"NaLaFormer: Norm-Aware Linear Attention for Transformer Models", "the mechanism"}},
    .bind = bind, .check = check_states, .forward = forward, .backward = backward,
};
