/* Relative convolutional multi-head attention (Sugiharto et al. 2023, arXiv:2308.03429)
 *
 *     x'_t = c + a_2 x_t + a_1 x_{t-1} + a_0 x_{t-2}  per channel, of q, k and v,
 *     Y_ij = scale (<q'_i + u, k'_j> + <q'_i, E[P + r]> + e[P + r]),   r = j - i - M + N
 *
 * The dense engine's term of distances (txl), E from its end being its vectors; e is a channel more, in which every query is 1 and every key 0. */
#include "softmax.h"
#include "../core/alloc.h"
#include "../core/parallel.h"
#include <string.h>

enum { CONV = 3, E_TABLE = 9, E_BIAS, U, TAPS = 3, NUMBERS };      /* NUMBERS of a channel: its taps, and what is added */

static const dense composition = {.weight = WEIGHT_exp, .lse = 1, .weights = 2};

/* q, k or v of all sequences: the caller's rows, convolved ones [B, heads, tokens, wide] and their gradients, of which the last column of q and k is `extra`. */
typedef struct stream {
    const call *c;
    int slot;
    const view *x, *dx;
    view y, dy;
    int64_t dim, wide;
    double extra, *numbers, *sums, *rows;      /* [dim][NUMBERS]; the same of each head of each sequence; [workers][TAPS + 1][dim] */
} stream;

typedef struct relative { stream stream[3]; view table, dtable, u, du; int64_t zero, half; } relative;

static void read_row(const view *v, int64_t b, int64_t h, int64_t n, int64_t dim, double *row)
{
    const char *p = v->data + b * v->stride[0] + h * v->stride[1] + n * v->stride[2];
    if (v->dtype == F32 && v->stride[3] == 4 && (uintptr_t)p % 4 == 0)
        for (int64_t d = 0; d < dim; d++) row[d] = (double)((const float *)(const void *)p)[d];
    else
        for (int64_t d = 0; d < dim; d++) row[d] = view_get(v, b, h, n, d);
}

static void write_row(const view *v, int64_t b, int64_t h, int64_t n, int64_t dim, const double *row)
{
    char *p = v->data + b * v->stride[0] + h * v->stride[1] + n * v->stride[2];
    if (v->dtype == F32 && v->stride[3] == 4 && (uintptr_t)p % 4 == 0)
        for (int64_t d = 0; d < dim; d++) ((float *)(void *)p)[d] = (float)row[d];
    else
        for (int64_t d = 0; d < dim; d++) view_set(v, b, h, n, d, row[d]);
}

typedef struct place { int64_t b, h, first, tokens; } place;

static place place_of(const stream *s, int64_t task)
{
    const int64_t heads = s->x->shape[1];
    const sequence q = sequence_of(s->c, task / heads);
    return (place){q.batch, task % heads, s->slot ? q.k0 : q.q0, s->slot ? q.m : q.n};
}

static void convolve(void *context, int64_t task, int worker)
{
    const stream *s = context;
    const place p = place_of(s, task);
    double *rows = s->rows + worker * (TAPS + 1) * s->dim, *y = rows + TAPS * s->dim;
    for (int64_t t = 0; t < p.tokens; t++) {
        read_row(s->x, p.b, p.h, p.first + t, s->dim, rows + t % TAPS * s->dim);
        for (int64_t d = 0; d < s->dim; d++) y[d] = s->numbers[d * NUMBERS + TAPS];
        for (int64_t back = 0; back < TAPS && back <= t; back++)
            for (int64_t d = 0; d < s->dim; d++)
                if (s->numbers[d * NUMBERS + TAPS - 1 - back] != 0) y[d] += s->numbers[d * NUMBERS + TAPS - 1 - back] * rows[(t - back) % TAPS * s->dim + d];
        write_row(&s->y, p.b, p.h, p.first + t, s->dim, y);
        if (s->wide > s->dim) view_set(&s->y, p.b, p.h, p.first + t, s->dim, s->extra);
    }
}

/* dx_t = sum_back a dy_{t+back}, from the last token on; da = sum_t dy_t x_{t-back}, what is added: sum_t dy_t. */
static void pull_back(void *context, int64_t task, int worker)
{
    const stream *s = context;
    const place p = place_of(s, task);
    double *rows = s->rows + worker * (TAPS + 1) * s->dim, *x = rows + TAPS * s->dim, *sums = s->sums + task * s->dim * NUMBERS;
    memset(sums, 0, (size_t)(s->dim * NUMBERS) * sizeof *sums);
    for (int64_t t = p.tokens - 1; t >= 0; t--) {
        double *own = rows + t % TAPS * s->dim;
        read_row(&s->dy, p.b, p.h, p.first + t, s->dim, own);
        read_row(s->x, p.b, p.h, p.first + t, s->dim, x);
        for (int64_t d = 0; d < s->dim; d++) {
            const double value = x[d];
            sums[d * NUMBERS + TAPS] += own[d];
            x[d] = 0;
            for (int64_t back = 0; back < TAPS && t + back < p.tokens; back++) {
                const double dy = rows[(t + back) % TAPS * s->dim + d];
                if (dy == 0) continue;
                x[d] += s->numbers[d * NUMBERS + TAPS - 1 - back] * dy;
                sums[d * NUMBERS + TAPS - 1 - back] += value * dy;
            }
        }
        if (present(s->dx)) write_row(s->dx, p.b, p.h, p.first + t, s->dim, x);
    }
}

static status no_memory(call *c) { return FAIL(c, NO_MEMORY, "rcmha: no memory for convolved queries, keys and values"); }

static status each_head(call *c, stream *s, task_fn f)
{
    const int64_t tasks = c->sequences * s->x->shape[1];
    s->rows = allocate(parallel_width(), (TAPS + 1) * s->dim * (int64_t)sizeof(double));
    if (!s->rows) return no_memory(c);
    parallel_for(tasks, f, s);
    release(s->rows);
    return OK;
}

static status open_stream(stream *s, call *c, int slot, bool backward)
{
    const view *w = &c->in[CONV + 2 * slot], *b = w + 1;
    *s = (stream){.c = c, .slot = slot, .x = &c->in[slot], .dx = &c->grad_in[slot], .dim = c->in[slot].shape[3], .extra = slot == 0};
    s->wide = s->dim + (slot < 2);
    const int64_t shape[] = {s->x->shape[0], s->x->shape[1], s->x->shape[2], s->wide};
    s->y = new_array(c->compute, 4, shape);
    s->numbers = allocate(s->dim, NUMBERS * (int64_t)sizeof(double));
    if (backward) s->dy = new_array(c->compute, 4, shape), s->sums = allocate(c->sequences * shape[1], s->dim * NUMBERS * (int64_t)sizeof(double));
    if (!present(&s->y) || !s->numbers || (backward && (!present(&s->dy) || !s->sums))) return no_memory(c);
    for (int64_t d = 0; d < s->dim; d++) {
        for (int64_t t = 0; t < TAPS; t++) s->numbers[d * NUMBERS + t] = present(w) ? view_get(w, d, t, 0, 0) : t == TAPS - 1;
        s->numbers[d * NUMBERS + TAPS] = present(b) ? view_get(b, d, 0, 0, 0) : 0;
    }
    return each_head(c, s, convolve);
}

/* Rows of E for the distances that the call has, the farthest later key first; e beside them, and u with a 0. */
static status open_tables(relative *r, call *c, bool backward)
{
    const int64_t longest = dense_longest(c) > 0 ? dense_longest(c) : 1, heads = c->size[SYM_HQ], dim = c->size[SYM_D];
    const bool ahead = dense_param(c, DENSE_CAUSAL)->i != 1 || present(dense_slot(c, DENSE_IMAGE));
    r->half = c->in[E_TABLE].shape[0] / 2, r->zero = ahead ? longest - 1 : 0;
    const int64_t table[] = {heads, r->zero + longest, dim + 1}, u[] = {heads, dim + 1};
    r->table = new_array(c->compute, 3, table), r->u = new_array(c->compute, 2, u);
    if (backward) r->dtable = new_array(c->compute, 3, table), r->du = new_array(c->compute, 2, u);
    if (!present(&r->table) || !present(&r->u) || (backward && (!present(&r->dtable) || !present(&r->du)))) return no_memory(c);
    for (int64_t h = 0; h < heads; h++) {
        for (int64_t i = 0; i < table[1]; i++)
            for (int64_t d = 0; d <= dim; d++)
                view_set(&r->table, h, i, d, 0, view_get(&c->in[d < dim ? E_TABLE : E_BIAS], r->half + r->zero - i, h, d < dim ? d : 0, 0));
        for (int64_t d = 0; d <= dim; d++) view_set(&r->u, h, d, 0, 0, d < dim ? view_get(&c->in[U], h, d, 0, 0) : 0);
    }
    return OK;
}

static status open_call(relative *r, call *c, bool backward)
{
    memset(r, 0, sizeof *r);
    for (int slot = 0; slot < 3; slot++) TRY(open_stream(&r->stream[slot], c, slot, backward));
    return open_tables(r, c, backward);
}

static void close_call(relative *r)
{
    for (stream *s = r->stream; s < r->stream + 3; s++) release(s->y.data), release(s->dy.data), release(s->numbers), release(s->sums);
    release(r->table.data), release(r->dtable.data), release(r->u.data), release(r->du.data);
}

static status run(relative *r, call *c, status (*pass)(call *, const dense *))
{
    call inner = *c;
    const int first = c->p->first_option;
    for (int slot = 0; slot < 3; slot++) inner.in[slot] = r->stream[slot].y, inner.grad_in[slot] = r->stream[slot].dy;
    inner.in[first + DENSE_TXL_R] = r->table, inner.grad_in[first + DENSE_TXL_R] = r->dtable;
    inner.in[first + DENSE_TXL_U] = r->u, inner.grad_in[first + DENSE_TXL_U] = r->du;
    inner.param[c->p->first_param + DENSE_TXL_ZERO] = (value){.i = r->zero};
    inner.param[c->p->first_param + DENSE_SCALE] = (value){.f = dense_scale(c)}, inner.param[c->p->first_param + DENSE_ENTROPY] = (value){.none = true};
    inner.size[SYM_D]++;
    const status s = pass(&inner, &composition);
    c->message = inner.message;
    return s;
}

static status forward(call *c)
{
    relative r;
    status s = open_call(&r, c, false);
    if (s == OK) s = run(&r, c, dense_forward);
    close_call(&r);
    return s;
}

/* Gradients of taps, of what is added, of E, e and u. */
static void finish(const relative *r, call *c)
{
    for (const stream *s = r->stream; s < r->stream + 3; s++) {
        const view *dw = &c->grad_in[CONV + 2 * s->slot], *db = dw + 1;
        for (int64_t i = 0; i < s->dim * NUMBERS; i++) {
            double sum = 0;
            for (int64_t h = 0; h < c->sequences * s->x->shape[1]; h++) sum += s->sums[h * s->dim * NUMBERS + i];
            if (i % NUMBERS < TAPS && present(dw)) view_set(dw, i / NUMBERS, i % NUMBERS, 0, 0, sum);
            if (i % NUMBERS == TAPS && present(db)) view_set(db, i / NUMBERS, 0, 0, 0, sum);
        }
    }
    const view *dE = &c->grad_in[E_TABLE], *de = &c->grad_in[E_BIAS], *du = &c->grad_in[U];
    const int64_t dim = c->size[SYM_D];
    for (int64_t h = 0; h < c->size[SYM_HQ]; h++) {
        for (int64_t j = 0; j < 2 * r->half; j++) {
            const int64_t i = r->half + r->zero - j;
            const bool used = i >= 0 && i < r->table.shape[1];
            for (int64_t d = 0; d < dim && present(dE); d++) view_set(dE, j, h, d, 0, used ? view_get(&r->dtable, h, i, d, 0) : 0);
            if (present(de)) view_set(de, j, h, 0, 0, used ? view_get(&r->dtable, h, i, dim, 0) : 0);
        }
        for (int64_t d = 0; d < dim && present(du); d++) view_set(du, h, d, 0, 0, view_get(&r->du, h, d, 0, 0));
    }
}

static status backward(call *c)
{
    relative r;
    status s = open_call(&r, c, true);
    if (s == OK) s = run(&r, c, dense_backward);
    for (int slot = 0; s == OK && slot < 3; slot++) s = each_head(c, &r.stream[slot], pull_back);
    if (s == OK) finish(&r, c);
    close_call(&r);
    return s;
}

static status check(call *c)
{
    const int64_t rows = c->in[E_TABLE].shape[0], longest = dense_longest(c);
    if (rows % 2)
        return FAIL(c, BAD_VALUE, "rcmha: E has %lld rows, expected an even number, 2 P", (long long)rows);
    if (!c->param[0].none && c->param[0].i != rows / 2)
        return FAIL(c, BAD_VALUE, "rcmha: P is %lld, expected %lld, half the rows of E", (long long)c->param[0].i, (long long)(rows / 2));
    if (longest > rows / 2)
        return FAIL(c, BAD_VALUE, "rcmha: a sequence has %lld queries or keys, expected at most %lld = P", (long long)longest, (long long)(rows / 2));
    for (int i = CONV; i < E_TABLE; i += 2)
        if (present(&c->in[i]) && c->in[i].shape[1] != TAPS)
            return FAIL(c, BAD_VALUE, "rcmha: %s has %lld taps, expected 3", c->p->slots[i].name, (long long)c->in[i].shape[1]);
    return OK;
}

#define KERNEL(name, of, dim) \
    {name "_w", dim " T", PARAMETER, "taps of each channel of " of ", the last that of the token itself; default (0, 0, 1): no convolution", DRAW_ABSENT, .optional = true, .layer = "uniform"}, \
    {name "_b", dim, PARAMETER, "added to it; default 0", DRAW_ABSENT, .optional = true, .layer = "zeros"}

const mechanism rcmha = {
    .name = "rcmha", .title = "Relative convolutional multi-head attention", .patterns = ALL_PATTERNS, SOFTMAX_PARTS,
    .paper = "Sugiharto et al. 2023, RCMHA: Relative Convolutional Multi-Head Attention for Natural Language Modelling (arXiv:2308.03429)",
    .equation = "P = softmax(scale ((q' + u) k'^T + q' E[P + r] + e[P + r])),  out = P v',  x' = conv(x)",
    .notes = "r = j - i - M + N. Kernels are shared by all heads and see the token and the two before it, of each stream by itself: with a memory in k and v, that of q begins anew at the segment, as the authors' does. A convolution hands on what a mask hides. Decoding caches convolved keys and values.",
    .slots = {
        QKV, KERNEL("conv_q", "the queries", "D"), KERNEL("conv_k", "the keys", "D"), KERNEL("conv_v", "the values", "Dv"),
        {"E", "P2 Hq D", PARAMETER, "vectors of relative positions, row P that of the query's own; P2 = 2 P, P at least the longest sequence", DRAW_SMALL, .layer = "zeros"},
        {"e", "P2 Hq", PARAMETER, "biases of relative positions, inside the scale", DRAW_SMALL, .layer = "zeros"},
        {"u", "Hq D", PARAMETER, "added to the queries that keys meet", DRAW_SMALL, .layer = "zeros"},
    },
    .params = {{"P", INTEGER, "must be half the rows of E; None: that", {.none = true}, .max = 1e9, .optional = true}},
    .without = "txl_u txl_w txl_r txl_zero phi psi q_norm_weight k_norm_weight q_norm_bias k_norm_bias tau tau_q logit_scale qk_norm qk_norm_eps " ROPE_OPTIONS,
    .papers = {{"RCMHA: Relative Convolutional Multi-Head Attention for Natural Language Modelling", "the mechanism"}},
    .check = check, .forward = forward, .backward = backward,
};
