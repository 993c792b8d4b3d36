/* Softmax with a sink in its denominator (OpenAI 2025, gpt-oss; Miller 2023, Attention Is Off By One: a = 0)
 *
 *     P_ij = exp(Y_ij) / (sum_j exp(Y_ij) + exp(a_h)),   o_i = sum_j P_ij v_j,   LSE_i = log(sum_j exp(Y_ij) + exp(a_h))
 *
 * sdpa with a sink in every head. a is not scaled, capped or masked; a row that sees nothing gives o = 0, LSE = a_h. */
#include "softmax.h"

static const dense composition = {.weight = WEIGHT_exp, .lse = 1, .weights = 2, .sinks = 3};

static status run(call *c, status (*pass)(call *, const dense *))
{
    static const double zero = 0;
    const view given = c->in[3];
    if (!present(&given)) c->in[3] = (view){(char *)(uintptr_t)&zero, F64, 0, {0}, {0}};
    const status s = pass(c, &composition);
    c->in[3] = given;
    return s;
}

static status forward(call *c) { return run(c, dense_forward); }
static status backward(call *c) { return run(c, dense_backward); }

const mechanism sink_logit = {
    .name = "sink_logit", .title = "Softmax with a sink in its denominator", .aliases = "softmax1", .engine = DENSE, .patterns = ALL_PATTERNS,
    .paper = "OpenAI 2025, gpt-oss-120b & gpt-oss-20b Model Card (arXiv:2508.10925); Miller 2023, Attention Is Off By One (https://www.evanmiller.org/attention-is-off-by-one.html)",
    .equation = "P = exp(Y) / (sum exp(Y) + exp(a)),  out = P v,  Y = softcap(scale q k^T) + bias",
    .cost = "O(N M (D + Dv)) time, O(N) memory beyond inputs and outputs",
    .notes = "The sink takes weight and gives nothing: rows sum to less than 1, and lse includes it. a = 0 is the off-by-one softmax. When partial results over keys are merged, the sink belongs to one of them.",
    .slots = {QKV, {"a", "Hq |", PARAMETER, "logit of the sink, of each head or one; default 0", DRAW_ABSENT, .optional = true, .layer = "zeros"}},
    .outputs = {
        {"out", "B Hq N Dv", OUTPUT, "attended values", .saved = true},
        {"lse", "B Hq N", STATISTIC, "log of the sum of exp(scores) and of the sink, differentiable", .when = "return_lse", .saved = true, .wide = true},
        {"weights", "B Hq N M", STATISTIC, "P before dropout: explicitly N x M; no gradient flows through it", .when = "return_weights", .constant = true},
    },
    .forward = forward, .backward = backward,
};
