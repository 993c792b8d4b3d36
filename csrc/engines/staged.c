/* Memory and threads of staged mechanisms. */
#include "staged_walk.h"
#include "../core/alloc.h"
#include "../core/parallel.h"

stage stage_with(const call *c, remaking kind, int map)
{
    stage s = {.kind = kind, .map = map, .walk = kvsum_of(c)};
    for (int i = 0; i < MAP_NUMBERS; i++) s.walk.map_numbers[i] = feature_maps[map].numbers[i];
    return s;
}

static const stage_entries *entries_of(const call *c) { return c->compute == F64 ? &stage_entries_f64 : &stage_entries_f32; }

static status open_stage(staging *g, call *c, const stage *s, bool backward)
{
    const int64_t n = c->in[0].shape[2], m = c->in[1].shape[2], d = c->size[SYM_D], e = c->size[SYM_DV];
    *g = (staging){.c = c, .s = s, .inner = *c, .heads = c->size[SYM_HQ]};
    g->group = c->size[SYM_H] ? g->heads / c->size[SYM_H] : 0;
    for (int64_t i = 0; i < c->sequences; i++) {
        const sequence one = sequence_of(c, i);
        g->longest_n = one.n > g->longest_n ? one.n : g->longest_n;
        g->longest_m = one.m > g->longest_m ? one.m : g->longest_m;
    }
    call *w = &g->inner;
    w->size[SYM_H] = g->heads;
    view *const made[] = {&w->in[0], &w->in[1], &w->in[2], s->gate && present(&c->in[s->gate]) ? &g->gated : 0,
                          backward ? &w->grad_in[0] : 0, backward ? &w->grad_in[1] : 0, backward ? &w->grad_in[2] : 0};
    const int64_t shapes[][2] = {{n, d}, {m, d}, {m, e}, {n, e}, {n, d}, {m, d}, {m, e}};
    status done = OK;
    for (int i = 0; i < 7; i++) {
        if (!made[i])
            continue;
        *made[i] = new_array(c->compute, 4, (const int64_t[]){c->in[0].shape[0], g->heads, shapes[i][0], shapes[i][1]});
        if (!present(made[i])) done = NO_MEMORY;
    }
    g->scratch_size = entries_of(c)->scratch(g);
    g->scratch = (double)g->scratch_size < 0x1p56 ? allocate(parallel_width(), g->scratch_size) : 0;
    if (!g->scratch) done = NO_MEMORY;
    return done == OK ? OK : FAIL(c, NO_MEMORY, "%s: no memory for the features of %lld heads", c->p->row->name, (long long)g->heads);
}

static void close_stage(staging *g, bool backward)
{
    release(g->scratch);
    for (int i = 0; i < 3; i++) release(g->inner.in[i].data);
    for (int i = 0; backward && i < 3; i++) release(g->inner.grad_in[i].data);
    release(g->gated.data);
}

/* What failed inside says so in the inner call. */
static status walked(staging *g, status s)
{
    if (s != OK) g->c->message = g->inner.message;
    return s;
}

status staged_forward(call *c, const stage *s)
{
    staging g;
    const stage_entries *f = entries_of(c);
    status done = open_stage(&g, c, s, false);
    if (done == OK) {
        parallel_for(c->sequences * g.heads, f->remake, &g);
        if (present(&g.gated)) g.inner.out[0] = g.gated;
        done = walked(&g, recurrent_forward(&g.inner, &s->walk));
        if (done == OK && present(&g.gated)) parallel_for(c->sequences * g.heads, f->gate, &g);
    }
    close_stage(&g, false);
    return done;
}

status staged_backward(call *c, const stage *s)
{
    staging g;
    const stage_entries *f = entries_of(c);
    status done = open_stage(&g, c, s, true);
    if (done == OK) {
        parallel_for(c->sequences * g.heads, f->remake, &g);
        if (present(&g.gated)) {
            g.inner.out[0] = g.gated;
            if (present(&c->grad_in[s->gate])) done = walked(&g, recurrent_forward(&g.inner, &s->walk));
            if (done == OK) parallel_for(c->sequences * g.heads, f->gate_backward, &g);
            g.inner.grad_out[0] = g.gated;
        }
        if (done == OK) done = walked(&g, recurrent_backward(&g.inner, &s->walk));
        if (done == OK) parallel_for(c->sequences * c->size[SYM_H], f->restore, &g);
    }
    close_stage(&g, true);
    return done;
}
