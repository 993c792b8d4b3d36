/* Performer, FAVOR+ (Choromanski et al. 2020, arXiv:2009.14794)
 *
 *     phi(x) = m^(-1/2) (exp(omega x' - |x'|^2 / 2 - mu) + feat_eps),  x' = x / D^(1/4),   out_i = sum_j <phi(q_i), phi(k_j)> v_j / sum_j <phi(q_i), phi(k_j)>
 *
 * Over random omega the mean of <phi(q), phi(k)> is exp(<q, k> / sqrt(D)). mu, a constant for the gradient, is the largest exponent of the row (queries) or
 * of all keys; theirs cancels up to feat_eps, through which it would let the future in, so causal walks leave it out. */
#include "../engines/linear.h"

enum { OMEGA = 3, INITIAL_STATE };
enum { KERNEL, KEY_STABILIZER, FEAT_EPS, DEN, EPS };
enum { AUTO, MAXIMUM, NONE };
enum { PLAIN, ADD_SUM, CLAMP, ADD };
static const int maps[] = {MAP_FAVOR, MAP_FAVOR_RELU, MAP_FAVOR_HYPERBOLIC};

static recurrence walk_of(const call *c)
{
    static const double feat_eps[] = {1e-4, 1e-3, 0}, eps[] = {0, 1e-6, 0.1, 1e-6};
    recurrence r = kvsum_with_sums(c, INITIAL_STATE);
    const value *v = c->param;
    const bool alone = !r.causal && !present(&c->in[r.state]) && !present(&c->in[r.sums]);
    use_map(&r, maps[v[KERNEL].i]);
    r.map_numbers[FAVOR_EPS] = v[FEAT_EPS].none ? feat_eps[v[KERNEL].i] : v[FEAT_EPS].f;
    r.map_numbers[FAVOR_MAXIMA] = v[KEY_STABILIZER].i == MAXIMUM || (v[KEY_STABILIZER].i == AUTO && alone) ? 2 : 1;
    r.omega = OMEGA;
    r.eps = v[EPS].none ? eps[v[DEN].i] : v[EPS].f;
    if (v[DEN].i == ADD_SUM)
        r.rule = RULE_SUM;
    else
        r.by_weights = true, r.eps_mode = v[DEN].i == PLAIN ? EPS_NONE : v[DEN].i == CLAMP ? EPS_CLAMP_MIN : EPS_ADD;
    return r;
}

static int64_t features(const call *c)
{
    const view *omega = &c->in[OMEGA];
    return features_of(maps[c->param[KERNEL].i], c->size[SYM_D], omega->shape[omega->rank - 2], 0);
}
BIND_FEATURES(features)
ONE_WALK(walk_of)

static status check(call *c)
{
    const recurrence r = walk_of(c);
    if (c->param[KEY_STABILIZER].i == MAXIMUM && r.causal)
        return FAIL(c, BAD_VALUE, "performer: key_stabilizer='max' is given with causal=True, expected 'none' (the largest key lets the future in)");
    if (c->param[KEY_STABILIZER].i == MAXIMUM && (present(&c->in[r.state]) || present(&c->in[r.sums])))
        return FAIL(c, BAD_VALUE, "performer: key_stabilizer='max' is given with a state, expected 'none' (the keys before were not divided by this maximum)");
    return check_states(c);
}

const mechanism performer = {
    .name = "performer", .title = "Performer (FAVOR+)", .engine = LINEAR, .patterns = ALL_PATTERNS,
    .paper = "Choromanski et al. 2020, Rethinking Attention with Performers (arXiv:2009.14794)",
    .equation = "phi(x) = m^(-1/2) (exp(omega x' - |x'|^2 / 2 - mu) + feat_eps), x' = x / D^(1/4)\nout_i = sum_j <phi(q_i), phi(k_j)> v_j / sum_j <phi(q_i), phi(k_j)>",
    .cost = "O((N + M) m (D + Dv)) time, O(m Dv) state; causal adds O(N chunk (m + Dv))",
    .notes = "omega: rows of norm about sqrt(D), orthogonal within blocks of D (the paper) or independent normal; it has no gradient. States hold the features as they are: to carry one on from a call that is not causal, that call needs key_stabilizer='none'. F is m, or 2 m for 'hyperbolic'.",
    .slots = {
        QUERY_SLOT, ATTEND_KEY_SLOT, VALUE_SLOT,
        {"omega", "H Fr D | Fr D", PARAMETER, "random directions, drawn once; those of a key/value head serve its queries too", .constant = true, .layer = "normal"},
        SUM_SLOTS,
    },
    .outputs = {SUM_OUTPUTS},
    .params = {
        {"kernel", WORD, "'softmax': as above; 'relu': max(omega x', 0) + feat_eps; 'hyperbolic': (2 m)^(-1/2) [exp(omega x' - |x'|^2 / 2), exp(-omega x' - |x'|^2 / 2)]", {.i = 0}, .words = "softmax|relu|hyperbolic"},
        {"key_stabilizer", WORD, "mu of keys with kernel 'softmax': 'max': their largest omega x'; 'none': 0; 'auto': 'max' unless causal or with an initial state", {.i = 0}, .words = "auto|max|none"},
        {"feat_eps", NUMBER, "added to features; None: 1e-4, for 'relu' 1e-3; 'hyperbolic': 0", {.none = true}, .max = 1, .optional = true},
        {"den", WORD, "divisor: 'plain': sum of weights; 'add_sum': <phi(q), sum phi(k) + eps>; 'clamp': at least eps; 'add': plus eps", {.i = 0}, .words = "plain|add_sum|clamp|add"},
        {"eps", NUMBER, "None: 1e-6, for 'clamp' 0.1", {.none = true}, .max = 1e300, .optional = true},
    },
    .bind = bind, .check = check, .forward = forward, .backward = backward,
};
