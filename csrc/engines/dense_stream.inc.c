/* Forward of sequences with few queries, one block a head: the keys are cut into spans, which threads share; what spans give is added in their order,
 * so that bits do not depend on who walked them. */

/* o, top and sum of one span, as in forward_work. */
typedef struct T(partial) { real *o, *top, *sum; } T(partial);

typedef struct T(stream_run) {
    const T(job) *job;
    T(plan) plan;
    T(forward_worker) *worker;
    real *partials;
    int64_t spans, partial;            /* spans of a head at most; elements of a partial */
} T(stream_run);

static T(partial) T(partial_of)(const T(stream_run) *r, int64_t head, int64_t number)
{
    const T(job) *x = r->job;
    real *at = r->partials + (head * r->spans + number) * r->partial;
    return (T(partial)){at, at + x->rows * (x->value_ld + x->k->lanes), at + x->rows * x->value_ld};
}

static int64_t T(spans_of)(const T(job) *x, int64_t m) { return most((m + x->keys * DENSE_SPAN - 1) / (x->keys * DENSE_SPAN), 1); }

static void T(stream_span)(void *context, int64_t task, int worker)
{
    const T(stream_run) *r = context;
    const T(job) *x = r->job;
    const int64_t head = task / r->spans, number = task % r->spans, s = head / x->c->size[SYM_H];
    const sequence seq = sequence_of(x->c, s);
    const block b = block_of(&seq, s, head % x->c->size[SYM_H], x->group, 0);
    const int64_t spans = T(spans_of)(x, seq.m);
    if (!b.rows || number >= spans || !T(belongs)(x, &seq)) return;
    if (spans == 1) {
        T(forward_block)(x, &r->worker[worker].work, NULL, &b);
        return;
    }
    T(forward_work) w = r->worker[worker].work;
    const span all = T(block_tiles)(x, &b), tiles = {most(all.begin, number * DENSE_SPAN), least(all.end, (number + 1) * DENSE_SPAN)};
    const T(partial) p = T(partial_of)(r, head, number);
    w.o = p.o, w.top = p.top, w.sum = p.sum;
    memset(w.sum, 0, (size_t)(b.heads * b.rows * x->k->lanes) * sizeof(real));
    for (int64_t i = 0; i < b.heads * b.rows; i++) w.top[i] = REAL_LOWEST;
    T(begin_block)(x, &w.scores, &b);
    if (x->w->family == POINTWISE) T(begin_rows)(x, &w, &b);
    T(walk)(x, &w, NULL, &b, tiles);
}

/* Adds what a span gave, brought to a common factor: powers of two, so exact. */
static void T(add_partial)(const T(job) *x, T(forward_work) *w, const T(partial) *p, int64_t rows)
{
    for (int64_t i = 0; i < rows; i++) {
        real *o = w->o + i * x->value_ld, *sum = w->sum + i * x->k->lanes, *part = p->o + i * x->value_ld, *part_sum = p->sum + i * x->k->lanes;
        if (x->w->family == RUNNING_MAXIMUM) {
            const real top = w->top[i] > p->top[i] ? w->top[i] : p->top[i];
            const real mine = (real)exp2((double)w->top[i] - (double)top), theirs = (real)exp2((double)p->top[i] - (double)top);
            if (mine != 1) x->k->scale(x->value_ld, mine, o), x->k->scale(x->k->lanes, mine, sum);
            if (theirs != 1) x->k->scale(x->value_ld, theirs, part), x->k->scale(x->k->lanes, theirs, part_sum);
            w->top[i] = top;
        }
        x->k->add(x->k->lanes, part_sum, sum);
        x->k->add(x->value_ld, part, o);
    }
}

static void T(stream_merge)(void *context, int64_t head, int worker)
{
    const T(stream_run) *r = context;
    const T(job) *x = r->job;
    const int64_t s = head / x->c->size[SYM_H];
    const sequence seq = sequence_of(x->c, s);
    const block b = block_of(&seq, s, head % x->c->size[SYM_H], x->group, 0);
    const int64_t spans = T(spans_of)(x, seq.m), rows = b.heads * b.rows;
    T(forward_work) *w = &r->worker[worker].work;
    if (!b.rows || spans == 1 || !T(belongs)(x, &seq)) return;
    if (x->d->rows || x->d->normal || x->d->parameters || x->sink_key || x->sink_value || x->identity || T(returns_weights)(x)) T(begin_block)(x, &w->scores, &b);
    T(begin_rows)(x, w, &b);
    memset(w->o, 0, (size_t)(rows * x->value_ld) * sizeof(real));
    for (int64_t i = 0; i < spans; i++) {
        const T(partial) p = T(partial_of)(r, head, i);
        T(add_partial)(x, w, &p, rows);
    }
    T(end_block)(x, w, NULL, &b);
}

/* Without a base it only measures. */
static void T(lay_streams)(T(stream_run) *r, arena *a)
{
    T(lay_workers)(r->job, &r->plan, a, &r->worker);
    r->partials = r->spans > 1 ? carve(a, r->job->heads * r->spans, r->partial * (int64_t)sizeof(real)) : NULL;
}

static status T(forward_streams)(const T(job) *x)
{
    T(stream_run) r = {.job = x, .plan = T(plan_of)(x, x->heads), .spans = T(spans_of)(x, x->max_m), .partial = x->rows * (x->value_ld + 2 * x->k->lanes)};
    arena a = {0};
    T(lay_streams)(&r, &a);
    const status s = T(take_memory)(x, &a);
    if (s != OK) return s;
    char *memory = a.base;
    T(lay_streams)(&r, &a);
    T(run)(&r.plan, x->heads * r.spans, T(stream_span), &r);
    if (r.spans > 1) T(run)(&r.plan, x->heads, T(stream_merge), &r);
    release(memory);
    return OK;
}

static status T(forward)(call *c, const dense *d)
{
    if (d->weights && present(&c->out[d->weights])) zero_view(&c->out[d->weights]);
    for (int streams = 0; streams < 2; streams++) {
        const T(job) x = T(job_of)(c, d, false, streams);
        const status s = !x.found ? OK : streams ? T(forward_streams)(&x) : T(forward_packed)(&x);
        if (s != OK) return s;
    }
    return OK;
}
