/* Memory and threads of the recurrent engine. A task is a sequence and a key/value head, whatever the number of threads; it writes its own rows
 * and states, and its own part of the sums that become gradients of parameters. */
#include "recurrent_walk.h"
#include "../core/alloc.h"
#include "../core/parallel.h"
#include <math.h>
#include <stdatomic.h>
#include <string.h>

/* Tokens of one set of products: beyond BLOCK the triangles cost more than the moves of the state save (measured, D = 64 and 128). */
enum { BLOCK = 48, GATED_BLOCK = 16 };

recurrence recurrence_of(const call *c)
{
    const value *v = c->param + c->p->first_param;
    return (recurrence){
        .scale = v[RECURRENT_SCALE].none ? 1 / sqrt((double)c->size[SYM_D]) : v[RECURRENT_SCALE].f, .causal = (int)v[RECURRENT_CAUSAL].i,
        .bidirectional = v[RECURRENT_BIDIRECTIONAL].i, .chunk = (int)v[RECURRENT_CHUNK].i, .mask = c->p->first_option + RECURRENT_KEY_MASK,
        .zero_rows = true, .gate_floor = -INFINITY, .beta_factor = 1, .head_gate_factor = 1};
}

void use_map(recurrence *r, int map)
{
    r->q_map = r->k_map = map;
    for (int i = 0; i < MAP_NUMBERS; i++) r->map_numbers[i] = feature_maps[map].numbers[i];
}

recurrence walk_with_state(const call *c, int initial_state)
{
    recurrence r = recurrence_of(c);
    r.state = initial_state, r.final_state = 1;
    return r;
}

void use_gates(recurrence *r, const call *c, gating kind, int gate, int gate_floor)
{
    r->gating = kind, r->gate = gate;
    if (!c->param[gate_floor].none) r->gate_floor = c->param[gate_floor].f;
}

void use_delta(recurrence *r, const call *c, int beta, int qk_l2norm)
{
    r->delta = true, r->beta = beta;
    if (c->param[qk_l2norm].i) r->q_map = r->k_map = MAP_UNIT;
    if (c->param[qk_l2norm + 1].i) r->beta_factor = 2;
}

static const entries *entries_of(const call *c) { return c->compute == F64 ? &entries_f64 : &entries_f32; }

/* Waking a thread costs more than so many operations: those of a few tokens. */
static bool is_small(double operations) { return operations < 1 << 18; }

static void share(int64_t tasks, task_fn fn, void *context, bool small)
{
    if (!small)
        parallel_for(tasks, fn, context);
    else
        for (int64_t task = 0; task < tasks; task++) fn(context, task, 0);
}

/* Columns of the weights, rows of omega. */
static int64_t width_of(const call *c, const recurrence *r)
{
    const feature_map *map = &feature_maps[r->k_map];
    const view *omega = &c->in[r->omega];
    return map->weighted ? c->in[r->k_weights[0]].shape[2] : map->random ? omega->shape[omega->rank - 2] : 0;
}

bool turned_features(const call *c, const recurrence *r) { return r->cosines && present(&c->in[r->cosines]); }

static plan plan_of(call *c, const recurrence *r, bool backward)
{
    plan p = {.c = c, .r = r, .backward = backward, .d = c->size[SYM_D], .f = c->size[SYM_D], .e = c->size[SYM_DV]};
    const int64_t limit = r->gating == PER_CHANNEL ? GATED_BLOCK : BLOCK;
    p.heads = c->in[2].shape[1];
    p.members = p.heads > c->size[SYM_H] ? p.heads / c->size[SYM_H] : 1;
    p.group = p.members > 1 ? 1 : p.heads ? c->size[SYM_HQ] / p.heads : 0;
    p.dq = c->grad_in[0], p.dk = c->grad_in[1];
    p.width = width_of(c, r);
    p.f = features_of(r->k_map, p.d, p.width, r->map_numbers) * (turned_features(c, r) ? 2 : 1) + r->counted;
    for (int64_t s = 0; s < c->sequences; s++) {
        sequence one = sequence_of(c, s);
        if (r->micro) one.n *= r->micro, one.m = (one.m + r->micro - 1) / r->micro * r->micro;
        p.longest_n = one.n > p.longest_n ? one.n : p.longest_n;
        p.longest_m = one.m > p.longest_m ? one.m : p.longest_m;
    }
    const int64_t longest = p.longest_n > p.longest_m ? p.longest_n : p.longest_m, block = r->chunk < limit ? r->chunk : limit;
    p.block = longest < 1 ? 1 : longest < block ? longest : block;
    p.tasks = c->sequences * p.heads;
    return p;
}

/* Whether the sums and products of measure() stay far below 2^63; in floating point, which does not overflow. A little above what is needed. */
static bool countable(const plan *p)
{
    const double d = (double)p->d + 64, f = (double)p->f + 64, e = (double)p->e + 64, group = (double)p->group + 1;
    const double n = (double)p->longest_n + 64, states = sqrt((double)p->longest_m) + 8;
    return f * e * states + group * d * f + n * group * (d + f + e) + (double)p->block * (d + f + e) < 0x1p56;
}

/* Grouped values: `gradient` becomes an array [B HV L D] for every member of the groups. */
static status member_gradients(const plan *p, view *gradient)
{
    if (!present(gradient))
        return OK;
    *gradient = new_array(p->c->compute, 4, (const int64_t[]){gradient->shape[0], p->heads, gradient->shape[2], gradient->shape[3]});
    return present(gradient) ? OK : FAIL(p->c, NO_MEMORY, "%s: no memory for the gradients of %lld heads", p->c->p->row->name, (long long)p->heads);
}

static status run(plan *p)
{
    call *c = p->c;
    const entries *walk = entries_of(c);
    const bool small = is_small((double)p->tasks * (double)(p->longest_m + p->longest_n * p->group) * (double)(p->f * p->e));
    const int64_t workers = small ? 1 : parallel_width();
    if (!countable(p))
        return FAIL(c, NO_MEMORY, "%s: the workspace of this call would be larger than the address space", c->p->row->name);
    walk->measure(p);
    p->scratch = allocate(p->scratch_size, workers);
    p->partial = p->sums ? allocate(p->tasks * p->sums, dtype_size(c->compute)) : NULL;
    status s = OK;
    if (!p->scratch || (p->sums && !p->partial)) {
        s = FAIL(c, NO_MEMORY, "%s: no memory for %lld bytes of workspace", c->p->row->name, (long long)(p->scratch_size * workers));
    } else {
        share(p->tasks, p->backward ? walk->backward : walk->forward, p, small);
        if (p->sums) walk->reduce(p);
    }
    release(p->partial);
    release(p->scratch);
    return s;
}

static void fold(const plan *p, const view *from, const view *to)
{
    folding f = {from, to, p->members};
    if (present(to)) parallel_for(to->shape[0] * to->shape[1], entries_of(p->c)->fold, &f);
}

status recurrent_forward(call *c, const recurrence *r)
{
    plan p = plan_of(c, r, false);
    return run(&p);
}

status recurrent_backward(call *c, const recurrence *r)
{
    plan p = plan_of(c, r, true);
    if (p.members == 1)
        return run(&p);
    status s = member_gradients(&p, &p.dq);
    if (s == OK) s = member_gradients(&p, &p.dk);
    if (s == OK) s = run(&p);
    if (s == OK) fold(&p, &p.dq, &c->grad_in[0]);
    if (s == OK) fold(&p, &p.dk, &c->grad_in[1]);
    if (p.dk.data != c->grad_in[1].data) release(p.dk.data);
    if (p.dq.data != c->grad_in[0].data) release(p.dq.data);
    return s;
}

static int64_t *output_heads(call *c) { return &c->size[c->p->results[0].symbol[1]]; }
static int64_t value_heads(const call *c) { return c->size[c->p->forms[2][0].symbol[1]]; }

void bind_grouped(call *c)
{
    const int64_t values = value_heads(c);
    *output_heads(c) = values > c->size[SYM_H] ? values : c->size[SYM_HQ];
}

status check_grouped(call *c)
{
    const int64_t queries = c->size[SYM_HQ], keys = c->size[SYM_H], values = value_heads(c);
    if (values == keys || (keys && values > keys && values % keys == 0 && queries == keys))
        return OK;
    if (keys && values > keys && values % keys == 0)
        return FAIL(c, BAD_VALUE, "%s: v has %lld heads, k %lld and q %lld, expected as many of q as of k where v has more", c->p->row->name, (long long)values,
                    (long long)keys, (long long)queries);
    return FAIL(c, BAD_VALUE, "%s: v has %lld heads, expected a multiple of %lld, the heads of k", c->p->row->name, (long long)values, (long long)keys);
}

typedef struct look { call *c; int gate; const view *mask; const entries *walk; _Atomic int64_t task; } look;

static void look_at(void *context, int64_t task, int worker)
{
    look *x = context;
    const call *c = x->c;
    const int64_t heads = c->in[x->gate].shape[1];
    (void)worker;
    int64_t at = x->walk->gate_above(c, x->gate, x->mask, task / heads, task % heads), last = atomic_load(&x->task);
    while (at >= 0 && task < last)
        if (atomic_compare_exchange_weak(&x->task, &last, task)) break;
}

static status check_gates(call *c, int gate, const view *mask)
{
    const view *g = &c->in[gate];
    const int64_t tasks = g->shape[0] * g->shape[1], heads = g->shape[1], cols = g->rank > 3 ? g->shape[3] : 1;
    look x = {c, gate, mask, entries_of(c), INT64_MAX};
    share(tasks, look_at, &x, is_small((double)tasks * (double)g->shape[2] * (double)cols));
    const int64_t task = atomic_load(&x.task);
    if (task == INT64_MAX)
        return OK;
    const int64_t b = task / heads, h = task % heads, at = x.walk->gate_above(c, gate, mask, b, h);
    return FAIL(c, BAD_VALUE, "%s: %s is %g at sequence %lld, head %lld, token %lld, expected logarithms of decays, at most 0 (check=False skips this look)",
                c->p->row->name, c->p->slots[gate].name, view_get(g, b, h, at / cols, at % cols), (long long)b, (long long)h, (long long)(at / cols));
}

status check_log_gates(call *c, int gate) { return check_gates(c, gate, &c->in[c->p->first_option + RECURRENT_KEY_MASK]); }
status check_token_gates(call *c, int gate) { return check_gates(c, gate, &(view){0}); }

status check_decays(call *c, int slot)
{
    const view *decay = &c->in[slot];
    for (int64_t h = 0; present(decay) && h < decay->shape[0]; h++)
        if (view_get(decay, h, 0, 0, 0) > 0)
            return FAIL(c, BAD_VALUE, "%s: %s[%lld] is %g, expected a logarithm, at most 0", c->p->row->name, c->p->slots[slot].name, (long long)h,
                        view_get(decay, h, 0, 0, 0));
    return OK;
}
