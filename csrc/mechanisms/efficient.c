/* Efficient attention (Shen et al. 2018, arXiv:1812.01243)
 *
 *     out = softmax_D(q) (softmax_M(k)^T v): queries over their features, each key feature over positions
 *
 * kvsum with e^k for keys; each feature of a query is then divided by the sum of that feature over the keys that it sees. */
#include "../engines/linear.h"

enum { INITIAL_STATE = 3 };
enum { NORM, EPS };
enum { SOFTMAX, JOINT, SCALING };

static recurrence walk_of(const call *c)
{
    recurrence r = kvsum_with_sums(c, INITIAL_STATE);
    const int64_t norm = c->param[NORM].i;
    if (norm != SCALING) use_softmax(&r);
    if (norm == JOINT) r.rule = RULE_SUM, r.eps = c->param[EPS].f;
    if (norm == SCALING) r.rule = RULE_MEAN, r.counted = true;
    return r;
}

static int64_t features(const call *c) { return c->size[SYM_D] + (c->param[NORM].i == SCALING); }
BIND_FEATURES(features)
ONE_WALK(walk_of)

const mechanism efficient = {
    .name = "efficient", .title = "Efficient attention", .engine = LINEAR, .patterns = ALL_PATTERNS,
    .paper = "Shen et al. 2018, Efficient Attention: Attention with Linear Complexities (arXiv:1812.01243)",
    .equation = "out = softmax_D(q) (softmax_M(k)^T v)",
    .cost = "O((N + M) D Dv) time, O(D Dv) state; causal adds O(N chunk (D + Dv))",
    .notes = "Causal: the softmax of a key feature runs over the keys that the query sees. The weights of a row sum to 1. Without causal the largest key of each feature is taken out first; else, and in states, e^k must be finite. States: F = D sums of e^k; with norm='scaling' those of k and, last, of 1 (which counts keys).",
    .slots = {QUERY_SLOT, ATTEND_KEY_SLOT, VALUE_SLOT, SUM_SLOTS},
    .outputs = {SUM_OUTPUTS},
    .params = {
        {"norm", WORD, "'softmax': as above; 'joint': weights a = softmax_D(q), b = e^k divided by <a, sum b + eps>; 'scaling': q k^T / (keys seen), no softmax", {.i = 0}, .words = "softmax|joint|scaling"},
        {"eps", NUMBER, "of 'joint': added to every feature's sum", {.f = 1e-6}, .max = 1e300},
    },
    .bind = bind, .check = check_states, .forward = forward, .backward = backward,
};
