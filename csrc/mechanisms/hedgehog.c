/* Hedgehog (Zhang et al. 2024, arXiv:2402.04347)
 *
 *     y = W^T x + b,   phi(x) = [f(y), f(-y)],   out_i = sum_j <phi(q_i), phi(k_j)> v_j / (sum_j <phi(q_i), phi(k_j)> + eps)
 *
 * f is e^y (the paper), e^(y - max y), softmax(y), or one softmax over [2 y, -2 y]. What a row divides out cancels for queries and not for keys, so these are
 * four mechanisms. */
#include "../engines/linear.h"

enum { W_Q = 3, B_Q, W_K, B_K, INITIAL_STATE };
enum { ACTIVATION, NEGATION, EPS_CLAMP, EPS };
static const int maps[] = {MAP_HEDGEHOG_EXP, MAP_HEDGEHOG_STABLE, MAP_HEDGEHOG_SOFTMAX, MAP_HEDGEHOG_JOINT};
enum { EXP, STABLE, SOFTMAX, JOINT };      /* places in `maps`, words of `activation` */

static recurrence walk_of(const call *c)
{
    recurrence r = kvsum_with_sums(c, INITIAL_STATE);
    const int64_t activation = c->param[ACTIVATION].i;
    use_map(&r, maps[activation]);
    r.map_numbers[HEDGEHOG_FLOOR] = activation == STABLE || activation == SOFTMAX ? c->param[EPS_CLAMP].f : 0;
    r.map_numbers[HEDGEHOG_POSITIVE] = !c->param[NEGATION].i;
    r.q_weights[0] = W_Q, r.q_bias[0] = B_Q, r.k_weights[0] = W_K, r.k_bias[0] = B_K;
    r.by_weights = true, r.eps = c->param[EPS].f;
    return r;
}

static int64_t features(const call *c)
{
    const recurrence r = walk_of(c);
    return features_of(r.k_map, c->size[SYM_D], c->in[W_K].shape[2], r.map_numbers);
}
BIND_FEATURES(features)
ONE_WALK(walk_of)

const mechanism hedgehog = {
    .name = "hedgehog", .title = "Hedgehog linear attention", .engine = LINEAR, .patterns = ALL_PATTERNS,
    .paper = "Zhang et al. 2024, The Hedgehog & the Porcupine: Expressive Linear Attentions with Softmax Mimicry (arXiv:2402.04347)",
    .equation = "phi(x) = [f(y), f(-y)], y = W^T x + b\nout_i = sum_j <phi(q_i), phi(k_j)> v_j / (sum_j <phi(q_i), phi(k_j)> + eps)",
    .cost = "O((N + M) F (D + Dv)) time, O(F Dv) state; causal adds O(N chunk (F + Dv))",
    .notes = "F is twice the columns of W (as many without negation). Key maps belong to key/value heads; LoLCATs has one per query head: repeat k and v for that. Tied maps: pass the same tensors twice. 'exp' overflows where |y| exceeds 88 in float32.",
    .slots = {
        QUERY_SLOT, ATTEND_KEY_SLOT, VALUE_SLOT,
        {"W_q", "Hq D Fw", PARAMETER, "weights of the query map", DRAW_SMALL, .layer = "eye"},
        {"b_q", "Hq Fw", PARAMETER, "bias of the query map; default 0", DRAW_ABSENT, .optional = true, .layer = "zeros"},
        {"W_k", "H D Fw", PARAMETER, "weights of the key map", DRAW_SMALL, .layer = "eye"},
        {"b_k", "H Fw", PARAMETER, "bias of the key map; default 0", DRAW_ABSENT, .optional = true, .layer = "zeros"},
        SUM_SLOTS,
    },
    .outputs = {SUM_OUTPUTS},
    .params = {
        {"activation", WORD, "f: 'exp'; 'exp_stable': e^(y - max y); 'softmax': each half; 'softmax_joint': of [2 y, -2 y]", {.i = 0}, .words = "exp|exp_stable|softmax|softmax_joint"},
        {"negation", BOOLEAN, "the half of -y too", {.i = 1}},
        {"eps_clamp", NUMBER, "least feature of 'exp_stable' and 'softmax' (gradient 0 there)", {.f = 1e-12}, .max = 1},
        {"eps", NUMBER, "added to the divisor", {.f = 1e-12}, .max = 1e300},
    },
    .papers = {{"The Hedgehog & the Porcupine: Expressive Linear Attentions with Softmax Mimicry", "the mechanism"}},
    .bind = bind, .check = check_states, .forward = forward, .backward = backward,
};
