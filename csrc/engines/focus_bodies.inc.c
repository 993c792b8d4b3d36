/* Focused features for one element type: included with REAL defined. */
#include "../simd/real.h"
#include "../isa/kernels.h"
#include "focus_walk.h"
#include <math.h>
#include <string.h>

/* Some tokens of a sequence, queries or keys, with all of their heads: rows [heads][FOCUS_ROWS][ld]. */
typedef struct T(strip) {
    const focusing *g;
    const T(kernels) *k;
    bool keys;
    int64_t b, first, rows, heads, d, ld;
    int64_t share;                       /* heads that share a norm */
    int64_t group;                       /* heads of a scale */
    real *x, *lifted, *y, *dy;           /* tokens; (max(x, 0) + eps) / t; features; their gradients, then those of the tokens */
} T(strip);

static int64_t T(set_strip)(T(strip) *s, const focusing *g, char *base)
{
    const call *c = g->c;
    s->g = g, s->k = T(kernels_now)();
    s->d = c->size[SYM_D], s->ld = round_up(s->d, s->k->lanes);
    const int64_t most = c->size[SYM_HQ] > c->size[SYM_H] ? c->size[SYM_HQ] : c->size[SYM_H], each = round_up(most * FOCUS_ROWS * s->ld * (int64_t)sizeof(real), 64);
    real **const parts[] = {&s->x, &s->lifted, &s->y, &s->dy};
    for (int i = 0; i < 4; i++) *parts[i] = (real *)(base + i * each);
    return 4 * each;
}

/* Measured with a base of nowhere. */
static int64_t T(strip_size)(const focusing *g)
{
    T(strip) s = {0};
    return round_up(T(set_strip)(&s, g, NULL), 4096) + 64;
}

static bool T(token_absent)(const T(strip) *s, int64_t i)
{
    const view *mask = &s->g->c->in[s->g->f->walk.mask];
    return s->keys && present(mask) && !mask->data[s->b * mask->stride[0] + (s->first + i) * mask->stride[1]];
}

static real *T(row_of)(const T(strip) *s, real *rows, int64_t h, int64_t i) { return rows + (h * FOCUS_ROWS + i) * s->ld; }
static const double *T(scales_of)(const T(strip) *s, int64_t h) { return s->g->inverse + h / s->group * s->d; }

/* Rows of the head's channels in the table. */
static slice T(table_rows)(const view *x, int64_t h, int64_t d, int64_t first, int64_t rows)
{
    return (slice){x->data + first * x->stride[0] + h * d * x->stride[1], x->dtype, rows, d, x->stride[0], x->stride[1]};
}

/* Tokens, as they are lifted; what an absent key holds counts for nothing. */
static void T(load_strip)(T(strip) *s)
{
    const call *c = s->g->c;
    const view *table = &c->in[s->g->f->table];
    const double eps = s->g->f->eps;
    for (int64_t h = 0; h < s->heads; h++) {
        const slice from = slice_of(&c->in[s->keys], s->b, h, s->first, s->rows);
        s->k->pack_rows(&from, T(row_of)(s, s->x, h, 0), s->ld);
        if (s->keys && present(table)) {
            const slice places = T(table_rows)(table, h, s->d, s->first, s->rows);
            s->k->pack_rows(&places, T(row_of)(s, s->y, h, 0), s->ld);
            s->k->add(s->rows * s->ld, T(row_of)(s, s->y, h, 0), T(row_of)(s, s->x, h, 0));
        }
        for (int64_t i = 0; i < s->rows; i++) {
            real *x = T(row_of)(s, s->x, h, i), *lifted = T(row_of)(s, s->lifted, h, i);
            if (T(token_absent)(s, i)) memset(x, 0, (size_t)s->ld * sizeof(real));
            for (int64_t j = 0; j < s->d; j++) lifted[j] = (real)(((x[j] < 0 ? 0 : (double)x[j]) + eps) * T(scales_of)(s, h)[j]);
        }
    }
}

static double T(power)(double x, double p) { return p == 3 ? x * x * x : p == 2 ? x * x : p == 1 ? x : pow(x, p); }

/* Features of the heads that share a norm; the largest element is divided out of the powers, so that none of them vanishes. Returns |x|^2. */
static double T(focus_token)(const T(strip) *s, int64_t first, int64_t i)
{
    double top = 0, square = 0, powers = 0;
    for (int64_t h = first; h < first + s->share; h++) {
        const real *x = T(row_of)(s, s->lifted, h, i);
        for (int64_t j = 0; j < s->d; j++) top = (double)x[j] > top ? (double)x[j] : top, square += (double)x[j] * (double)x[j];
    }
    for (int64_t h = first; h < first + s->share; h++) {
        const real *x = T(row_of)(s, s->lifted, h, i);
        real *y = T(row_of)(s, s->y, h, i);
        for (int64_t j = 0; j < s->d; j++) {
            const double u = top == 0 ? (double)x[j] : T(power)((double)x[j] / top, s->g->f->power);
            powers += u * u;
            y[j] = (real)u;
        }
    }
    const double factor = powers == 0 ? 0 : sqrt(square / powers);
    for (int64_t h = first; h < first + s->share; h++)
        for (int64_t j = 0; j < s->d; j++) T(row_of)(s, s->y, h, i)[j] = (real)((double)T(row_of)(s, s->y, h, i)[j] * factor);
    return square;
}

static void T(open_strip)(T(strip) *s, const focusing *g, int64_t task, int worker)
{
    const call *c = g->c;
    const int64_t each = g->query_tasks + g->key_tasks, at = task % each;
    T(set_strip)(s, g, g->scratch + worker * g->scratch_size);
    s->keys = at >= g->query_tasks, s->b = task / each;
    s->first = (s->keys ? at - g->query_tasks : at) * FOCUS_ROWS;
    const int64_t left = c->in[s->keys].shape[2] - s->first;
    s->rows = left < FOCUS_ROWS ? left : FOCUS_ROWS;
    s->heads = c->in[s->keys].shape[1];
    s->share = g->f->layer ? s->heads : 1;
    s->group = c->size[SYM_H] ? s->heads / c->size[SYM_H] : 1;
    T(load_strip)(s);
}

static void T(focus_forward)(void *context, int64_t task, int worker)
{
    const focusing *g = context;
    T(strip) s;
    T(open_strip)(&s, g, task, worker);
    for (int64_t h = 0; h < s.heads; h += s.share)
        for (int64_t i = 0; i < s.rows; i++) T(focus_token)(&s, h, i);
    for (int64_t h = 0; h < s.heads; h++) {
        const slice to = slice_of(&g->inner.in[s.keys], s.b, h, s.first, s.rows);
        s.k->store(T(row_of)(&s, s.y, h, 0), s.ld, &to);
    }
}

/* dy becomes the gradient of the tokens: with y = focus(x), dx = <dy, y> x / |x|^2 + p / x (y dy - y^2 <dy, y> / |y|^2), and |y| = |x|. `sums` [H][D] += x dx.
 * No gradient makes none, whatever the token is: nobody may have seen it. */
static void T(focus_token_backward)(const T(strip) *s, int64_t first, int64_t i, real *sums)
{
    const double square = T(focus_token)(s, first, i), p = s->g->f->power;
    double dot = 0;
    for (int64_t h = first; h < first + s->share; h++) {
        const real *y = T(row_of)(s, s->y, h, i), *dy = T(row_of)(s, s->dy, h, i);
        for (int64_t j = 0; j < s->d; j++) dot += dy[j] == 0 ? 0 : (double)y[j] * (double)dy[j];
    }
    const double share = dot == 0 ? 0 : dot / square;
    for (int64_t h = first; h < first + s->share; h++) {
        const real *x = T(row_of)(s, s->x, h, i), *lifted = T(row_of)(s, s->lifted, h, i), *y = T(row_of)(s, s->y, h, i);
        real *dy = T(row_of)(s, s->dy, h, i);
        for (int64_t j = 0; j < s->d; j++) {
            const double at = (double)lifted[j], feature = (double)y[j];
            const bool none = at == 0 || (share == 0 && dy[j] == 0);
            const double dx = none ? 0 : share * at + p / at * feature * ((double)dy[j] - feature * share);
            if (sums) sums[h / s->group * s->d + j] += (real)(at * dx);
            dy[j] = (real)(x[j] > 0 ? dx * T(scales_of)(s, h)[j] : 0);
        }
    }
}

static void T(focus_backward)(void *context, int64_t task, int worker)
{
    const focusing *g = context;
    const int64_t channels = g->c->size[SYM_H] * g->c->size[SYM_D];
    real *sums = g->partial ? (real *)g->partial + task * channels : NULL;
    T(strip) s;
    T(open_strip)(&s, g, task, worker);
    if (sums) memset(sums, 0, (size_t)channels * sizeof(real));
    for (int64_t h = 0; h < s.heads; h++) {
        const slice from = slice_of(&g->inner.grad_in[s.keys], s.b, h, s.first, s.rows);
        s.k->pack_rows(&from, T(row_of)(&s, s.dy, h, 0), s.ld);
    }
    for (int64_t h = 0; h < s.heads; h += s.share)
        for (int64_t i = 0; i < s.rows; i++) T(focus_token_backward)(&s, h, i, sums);
    for (int64_t h = 0; h < s.heads; h++) {
        const view *const places[] = {&g->inner.grad_in[s.keys], &g->c->grad_in[s.keys]};      /* for the table, and for the caller */
        for (int i = 0; i < 2; i++) {
            const slice to = present(places[i]) ? slice_of(places[i], s.b, h, s.first, s.rows) : (slice){0};
            if (present(places[i])) s.k->store(T(row_of)(&s, s.dy, h, 0), s.ld, &to);
        }
    }
}

static void T(table_backward)(void *context, int64_t task, int worker)
{
    const focusing *g = context;
    const call *c = g->c;
    const int64_t first = task * FOCUS_ROWS, left = c->in[1].shape[2] - first, rows = left < FOCUS_ROWS ? left : FOCUS_ROWS;
    T(strip) s;
    T(set_strip)(&s, g, g->scratch + worker * g->scratch_size);
    for (int64_t h = 0; h < c->size[SYM_H]; h++) {
        memset(s.dy, 0, (size_t)(rows * s.ld) * sizeof(real));
        for (int64_t b = 0; b < g->batch; b++) {
            const slice from = slice_of(&g->inner.grad_in[1], b, h, first, rows);
            s.k->pack_rows(&from, s.y, s.ld);
            s.k->add(rows * s.ld, s.y, s.dy);
        }
        const slice to = T(table_rows)(&c->grad_in[g->f->table], h, s.d, first, rows);
        s.k->store(s.dy, s.ld, &to);
    }
}

/* t enters as x / t, t = softplus(r): dr = -sigmoid(r) sum x dx / t. */
static void T(reduce_scales)(const focusing *g)
{
    const call *c = g->c;
    const int64_t channels = c->size[SYM_H] * c->size[SYM_D], tasks = g->batch * (g->query_tasks + g->key_tasks);
    for (int64_t i = 0; i < channels; i++) {
        const double r = view_get(&c->in[g->f->scale], i, 0, 0, 0), e = exp(-fabs(r));
        double sum = 0;
        for (int64_t task = 0; task < tasks; task++) sum += (double)((const real *)g->partial)[task * channels + i];
        view_set(&c->grad_in[g->f->scale], i, 0, 0, 0, -(r > 0 ? 1 : e) / (1 + e) * g->inverse[i] * sum);
    }
}

const focus_entries T(focus_entries) = {T(strip_size), T(focus_forward), T(focus_backward), T(table_backward), T(reduce_scales)};
