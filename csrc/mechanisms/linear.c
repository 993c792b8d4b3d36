/* Kernelised linear attention (Katharopoulos et al. 2020, arXiv:2006.16236)
 *
 *     a_i = scale phi(q_i), b_j = phi(k_j),   o_i = sum_j <a_i, b_j> v_j / (sum_j <a_i, b_j> + eps)
 *
 * kvsum of the linear engine with a column of ones beside v for the normaliser. */
#include "../engines/linear.h"

enum { W_Q = 3, B_Q, W_K, B_K, W_Q2, B_Q2, W_K2, B_K2, OMEGA, GAMMA, BETA, INITIAL_STATE, INITIAL_Z, FINAL_STATE = 1, FINAL_Z };
enum { FEATURE_MAP, NORMALIZE, EPS, EPS_MODE, SCALE, NORM_Q, NORM_K };

static const feature_map *map_of(const call *c) { return &feature_maps[c->param[FEATURE_MAP].i]; }

static recurrence walk_of(const call *c)
{
    recurrence r = kvsum_of(c);
    const value *v = c->param;
    use_map(&r, (int)v[FEATURE_MAP].i);
    if (r.q_map == MAP_SOFTMAX) use_softmax(&r);
    r.by_weights = v[NORMALIZE].none ? map_of(c)->divided : v[NORMALIZE].i;
    r.eps = v[EPS].f, r.eps_mode = (int)v[EPS_MODE].i, r.scale = v[SCALE].f;
    r.q_to_one = v[NORM_Q].i, r.k_to_one = v[NORM_K].i;
    r.q_weights[0] = W_Q, r.q_bias[0] = B_Q, r.k_weights[0] = W_K, r.k_bias[0] = B_K;
    r.q_weights[1] = W_Q2, r.q_bias[1] = B_Q2, r.k_weights[1] = W_K2, r.k_bias[1] = B_K2;
    r.gamma = GAMMA, r.beta_map = BETA, r.omega = OMEGA;
    r.state = INITIAL_STATE, r.sums = INITIAL_Z, r.final_state = FINAL_STATE, r.final_sums = FINAL_Z;
    return r;
}

static int64_t features(const call *c)
{
    const feature_map *map = map_of(c);
    const view *w = &c->in[W_K], *omega = &c->in[OMEGA];
    return features_of((int)c->param[FEATURE_MAP].i, c->size[SYM_D],
                       map->weighted && present(w) ? w->shape[2] : map->random && present(omega) ? omega->shape[omega->rank - 2] : -1, map->numbers);
}

static void bind(call *c) { bind_features(c, "F", features(c)); }

/* Which maps take a slot, for the sentence and for the check. */
typedef struct takers { bool takes, needs; const char *whose; } takers;
static takers takers_of(const call *c, int slot)
{
    const feature_map *map = map_of(c);
    if (slot >= GAMMA) return (takers){map->affine, false, "'rebased'"};
    if (slot == OMEGA) return (takers){map->random, map->random, "'favor' and 'rff'"};
    const bool bias = (slot - W_Q) % 2;
    if (slot >= W_Q2) return (takers){map->weighted > 1, map->weighted > 1 && !bias, "'hadamard'"};
    return (takers){map->weighted, map->weighted && !bias, "'t2r', 'hadamard' and 'hedgehog_...'"};
}

static status check(call *c)
{
    const char *map = map_of(c)->name;
    for (int i = W_Q; i <= BETA; i++) {
        const takers t = takers_of(c, i);
        if (present(&c->in[i]) && !t.takes)
            return FAIL(c, BAD_VALUE, "linear: %s is given with feature_map='%s', expected None (it belongs to %s)", c->p->slots[i].name, map, t.whose);
        if (t.needs && !present(&c->in[i]))
            return FAIL(c, BAD_VALUE, "linear: %s is None with feature_map='%s', expected %s", c->p->slots[i].name, map, c->p->slots[i].shape);
    }
    return check_features(c, "F", features(c));
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

const mechanism linear = {
    .name = "linear", .title = "Kernelised linear attention", .engine = LINEAR, .patterns = ALL_PATTERNS,
    .paper = "Katharopoulos et al. 2020, Transformers are RNNs (arXiv:2006.16236)",
    .equation = "a = scale phi(q), b = phi(k),  out_i = sum_j <a_i, b_j> v_j / (sum_j <a_i, b_j> + eps)",
    .cost = "O((N + M) F Dv) time, O(F Dv) state; causal adds O(N chunk (F + Dv))",
    .notes = "A row that sees no key, or whose normaliser is exactly 0 with eps_mode='none', gives 0. identity, taylor1, hadamard, rff (scores of either sign) and softmax (weights that sum to 1) are not divided unless asked. Maps with options of their own have them in the rows flatten, nala, hedgehog, performer, cosformer; here favor has neither maxima nor eps. softmax: over the features of a query; keys enter as e^k, and each query feature is divided by its sum of e^k over the keys that the query sees: states hold the undivided sums, in which, and in causal calls, e^k must be finite. Features are packed: taylor2 is [1, x_a, x_a x_b (a <= b)], rebased [x_a x_b], pairs a < b once with a factor sqrt(2).",
    .slots = {
        {"q", "B Hq N D", QUERY, "queries"},
        {"k", "B H M D", KEY, "keys; Hq is a multiple of H, query head h reads head h // (Hq / H)"},
        {"v", "B H M Dv", VALUE, "values"},
        {"W_q", "Hq D Fw", PARAMETER, "'t2r', 'hadamard', 'hedgehog_exp', 'hedgehog_softmax': weights of the query map", DRAW_ABSENT, .optional = true, .layer = "uniform"},
        {"b_q", "Hq Fw", PARAMETER, "'t2r', 'hadamard', 'hedgehog_exp', 'hedgehog_softmax': bias of the query map; default 0", DRAW_ABSENT, .optional = true, .layer = "zeros"},
        {"W_k", "H D Fw", PARAMETER, "'t2r', 'hadamard', 'hedgehog_exp', 'hedgehog_softmax': weights of the key map", DRAW_ABSENT, .optional = true, .layer = "uniform"},
        {"b_k", "H Fw", PARAMETER, "'t2r', 'hadamard', 'hedgehog_exp', 'hedgehog_softmax': bias of the key map; default 0", DRAW_ABSENT, .optional = true, .layer = "zeros"},
        {"W_q2", "Hq D Fw", PARAMETER, "'hadamard': second weights of the query map", DRAW_ABSENT, .optional = true, .layer = "uniform"},
        {"b_q2", "Hq Fw", PARAMETER, "'hadamard': second bias of the query map; default 0", DRAW_ABSENT, .optional = true, .layer = "zeros"},
        {"W_k2", "H D Fw", PARAMETER, "'hadamard': second weights of the key map", DRAW_ABSENT, .optional = true, .layer = "uniform"},
        {"b_k2", "H Fw", PARAMETER, "'hadamard': second bias of the key map; default 0", DRAW_ABSENT, .optional = true, .layer = "zeros"},
        {"omega", "H Fr D | Fr D", PARAMETER, "'favor', 'rff': random directions, drawn once; those of a key/value head serve its queries too", DRAW_ABSENT, .optional = true, .constant = true, .layer = "normal"},
        {"gamma", "D", PARAMETER, "'rebased': scale after the layer norm; default 1", DRAW_ABSENT, .optional = true, .layer = "ones"},
        {"beta", "D", PARAMETER, "'rebased': shift after the layer norm; default 0", DRAW_ABSENT, .optional = true, .layer = "zeros"},
        {"initial_state", "B H F Dv", STATE, "sum of b v^T before the first key; default 0", DRAW_ABSENT, .optional = true},
        {"initial_z", "B H F", STATE, "sum of b before the first key, when normalised; default 0", DRAW_UNIT, .optional = true},
    },
    .outputs = {
        {"out", "B Hq N Dv", OUTPUT, "attended values"},
        {"final_state", "B H F Dv", STATE, "sum of b v^T after the last key, differentiable", .when = "return_state", .wide = true},
        {"final_z", "B H F", STATE, "sum of b after the last key, differentiable", .when = "return_state", .wide = true},
    },
    .params = {
        {"feature_map", WORD, "phi", {.i = 3}, .words = "identity|relu|relu2|elu1|exp|sigmoid|softmax|t2r|taylor1|taylor2|rebased|dpfp|hadamard|hedgehog_exp|hedgehog_softmax|focused|nala|favor|rff|cos"},
        {"normalize", BOOLEAN, "divide by the row's sum of weights; None: True where no score is negative, but False for softmax", {.none = true}, .optional = true},
        {"eps", NUMBER, "keeps the divisor away from 0", {.f = 1e-6}, .max = 1e300},
        {"eps_mode", WORD, "'add': d + eps; 'clamp_min': max(d, eps); 'none': d", {.i = 0}, .words = "add|clamp_min|none"},
        {"scale", NUMBER, "factor of a", {.f = 1}, .min = -1e300, .max = 1e300},
        {"norm_q", BOOLEAN, "a divided by its feature sum + 1e-4", {.i = 0}},
        {"norm_k", BOOLEAN, "b divided by its feature sum + 1e-4", {.i = 0}},
    },
    .papers = {
        {"Linear Transformers are Versatile In-Context Learners", "plain linear attention: feature_map='identity', normalize=False"},
        {"Understanding the differences in Foundation Models: Attention, State Space Models, and Recurrent Neural Networks", "the linear member of its family"},
    },
    .bind = bind, .check = check, .forward = forward, .backward = backward,
};
