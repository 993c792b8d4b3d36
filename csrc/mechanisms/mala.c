/* MALA, magnitude-aware linear attention (Fan et al. 2025, arXiv:2507.00698)
 *
 *     S_ij = c <phi(q_i), phi(k_j)>,   z_i = sum_j S_ij,   W_ij = (1 + 1 / (z_i + eps)) S_ij - z_i / M,   out_i = sum_j W_ij v_j
 *
 * kvsum with a feature that is 1 for every key, as inline has it. With rotary tables S is that of turned features and z of plain ones: features are then
 * [turned, plain, 1], and only sums are taken of the plain ones. */
#include "../engines/linear.h"

enum { SCALE = 3, COS, SIN, INITIAL_STATE };
enum { FEATURE_MAP, EPS };
static const int maps[] = {MAP_RELU, MAP_ELU1, MAP_EXP};

static recurrence walk_of(const call *c)
{
    recurrence r = kvsum_with_sums(c, INITIAL_STATE);
    use_map(&r, maps[c->param[FEATURE_MAP].i]);
    r.counted = true, r.rule = RULE_MAGNITUDE, r.eps = c->param[EPS].f;
    r.cosines = COS, r.sines = SIN;
    use_scale(&r, c, SCALE);
    return r;
}

static int64_t features(const call *c) { return c->size[SYM_D] * (present(&c->in[COS]) ? 2 : 1) + 1; }
BIND_FEATURES(features)
ONE_WALK(walk_of)

static status check(call *c)
{
    TRY(check_states(c));
    return check_tables(c, COS, SIN);
}

const mechanism mala = {
    .name = "mala", .title = "Magnitude-aware linear attention (MALA)", .engine = LINEAR, .patterns = ALL_PATTERNS,
    .paper = "Fan et al. 2025, Rectifying Magnitude Neglect in Linear Attention (arXiv:2507.00698)",
    .equation = "S_ij = c <phi(q_i), phi(k_j)>,  z_i = sum_j S_ij\nW_ij = (1 + 1 / (z_i + eps)) S_ij - z_i / M,  out_i = sum_j W_ij v_j",
    .cost = "O((N + M) D Dv) time, O(D Dv) state; causal adds O(N chunk (D + Dv))",
    .notes = "scale: c = 1 is the paper, 'code' the authors' checkpoints: the weights are very different. Rows sum to 1 without tables (as eps goes to 0) and may have negative weights. causal is an extension: M is then the number of keys that the row sees. States have F = D + 1 features ([features, 1]), with tables 2 D + 1 ([turned, plain, 1]); the last counts keys.",
    .slots = {QUERY_SLOT, ATTEND_KEY_SLOT, VALUE_SLOT, SCALE_SLOT, TABLE_SLOTS, SUM_SLOTS},
    .outputs = {SUM_OUTPUTS},
    .params = {
        {"feature_map", WORD, "phi", {.i = 1}, .words = "relu|elu1|exp"},
        {"eps", NUMBER, "added to z in the divisor", {.f = 1e-6}, .max = 1e300},
    },
    .papers = {{"Rectifying Magnitude Neglect in Linear Attention", "the mechanism"}},
    .bind = bind, .check = check, .forward = forward, .backward = backward,
};
