#include "dense_output.h"
#include "../core/alloc.h"
#include "../core/parallel.h"

enum { TOKENS = 64 };      /* of one task */

typedef struct run {
    call *c;
    const output_rows *o;
    view attended, gradient;           /* of what the engine gives */
    int64_t row, count, blocks;        /* Hq Dv; shared numbers; tasks of one batch entry */
    double *x, *rows, *sums;           /* [count]; [workers][3][row]; [tasks][count] */
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

static void forward_tokens(void *context, int64_t task, int worker)
{
    const run *r = context;
    const view *out = &r->c->out[0];
    double *a = r->rows + worker * 3 * r->row, *y = a + r->row;
    const int64_t b = task / r->blocks, first = task % r->blocks * TOKENS, dim = r->c->size[SYM_DV];
    for (int64_t n = first; n < least(first + TOKENS, out->shape[2]); n++) {
        load(&r->attended, b, n, dim, a);
        r->o->forward(r->c, r->x, a, y);
        store(out, b, n, dim, y);
    }
}

static void backward_tokens(void *context, int64_t task, int worker)
{
    const run *r = context;
    const view *dout = &r->c->grad_out[0];
    double *a = r->rows + worker * 3 * r->row, *dy = a + r->row, *da = dy + r->row, *sums = r->sums + task * r->count;
    const int64_t b = task / r->blocks, first = task % r->blocks * TOKENS, dim = r->c->size[SYM_DV];
    memset(sums, 0, (size_t)r->count * sizeof *sums);
    for (int64_t n = first; n < least(first + TOKENS, r->attended.shape[2]); n++) {
        load(&r->attended, b, n, dim, a), load(dout, b, n, dim, dy);
        r->o->backward(r->c, r->x, a, dy, da, sums);
        store(&r->gradient, b, n, dim, da);
    }
}

/* [B, Hq, N, Dv] of the compute type; absent when there is no memory. */
static view fresh(const call *c) { return new_array(c->compute, 4, (const int64_t[]){c->in[0].shape[0], c->size[SYM_HQ], c->in[0].shape[2], c->size[SYM_DV]}); }

static status no_memory(call *c) { return FAIL(c, NO_MEMORY, "%s: no memory for the output before its norm", c->p->row->name); }

static status open_run(run *r, call *c, const output_rows *o, bool backward)
{
    const bool countable = (double)c->size[SYM_HQ] * (double)c->size[SYM_DV] < 0x1p48;      /* where there are no tokens, nobody holds so many */
    *r = (run){.c = c, .o = o, .blocks = (c->in[0].shape[2] + TOKENS - 1) / TOKENS};
    if (countable) r->row = c->size[SYM_HQ] * c->size[SYM_DV], r->count = o->count(c);
    const bool own = !present(&c->out[o->attended]);
    r->attended = own ? fresh(c) : c->out[o->attended];
    if (backward) r->gradient = fresh(c);
    r->x = countable ? allocate(r->count, sizeof(double)) : NULL;
    r->sums = backward && countable ? allocate(c->in[0].shape[0] * r->blocks, r->count * (int64_t)sizeof(double)) : NULL;
    if (!present(&r->attended) || !r->x || (backward && (!present(&r->gradient) || !r->sums)))
        return no_memory(c);
    o->shared(c, r->x);
    return OK;
}

static void close_run(run *r)
{
    if (!present(&r->c->out[r->o->attended])) release(r->attended.data);
    release(r->gradient.data), release(r->x), release(r->sums);
}

static status each_token(run *r, task_fn f)
{
    const int64_t tasks = r->c->in[0].shape[0] * r->blocks;
    const bool shared = tasks * TOKENS * r->row >= 1 << 16;
    r->rows = allocate(shared ? parallel_width() : 1, 3 * r->row * (int64_t)sizeof(double));
    if (!r->rows) return no_memory(r->c);
    if (shared)
        parallel_for(tasks, f, r);
    else
        for (int64_t i = 0; i < tasks; i++) f(r, i, 0);
    release(r->rows);
    return OK;
}

status output_forward(call *c, const dense *d, const output_rows *o)
{
    run r;
    status s = open_run(&r, c, o, false);
    if (s == OK) {
        call inner = *c;
        inner.out[0] = r.attended;
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
    const bool any = present(&r->c->grad_out[0]);
    const status s = any ? each_token(r, backward_tokens) : OK;
    if (s != OK) return s;
    memset(r->x, 0, (size_t)r->count * sizeof *r->x);
    for (int64_t i = 0; any && i < r->c->in[0].shape[0] * r->blocks; i++)
        for (int64_t j = 0; j < r->count; j++) r->x[j] += r->sums[i * r->count + j];
    return OK;
}

status output_backward(call *c, const dense *d, const output_rows *o)
{
    run r;
    status s = open_run(&r, c, o, true);
    if (s == OK) s = backward_rows(&r);
    if (s == OK) {
        call inner = *c;
        inner.out[0] = r.attended, inner.grad_out[0] = present(&c->grad_out[0]) ? r.gradient : (view){0};
        s = dense_backward(&inner, d);
        c->message = inner.message;
    }
    if (s == OK) o->finish(c, r.x);
    close_run(&r);
    return s;
}
