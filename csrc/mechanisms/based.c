/* BASED, its linear layers (Arora et al. 2024, arXiv:2402.18668)
 *
 *     t_ij = <q_i, k_j> / sqrt(D),   out_i = sum_j (1 + t + t^2 / 2) v_j / (sum_j (1 + t + t^2 / 2) + eps)
 *
 * kvsum of the packed second-order Taylor features, F = 1 + D + D (D + 1) / 2. Every weight is at least 1/2. */
#include "../engines/linear.h"

enum { INITIAL_STATE = 3 };
enum { NORMALIZE, EPS };

static recurrence walk_of(const call *c)
{
    recurrence r = kvsum_with_sums(c, INITIAL_STATE);
    use_map(&r, MAP_TAYLOR2);
    r.by_weights = c->param[NORMALIZE].i, r.eps = c->param[EPS].f;
    return r;
}

static int64_t features(const call *c) { return features_of(MAP_TAYLOR2, c->size[SYM_D], 0, 0); }
BIND_FEATURES(features)
ONE_WALK(walk_of)

const mechanism based = {
    .name = "based", .title = "BASED linear attention", .engine = LINEAR, .patterns = ALL_PATTERNS,
    .paper = "Arora et al. 2024, Simple linear attention language models balance the recall-throughput tradeoff (arXiv:2402.18668)",
    .equation = "out_i = sum_j f(t_ij) v_j / (sum_j f(t_ij) + eps)\nf(t) = 1 + t + t^2 / 2,  t = <q, k> / sqrt(D)",
    .cost = "O((N + M) D^2 Dv / 2) time, O(D^2 Dv / 2) state; causal adds O(N chunk (D^2 + Dv))",
    .notes = "Meant for few key features (the paper: D = 16); its other layers are sdpa with causal=True, window=(w, 0). Features are [1, x_a, x_a x_b (a <= b)], pairs a < b once with a factor sqrt(2). The authors divide scores by sqrt(D); flash-linear-attention's layer does not.",
    .slots = {QUERY_SLOT, ATTEND_KEY_SLOT, VALUE_SLOT, SUM_SLOTS},
    .outputs = {SUM_OUTPUTS},
    .params = {
        {"normalize", BOOLEAN, "divide by the row's sum of weights", {.i = 1}},
        {"eps", NUMBER, "added to the divisor", {.f = 1e-12}, .max = 1e300},
        {"causal", CAUSAL, "True: query i sums over keys j <= i + M - N; 'top_left': j <= i; False: over all", {.i = 1}, .option = "causal"},
    },
    .papers = {{"Simple linear attention language models balance the recall-throughput tradeoff", "the mechanism: its Taylor layers"}},
    .bind = bind, .check = check_states, .forward = forward, .backward = backward,
};
