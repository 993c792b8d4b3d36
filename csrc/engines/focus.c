/* Memory and threads of focused linear attention. */
#include "focus_walk.h"
#include "../core/alloc.h"
#include "../core/parallel.h"
#include <math.h>

static const focus_entries *entries_of(const call *c) { return c->compute == F64 ? &focus_entries_f64 : &focus_entries_f32; }

static int64_t tasks_of(const focusing *g) { return g->batch * (g->query_tasks + g->key_tasks); }

/* 1 / softplus(t), 1 without t. */
static void find_scales(focusing *g)
{
    const view *t = &g->c->in[g->f->scale];
    const int64_t n = g->c->size[SYM_H] * g->c->size[SYM_D];
    for (int64_t i = 0; i < n; i++) {
        const double x = present(t) ? view_get(t, i, 0, 0, 0) : 0;
        g->inverse[i] = present(t) ? 1 / ((x > 0 ? x : 0) + log1p(exp(-fabs(x)))) : 1;
    }
}

static status open_focus(focusing *g, call *c, const focus *f, bool backward)
{
    const int64_t hq = c->size[SYM_HQ], h = c->size[SYM_H], n = c->in[0].shape[2], m = c->in[1].shape[2], d = c->size[SYM_D];
    *g = (focusing){.c = c, .f = f, .inner = *c, .batch = c->in[0].shape[0], .query_tasks = (n + FOCUS_ROWS - 1) / FOCUS_ROWS,
                    .key_tasks = (m + FOCUS_ROWS - 1) / FOCUS_ROWS};
    const bool slopes = backward && present(&c->grad_in[f->scale]);
    const int64_t shapes[2][4] = {{g->batch, hq, n, d}, {g->batch, h, m, d}};
    for (int i = 0; i < 2; i++) {
        g->inner.in[i] = new_array(c->compute, 4, shapes[i]);
        if (backward) g->inner.grad_in[i] = new_array(c->compute, 4, shapes[i]);
    }
    g->inverse = allocate(h * d, sizeof *g->inverse);
    g->partial = slopes ? allocate(tasks_of(g) * h, d * dtype_size(c->compute)) : NULL;
    g->scratch_size = entries_of(c)->scratch(g);
    g->scratch = allocate(parallel_width(), g->scratch_size);
    bool whole = g->inverse && g->scratch && (!slopes || g->partial);
    for (int i = 0; i < 2; i++) whole &= present(&g->inner.in[i]) && (!backward || present(&g->inner.grad_in[i]));
    if (!whole)
        return FAIL(c, NO_MEMORY, "%s: no memory for the features of %lld heads", c->p->row->name, (long long)hq);
    find_scales(g);
    parallel_for(tasks_of(g), entries_of(c)->forward, g);
    return OK;
}

static void close_focus(focusing *g, bool backward)
{
    release(g->scratch);
    release(g->partial);
    release(g->inverse);
    for (int i = 0; i < 2; i++) {
        if (backward) release(g->inner.grad_in[i].data);
        release(g->inner.in[i].data);
    }
}

status focus_forward(call *c, const focus *f)
{
    focusing g;
    status done = open_focus(&g, c, f, false);
    if (done == OK && (done = recurrent_forward(&g.inner, &f->walk)) != OK) c->message = g.inner.message;
    close_focus(&g, false);
    return done;
}

status focus_backward(call *c, const focus *f)
{
    focusing g;
    status done = open_focus(&g, c, f, true);
    if (done == OK && (done = recurrent_backward(&g.inner, &f->walk)) != OK) c->message = g.inner.message;
    if (done == OK) {
        parallel_for(tasks_of(&g), entries_of(c)->backward, &g);
        if (present(&c->grad_in[f->table])) parallel_for(g.key_tasks, entries_of(c)->table, &g);
        if (g.partial) entries_of(c)->reduce(&g);
    }
    close_focus(&g, true);
    return done;
}
