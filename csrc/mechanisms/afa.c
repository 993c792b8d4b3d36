/* Attention as an adaptive filter, isotropic (Racioppo 2025, arXiv:2509.04154)
 *
 *     D = |t_i - t_j|,  E = e^(mu D),  V = sigma2 (1 - E^2) / (-2 mu) + eta2 E^2 + gamma2,  R = |q_i - E e^(i omega (t_i - t_j)) k_j|^2  over d complex channels
 *     P = softmax(tau^2 (-log V - log(1 + R / (nu d V)))),   o_i = sum_j P_ij E_ij e^(i omega (t_i - t_j)) v_j
 *
 * Rotations are split: q, k, v turn by -omega t where they stand, the output back. What is left depends on dot products, norms and lags: terms/filter.inc.c.
 * E multiplies P after the normalisation. */
#include "softmax.h"
#include "../core/alloc.h"
#include "../core/parallel.h"
#define REAL 64
#include "../simd/real.h"
#include "../isa/kernels.h"
#include <math.h>

enum { MU = 3, SIGMA2, ETA2, GAMMA2, NU, TAU, OMEGA };
enum { ROBUST, ADD, MUL, FULL, ROTATE, PAIRING, CLAMP };
enum { ATTENDED = 3 };
enum { COV, PLAIN, LINEAR_IN_LAG };                            /* words of ADD (cov, zero, linear) and MUL (cov, const, linear) */

static const dense composition = {.weight = WEIGHT_exp, .lse = 1, .weights = 2};

/* An array of the caller, in double and rotated: [B heads][rows][width]. */
typedef struct side { double *x, *dx, *turns; int64_t heads, rows, width, first; view array, gradient; } side;
enum { Q, K, V, SIDES };

typedef struct state {
    call *c;
    side side[SIDES + 1];                                      /* the last: the output, x of its backward, dx of its gradient */
    filter filter;
    double *queries, *keys, *tau;                              /* gradients of |q|^2 [B][Hq][N], of |k|^2 [B][Hq][M] */
} state;

static double of_head(const call *c, int slot, int64_t h) { return view_get(&c->in[slot], h, 0, 0, 0); }

/* E, b and S of a lag, and dE / dmu / E (0 where E is clamped). */
typedef struct lag { double e, b, s, v, f, along; } lag;

static lag lag_of(const call *c, int64_t h, double distance)
{
    const double mu = of_head(c, MU, h), nu = of_head(c, NU, h), d = (double)c->size[SYM_D] / 2, power = mu * distance;
    const double a = fmin(fmax(power, c->param[CLAMP].f), c->param[CLAMP].to);
    lag x = {.e = exp(a), .along = a == power ? distance : 0};
    x.f = fabs(mu) < 1e-5 ? distance : -expm1(2 * a) / (-2 * mu);
    x.v = of_head(c, SIGMA2, h) * x.f + of_head(c, ETA2, h) * x.e * x.e + of_head(c, GAMMA2, h);
    x.b = c->param[ADD].i == COV ? -log(x.v) : c->param[ADD].i == PLAIN ? 0 : -nu * distance;
    x.s = c->param[MUL].i == COV ? 1 / (nu * d * x.v) : c->param[MUL].i == PLAIN ? 1 / d : 1 / (d * (of_head(c, SIGMA2, h) * distance + of_head(c, ETA2, h)));
    return x;
}

/* Adds to g (mu, sigma2, eta2, gamma2, nu) what a lag's dL/db, dL/dS, dL/dE give. */
static void lag_backward(const call *c, int64_t h, double distance, double db, double ds, double de, double *g)
{
    const lag x = lag_of(c, h, distance);
    const double mu = of_head(c, MU, h), nu = of_head(c, NU, h), sigma2 = of_head(c, SIGMA2, h), eta2 = of_head(c, ETA2, h);
    double dv = 0;
    if (c->param[ADD].i == COV) dv -= db / x.v;
    if (c->param[ADD].i == LINEAR_IN_LAG) g[4] -= distance * db;
    if (c->param[MUL].i == COV) g[4] -= ds * x.s / nu, dv -= ds * x.s / x.v;
    if (c->param[MUL].i == LINEAR_IN_LAG) {
        const double w = sigma2 * distance + eta2;
        g[1] -= ds * x.s * distance / w, g[2] -= ds * x.s / w;
    }
    g[1] += dv * x.f, g[2] += dv * x.e * x.e, g[3] += dv;
    de += dv * eta2 * 2 * x.e;
    g[0] += de * x.along * x.e;
    g[0] += dv * sigma2 * (fabs(mu) < 1e-5 ? distance * distance : (x.along * x.e * x.e - x.f) / mu);
}

static void put(const call *c, void *p, int64_t i, double x)
{
    if (c->compute == F64) ((double *)p)[i] = x;
    else ((float *)p)[i] = (float)x;
}

/* Where channel c of `pairs` has its real and its imaginary part. */
static void parts_of(const call *c, int64_t channel, int64_t pairs, int64_t *re, int64_t *im)
{
    *re = c->param[PAIRING].i ? 2 * channel : channel, *im = c->param[PAIRING].i ? 2 * channel + 1 : channel + pairs;
}

/* Frequencies that this side turns by: those that it has pairs for. */
static int64_t turned_channels(const call *c, const side *s)
{
    const int64_t n = c->in[OMEGA].shape[1], pairs = s->width / 2;
    return n < pairs ? n : pairs;
}

/* x turned by sign omega t, a head at a time; cosines by recurrence, begun anew every 64 tokens. */
static void turn_head(const state *a, const side *s, double *x, int64_t head, double sign)
{
    const call *c = a->c;
    const int64_t h = head % s->heads, kv = h / (s->heads / c->size[SYM_H]), pairs = s->width / 2;
    x += head * s->rows * s->width;
    for (int64_t channel = 0; channel < turned_channels(c, s); channel++) {
        const double omega = sign * view_get(&c->in[OMEGA], kv, channel, 0, 0), step_c = cos(omega), step_s = sin(omega);
        double cosine = 1, sine = 0;
        int64_t re, im;
        parts_of(c, channel, pairs, &re, &im);
        for (int64_t i = 0; i < s->rows; i++) {
            double *row = x + i * s->width;
            if (i % 64 == 0) cosine = cos(omega * (double)(s->first + i)), sine = sin(omega * (double)(s->first + i));
            const double u = row[re], w = row[im], next = cosine * step_c - sine * step_s;
            row[re] = u * cosine - w * sine, row[im] = u * sine + w * cosine;
            sine = sine * step_c + cosine * step_s, cosine = next;
        }
    }
}

/* domega of a head += sign sum_t t (dy x y), y what was turned by sign omega t. */
static void turn_backward(const state *a, const side *s, int64_t head, double sign, double *domega)
{
    const double *y = s->x + head * s->rows * s->width, *dy = s->dx + head * s->rows * s->width;
    for (int64_t channel = 0; channel < turned_channels(a->c, s); channel++) {
        double sum = 0;
        int64_t re, im;
        parts_of(a->c, channel, s->width / 2, &re, &im);
        for (int64_t i = 0; i < s->rows; i++) {
            const double a = dy[i * s->width + re], b = dy[i * s->width + im];
            if (a != 0 || b != 0) sum += (double)(s->first + i) * (b * y[i * s->width + re] - a * y[i * s->width + im]);      /* what is absent may be anything */
        }
        domega[channel] += sign * sum;
    }
}

static void move(const side *s, const view *v, double *x, bool store)
{
    for (int64_t i = 0; i < s->array.shape[0] * s->heads; i++) {
        const slice part = slice_of(v, i / s->heads, i % s->heads, 0, s->rows);
        if (store) kernels_now_f64()->store(x + i * s->rows * s->width, s->width, &part);
        else kernels_now_f64()->pack_rows(&part, x + i * s->rows * s->width, s->width);
    }
}

typedef struct turning_job { const state *a; const side *s; double *x; double sign; } turning_job;

static void turn_task(void *context, int64_t head, int worker)
{
    const turning_job *j = context;
    (void)worker;
    turn_head(j->a, j->s, j->x, head, j->sign);
}

static void turn(const state *a, const side *s, double *x, double sign)
{
    turning_job j = {a, s, x, sign};
    if (x && (a->c->param[ROTATE].i || s < a->side + V)) parallel_for(a->c->size[SYM_B] * s->heads, turn_task, &j);
}

/* |x|^2 of each row. */
static double square(const side *s, int64_t row)
{
    double sum = 0;
    for (int64_t d = 0; d < s->width; d++) sum += s->x[row * s->width + d] * s->x[row * s->width + d];
    return sum;
}

static status no_memory(call *c) { return FAIL(c, NO_MEMORY, "afa: no memory for rotated queries, keys and values"); }

static status make_tables(state *a)
{
    call *c = a->c;
    const int64_t n = c->size[SYM_N], m = c->size[SYM_M], heads = c->size[SYM_HQ], lags = filter_lags(n, m), keys = round_up(m, FILTER_PAD) + FILTER_PAD;
    const int64_t size = dtype_size(c->compute), groups = c->size[SYM_B] * c->size[SYM_H];
    void *tables = allocate(heads * 3 * lags, size), *key = allocate(groups * keys, size), *query = allocate(c->size[SYM_B] * heads * n, size);
    a->tau = allocate(heads, sizeof(double));
    a->filter = (filter){c->param[ROBUST].i, c->param[FULL].i, tables, key, query, a->tau, NULL, a};
    if (!tables || !key || !query || !a->tau) return no_memory(c);
    for (int64_t h = 0; h < heads; h++) {
        a->tau[h] = of_head(c, TAU, h) * of_head(c, TAU, h);
        for (int64_t i = 0; i < lags; i++) {
            const lag x = lag_of(c, h, fabs((double)((i < n + m ? i : m - 1) - (m - 1))));
            put(c, tables, (3 * h) * lags + i, x.e), put(c, tables, (3 * h + 1) * lags + i, x.b), put(c, tables, (3 * h + 2) * lags + i, x.s);
        }
    }
    for (int64_t i = 0; i < groups * keys; i++) put(c, key, i, i % keys < m ? square(&a->side[K], i / keys * m + i % keys) : 0);
    for (int64_t i = 0; i < c->size[SYM_B] * heads * n; i++) put(c, query, i, square(&a->side[Q], i));
    return OK;
}

static status open_state(state *a, call *c, bool backward)
{
    *a = (state){.c = c};
    for (int i = 0; i <= SIDES; i++) {
        const view *v = i < SIDES ? &c->in[i] : &c->out[0];
        side *s = &a->side[i];
        *s = (side){.heads = v->shape[1], .rows = v->shape[2], .width = v->shape[3], .first = i == Q || i == SIDES ? c->size[SYM_M] - c->size[SYM_N] : 0};
        s->array = new_array(F64, 4, v->shape), s->x = (double *)(void *)s->array.data;
        if (backward) s->gradient = new_array(F64, 4, v->shape), s->dx = (double *)(void *)s->gradient.data;
        if (!s->x || (backward && !s->dx)) return no_memory(c);
        if (i < SIDES) move(s, v, s->x, false), turn(a, s, s->x, -1);
    }
    return make_tables(a);
}

static void close_state(state *a)
{
    for (side *s = a->side; s <= a->side + SIDES; s++) release(s->array.data), release(s->gradient.data);
    release((void *)(uintptr_t)a->filter.tables), release((void *)(uintptr_t)a->filter.keys), release((void *)(uintptr_t)a->filter.queries);
    release(a->tau), release(a->queries), release(a->keys);
}

static call inner_of(const state *a)
{
    call x = *a->c;
    for (int i = 0; i < SIDES; i++) x.in[i] = a->side[i].array;
    x.out[0] = a->side[SIDES].array;
    x.param[x.p->first_param + DENSE_SCALE] = (value){.f = 1};
    return x;
}

static status forward(call *c)
{
    state a;
    status s = open_state(&a, c, false);
    if (s == OK) {
        dense d = composition;
        call inner = inner_of(&a);
        d.filter = &a.filter;
        s = dense_forward(&inner, &d);
        c->message = inner.message;
    }
    if (s == OK && present(&c->out[ATTENDED])) move(&a.side[SIDES], &c->out[ATTENDED], a.side[SIDES].x, true);
    if (s == OK) turn(&a, &a.side[SIDES], a.side[SIDES].x, 1), move(&a.side[SIDES], &c->out[0], a.side[SIDES].x, true);
    close_state(&a);
    return s;
}

/* Of learned numbers; of norms only kept. */
static void filter_gradient(call *c, const filter *f, const double *sums)
{
    state *a = f->own;
    const int64_t n = c->size[SYM_N], m = c->size[SYM_M], heads = c->size[SYM_HQ], lags = filter_lags(n, m), count = 3 * lags + m + n + 1;
    for (int64_t h = 0; h < heads; h++) {
        double g[6] = {0};
        for (int64_t b = 0; b < c->size[SYM_B]; b++) {
            const double *x = sums + (b * heads + h) * count;
            for (int64_t i = 0; i < n + m - 1; i++) lag_backward(c, h, fabs((double)(i - (m - 1))), x[i], x[lags + i], x[2 * lags + i], g);
            g[5] += 2 * of_head(c, TAU, h) * x[count - 1];
            memcpy(a->keys + (b * heads + h) * m, x + 3 * lags, (size_t)m * sizeof *x);
            memcpy(a->queries + (b * heads + h) * n, x + 3 * lags + m, (size_t)n * sizeof *x);
        }
        for (int i = 0; i < 6; i++)
            if (present(&c->grad_in[MU + i])) view_set(&c->grad_in[MU + i], h, 0, 0, 0, g[i]);
    }
}

/* d|x|^2 of queries and keys into the gradients of those; only where there is one: what nobody sees may be anything. */
static void add_norms(state *a)
{
    const call *c = a->c;
    const int64_t heads = c->size[SYM_HQ], group = heads / c->size[SYM_H];
    for (int64_t g = 0; g < c->size[SYM_B] * heads && a->filter.full; g++)
        for (int i = Q; i <= K; i++) {
            const side *s = &a->side[i];
            const int64_t at = i == Q ? g : g / heads * s->heads + g % heads / group;
            for (int64_t r = 0; r < s->rows; r++) {
                const double d = 2 * (i == Q ? a->queries : a->keys)[g * s->rows + r], *x = s->x + (at * s->rows + r) * s->width;
                for (int64_t j = 0; j < s->width && d != 0; j++) s->dx[(at * s->rows + r) * s->width + j] += d * x[j];
            }
        }
}

static void store_omega(state *a)
{
    call *c = a->c;
    const view *g = &c->grad_in[OMEGA];
    for (int64_t h = 0; h < c->size[SYM_H] && present(g); h++)
        for (int64_t i = 0; i < g->shape[1]; i++) view_set(g, h, i, 0, 0, 0);
    for (int i = 0; i <= SIDES && present(g) && g->shape[1]; i++) {
        side *s = &a->side[i];
        if (i >= V && !c->param[ROTATE].i) continue;
        for (int64_t head = 0; head < c->size[SYM_B] * s->heads; head++) {
            double *sums = allocate(g->shape[1], sizeof(double));
            const int64_t kv = head % s->heads / (s->heads / c->size[SYM_H]);
            if (!sums) return;
            memset(sums, 0, (size_t)g->shape[1] * sizeof *sums);
            turn_backward(a, s, head, i == SIDES ? 1 : -1, sums);
            for (int64_t j = 0; j < g->shape[1]; j++) view_set(g, kv, j, 0, 0, view_get(g, kv, j, 0, 0) + sums[j]);
            release(sums);
        }
    }
}

static status run_backward(state *a)
{
    call *c = a->c;
    side *out = &a->side[SIDES];
    const int64_t groups = c->size[SYM_B] * c->size[SYM_HQ];
    a->queries = allocate(groups * c->size[SYM_N], sizeof(double)), a->keys = allocate(groups * c->size[SYM_M], sizeof(double));
    if (!a->queries || !a->keys) return no_memory(c);
    move(out, &c->out[ATTENDED], out->x, false);
    if (present(&c->grad_out[0])) move(out, &c->grad_out[0], out->dx, false), turn(a, out, out->dx, -1);
    dense d = composition;
    call inner = inner_of(a);
    a->filter.gradient = filter_gradient, d.filter = &a->filter;
    inner.grad_out[0] = present(&c->grad_out[0]) ? out->gradient : (view){0};
    if (!present(&c->grad_out[0])) memset(out->dx, 0, (size_t)(groups * out->rows * out->width) * sizeof(double));
    for (int i = 0; i < SIDES; i++) inner.grad_in[i] = a->side[i].gradient;
    const status s = dense_backward(&inner, &d);
    c->message = inner.message;
    if (s != OK) return s;
    add_norms(a), store_omega(a);
    for (int i = 0; i < SIDES; i++)
        if (present(&c->grad_in[i])) turn(a, &a->side[i], a->side[i].dx, 1), move(&a->side[i], &c->grad_in[i], a->side[i].dx, true);
    return OK;
}

static status backward(call *c)
{
    state a;
    status s = open_state(&a, c, true);
    if (s == OK) s = run_backward(&a);
    close_state(&a);
    return s;
}

static status check(call *c)
{
    if (c->in[OMEGA].shape[1] != c->size[SYM_D] / 2)
        return FAIL(c, BAD_VALUE, "afa: omega has %lld channels, expected %lld, half of D", (long long)c->in[OMEGA].shape[1], (long long)(c->size[SYM_D] / 2));
    if (!(c->param[CLAMP].f <= 0 && c->param[CLAMP].to >= 0))
        return FAIL(c, BAD_VALUE, "afa: clamp is (%g, %g), expected low <= 0 <= high", c->param[CLAMP].f, c->param[CLAMP].to);
    if (c->param[ROBUST].i && !c->param[FULL].i)
        return FAIL(c, BAD_VALUE, "afa: full_residual is False, expected True with robust=True: the logarithm is of 1 + S R, and R without the norms may be below 0");
    return OK;
}

const mechanism afa = {
    .name = "afa", .title = "Attention as an adaptive filter (isotropic)", .engine = DENSE, .patterns = ALL_PATTERNS, .only = "mask bias head_mask causal window dropout_p seed offset precision",
    .paper = "Racioppo 2025, Attention as an Adaptive Filter (arXiv:2509.04154)",
    .equation = "P = softmax(tau^2 (-log V - log(1 + R / (nu d V)))),\nout_i = sum_j P_ij E_ij e^(i omega (t_i - t_j)) v_j\nR = |q_i - E e^(i omega (t_i - t_j)) k_j|^2,  E = e^(mu |t_i - t_j|)\nV = sigma2 (1 - E^2) / (-2 mu) + eta2 E^2 + gamma2",
    .notes = "Channels are complex, d = D / 2 of them: real parts first ('half'), or in turn; an odd last channel is real and does not turn, values turn by the frequencies that they have channels for, and query heads of a group share omega (project decisions). t is the position, i + M - N of query i. Non-causal takes |t_i - t_j| and the signed angle (ours). E multiplies the weights after the normalisation; weights are those before it.",
    .slots = {
        QKV,
        {"mu", "Hq", PARAMETER, "decay by lag, at most 0", DRAW_LOG_DECAY, .layer = "-0.01"},
        {"sigma2", "Hq", PARAMETER, "variance that a step adds", DRAW_UNIT, .layer = "0.7"},
        {"eta2", "Hq", PARAMETER, "variance of the measurement that decays, above 0", DRAW_ABOVE_ONE, .layer = "0.7"},
        {"gamma2", "Hq", PARAMETER, "variance that stays, above 0", DRAW_ABOVE_ONE, .layer = "0.7"},
        {"nu", "Hq", PARAMETER, "degrees of freedom of the robust likelihood, above 0", DRAW_ABOVE_ONE, .layer = "ones"},
        {"tau", "Hq", PARAMETER, "inverse temperature, squared", DRAW_ABOVE_ONE, .layer = "ones"},
        {"omega", "H Dc", PARAMETER, "angle of a step, of each complex channel", .layer = "normal*0.1"},
    },
    .cost = "O(N M (D + Dv)) time, O(N) memory beyond inputs and outputs",
    .outputs = {
        {"out", "B Hq N Dv", OUTPUT, "attended values", .saved = true},
        {"lse", "B Hq N", STATISTIC, "log of the sum of exp(scores), differentiable", .when = "return_lse", .saved = true, .wide = true},
        {"weights", "B Hq N M", STATISTIC, "P before E and dropout: explicitly N x M; no gradient flows through it", .when = "return_weights", .constant = true},
        {"attended", "B Hq N Dv", STATISTIC, "out before it is turned back", .when = "return_attended", .constant = true, .saved = true, .wide = true},
    },
    .params = {
        {"robust", BOOLEAN, "Student's likelihood, with a logarithm of the residual; else Gauss's", {.i = 1}},
        {"add_bias", WORD, "b: 'cov': -log V, 'zero', or 'linear': -nu |t_i - t_j|", {.i = 0}, .words = "cov|zero|linear"},
        {"mul_bias", WORD, "factor of R: 'cov': 1 / (nu d V), 'const': 1 / d, 'linear': 1 / (d (sigma2 |t_i - t_j| + eta2))", {.i = 0}, .words = "cov|const|linear"},
        {"full_residual", BOOLEAN, "of Gauss's likelihood: False: R without the norms, -2 E Re <q, k>", {.i = 1}},
        {"rotate_values", BOOLEAN, "values turn with the lag", {.i = 1}},
        {"pairing", WORD, "where the imaginary parts stand", {.i = 0}, .words = "half|interleaved"},
        {"clamp", RANGE, "must be (low, high), low <= 0 <= high: limits of mu |t_i - t_j|", {.f = -10, .to = 10}},
        {"causal", CAUSAL, "of the mask", {.i = 1}, .option = "causal"},
    },
    .check = check, .forward = forward, .backward = backward,
};
