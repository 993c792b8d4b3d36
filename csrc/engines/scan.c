/* Shapes, memory and threads of the selective scan. */
#include "scan_walk.h"
#include "../core/alloc.h"
#include "../core/parallel.h"
#include "../isa/slice.h"
#include <string.h>

static const scan_entries *entries_of(const call *c) { return c->compute == F64 ? &scan_entries_f64 : &scan_entries_f32; }

/* Groups of b and c; one where neither has any. */
static int64_t groups_of(const call *c, const scan *s)
{
    const view *b = &c->in[s->b], *x = b->rank == 4 ? b : &c->in[s->c];
    return x->rank == 4 ? x->shape[1] : 1;
}

status check_groups(call *c, const scan *s)
{
    const int64_t groups = groups_of(c, s), channels = c->size[SYM_H];
    if (groups ? channels % groups == 0 : !channels)
        return OK;
    return FAIL(c, BAD_VALUE, "%s: %s has %lld groups, expected a divisor of %lld, the channels of u", c->p->row->name,
                c->p->slots[c->in[s->b].rank == 4 ? s->b : s->c].name, (long long)groups, (long long)channels);
}

static scanning scanning_of(call *c, const scan *s)
{
    const int64_t lanes = entries_of(c)->lanes(), states = c->in[s->a].shape[1];
    scanning w = {.c = c, .s = s, .lanes = lanes, .states = states, .ld = round_up(states, lanes), .groups = groups_of(c, s)};
    w.blocks = w.groups ? w.groups * ((c->size[SYM_H] / w.groups + lanes - 1) / lanes) : 0;
    for (int64_t i = 0; i < c->sequences; i++) {
        const int64_t n = sequence_of(c, i).n;
        w.longest = n > w.longest ? n : w.longest;
    }
    return w;
}

/* Waking a thread costs more than so many exponentials: those of a few tokens. */
static void share_out(int64_t tasks, task_fn fn, scanning *w)
{
    if ((double)tasks * (double)w->lanes * (double)w->states * (double)w->longest >= 1 << 17)
        parallel_for(tasks, fn, w);
    else
        for (int64_t task = 0; task < tasks; task++) fn(w, task, 0);
}

static status no_memory(const scanning *w)
{
    return FAIL(w->c, NO_MEMORY, "%s: no memory for the states of %lld channels", w->c->p->row->name, (long long)w->c->size[SYM_H]);
}

static bool countable(const scanning *w, double cells) { return cells * (double)(w->ld + 1) * (double)w->lanes < 0x1p56; }

status scan_forward(call *c, const scan *s)
{
    scanning w = scanning_of(c, s);
    const int64_t workers = parallel_width();
    entries_of(c)->measure(&w);
    w.scratch = countable(&w, 4 * SCAN_CHUNK) ? allocate(workers, w.scratch_size) : NULL;
    if (!w.scratch)
        return no_memory(&w);
    share_out(c->sequences * w.blocks, entries_of(c)->forward, &w);
    release(w.scratch);
    return OK;
}

static int64_t smaller(int64_t x, int64_t y) { return x < y ? x : y; }

/* What the backward keeps between spans: of as many sequences at a time as make enough tasks for any number of threads. */
static bool open_backward(scanning *w)
{
    enum { TASKS = 256 };
    const call *c = w->c;
    const int64_t size = dtype_size(c->compute), most = w->blocks ? (TASKS + w->blocks - 1) / w->blocks : 1, sums = (3 * w->states + 2) * w->lanes;
    int64_t chunks = 0;
    w->wave = smaller(c->sequences, most);
    for (int64_t s = 0; s < c->sequences; s += w->wave) {
        const int64_t last = smaller(s + w->wave, c->sequences), here = scan_chunks_before(c, last) - scan_chunks_before(c, s);
        chunks = here > chunks ? here : chunks;
    }
    const int64_t tasks = w->wave * w->blocks, span = smaller(SCAN_SPAN, scan_chunks(w->longest) * SCAN_CHUNK);
    if (!countable(w, ((double)chunks + 4 * SCAN_CHUNK) * (double)(w->blocks + 1)) || !countable(w, (double)tasks * 4 * SCAN_SPAN))
        return false;
    w->span_row = span * w->ld;
    w->marks = allocate(chunks * w->blocks, w->states * w->lanes * size);
    w->carried = allocate(tasks, w->states * w->lanes * size);
    w->sums = allocate(tasks, sums * size);
    for (int i = 0; i < 2; i++) w->shared[i] = allocate(tasks, w->span_row * size);
    w->total = allocate(w->blocks, sums * size);
    if (!w->marks || !w->carried || !w->sums || !w->shared[0] || !w->shared[1] || !w->total)
        return false;
    memset(w->total, 0, (size_t)(w->blocks * sums * size));
    entries_of(c)->measure(w);
    w->scratch = allocate(parallel_width(), w->scratch_size);
    return w->scratch != NULL;
}

static void close_backward(scanning *w)
{
    void *const blocks[] = {w->scratch, w->marks, w->carried, w->sums, w->shared[0], w->shared[1], w->total};
    for (int i = 0; i < 7; i++) release(blocks[i]);
}

status scan_backward(call *c, const scan *s)
{
    const scan_entries *f = entries_of(c);
    scanning w = scanning_of(c, s);
    status done = open_backward(&w) ? OK : no_memory(&w);
    const int64_t most = w.wave;
    for (; done == OK && w.first < c->sequences; w.first += most) {
        w.wave = smaller(most, c->sequences - w.first);
        share_out(w.wave * w.blocks, f->mark, &w);
        for (w.span = (w.longest + SCAN_SPAN - 1) / SCAN_SPAN - 1; w.span >= 0; w.span--) {
            share_out(w.wave * w.blocks, f->backward, &w);
            share_out(w.wave * (SCAN_SPAN / SCAN_CHUNK), f->share, &w);
        }
        share_out(w.blocks, f->collect, &w);
    }
    if (done == OK) share_out(w.blocks, f->give, &w);
    close_backward(&w);
    return done;
}
