/* A learned key, with or without a value, that every query sees (Gu et al. 2024, arXiv:2410.10781)
 *
 *     Y_i* = scale <q_i, k*_h>,   P_i = softmax([Y_i, Y_i*]),   o_i = sum_j P_ij v_j + P_i* v*_h       ('kv'; 'k': v* = 0)
 *     o_i = sum_j softmax_j(Y_ij) v_j + v*_h                                                           ('v')
 *
 * Family A of the dense engine: the state of a row begins with Y_i*. */
#include "softmax.h"

enum { K_STAR = 3, V_STAR };

static const dense composition = {.weight = WEIGHT_exp, .lse = 1, .weights = 2, .sink_keys = K_STAR, .sink_values = V_STAR};

static status check(call *c)
{
    static const bool key[] = {false, true, true, false}, value[] = {false, true, false, true};
    static const char *const words[] = {"auto", "kv", "k", "v"};
    const int64_t mode = c->param[0].i;
    if (mode && (present(&c->in[K_STAR]) != key[mode] || present(&c->in[V_STAR]) != value[mode]))
        return FAIL(c, BAD_VALUE, "kv_bias_sink: mode='%s' takes %s", words[mode], mode == 1 ? "k_star and v_star" : mode == 2 ? "k_star and no v_star" : "v_star and no k_star");
    return OK;
}

static status forward(call *c) { return dense_forward(c, &composition); }
static status backward(call *c) { return dense_backward(c, &composition); }

const mechanism kv_bias_sink = {
    .name = "kv_bias_sink", .title = "Learned key and value that every query sees", .engine = DENSE, .patterns = ALL_PATTERNS,
    .paper = "Gu et al. 2024, When Attention Sink Emerges in Language Models: An Empirical View (arXiv:2410.10781)",
    .equation = "P = softmax([Y, scale q k*^T]),  out = P [v; v*],  or softmax(Y) v + v* without k*",
    .cost = "O(N M (D + Dv)) time, O(N) memory beyond inputs and outputs",
    .notes = "k* is never masked and takes no position, bias or softcap (a project decision), and its weight is not dropped. A row that sees nothing else gives v*. lse includes the sink's score.",
    .slots = {
        QKV,
        {"k_star", "Hq D | D", PARAMETER, "mode 'auto', 'kv' or 'k': the key, of each query head or one", DRAW_SMALL, .optional = true, .layer = "normal*0.02"},
        {"v_star", "Hq Dv | Dv", PARAMETER, "mode 'auto', 'kv' or 'v': its value; without k_star it is added to every output", DRAW_SMALL, .optional = true, .layer = "normal*0.02"},
    },
    .outputs = {
        {"out", "B Hq N Dv", OUTPUT, "attended values", .saved = true},
        {"lse", "B Hq N", STATISTIC, "log of the sum of exp(scores) with that of k_star, differentiable", .when = "return_lse", .saved = true, .wide = true},
        {"weights", "B Hq N M", STATISTIC, "P of the keys before dropout: explicitly N x M; no gradient flows through it", .when = "return_weights", .constant = true},
    },
    .params = {{"mode", WORD, "what must be given; 'auto': whatever is", {.i = 0}, .words = "auto|kv|k|v"}},
    .without = "q_norm_weight k_norm_weight q_norm_bias k_norm_bias tau logit_scale phi psi qk_norm qk_norm_eps txl_u txl_w txl_r txl_zero " ROPE_OPTIONS,
    .papers = {{"When Attention Sink Emerges in Language Models: An Empirical View", "learnable key and value biases"}},
    .check = check, .forward = forward, .backward = backward,
};
