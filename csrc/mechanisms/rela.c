/* Rectified linear attention (Zhang et al. 2021, arXiv:2104.07012)
 *
 *     W_ij = max(Y_ij, 0),   a_i = [sum_j W_ij v_j of all heads],   r_i = gamma a_i / sqrt(mean a_i^2 + eps),
 *     out_i = r_i sigmoid(w_g a_i)  ('gated'),  r_i  ('rms'),  a_i  ('none')
 *
 * Family B of the dense engine; the mean is over all heads and channels of a token. */
#include "pointwise.h"
#include "../engines/dense_output.h"

enum { GAMMA = 3, W_G, VARIANT = 0, EPS, GATED = 0, PLAIN = 2 };

static const dense composition = {.weight = WEIGHT_relu, .precise = true, .weights = 2};

static int64_t channels(const call *c) { return c->size[SYM_HQ] * c->size[SYM_DV]; }
static int64_t count(const call *c) { return 2 * channels(c); }

static void shared(const call *c, double *x)
{
    for (int slot = GAMMA; slot <= W_G; slot++)
        for (int64_t h = 0; h < c->size[SYM_HQ]; h++)
            for (int64_t d = 0; d < c->size[SYM_DV]; d++) *x++ = present(&c->in[slot]) ? view_get(&c->in[slot], h, d, 0, 0) : 1;
}

/* 1 / rms of the row; 'none' divides by nothing. */
static double inverse_norm(const call *c, const double *a)
{
    const int64_t n = channels(c);
    double square = 0;
    if (c->param[VARIANT].i == PLAIN) return 1;
    for (int64_t i = 0; i < n; i++) square += a[i] * a[i];
    return 1 / sqrt(square / fmax((double)n, 1) + c->param[EPS].f);
}

static double gate_of(const call *c, double z) { return c->param[VARIANT].i == GATED ? 1 / (1 + exp(-z)) : 1; }

static void row_forward(const output_token *t, const double *a, double *out)
{
    const call *c = t->c;
    const int64_t n = channels(c);
    const double *gamma = t->shared, *gate = gamma + n, r = inverse_norm(c, a);
    for (int64_t i = 0; i < n; i++) out[i] = gamma[i] * a[i] * r * gate_of(c, gate[i] * a[i]);
}

/* With y = a r: dy = gamma g dout, da = r (dy - y mean(dy y)) + gamma y g (1 - g) w_g dout. */
static void row_backward(const output_token *t, const double *a, const double *dout, double *da, double *dstatistic, double *dx)
{
    const call *c = t->c;
    const int64_t n = channels(c);
    const double *gamma = t->shared, *gate = gamma + n, r = inverse_norm(c, a);
    double *dgamma = dx, *dgate = dx + n, moment = 0;
    (void)dstatistic;
    for (int64_t i = 0; i < n; i++) {
        const double y = a[i] * r, g = gate_of(c, gate[i] * a[i]), dz = dout[i] * gamma[i] * y * g * (1 - g);
        dgamma[i] += dout[i] * y * g, dgate[i] += dz * a[i];
        da[i] = dz * gate[i];
        moment += dout[i] * gamma[i] * g * y;
    }
    moment = c->param[VARIANT].i == PLAIN ? 0 : moment / fmax((double)n, 1);
    for (int64_t i = 0; i < n; i++) {
        const double g = gate_of(c, gate[i] * a[i]);
        da[i] += r * (dout[i] * gamma[i] * g - a[i] * r * moment);
    }
}

static void finish(call *c, const double *dx)
{
    for (int slot = GAMMA; slot <= W_G; slot++)
        for (int64_t h = 0; h < c->size[SYM_HQ]; h++)
            for (int64_t d = 0; d < c->size[SYM_DV]; d++, dx++)
                if (present(&c->grad_in[slot])) view_set(&c->grad_in[slot], h, d, 0, 0, *dx);
}

static const output_rows normalised = {1, 0, count, shared, row_forward, row_backward, finish};

static status check(call *c)
{
    if (present(&c->in[W_G]) && c->param[VARIANT].i != GATED)
        return FAIL(c, BAD_VALUE, "rela: w_g needs variant='gated'");
    if (present(&c->in[GAMMA]) && c->param[VARIANT].i == PLAIN)
        return FAIL(c, BAD_VALUE, "rela: gamma needs a norm; variant is 'none', expected 'gated' or 'rms'");
    return OK;
}

static status forward(call *c) { return output_forward(c, &composition, &normalised, NULL); }
static status backward(call *c) { return output_backward(c, &composition, &normalised, NULL); }

const mechanism rela = {
    .name = "rela", .title = "Rectified linear attention", POINTWISE_COST,
    .paper = "Zhang et al. 2021, Sparse Attention with Linear Units (arXiv:2104.07012)",
    .equation = "W = relu(Y),  a = W v of all heads,  out = gamma a / rms(a) sigmoid(w_g a)",
    .notes = "The mean of a^2 is over all heads and channels of a token; out keeps the form of heads, whose concatenation is the authors' output. ReLA-i is 'rms' with a small gamma at first. gamma is a mask of heads too.",
    .slots = {
        QKV,
        {"gamma", "Hq Dv", PARAMETER, "gain of the normalised output; default 1", DRAW_ABSENT, .optional = true, .layer = "ones"},
        {"w_g", "Hq Dv", PARAMETER, "gate of variant 'gated': sigmoid(w_g a); default 1", DRAW_ABSENT, .optional = true, .layer = "ones"},
    },
    .outputs = {
        {"out", "B Hq N Dv", OUTPUT, "normalised and gated"},
        {"attended", "B Hq N Dv", STATISTIC, "a, before norm and gate", .when = "return_attended", .constant = true, .saved = true, .wide = true},
        {"weights", "B Hq N M", STATISTIC, "W before dropout: explicitly N x M; no gradient flows through it", .when = "return_weights", .constant = true},
    },
    .params = {
        {"variant", WORD, "'gated': norm and gate (ReLA-g); 'rms': the norm alone (ReLA); 'none': neither", {.i = 0}, .words = "gated|rms|none"},
        {"eps", NUMBER, "added to the mean square", {.f = 1e-8}, .min = 1e-300, .max = 1},
    },
    .without = "head_mask",
    .papers = {{"Sparse Attention with Linear Units", "the mechanism"}},
    .check = check, .forward = forward, .backward = backward,
};
