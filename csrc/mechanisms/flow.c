/* Flow-Attention (Wu et al. 2022, arXiv:2202.06258)
 *
 *     I_i = 1 / <a_i, sum_j b_j>, O_j = 1 / <b_j, sum_i a_i>,   s_i = <a_i, sum_j O_j b_j>, r_j = clip <b_j, sum_i I_i a_i>
 *     out_i = sigmoid(s_i N / M) sum_j <I_i a_i, b_j> w_j v_j,   w = M softmax(r),   a = sigmoid(q), b = sigmoid(k), eps added to every feature of I, O, s, r
 *
 * Weights of queries and keys are found first, in O(N D), and kvsum does the rest. Causal sums run up to each token (csrc/engines/staged_flow.inc.c). */
#include "../engines/staged.h"
#include <math.h>

enum { INITIAL_STATE = 3, STATES = 4 };
enum { MAP, EPS, CLIP };

static stage stage_of(const call *c)
{
    stage s = stage_with(c, REMAKE_FLOW, c->param[MAP].i ? MAP_RELU : MAP_SIGMOID);
    s.walk.state = INITIAL_STATE, s.walk.final_state = 1, s.flows = INITIAL_STATE + 1, s.final_flows = 2;
    if (s.map == MAP_RELU) s.walk.map_numbers[RELU_EPS] = 1e-6;
    s.eps = c->param[EPS].f, s.clip = c->param[CLIP].none ? INFINITY : c->param[CLIP].f;
    return s;
}

static status forward(call *c)
{
    const stage s = stage_of(c);
    return staged_forward(c, &s);
}

static status backward(call *c)
{
    const stage s = stage_of(c);
    return staged_backward(c, &s);
}

static void bind(call *c) { bind_features(c, "Fl", 4); }

static status check(call *c)
{
    const bool causal = c->param[c->p->first_param + LINEAR_CAUSAL].i, asked = c->param[c->p->flag[1]].i;
    bool given = false;
    for (int i = INITIAL_STATE; i < INITIAL_STATE + STATES; i++) given |= present(&c->in[i]);
    if (!causal && (given || asked))
        return FAIL(c, BAD_VALUE, "flow: %s with causal=False, expected causal=True (a state is what the causal sums have come to)", given ? "an initial state is given" : "return_state is True");
    TRY(check_features(c, "Fl", 4));
    if (causal && c->size[SYM_N] != c->size[SYM_M])
        return FAIL(c, BAD_VALUE, "flow: causal is given with %lld queries and %lld keys, expected the same number (its sums pair each query with a key)",
                    (long long)c->size[SYM_N], (long long)c->size[SYM_M]);
    return OK;
}

const mechanism flow = {
    .name = "flow", .title = "Flow-Attention (Flowformer)", .engine = LINEAR, .patterns = SELF | CROSS | CAUSAL_SELF | DECODE,
    .paper = "Wu et al. 2022, Flowformer: Linearizing Transformers with Conservation Flows (arXiv:2202.06258)",
    .equation = "I_i = 1 / <a_i, sum_j b_j>, O_j = 1 / <b_j, sum_i a_i>,  a = sigmoid(q), b = sigmoid(k)\ns_i = <a_i, sum_j O_j b_j>, r_j = clip <b_j, sum_i I_i a_i>, w = M softmax(r)\nout_i = sigmoid(s_i N / M) sum_j <I_i a_i, b_j> w_j v_j",
    .cost = "O((N + M) D Dv) time, O((N + M) (D + Dv)) memory",
    .notes = "Without causal, sums over queries make an earlier row depend on later queries; causal wants N = M. With key_mask M counts the present keys, N all queries; causal: a token whose key is absent counts for neither. The paper has no clip. States (causal) belong to query heads, whose keys have weights of their own.",
    .slots = {
        QUERY_SLOT, ATTEND_KEY_SLOT, VALUE_SLOT,
        {"initial_state", "B Hq D Dv", STATE, "causal: sum of w b v^T before the first token; default 0", DRAW_ABSENT, .optional = true},
        {"initial_flows", "B Hq Fl D", STATE, "causal: sums of a, b, I a and O b before the first token; default 0", DRAW_UNIT, .optional = true},
        {"initial_lse", "B Hq", STATE, "causal: log of the sum of e^r before the first token; default -inf", DRAW_UNIT, .optional = true},
        {"initial_count", "B Hq", STATE, "causal: tokens before the first; default 0", DRAW_UNIT, .optional = true},
    },
    .outputs = {
        {"out", "B Hq N Dv", OUTPUT, "attended values"},
        {"final_state", "B Hq D Dv", STATE, "causal: sum of w b v^T after the last token, differentiable", .when = "return_state", .wide = true},
        {"final_flows", "B Hq Fl D", STATE, "causal: sums of a, b, I a and O b after the last token, differentiable", .when = "return_state", .wide = true},
        {"final_lse", "B Hq", STATE, "causal: log of the sum of e^r after the last token, differentiable", .when = "return_state", .wide = true},
        {"final_count", "B Hq", STATE, "causal: tokens, initial ones included", .when = "return_state", .wide = true},
    },
    .params = {
        {"map", WORD, "features: 'sigmoid', or 'relu' with 1e-6 added (the authors' code for the long range arena)", {.i = 0}, .words = "sigmoid|relu"},
        {"eps", NUMBER, "added to features where flows are summed", {.f = 1e-6}, .min = 1e-300, .max = 1},
        {"clip", NUMBER, "limit of |r|; None: no limit", {.f = 1}, .max = 1e300, .optional = true},
    },
    .papers = {{"Flowformer: Linearizing Transformers with Conservation Flows", "the mechanism"}},
    .bind = bind, .check = check, .forward = forward, .backward = backward,
};
