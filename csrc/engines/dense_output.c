#include "dense_output.h"
#include "../core/alloc.h"
#include "../core/parallel.h"

enum { TOKENS = 64 };      /* of one task */

typedef struct run {
    call *c;
    const output_rows *o;
    void *own;
    view attended, gradient;           /* of what the engine gives */
    view statistic, slope;             /* the same of the statistic, where there is one */
    int64_t row, count, blocks;        /* Hq Dv; shared numbers; tasks of one batch entry */
    int64_t worker;                    /* doubles of a worker: three rows, and twice [Hq] */
    double *x, *rows, *sums;           /* [count]; [workers][worker]; [tasks][count] */
} run;

static int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }

/* The row of token n, heads side by side. */
static void load(const view *v, int64_t b, int64_t n, int64_t dim, double *row)
{
    for (int64_t h = 0; h < v->shape[1]; h++, row += dim) {
        const char *p = v->data + b * v->stride[0] + h * v->stride[1] + n * v->stride[2];
        if (v->dtype == F32 && v->stride[3] == 4 && (uintptr_t)p % 4 == 0)
            for (int64_t d = 0; d < dim; d++) row[d] = (double)((const float *)(const void *)p)[d];
        else
            for (int64_t d = 0; d < dim; d++) row[d] = view_get(v, b, h, n, d);
    }
}

static void store(const view *v, int64_t b, int64_t n, int64_t dim, const double *row)
{
    for (int64_t h = 0; h < v->shape[1]; h++, row += dim) {
        char *p = v->data + b * v->stride[0] + h * v->stride[1] + n * v->stride[2];
        if (v->dtype == F32 && v->stride[3] == 4 && (uintptr_t)p % 4 == 0)
            for (int64_t d = 0; d < dim; d++) ((float *)(void *)p)[d] = (float)row[d];
        else
            for (int64_t d = 0; d < dim; d++) view_set(v, b, h, n, d, row[d]);
    }
}

/* Token n, its statistics in `numbers` [Hq]. */
static output_token token_of(const run *r, int64_t b, int64_t n, double *numbers)
{
    for (int64_t h = 0; h < r->c->size[SYM_HQ] && present(&r->statistic); h++) numbers[h] = view_get(&r->statistic, b, h, n, 0);
    return (output_token){r->c, b, n, r->x, numbers, r->own};
}

static void forward_tokens(void *context, int64_t task, int worker)
{
    const run *r = context;
    const view *out = &r->c->out[0];
    double *a = r->rows + worker * r->worker, *y = a + r->row;
    const int64_t b = task / r->blocks, first = task % r->blocks * TOKENS, dim = r->c->size[SYM_DV];
    for (int64_t n = first; n < least(first + TOKENS, out->shape[2]); n++) {
        const output_token t = token_of(r, b, n, a + 3 * r->row);
        load(&r->attended, b, n, dim, a);
        r->o->forward(&t, a, y);
        store(out, b, n, dim, y);
    }
}

static void backward_tokens(void *context, int64_t task, int worker)
{
    const run *r = context;
    const view *dout = &r->c->grad_out[0];
    double *a = r->rows + worker * r->worker, *dy = a + r->row, *da = dy + r->row, *numbers = da + r->row, *slope = numbers + r->c->size[SYM_HQ];
    double *sums = r->sums + task * r->count;
    const int64_t b = task / r->blocks, first = task % r->blocks * TOKENS, dim = r->c->size[SYM_DV], heads = r->c->size[SYM_HQ];
    memset(sums, 0, (size_t)r->count * sizeof *sums);
    for (int64_t n = first; n < least(first + TOKENS, r->attended.shape[2]); n++) {
        const output_token t = token_of(r, b, n, numbers);
        load(&r->attended, b, n, dim, a);
        memset(dy, 0, (size_t)r->row * sizeof *dy);
        if (present(dout)) load(dout, b, n, dim, dy);
        memset(slope, 0, (size_t)heads * sizeof *slope);
        r->o->backward(&t, a, dy, da, slope, sums);
        store(&r->gradient, b, n, dim, da);
        for (int64_t h = 0; h < heads && present(&r->slope); h++) view_set(&r->slope, b, h, n, 0, view_get(&r->slope, b, h, n, 0) + slope[h]);
    }
}

/* [B, Hq, N, Dv] of the compute type, or its statistics; absent when there is no memory. */
static view fresh(const call *c, int rank) { return new_array(c->compute, rank, (const int64_t[]){c->in[0].shape[0], c->size[SYM_HQ], c->in[0].shape[2], c->size[SYM_DV]}); }

/* The caller's array, or one of our own. */
static view fresh_or(const call *c, int output, int rank) { return present(&c->out[output]) ? c->out[output] : fresh(c, rank); }

/* dL/dstatistic: the caller's, or 0; what the rows give is added. */
static void begin_slope(const run *r)
{
    const view *given = &r->c->grad_out[r->o->statistic];
    for (int64_t b = 0; b < r->slope.shape[0]; b++)
        for (int64_t h = 0; h < r->slope.shape[1]; h++)
            for (int64_t n = 0; n < r->slope.shape[2]; n++) view_set(&r->slope, b, h, n, 0, present(given) ? view_get(given, b, h, n, 0) : 0);
}

static status no_memory(call *c) { return FAIL(c, NO_MEMORY, "%s: no memory for the output before its norm", c->p->row->name); }

static status open_run(run *r, call *c, const output_rows *o, void *own, bool backward)
{
    const bool countable = (double)c->size[SYM_HQ] * (double)c->size[SYM_DV] < 0x1p48;      /* where there are no tokens, nobody holds so many */
    *r = (run){.c = c, .o = o, .own = own, .blocks = (c->in[0].shape[2] + TOKENS - 1) / TOKENS};
    if (countable) r->row = c->size[SYM_HQ] * c->size[SYM_DV], r->count = o->count ? o->count(c) : 0;
    r->worker = 3 * r->row + 2 * c->size[SYM_HQ];
    r->attended = fresh_or(c, o->attended, 4);
    if (o->statistic) r->statistic = fresh_or(c, o->statistic, 3);
    if (backward) r->gradient = fresh(c, 4);
    if (backward && o->statistic) r->slope = fresh(c, 3);
    r->x = countable ? allocate(r->count, sizeof(double)) : NULL;
    r->sums = backward && countable ? allocate(c->in[0].shape[0] * r->blocks, r->count * (int64_t)sizeof(double)) : NULL;
    if (!present(&r->attended) || !r->x || (o->statistic && !present(&r->statistic)) || (backward && (!present(&r->gradient) || !r->sums)) || (backward && o->statistic && !present(&r->slope)))
        return no_memory(c);
    if (o->shared) o->shared(c, r->x);
    if (present(&r->slope)) begin_slope(r);
    return OK;
}

static void close_run(run *r)
{
    if (!present(&r->c->out[r->o->attended])) release(r->attended.data);
    if (r->o->statistic && !present(&r->c->out[r->o->statistic])) release(r->statistic.data);
    release(r->gradient.data), release(r->slope.data), release(r->x), release(r->sums);
}

static status each_token(run *r, task_fn f)
{
    const int64_t tasks = r->c->in[0].shape[0] * r->blocks;
    const bool shared = tasks * TOKENS * r->row >= 1 << 16;
    r->rows = allocate(shared ? parallel_width() : 1, r->worker * (int64_t)sizeof(double));
    if (!r->rows) return no_memory(r->c);
    if (shared)
        parallel_for(tasks, f, r);
    else
        for (int64_t i = 0; i < tasks; i++) f(r, i, 0);
    release(r->rows);
    return OK;
}

status output_forward(call *c, const dense *d, const output_rows *o, void *own)
{
    run r;
    status s = open_run(&r, c, o, own, false);
    if (s == OK) {
        call inner = *c;
        inner.out[0] = r.attended;
        if (o->statistic) inner.out[o->statistic] = r.statistic;
        s = dense_forward(&inner, d);
        c->message = inner.message;
    }
    if (s == OK) s = each_token(&r, forward_tokens);
    close_run(&r);
    return s;
}

/* What tasks gathered, in their order, in the place of the shared numbers. */
static status backward_rows(run *r)
{
    const status s = each_token(r, backward_tokens);
    if (s != OK) return s;
    memset(r->x, 0, (size_t)r->count * sizeof *r->x);
    for (int64_t i = 0; i < r->c->in[0].shape[0] * r->blocks; i++)
        for (int64_t j = 0; j < r->count; j++) r->x[j] += r->sums[i * r->count + j];
    return OK;
}

status output_backward(call *c, const dense *d, const output_rows *o, void *own)
{
    run r;
    status s = open_run(&r, c, o, own, true);
    if (s == OK) s = backward_rows(&r);
    if (s == OK) {
        call inner = *c;
        inner.out[0] = r.attended, inner.grad_out[0] = r.gradient;
        if (o->statistic) inner.grad_out[o->statistic] = r.slope;
        s = dense_backward(&inner, d);
        c->message = inner.message;
    }
    if (s == OK && o->finish) o->finish(c, r.x);
    close_run(&r);
    return s;
}
