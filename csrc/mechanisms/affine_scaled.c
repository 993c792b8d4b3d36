/* Affine-scaled attention (arXiv:2602.23057)
 *
 *     a_i = phi(alpha_pre_i),   P'_ij = a_i P_ij + (ma - a_i) / n_i of visible keys,   o_i = sum_j P'_ij v_j = a_i (y_i - u_i) + ma u_i
 *
 * y softmax attention, u_i the mean of the n_i visible values: a running sum over the keys, or where masks or dropout choose them a walk of the engine
 * with equal weights. */
#include "pointwise.h"
#include "../core/alloc.h"
#include "../core/parallel.h"
#include "../engines/dense_output.h"
#include "../engines/dense_schedule.h"
#include "../flex/program.h"

enum { ALPHA = 3, ALPHA_MA, ATTENDED = 3, PHI = 0, COUNT, SIGMOID = 1, ALL_KEYS = 1 };

static void over_keys(const call *c, const tile *t, const double *sums, double *z, double *slope)
{
    if (c->param[COUNT].i != ALL_KEYS) over_count(c, t, sums, z, slope);
    for (int64_t i = 0; i < t->rows && c->param[COUNT].i == ALL_KEYS; i++) z[i] = fmax((double)t->m, 1);
}

static const dense softmax = {.weight = WEIGHT_exp, .precise = true, .lse = 1, .weights = 2};
static const dense equal = {.weight = WEIGHT_uniform, .precise = true, .counts = always, .normal = over_keys};

/* u and dL/du [B, Hq, N, Dv], and what u adds to dL/dv [B, H, M, Dv]. */
typedef struct means { view u, du, dv; call *c; schedule schedule; } means;

static double phi(const call *c, double x, double *slope)
{
    const double s = 1 / (1 + exp(-x));
    *slope = c->param[PHI].i == SIGMOID ? s * (1 - s) : x > -5 && x < 5 ? 0.1 : 0;
    return c->param[PHI].i == SIGMOID ? s : fmin(fmax(0.1 * x + 0.5, 0), 1);
}

/* Arrays of the compute type, contiguous. */
static double get(const view *v, int64_t i) { return v->dtype == F32 ? (double)((const float *)(const void *)v->data)[i] : ((const double *)(const void *)v->data)[i]; }
static void set(const view *v, int64_t i, double x)
{
    if (v->dtype == F32) ((float *)(void *)v->data)[i] = (float)x;
    else ((double *)(void *)v->data)[i] = x;
}
static int64_t row_of(const view *v, int64_t b, int64_t h, int64_t n) { return ((b * v->shape[1] + h) * v->shape[2] + n) * v->shape[3]; }

/* Whether every query sees the first keys up to some number, which never falls. */
static bool runs(const call *c)
{
    static const int chosen[] = {DENSE_MASK, DENSE_BIAS, DENSE_EXISTENCE, DENSE_EXISTENCE_Q, DENSE_IMAGE};
    for (size_t i = 0; i < sizeof chosen / sizeof *chosen; i++)
        if (present(dense_slot(c, chosen[i]))) return false;
    if (c->flex && (c->flex->masks || c->flex->hides)) return false;
    return dense_param(c, DENSE_DROPOUT)->f == 0 && dense_param(c, DENSE_ILLAMA)->none && dense_param(c, DENSE_WINDOW)->i < 0;
}

static double share(const means *m, const sequence *s, span seen) { return 1 / fmax((double)(m->c->param[COUNT].i == ALL_KEYS ? s->m : seen.end), 1); }

/* u of the queries of a key/value head; sums are in the rows of u themselves, so that nothing else is needed. */
static void mean_head(void *context, int64_t task, int worker)
{
    const means *m = context;
    const call *c = m->c;
    const int64_t h = task % c->size[SYM_H], dim = c->size[SYM_DV], group = c->size[SYM_HQ] / c->size[SYM_H];
    const sequence s = sequence_of(c, task / c->size[SYM_H]);
    (void)worker;
    for (int64_t d = 0; d < dim; d++) {
        double sum = 0;
        for (int64_t i = 0, j = 0; i < s.n; i++) {
            const span seen = reach(&m->schedule, s.n, s.m, i);
            for (; j < seen.end; j++) sum += view_get(&c->in[2], s.batch, h, s.k0 + j, d);
            for (int64_t g = 0; g < group; g++) set(&m->u, row_of(&m->u, s.batch, h * group + g, s.q0 + i) + d, sum * share(m, &s, seen));
        }
    }
}

/* dL/dv_j: that of the means of all queries which see it, the last ones. */
static void pull_head(void *context, int64_t task, int worker)
{
    const means *m = context;
    const call *c = m->c;
    const int64_t h = task % c->size[SYM_H], dim = c->size[SYM_DV], group = c->size[SYM_HQ] / c->size[SYM_H];
    const sequence s = sequence_of(c, task / c->size[SYM_H]);
    (void)worker;
    for (int64_t d = 0; d < dim; d++) {
        double sum = 0;
        for (int64_t j = s.m - 1, i = s.n - 1; j >= 0; j--) {
            for (span seen; i >= 0 && (seen = reach(&m->schedule, s.n, s.m, i)).end > j; i--)
                for (int64_t g = 0; g < group; g++) sum += get(&m->du, row_of(&m->du, s.batch, h * group + g, s.q0 + i) + d) * share(m, &s, seen);
            set(&m->dv, row_of(&m->dv, s.batch, h, s.k0 + j) + d, sum);
        }
    }
}

static status no_memory(call *c) { return FAIL(c, NO_MEMORY, "affine_scaled: no memory for the means of visible values"); }

static status begin(means *m, call *c, bool backward)
{
    const int64_t rows[] = {c->in[0].shape[0], c->size[SYM_HQ], c->in[0].shape[2], c->size[SYM_DV]};
    *m = (means){.c = c, .schedule = schedule_of(c), .u = new_array(c->compute, 4, rows)};
    if (backward) m->du = new_array(c->compute, 4, rows), m->dv = new_array(c->compute, 4, c->in[2].shape);
    if (!present(&m->u) || (backward && (!present(&m->du) || !present(&m->dv)))) return no_memory(c);
    if (runs(c)) {
        parallel_for(c->sequences * c->size[SYM_H], mean_head, m);
        return OK;
    }
    call inner = *c;
    memset(inner.out, 0, sizeof inner.out);
    inner.out[0] = m->u;
    const status s = dense_forward(&inner, &equal);
    c->message = inner.message;
    return s;
}

static void end(means *m) { release(m->u.data), release(m->du.data), release(m->dv.data); }

static void row_forward(const output_token *t, const double *a, double *out)
{
    const means *m = t->own;
    for (int64_t h = 0; h < t->c->size[SYM_HQ]; h++) {
        const int64_t at = row_of(&m->u, t->b, h, t->n);
        double slope, alpha = phi(t->c, view_get(&t->c->in[ALPHA], t->b, h, t->n, 0), &slope), ma = view_get(&t->c->in[ALPHA_MA], h, 0, 0, 0);
        for (int64_t d = 0; d < m->u.shape[3]; d++, a++, out++) {
            const double u = get(&m->u, at + d);
            *out = alpha * (*a - u) + ma * u;
        }
    }
}

static void row_backward(const output_token *t, const double *a, const double *dout, double *da, double *dstatistic, double *dshared)
{
    const means *m = t->own;
    const view *dalpha = &t->c->grad_in[ALPHA];
    (void)dstatistic, (void)dshared;
    for (int64_t h = 0; h < t->c->size[SYM_HQ]; h++) {
        const int64_t at = row_of(&m->u, t->b, h, t->n);
        double slope, own = 0, alpha = phi(t->c, view_get(&t->c->in[ALPHA], t->b, h, t->n, 0), &slope), ma = view_get(&t->c->in[ALPHA_MA], h, 0, 0, 0);
        for (int64_t d = 0; d < m->u.shape[3]; d++, a++, da++, dout++) {
            own += *dout * (*a - get(&m->u, at + d));
            *da = alpha * *dout;
            set(&m->du, at + d, (ma - alpha) * *dout);
        }
        if (present(dalpha)) view_set(dalpha, t->b, h, t->n, 0, slope * own);
    }
}

static const output_rows scaled = {ATTENDED, .forward = row_forward, .backward = row_backward};

static status forward(call *c)
{
    means m;
    status s = begin(&m, c, false);
    if (s == OK) s = output_forward(c, &softmax, &scaled, &m);
    end(&m);
    return s;
}

/* What u adds to dL/dv, beside y's in `dv`. */
static status pull_means(means *m, const view *dv)
{
    call *c = m->c, inner = *c;
    status s = OK;
    if (runs(c))
        parallel_for(c->sequences * c->size[SYM_H], pull_head, m);
    else {
        flex visible = c->flex ? *c->flex : (flex){0};         /* the user's function says what is seen, and has its gradients from y */
        visible.backward = NULL, visible.own = 0, visible.conflicts = 0;
        if (c->flex) inner.flex = &visible;
        memset(inner.grad_in, 0, sizeof inner.grad_in), memset(inner.grad_out, 0, sizeof inner.grad_out);
        inner.out[0] = m->u, inner.grad_out[0] = m->du, inner.grad_in[2] = m->dv;
        s = dense_backward(&inner, &equal);
        c->message = inner.message;
    }
    for (int64_t b = 0; s == OK && b < dv->shape[0]; b++)
        for (int64_t h = 0; h < dv->shape[1]; h++)
            for (int64_t n = 0; n < dv->shape[2]; n++)
                for (int64_t d = 0, at = row_of(dv, b, h, n); d < dv->shape[3]; d++) view_set(&c->grad_in[2], b, h, n, d, get(dv, at + d) + get(&m->dv, at + d));
    return s;
}

static status backward(call *c)
{
    means m;
    call inner = *c;
    status s = begin(&m, c, true);
    const bool wanted = present(&c->grad_in[2]);
    if (s == OK && wanted) inner.grad_in[2] = new_array(c->compute, 4, c->in[2].shape);
    if (s == OK && wanted && !present(&inner.grad_in[2])) s = no_memory(c);
    if (s == OK) {
        s = output_backward(&inner, &softmax, &scaled, &m);
        c->message = inner.message;
        if (s == OK && wanted) s = pull_means(&m, &inner.grad_in[2]);
        if (wanted) release(inner.grad_in[2].data);
    }
    end(&m);
    return s;
}

const mechanism affine_scaled = {
    .name = "affine_scaled", .title = "Affine-scaled attention", .engine = DENSE, .patterns = ALL_PATTERNS,
    .paper = "2026, Affine-Scaled Attention: Towards Flexible and Stable Transformer Attention (arXiv:2602.23057)",
    .equation = "P' = a P + (ma - a) / n,  a = phi(alpha_pre),  out = P' v,  P = softmax(scale q k^T)",
    .cost = "O(N M (D + Dv)) time, twice where masks or dropout choose keys, O((N + M) Dv) memory beyond inputs and outputs",
    .notes = "Project decisions, where the paper's text is silent: ma is kept per head, a step of training moves it before the call, alpha_ma = rho alpha_ma + (1 - rho) mean(a) with rho = 0.9, no gradient flows through it, n counts visible keys, so that every row of P' sums to ma. P' may be negative. phi is its own parameter, not the factor of a bias that other rows take.",
    .slots = {
        QKV,
        {"alpha_pre", "B Hq N", GATE, "a before phi, of each head and token", .layer = "identity"},
        {"alpha_ma", "Hq", PARAMETER, "running mean of a, of each head; 0 where training begins", DRAW_UNIT, .constant = true, .layer = "zeros"},
    },
    .outputs = {
        {"out", "B Hq N Dv", OUTPUT, "attended values"},
        {"lse", "B Hq N", STATISTIC, "log of the sum of exp(scores), differentiable", .when = "return_lse", .saved = true, .wide = true},
        {"weights", "B Hq N M", STATISTIC, "P before dropout: explicitly N x M; no gradient flows through it", .when = "return_weights", .constant = true},
        {"attended", "B Hq N Dv", STATISTIC, "P v", .when = "return_attended", .constant = true, .saved = true, .wide = true},
    },
    .params = {
        {"phi", WORD, "'linear_clip': 0.1 x + 0.5 within [0, 1]", {.i = 0}, .words = "linear_clip|sigmoid"},
        {"count", WORD, "n: the row's visible keys, or all of them", {.i = 0}, .words = "visible|M"},
    },
    .without = "head_mask tau_v phi psi softpag softpag_heads",
    .papers = {{"Affine-Scaled Attention: Towards Flexible and Stable Transformer Attention", "the mechanism"}},
    .forward = forward, .backward = backward,
};
