/* Context-aware bias (An et al. 2025, arXiv:2502.06415): the share of a learned key, without its place in the softmax
 *
 *     y = softmax attention,   P*_i = sigmoid(scale <q_i, k'_h> - LSE_i),   o_i = y_i + P*_i v'_h
 *
 * The sink of the dense engine, whose key stands beside the sum. */
#include "softmax.h"

static const dense composition = {.weight = WEIGHT_exp, .lse = 1, .weights = 2, .sink_keys = 3, .sink_values = 4, .beside = true};

static status check(call *c)
{
    if (present(&c->in[4]) && !present(&c->in[3]))
        return FAIL(c, BAD_VALUE, "context_bias: v_bias needs k_bias; kv_bias_sink with mode='v' adds a value alone");
    return OK;
}

static status forward(call *c) { return dense_forward(c, &composition); }
static status backward(call *c) { return dense_backward(c, &composition); }

const mechanism context_bias = {
    .name = "context_bias", .title = "Context-aware bias", .engine = DENSE, .patterns = ALL_PATTERNS,
    .cost = "O(N M (D + Dv)) time, O(N) memory beyond inputs and outputs",
    .paper = "An et al. 2025, Systematic Outliers in Large Language Models (arXiv:2502.06415)",
    .equation = "out = softmax(Y) v + sigmoid(scale q k'^T - lse) v'",
    .notes = "lse is that of the keys alone; a row that sees none of them gives v'. k' is never masked and takes no position, bias or softcap (a project decision). The paper's other variants: a bias of the values is kv_bias_sink with mode='v', of keys and values mode='kv', a scale context_scale, sigmoid(Y - log M) sigmoid.",
    .slots = {
        QKV,
        {"k_bias", "Hq D | D", PARAMETER, "k': the key, of each query head or one", DRAW_ABSENT, .optional = true, .layer = "normal*0.02"},
        {"v_bias", "Hq Dv | Dv", PARAMETER, "with k_bias: v', its value", DRAW_ABSENT, .optional = true, .layer = "normal*0.02"},
    },
    .outputs = {
        {"out", "B Hq N Dv", OUTPUT, "attended values", .saved = true},
        {"lse", "B Hq N", STATISTIC, "log of the sum of exp(scores), differentiable", .when = "return_lse", .saved = true, .wide = true},
        {"weights", "B Hq N M", STATISTIC, "P before dropout: explicitly N x M; no gradient flows through it", .when = "return_weights", .constant = true},
    },
    .without = "q_norm_weight k_norm_weight q_norm_bias k_norm_bias tau logit_scale phi psi qk_norm qk_norm_eps txl_u txl_w txl_r txl_zero " ROPE_OPTIONS,
    .papers = {{"Systematic Outliers in Large Language Models", "attention with a context-aware bias; context_scale, kv_bias_sink and sigmoid are its other variants"}},
    .check = check, .forward = forward, .backward = backward,
};
