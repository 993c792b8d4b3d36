/* Softmax attention as a recurrence (Mongaras and Larson 2025, arXiv:2507.23632): what stands in the place of its denominator
 *
 *     U_ij = exp(min(Y_ij, clamp)), its Taylor series or a product of features,   acc_i = sum_j U_ij sigmoid(z_in_j) v_j,   l_i = sum_j U_ij
 *     x_i = sigmoid(z_out_i) acc_i / denom_i,   out_i = norm(x_i) gamma + beta
 *
 * Without a clamp exp is family A of the dense engine (whose lse gives acc and l without overflow), everything else family B; x_i = F_i a_i with a factor F
 * of each row, so that norms need only 1 / F: exact where F itself overflows. */
#include "features.h"
#include "pointwise.h"
#include "../core/alloc.h"
#include "../engines/dense_input.h"
#include "../engines/dense_output.h"
#include <stdlib.h>

enum { Z_OUT = 3, Z_IN, GAMMA, BETA, SUMS_ = 1, ATTENDED };
enum { INNER, CLAMP, DENOM, GATE_OUT, GATE_IN, OUT_NORM, EPS };
enum { SOFTMAX_, CLAMPED, DETACH, DETACH_EPS, COUNT, NONE, CUMGATE };      /* words of denom */

static const char *inner(const call *c)
{
    const char *at = c->p->params[INNER].words;
    for (int64_t i = c->param[INNER].i; i > 0; i--) at = strchr(at, '|') + 1;
    return at;
}

static bool has_log(const call *c) { return *inner(c) == 'e' && inner(c)[1] == 'x' && c->param[CLAMP].none; }

static void numbers(const call *c, const tile *t, int64_t row, double *p)
{
    (void)t, (void)row;
    p[0] = *inner(c) == 't' ? atof(inner(c) + strlen("taylor:")) : c->param[CLAMP].none ? INFINITY : c->param[CLAMP].f;
}

static void over_nothing(const call *c, const tile *t, const double *sums, double *z, double *slope) { (void)c, (void)t, (void)sums, (void)z, (void)slope; }

static void gain_of_count(const call *c, const tile *t, double *factor, double *shift, double *gain)
{
    (void)c, (void)factor, (void)shift;
    for (int64_t i = 0; i < t->rows; i++) gain[i] = 1 / fmax((double)t->visible[i], 1);
}

static dense composition_of(const call *c)
{
    const bool count = c->param[DENOM].i == COUNT;
    dense d = {.weight = WEIGHT_exp, .precise = true, .lse = SUMS_, .counts = count ? always : NULL, .rows = count ? gain_of_count : NULL};
    if (has_log(c)) return d;
    d.weight = *inner(c) == 't' ? WEIGHT_taylor : strchr("re", *inner(c)) && inner(c)[1] != 'x' ? WEIGHT_linear : WEIGHT_exp_clamped;
    d.lse = 0, d.sums = SUMS_, d.rows = NULL, d.parameters = numbers, d.normal = count ? over_count : over_nothing;
    return d;
}

/* Running sums of exp(z_out), and gradients of them and of z_out as a gate: [B][Hq][N]. */
typedef struct gates { double *sum, *dsum, *dz; } gates;

static int64_t place(const call *c, int64_t b, int64_t h, int64_t n) { return (b * c->size[SYM_HQ] + h) * c->in[0].shape[2] + n; }
static bool gates_output(const call *c) { return present(&c->in[Z_OUT]) && (c->param[GATE_OUT].none ? c->param[DENOM].i != CUMGATE : c->param[GATE_OUT].i); }
static double logistic(double z) { return 1 / (1 + exp(-z)); }

/* The factor of a row, how it changes with lse or l, and with the running sum of gates; relative to itself: dF / F. */
typedef struct factor { double value, by_sum, by_gates; } factor;

static factor factor_of(const output_token *t, int64_t h)
{
    const call *c = t->c;
    const gates *g = t->own;
    const int64_t denom = c->param[DENOM].i;
    const double s = t->statistic[h];
    factor f = {1, 0, 0};
    if (has_log(c)) {
        const double l = exp(s);
        f.value = denom == SOFTMAX_ ? 1 : denom == CLAMPED || denom == DETACH ? fmin(1, l) : denom == DETACH_EPS ? 1 / (1 + 1e-4 / l) : l;
        f.by_sum = denom == SOFTMAX_ || (denom == CLAMPED && l > 1) ? 0 : 1;
    } else {
        const double l = denom == SOFTMAX_ ? s : denom == CLAMPED || denom == DETACH ? fmax(s, 1) : denom == DETACH_EPS ? s + 1e-4 : 1;
        f.value = l == 0 ? 0 : 1 / l;
        f.by_sum = denom == SOFTMAX_ || (denom == CLAMPED && s > 1) ? -f.value : 0;
    }
    if (denom == CUMGATE) {
        const double sum = g->sum[place(c, t->b, h, t->n)];
        f.value /= fmax(sum, 1), f.by_gates = sum > 1 ? -1 / sum : 0;
    }
    if (gates_output(c)) f.value *= logistic(view_get(&c->in[Z_OUT], t->b, h, t->n, 0));
    return f;
}

/* x = F a: what it is divided by, over F, and its mean; 0: by nothing. */
static double spread(const call *c, const double *a, double value, double *mean)
{
    enum { RMS = 1, LAYER, L2 };
    const int64_t norm = c->param[OUT_NORM].i, dim = c->size[SYM_DV];
    const double n = fmax((double)dim, 1), over = 1 / value, eps = c->param[EPS].none ? (norm == LAYER ? 1e-5 : 1e-6) : c->param[EPS].f;
    double square = 0;
    *mean = 0;
    for (int64_t d = 0; d < dim && norm == LAYER; d++) *mean += a[d] / n;
    for (int64_t d = 0; d < dim; d++) square += (a[d] - *mean) * (a[d] - *mean);
    return !norm ? 0 : norm == L2 ? fmax(sqrt(square), 1e-12 * fabs(over)) : sqrt(square / n + eps * over * over);
}

static void row_forward(const output_token *t, const double *a, double *out)
{
    const call *c = t->c;
    const int64_t dim = c->size[SYM_DV];
    for (int64_t h = 0; h < c->size[SYM_HQ]; h++, a += dim, out += dim) {
        double mean, f = factor_of(t, h).value, r = spread(c, a, f, &mean);
        const double scale = r == 0 ? f : f < 0 ? -1 / r : 1 / r;
        for (int64_t d = 0; d < dim; d++) {
            out[d] = (a[d] - mean) * scale;
            if (present(&c->in[GAMMA])) out[d] *= t->shared[d];
            if (present(&c->in[BETA])) out[d] += t->shared[dim + d];
        }
    }
}

/* dL/da of one head and dL/dlog F. With y = (a - mean) / r: da = (dy - mean(dy) - y mean(dy y)) / r (l2: sums for means), and 1 / F is what adds to r^2. */
static double head_backward(const output_token *t, const double *a, const double *dout, double value, double *da, double *dshared)
{
    const call *c = t->c;
    const int64_t dim = c->size[SYM_DV], norm = c->param[OUT_NORM].i;
    const bool gained = present(&c->in[GAMMA]);
    double mean, r = spread(c, a, value, &mean), total = 0, moment = 0, left = 0;
    const double scale = r == 0 ? value : value < 0 ? -1 / r : 1 / r, n = norm == 3 ? 1 : fmax((double)dim, 1);
    for (int64_t d = 0; d < dim; d++) {
        const double y = (a[d] - mean) * scale, dy = dout[d] * (gained ? t->shared[d] : 1);
        if (gained) dshared[d] += dout[d] * y;
        dshared[dim + d] += dout[d];
        total += dy, moment += dy * y;
        left += (a[d] - mean) * (a[d] - mean);
    }
    const bool floored = norm == 3 && sqrt(left) < r;
    for (int64_t d = 0; d < dim; d++) {
        const double y = (a[d] - mean) * scale, dy = dout[d] * (gained ? t->shared[d] : 1);
        da[d] = scale * (dy - (norm == 2 ? total / n : 0) - (norm && !floored ? y * moment / n : 0));
    }
    if (!norm || floored) return moment;
    return norm == 3 || value == 0 ? 0 : moment * fmax(r * r - left / n, 0) / (r * r);
}

static void row_backward(const output_token *t, const double *a, const double *dout, double *da, double *dstatistic, double *dshared)
{
    const call *c = t->c;
    const gates *own = t->own;
    const int64_t dim = c->size[SYM_DV];
    for (int64_t h = 0; h < c->size[SYM_HQ]; h++, a += dim, dout += dim, da += dim) {
        const factor f = factor_of(t, h);
        const double log = head_backward(t, a, dout, f.value, da, dshared);
        const int64_t at = place(c, t->b, h, t->n);
        dstatistic[h] = f.by_sum == 0 ? 0 : log * f.by_sum;
        if (!present(&c->grad_in[Z_OUT])) continue;
        own->dsum[at] = log * f.by_gates;
        own->dz[at] = gates_output(c) ? log * (1 - logistic(view_get(&c->in[Z_OUT], t->b, h, t->n, 0))) : 0;
    }
}

static int64_t count_shared(const call *c) { return 2 * c->size[SYM_DV]; }

static void shared(const call *c, double *x)
{
    for (int slot = GAMMA; slot <= BETA; slot++)
        for (int64_t d = 0; d < c->size[SYM_DV]; d++) *x++ = present(&c->in[slot]) ? view_get(&c->in[slot], d, 0, 0, 0) : 0;
}

static void finish(call *c, const double *dx)
{
    for (int slot = GAMMA; slot <= BETA; slot++)
        for (int64_t d = 0; d < c->size[SYM_DV]; d++, dx++)
            if (present(&c->grad_in[slot])) view_set(&c->grad_in[slot], d, 0, 0, 0, *dx);
}

static const output_rows divided = {ATTENDED, SUMS_, count_shared, shared, row_forward, row_backward, finish};

/* Running sums of exp(z_out) along the queries of each sequence; backward: what they and the gate give z_out. */
static void accumulate(const call *c, const gates *g, bool backward)
{
    const view *z = &c->in[Z_OUT], *dz = &c->grad_in[Z_OUT];
    for (int64_t i = 0; i < c->sequences * c->size[SYM_HQ]; i++) {
        const sequence s = sequence_of(c, i / c->size[SYM_HQ]);
        const int64_t h = i % c->size[SYM_HQ], first = place(c, s.batch, h, s.q0);
        double sum = 0;
        for (int64_t n = 0; n < s.n && !backward; n++) g->sum[first + n] = sum += exp(view_get(z, s.batch, h, s.q0 + n, 0));
        for (int64_t n = s.n - 1; n >= 0 && backward; n--) {
            sum += g->dsum[first + n];
            view_set(dz, s.batch, h, s.q0 + n, 0, g->dz[first + n] + (sum == 0 ? 0 : sum * exp(view_get(z, s.batch, h, s.q0 + n, 0))));
        }
    }
}

static double feature(const call *c, double x, double *slope) { return *inner(c) == 'r' ? relu_feature(x, slope) : elu1_feature(x, slope); }

static void map_row(const input_row *r, const double *x, double *y)
{
    double slope;
    for (int64_t d = 0; d < r->dim; d++) y[d] = feature(r->c, x[d], &slope);
}

static void pull_row(const input_row *r, const double *x, const double *dy, double *dx, double *dshared)
{
    (void)dshared;
    for (int64_t d = 0; d < r->dim; d++) feature(r->c, x[d], &dx[d]), dx[d] = dy[d] == 0 ? 0 : dx[d] * dy[d];
}

static const input_map features = {.forward = map_row, .backward = pull_row};

static status no_memory(call *c) { return FAIL(c, NO_MEMORY, "softmax_rnn: no memory for its gates"); }

static status attend(call *c, bool backward)
{
    const dense d = composition_of(c);
    const bool wanted = present(&c->in[Z_OUT]);
    const int64_t tokens = c->in[0].shape[0] * c->size[SYM_HQ] * c->in[0].shape[2];
    double *memory = allocate(wanted ? tokens : 0, 3 * (int64_t)sizeof(double));
    if (!memory) return no_memory(c);
    gates g = {memory, memory + tokens, memory + 2 * tokens};
    if (wanted) accumulate(c, &g, false);
    const status s = backward ? output_backward(c, &d, &divided, &g) : output_forward(c, &d, &divided, &g);
    if (s == OK && backward && present(&c->grad_in[Z_OUT])) accumulate(c, &g, true);
    release(memory);
    return s;
}

static status attend_forward(call *c) { return attend(c, false); }
static status attend_backward(call *c) { return attend(c, true); }

static status with_features(call *c, bool backward)
{
    const bool kernel = *inner(c) == 'r' || (*inner(c) == 'e' && inner(c)[1] == 'l'), mapped[3] = {kernel, kernel, false};
    return backward ? input_backward(c, &features, mapped, attend_backward) : input_forward(c, &features, mapped, attend_forward);
}

/* sigmoid(z_in) is the engine's factor of each value. */
static status with_gate(call *c, bool backward)
{
    const int tau = c->p->first_option + DENSE_V_TAU;
    const view *z = &c->in[Z_IN], *dz = &c->grad_in[Z_IN];
    const bool used = c->param[GATE_IN].none || c->param[GATE_IN].i;
    for (int64_t i = 0; present(dz) && !used && i < dz->shape[0] * dz->shape[1] * dz->shape[2]; i++)
        view_set(dz, i / dz->shape[2] / dz->shape[1], i / dz->shape[2] % dz->shape[1], i % dz->shape[2], 0, 0);
    if (!present(z) || !used) return with_features(c, backward);
    call inside = *c;
    const view g = new_array(c->compute, 3, z->shape), dg = present(dz) ? new_array(c->compute, 3, z->shape) : (view){0};
    status s = present(&g) && (present(&dg) || !present(dz)) ? OK : no_memory(c);
    for (int64_t i = 0; s == OK && i < g.shape[0] * g.shape[1] * g.shape[2]; i++) {
        const int64_t n = i % g.shape[2], h = i / g.shape[2] % g.shape[1], b = i / g.shape[2] / g.shape[1];
        view_set(&g, b, h, n, 0, logistic(view_get(z, b, h, n, 0)));
    }
    inside.in[tau] = g, inside.grad_in[tau] = dg;
    if (s == OK) s = with_features(&inside, backward), c->message = inside.message;
    for (int64_t i = 0; s == OK && present(&dg) && i < g.shape[0] * g.shape[1] * g.shape[2]; i++) {
        const int64_t n = i % g.shape[2], h = i / g.shape[2] % g.shape[1], b = i / g.shape[2] / g.shape[1];
        const double x = logistic(view_get(z, b, h, n, 0));
        view_set(dz, b, h, n, 0, view_get(&dg, b, h, n, 0) * x * (1 - x));
    }
    release(g.data), release(dg.data);
    return s;
}

static status forward(call *c) { return with_gate(c, false); }
static status backward(call *c) { return with_gate(c, true); }

static status check(call *c)
{
    static const char *const name[] = {"none", "rms", "layer", "l2"};
    const bool z = present(&c->in[Z_OUT]), out = !c->param[GATE_OUT].none && c->param[GATE_OUT].i, in = !c->param[GATE_IN].none && c->param[GATE_IN].i;
    const int64_t norm = c->param[OUT_NORM].i;
    if (!z && (out || c->param[DENOM].i == CUMGATE))
        return FAIL(c, BAD_VALUE, "softmax_rnn: %s needs z_out", out ? "gate_out" : "denom='cumgate'");
    if (in && !present(&c->in[Z_IN]))
        return FAIL(c, BAD_VALUE, "softmax_rnn: gate_in needs z_in");
    if (present(&c->in[GAMMA]) && norm != 1 && norm != 2)
        return FAIL(c, BAD_VALUE, "softmax_rnn: gamma is given with out_norm='%s', expected 'rms' or 'layer'", name[norm]);
    if (present(&c->in[BETA]) && norm != 2)
        return FAIL(c, BAD_VALUE, "softmax_rnn: beta is given with out_norm='%s', expected 'layer'", name[norm]);
    return OK;
}

const mechanism softmax_rnn = {
    .name = "softmax_rnn", .title = "Softmax attention as a recurrence", POINTWISE_COST,
    .paper = "Mongaras and Larson 2025, On the Expressiveness of Softmax Attention: A Recurrent Neural Network Perspective (arXiv:2507.23632)",
    .equation = "U = exp(min(Y, clamp)),  x = sigmoid(z_out) U (sigmoid(z_in) v) / denom,  out = norm(x)",
    .notes = "Rows of the paper: divS is denom='count'; divS_gate the same with z_out; divS_norm with out_norm='rms'; softmax_gate denom='none' with z_out; gated_softmax z_in, z_out, denom='count', out_norm='layer'; L2norm denom='none', out_norm='l2'. Without z_out, z_in and clamp and with denom='softmax' it is sdpa. A weight beyond the clamp has no gradient. norm_eps is a project decision: the authors' is the machine epsilon.",
    .slots = {
        QKV,
        {"z_out", "B Hq N", GATE, "gate of the output before its sigmoid, of each head and token; denom = 'cumgate': max(sum of exp(z_out) over the queries up to i, 1) is the denominator", DRAW_ABSENT, .optional = true, .layer = "identity bias"},
        {"z_in", "B H M", GATE, "gate of each value before its sigmoid", DRAW_ABSENT, .optional = true, .layer = "identity bias"},
        {"gamma", "Dv", PARAMETER, "out_norm = 'rms' or out_norm = 'layer': gain; default 1", DRAW_ABSENT, .optional = true, .layer = "ones"},
        {"beta", "Dv", PARAMETER, "out_norm = 'layer': added after it; default 0", DRAW_ABSENT, .optional = true, .layer = "zeros"},
    },
    .outputs = {
        {"out", "B Hq N Dv", OUTPUT, "gated and normalised"},
        {"sums", "B Hq N", STATISTIC, "sum of the row's weights U; its logarithm where inner='exp' and clamp=None", .when = "return_sums", .constant = true, .saved = true, .wide = true},
        {"attended", "B Hq N Dv", STATISTIC, "sum_j U_ij v_j (over the visible keys with denom='count'; where sums are logarithms, over their sum)", .when = "return_attended", .constant = true, .saved = true, .wide = true},
    },
    .params = {
        {"inner", WORD, "U: exp, its series up to a power, or products of features relu(x) or elu(x) + 1", {.i = 0}, .words = "exp|taylor:1|taylor:2|taylor:3|taylor:4|taylor:5|taylor:6|taylor:8|taylor:10|taylor:20|taylor:79|taylor:80|relu_kernel|elu_kernel"},
        {"clamp", NUMBER, "the most that a score counts for (not of the series); None: no limit", {.f = 5}, .max = 80, .optional = true},
        {"denom", WORD, "'softmax': l; 'clamp': max(l, 1); 'detach': the same as a constant; 'detach_eps': l + 1e-4 as a constant; 'count': visible keys; 'none': 1", {.i = SOFTMAX_}, .words = "softmax|clamp|detach|detach_eps|count|none|cumgate"},
        {"gate_out", BOOLEAN, "with z_out: whether it gates the output; None: where it is given and is not the denominator", {.none = true}, .optional = true},
        {"gate_in", BOOLEAN, "with z_in: whether it gates the values; None: where it is given", {.none = true}, .optional = true},
        {"out_norm", WORD, "over Dv", {.i = 0}, .words = "none|rms|layer|l2"},
        {"norm_eps", NUMBER, "added to the mean square; None: 1e-6 for 'rms', 1e-5 for 'layer'", {.none = true}, .min = 1e-300, .max = 1, .optional = true},
    },
    .without = "head_mask tau_v softpag softpag_heads " ROPE_OPTIONS,
    .papers = {{"On the Expressiveness of Softmax Attention: A Recurrent Neural Network Perspective", "denominators, gates and norms; inner='taylor:n' is the recurrent form's sum"}},
    .check = check, .forward = forward, .backward = backward,
};
