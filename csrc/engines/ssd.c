/* Memory and order of state-space duality on kernel A. Tasks are cut by sequence and head; sums over tasks are added in their order. */
#include "ssd_walk.h"
#include "../core/alloc.h"
#include "../core/parallel.h"
#include <string.h>

static const ssd_entries *bodies_of(const call *c) { return c->compute == F64 ? &ssd_f64 : &ssd_f32; }

static status make(call *c, view *x, int rank, int64_t d0, int64_t d1, int64_t d2, int64_t d3)
{
    *x = new_array(c->compute, rank, (const int64_t[]){d0, d1, d2, d3});
    return present(x) ? OK : FAIL(c, NO_MEMORY, "%s: no memory for steps and read-outs of %lld heads", c->p->row->name, (long long)d1);
}

static status make_like(call *c, view *x, const view *like)
{
    return make(c, x, 4, like->shape[0], like->shape[1], like->shape[2], like->shape[3]);
}

static status check_segments(call *c, const ssd *x)
{
    const char *name = c->p->row->name, *slot = c->p->slots[x->segments].name;
    if (!present(&c->in[x->segments]))
        return OK;
    if (c->cu_k)
        return FAIL(c, BAD_VALUE, "%s: %s is given with cu_seqlens, expected one of them", name, slot);
    if (recurrence_of(c).bidirectional)
        return FAIL(c, BAD_VALUE, "%s: %s is given with bidirectional=True, expected None (segments begin in one direction)", name, slot);
    return OK;
}

status ssd_check(call *c, const ssd *x)
{
    const char *name = c->p->row->name;
    const view *z = &c->in[x->z];
    TRY(check_grouped(c));
    TRY(check_segments(c, x));
    TRY(check_decays(c, x->rate));
    const int64_t heads = c->in[2].shape[1] > c->size[SYM_H] ? c->in[2].shape[1] : c->size[SYM_HQ];
    if (present(z) && z->shape[1] != heads)
        return FAIL(c, BAD_VALUE, "%s: z has %lld heads, expected %lld, those of the output", name, (long long)z->shape[1], (long long)heads);
    for (int64_t s = 0; present(&c->in[x->skip]) && !recurrence_of(c).causal && s < c->sequences; s++) {
        const sequence one = sequence_of(c, s);
        if (one.n != one.m)
            return FAIL(c, BAD_VALUE, "%s: %s is given with causal=False, %lld queries and %lld tokens, expected as many of one as of the other (a query skips to its own token)",
                        name, c->p->slots[x->skip].name, (long long)one.n, (long long)one.m);
    }
    return OK;
}

static ssd_stage stage_of(const call *c, const recurrence *r, const ssd *x)
{
    const int64_t heads = c->in[2].shape[1];
    return (ssd_stage){.c = c, .r = r, .x = x, .group = heads && c->size[SYM_HQ] > heads ? (int)(c->size[SYM_HQ] / heads) : 1};
}

static void share(const ssd_stage *s, int64_t tasks, task_fn fn)
{
    const call *c = s->c;
    if ((double)view_count(&c->in[2]) + (double)c->size[SYM_HQ] * (double)c->size[SYM_N] * (double)c->size[SYM_DV] > 1 << 15)
        parallel_for(tasks, fn, (void *)s);
    else
        for (int64_t task = 0; task < tasks; task++) fn((void *)s, task, 0);
}

/* Steps and gates, and the call as the walk sees it: with them in place of dt and the rates. */
static status make_steps(call *c, ssd_stage *s, call *inner)
{
    const view *dt = &c->in[s->x->dt];
    TRY(make(c, &s->steps, 3, dt->shape[0], dt->shape[1], dt->shape[2], 0));
    TRY(make(c, &s->gates, 3, dt->shape[0], dt->shape[1], dt->shape[2], 0));
    share(s, dt->shape[0] * dt->shape[1], bodies_of(c)->steps);
    *inner = *c;
    inner->in[s->x->dt] = s->steps, inner->in[s->x->rate] = s->gates;
    return OK;
}

static void release_all(const ssd_stage *s, const call *c)
{
    const view *const own[] = {&s->steps, &s->gates, &s->d_steps, &s->d_gates, &s->y, &s->dy, &s->dx};
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        if (own[i]->data != c->out[0].data && own[i]->data != c->grad_out[0].data && own[i]->data != c->grad_in[2].data) release(own[i]->data);
    release(s->sums);
}

/* Whether read-outs are not what the walk leaves. */
static bool finishes(const call *c, const ssd *x) { return present(&c->in[x->skip]) || present(&c->in[x->z]); }

static status forward_into(call *c, const recurrence *r, ssd_stage *s)
{
    call inner;
    TRY(make_steps(c, s, &inner));
    s->y = c->out[0];
    if (finishes(c, s->x) && c->out[0].dtype != c->compute) TRY(make_like(c, &s->y, &c->out[0]));
    inner.out[0] = s->y;
    const status done = recurrent_forward(&inner, r);
    c->message = inner.message;
    if (done == OK && finishes(c, s->x)) share(s, c->sequences * s->y.shape[1], bodies_of(c)->finish);
    return done;
}

status ssd_forward(call *c, const recurrence *r, const ssd *x)
{
    ssd_stage s = stage_of(c, r, x);
    const status done = forward_into(c, r, &s);
    release_all(&s, c);
    return done;
}

/* Read-outs before the gate once more, then dz and dy. */
static status gate_backward(call *c, const recurrence *r, ssd_stage *s, const call *inner)
{
    const int64_t heads = s->c->in[s->x->z].shape[1];
    TRY(make_like(c, &s->dy, &c->in[s->x->z]));
    if (present(&c->grad_in[s->x->z])) {
        TRY(make_like(c, &s->y, &c->in[s->x->z]));
        call again = *inner;
        memset(again.out, 0, sizeof again.out);
        again.out[0] = s->y;
        const status done = recurrent_forward(&again, r);
        c->message = again.message;
        if (done != OK)
            return done;
        s->ungated = true;
        if (present(&c->in[s->x->skip])) share(s, c->sequences * heads, bodies_of(c)->finish);
    }
    share(s, c->sequences * heads, bodies_of(c)->gate_backward);
    return OK;
}

/* Sums over rows of tasks into a parameter of `heads`: those from `first` on, one for each of its channels, or `count` of them added up. */
static void reduce(const ssd_stage *s, const view *to, int64_t rows, int64_t heads, int64_t first, int64_t count)
{
    for (int64_t h = 0; present(to) && h < heads; h++)
        for (int64_t i = 0, cols = to->rank > 1 ? to->shape[1] : 1; i < cols; i++) {
            double sum = 0;
            for (int64_t row = 0; row < rows; row++)
                for (int64_t j = 0; j < count; j++) sum += s->sums[(row * heads + h) * s->each + first + i + j];
            view_set(to, h, i, 0, 0, sum);
        }
}

static status make_sums(call *c, ssd_stage *s, int64_t tasks, int64_t each)
{
    release(s->sums);
    s->each = each;
    s->sums = (double)tasks * (double)each < 0x1p56 ? allocate(tasks * each, sizeof *s->sums) : NULL;
    return s->sums ? OK : FAIL(c, NO_MEMORY, "%s: no memory for sums of %lld heads", c->p->row->name, (long long)tasks);
}

static status skip_backward(call *c, ssd_stage *s)
{
    const int64_t heads = c->in[2].shape[1];
    TRY(make_sums(c, s, c->sequences * heads, c->in[2].shape[3]));
    if (present(&s->dy))
        share(s, c->sequences * heads, bodies_of(c)->skip_backward);
    else
        memset(s->sums, 0, (size_t)(c->sequences * heads * s->each) * sizeof *s->sums);
    reduce(s, &c->grad_in[s->x->skip], c->sequences, heads, 0, c->in[s->x->skip].rank > 1 ? 1 : s->each);
    return OK;
}

static status backward_into(call *c, const recurrence *r, ssd_stage *s)
{
    const view *dt = &c->in[s->x->dt], *dz = &c->grad_in[s->x->z];
    call inner;
    TRY(make_steps(c, s, &inner));
    TRY(make(c, &s->d_steps, 3, dt->shape[0], dt->shape[1], dt->shape[2], 0));
    TRY(make(c, &s->d_gates, 3, dt->shape[0], dt->shape[1], dt->shape[2], 0));
    memset(inner.out, 0, sizeof inner.out);
    s->dy = c->grad_out[0];
    if (present(&c->in[s->x->z]) && present(&s->dy)) TRY(gate_backward(c, r, s, &inner));
    if (present(dz) && !present(&s->dy)) bodies_of(c)->copy(&(view){0}, dz);
    s->dx = c->grad_in[2];
    if (present(&c->in[s->x->skip]) && present(&s->dx) && s->dx.dtype != c->compute) TRY(make_like(c, &s->dx, &c->grad_in[2]));
    inner.grad_out[0] = s->dy, inner.grad_in[2] = s->dx, inner.grad_in[s->x->dt] = s->d_steps, inner.grad_in[s->x->rate] = s->d_gates;
    const status done = recurrent_backward(&inner, r);
    c->message = inner.message;
    if (done != OK)
        return done;
    if (present(&c->in[s->x->skip])) TRY(skip_backward(c, s));
    if (s->dx.data != c->grad_in[2].data) bodies_of(c)->copy(&s->dx, &c->grad_in[2]);
    TRY(make_sums(c, s, dt->shape[0] * dt->shape[1], 2));
    share(s, dt->shape[0] * dt->shape[1], bodies_of(c)->steps_backward);
    reduce(s, &c->grad_in[s->x->rate], dt->shape[0], dt->shape[1], 0, 1);
    reduce(s, &c->grad_in[s->x->dt_bias], dt->shape[0], dt->shape[1], 1, 1);
    return OK;
}

status ssd_backward(call *c, const recurrence *r, const ssd *x)
{
    ssd_stage s = stage_of(c, r, x);
    const status done = backward_into(c, r, &s);
    release_all(&s, c);
    return done;
}
