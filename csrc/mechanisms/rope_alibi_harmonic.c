/* RoPE and ALiBi, weighed against each other, with a harmonic series (Fulop 2024, arXiv:2410.18441; a reconstruction)
 *
 *     Y_ij = 2 lam scale <R_i q_i, R_j k_j> - 2 (1 - lam) a_h g(|i + M - N - j|)
 *
 * series 'slope': a_h = slope0 / (h + 1), g(n) = n; 'distance': a_h ALiBi's slope, g(n) = 1 + 1/2 + ... + 1/n. */
#include "softmax.h"
#include <math.h>

enum { LAM, SERIES, SLOPE0 };
enum { BY_SLOPE, BY_DISTANCE };

static void lags(const call *c, int64_t head, int64_t n, double *bias)
{
    const bool slopes = c->param[SERIES].i == BY_SLOPE;
    const double a = -2 * (1 - c->param[LAM].f) * c->param[SLOPE0].f * (slopes ? 1 / (double)(head + 1) : dense_alibi_slope(c->size[SYM_HQ], head));
    double sum = 0;
    for (int64_t d = 0; d < n; d++) {
        sum += slopes || !d ? 0 : 1 / (double)d;
        bias[d] = a * (slopes ? (double)d : sum);
    }
}

static const dense composition = {.weight = WEIGHT_exp, .lse = 1, .weights = 2, .lags = lags};

/* 2 lam stands with the scale. */
static status weighed(call *c, status (*f)(call *, const dense *))
{
    value *scale = &c->param[c->p->first_param + DENSE_SCALE];
    const value before = *scale;
    const double plain = !before.none ? before.f : dense_norm(c) == NORM_L2 ? 1 : 1 / sqrt((double)c->size[SYM_D]);
    *scale = (value){.f = 2 * c->param[LAM].f * plain};
    const status s = f(c, &composition);
    *scale = before;
    return s;
}

static status forward(call *c) { return weighed(c, dense_forward); }
static status backward(call *c) { return weighed(c, dense_backward); }

const mechanism rope_alibi_harmonic = {
    .name = "rope_alibi_harmonic", .title = "RoPE and ALiBi with a harmonic series", .patterns = ALL_PATTERNS, SOFTMAX_PARTS,
    .paper = "Fulop 2024, The Nature of Mathematical Modeling and Probabilistic Optimization Engineering in Generative AI (arXiv:2410.18441)",
    .equation = "P = softmax(2 lam scale (R_i q_i)(R_j k_j)^T - 2 (1 - lam) a_h g(|i + M - N - j|)),  out = P v",
    .notes = "A project decision: the exact published formula was not available. With lam = 1/2 it is rope and ALiBi as they are.",
    .slots = {QKV},
    .params = {
        {"lam", NUMBER, "share of the product; the bias has the rest", {.f = 0.5}, .max = 1},
        {"series", WORD, "'slope': a_h = slope0 / (h + 1), g(n) = n; 'distance': a_h = slope0 times ALiBi's slope, g(n) = 1 + 1/2 + ... + 1/n", {.i = BY_SLOPE}, .words = "slope|distance"},
        {"slope0", NUMBER, "of the bias", {.f = 1}, .max = 1e300},
        {"rope", WORD, "which channels are a pair: 'half' (t, t + D / 2) or 'interleaved' (2 t, 2 t + 1); see pa.rope", {.i = 1}, .words = "none|half|interleaved", .option = "rope"},
        {"causal", CAUSAL, "True: query i sees keys j <= i + M - N (bottom-right); 'top_left': j <= i", {.i = 1}, .option = "causal"},
    },
    .experimental = true, .forward = forward, .backward = backward,
};
