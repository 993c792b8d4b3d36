/* Attention without softmax of the study of sinks (Gu et al. 2024, arXiv:2410.10781)
 *
 *     W_ij = f(Y_ij), f sigmoid or elu + 1  ('sim'),   scale <phi(q_i), phi(k_j)>, phi(x) = x, elu(x) + 1 or W2 relu(W1 x)  ('kernel')
 *     P = W  ('none'),   W / (sum_j W_ij + 1e-8), or W / max(|sum_j W_ij|, 1) where W has both signs  ('l1'),   o_i = sum_j P_ij v_j
 *
 * Family B of the dense engine. */
#include "features.h"
#include "pointwise.h"
#include "../engines/dense_input.h"

enum { W1 = 3, W2, TYPE = 0, SIM, KERNEL, NORM, OF_KERNEL = 1, ELU1 = 1, MLP };

static void normal(const call *c, const tile *t, const double *sums, double *z, double *slope)
{
    const bool both_signs = c->param[TYPE].i == OF_KERNEL && c->param[KERNEL].i != ELU1;
    if (!c->param[NORM].i) return;
    if (!both_signs) over_sum(c, t, sums, z, slope);
    for (int64_t i = 0; i < t->rows && both_signs; i++)
        if (fabs(sums[i]) > 1) z[i] = fabs(sums[i]), slope[i] = sums[i] > 0 ? 1 : -1;
}

static void no_clamp(const call *c, const tile *t, int64_t row, double *p) { (void)c, (void)t, (void)row; p[0] = INFINITY; }

static const dense similarity[] = {
    {.weight = WEIGHT_sigmoid, .sums = 1, .weights = 2, .normal = normal},
    {.weight = WEIGHT_elu1, .precise = true, .sums = 1, .weights = 2, .normal = normal},
};
static const dense product = {.weight = WEIGHT_linear, .precise = true, .sums = 1, .weights = 2, .normal = normal, .parameters = no_clamp};

static int64_t width(const call *c) { return present(&c->in[W1]) ? c->in[W1].shape[0] : 0; }
static int64_t count(const call *c) { return 2 * width(c) * width(c); }

/* W1, then W2 transposed: each hidden unit has a row of both. */
static void shared(const call *c, double *x)
{
    const int64_t n = width(c);
    for (int64_t i = 0; i < n; i++)
        for (int64_t j = 0; j < n; j++) x[i * n + j] = view_get(&c->in[W1], i, j, 0, 0), x[(n + j) * n + i] = view_get(&c->in[W2], i, j, 0, 0);
}

static double dot(int64_t n, const double *x, const double *y)
{
    double sum = 0;
    for (int64_t d = 0; d < n; d++) sum += x[d] * y[d];
    return sum;
}

static void map_row(const input_row *r, const double *x, double *y)
{
    const int64_t n = r->dim;
    double slope;
    if (r->c->param[KERNEL].i == ELU1) {
        for (int64_t d = 0; d < n; d++) y[d] = elu1_feature(x[d], &slope);
        return;
    }
    memset(y, 0, (size_t)n * sizeof *y);
    for (int64_t u = 0; u < n; u++) {
        const double hidden = dot(n, r->shared + u * n, x), *out = r->shared + (n + u) * n;
        for (int64_t d = 0; d < n && hidden > 0; d++) y[d] += hidden * out[d];
        for (int64_t d = 0; d < n && hidden != hidden; d++) y[d] = hidden;
    }
}

/* dx, and of the layers dW1 and dW2^T. A row without a gradient gives none, whatever stands in x. */
static void pull_row(const input_row *r, const double *x, const double *dy, double *dx, double *dshared)
{
    const int64_t n = r->dim;
    bool any = false;
    for (int64_t d = 0; d < n; d++) any |= dy[d] != 0;
    memset(dx, 0, (size_t)n * sizeof *dx);
    for (int64_t d = 0; d < n && any && r->c->param[KERNEL].i == ELU1; d++) elu1_feature(x[d], &dx[d]), dx[d] *= dy[d];
    for (int64_t u = 0; u < n && any && r->c->param[KERNEL].i == MLP; u++) {
        const double *in = r->shared + u * n, *out = r->shared + (n + u) * n, hidden = dot(n, in, x), dhidden = dot(n, out, dy);
        for (int64_t d = 0; d < n && hidden > 0; d++) {
            dx[d] += dhidden * in[d];
            dshared[u * n + d] += dhidden * x[d];
            dshared[(n + u) * n + d] += hidden * dy[d];
        }
    }
}

static void finish(call *c, const double *dx)
{
    const int64_t n = width(c);
    for (int64_t i = 0; i < n; i++)
        for (int64_t j = 0; j < n; j++) {
            if (present(&c->grad_in[W1])) view_set(&c->grad_in[W1], i, j, 0, 0, dx[i * n + j]);
            if (present(&c->grad_in[W2])) view_set(&c->grad_in[W2], i, j, 0, 0, dx[(n + j) * n + i]);
        }
}

static const input_map features = {count, shared, map_row, pull_row, finish};

static status check(call *c)
{
    const bool mlp = c->param[KERNEL].i == MLP;
    for (int i = W1; i <= W2; i++)
        if (present(&c->in[i]) != mlp)
            return FAIL(c, BAD_VALUE, mlp ? "sink_kernels: kernel='mlp' needs %s" : "sink_kernels: %s is given without kernel='mlp', expected None", c->p->slots[i].name);
    return OK;
}

static status attend(call *c) { return dense_forward(c, c->param[TYPE].i == OF_KERNEL ? &product : &similarity[c->param[SIM].i]); }
static status pull(call *c) { return dense_backward(c, c->param[TYPE].i == OF_KERNEL ? &product : &similarity[c->param[SIM].i]); }

static status forward(call *c)
{
    const bool maps = c->param[TYPE].i == OF_KERNEL && c->param[KERNEL].i > 0, mapped[3] = {maps, maps, false};
    return maps ? input_forward(c, &features, mapped, attend) : attend(c);
}

static status backward(call *c)
{
    const bool maps = c->param[TYPE].i == OF_KERNEL && c->param[KERNEL].i > 0, mapped[3] = {maps, maps, false};
    if (maps) return input_backward(c, &features, mapped, pull);
    for (int slot = W1; slot <= W2; slot++)               /* given to a type that does not read them */
        for (int64_t i = 0; present(&c->grad_in[slot]) && i < width(c) * width(c); i++) view_set(&c->grad_in[slot], i / width(c), i % width(c), 0, 0, 0);
    return pull(c);
}

const mechanism sink_kernels = {
    .name = "sink_kernels", .title = "Attention of other similarities and kernels than softmax", POINTWISE_COST,
    .paper = "Gu et al. 2024, When Attention Sink Emerges in Language Models: An Empirical View (arXiv:2410.10781)",
    .equation = "W = f(Y) | scale phi(q) phi(k)^T,  P = W | W / sum W | W / max(|sum W|, 1),  out = P v",
    .notes = "The paper's finding: no normalisation, no sink. sim='sigmoid' has no -log M bias (see sigmoid). Norms of queries and keys come after phi, positions before it: rope turns them before the call. norm='l1' divides by the sum + 1e-8, and by max(|sum|, 1) for the kernels 'linear' and 'mlp', whose weights have both signs.",
    .slots = {
        QKV,
        {"W1", "D D", PARAMETER, "kernel = 'mlp': first layer of phi, of queries and keys alike: relu(W1 x)", DRAW_ABSENT, .optional = true, .layer = "uniform"},
        {"W2", "D D", PARAMETER, "kernel = 'mlp': its second", DRAW_ABSENT, .optional = true, .layer = "uniform"},
    },
    .outputs = {OUT, SUMS, WEIGHTS_OUT},
    .params = {
        {"type", WORD, "weights are a function of each score, or products of features", {.i = 0}, .words = "sim|kernel"},
        {"sim", WORD, "the function, of type 'sim'", {.i = 0}, .words = "sigmoid|elu1"},
        {"kernel", WORD, "the features, of type 'kernel'", {.i = 0}, .words = "linear|elu1|mlp"},
        {"norm", WORD, "weights as they are, or divided by their sum", {.i = 0}, .words = "none|l1"},
    },
    .without = ROPE_OPTIONS,
    .papers = {{"When Attention Sink Emerges in Language Models: An Empirical View", "attention without normalisation, sigmoid and kernels, in which sinks do not emerge"}},
    .check = check, .forward = forward, .backward = backward,
};
