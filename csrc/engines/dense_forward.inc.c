/* Forward: a block of queries walks over the tiles of its keys. */

typedef struct T(forward_work) {
    T(scores) scores;
    real *o;                           /* [rows][value_ld] */
    real *top, *sum, *rescale, *lse;   /* family A: see weights/weight.h; [rows], sum [rows][lanes] */
    half_rows rounded;                 /* bfloat16 and family A: [rows], [rows], [rows][lanes] */
    double *z;                         /* [3][rows]: POINTWISE: z, its slope, the sum of the row */
    T(row_tiles) whole;                /* WHOLE_ROW */
} T(forward_work);

/* What a worker owns, laid out once and not for every head: some heads are a few rows. */
typedef struct T(forward_worker) {
    T(forward_work) work;
    T(pack) pack;                      /* of plans where each worker packs its own heads */
} T(forward_worker);

typedef struct T(forward_run) {
    const T(job) *job;
    T(plan) plan;
    T(pack) *pack;                     /* shared packs, one per head in flight (not `own`) */
    T(forward_worker) *worker;
    int64_t first, tiles, items;       /* first head in flight; tiles and blocks of a head at most */
} T(forward_run);

/* The memory that an arena measured. */
static status T(take_memory)(const T(job) *x, arena *size)
{
    if (size->overflow)
        return FAIL(x->c, NO_MEMORY, "%s: the workspace of this call would be larger than the address space", x->c->p->row->name);
    char *memory = allocate(size->used, 1);
    if (!memory)
        return FAIL(x->c, NO_MEMORY, "%s: no memory for a workspace of %lld bytes", x->c->p->row->name, (long long)size->used);
    *size = (arena){memory, 0, false};
    return OK;
}

static void T(lay_forward)(const T(job) *x, arena *a, T(forward_work) *w)
{
    T(lay_scores)(x, a, &w->scores);
    w->o = carve(a, x->rows * x->value_ld, sizeof(real));
    w->top = carve(a, x->rows, sizeof(real));
    w->sum = carve(a, x->rows * x->k->lanes, sizeof(real));
    w->rescale = carve(a, x->rows, sizeof(real));
    w->lse = carve(a, x->rows, sizeof(real));
    w->rounded = (half_rows){0};
    if (x->half && x->w->family == RUNNING_MAXIMUM)
        w->rounded = (half_rows){carve(a, x->rows, sizeof(float)), carve(a, x->rows, sizeof(float)), carve(a, x->rows * x->k->lanes, sizeof(float))};
    w->z = x->d->normal ? carve(a, 3 * x->rows, sizeof(double)) : NULL;
    if (x->w->family == WHOLE_ROW) T(lay_row_tiles)(x, a, &w->whole);
}

/* Without a base the arena only measures. */
static void T(lay_workers)(const T(job) *x, const T(plan) *p, arena *a, T(forward_worker) **workers)
{
    T(forward_worker) *w = carve(a, p->workers, sizeof *w), unused;
    *workers = w;
    for (int i = 0; i < p->workers; i++) {
        T(forward_worker) *each = a->base ? w + i : &unused;
        T(lay_forward)(x, a, &each->work);
        if (p->own) T(lay_pack)(x, a, &each->pack);
    }
}

/* log2 of the weight that the head's sink takes. */
static double T(sink)(const T(job) *x, int64_t head)
{
    const view *sinks = x->d->sinks ? &x->c->in[x->d->sinks] : NULL;
    return sinks && present(sinks) ? (double)(real)view_get(sinks, sinks->rank ? head : 0, 0, 0, 0) * 1.4426950408889634 : -INFINITY;
}

/* Before any key. Family A: nothing, or the sink, which takes weight and gives nothing. */
static void T(begin_rows)(const T(job) *x, T(forward_work) *w, const block *b)
{
    memset(w->sum, 0, (size_t)(b->heads * b->rows * x->k->lanes) * sizeof(real));
    if (x->w->family != RUNNING_MAXIMUM) {
        for (int64_t i = 0; i < b->heads * b->rows; i++) w->top[i] = x->d->parameters ? (real)w->scores.parameters[i * ROW_PARAMETERS] : 0;
        return;
    }
    for (int64_t h = 0; h < b->heads; h++) {
        double logit = T(sink)(x, b->head + h);
        for (int64_t i = h * b->rows; i < (h + 1) * b->rows; i++) {
            if (x->sink_key && !x->beside) logit = (double)w->scores.sink[i] * 1.4426950408889634;
            const double top = rint(logit);
            w->top[i] = logit == -INFINITY ? REAL_LOWEST : (real)top;
            if (logit != -INFINITY) w->sum[i * x->k->lanes] = (real)exp2(logit - top);
        }
    }
}

/* Family B, where it is normalised: z of every row. */
static void T(find_normal)(const T(job) *x, const T(scores) *s, const block *b, const double *sums, double *z, double *slope)
{
    for (int64_t h = 0; h < b->heads; h++) {
        tile t = block_tile(b, h, 0, b->sequence.m);
        const int64_t row = h * b->rows;
        t.visible = s->visible ? s->visible + row : NULL;
        for (int64_t i = row; i < row + b->rows; i++) z[i] = 1, slope[i] = 0;
        x->d->normal(x->c, &t, sums + row, z + row, slope + row);
    }
}

/* Rounded weights are divided by their own sum (but where dropout or terms change them after it): what one key has alone stays its value. */
static double T(rounded_factor)(const T(job) *x, const T(forward_work) *w, int64_t head, int64_t i, double z)
{
    const double most = (double)w->rounded.most[i];
    if (x->drops || x->weighs) return most / z;
    return most / (most * x->k->sum(x->k->lanes, (const real *)w->rounded.sum + i * x->k->lanes) + exp2(T(sink)(x, head) - (double)w->top[i]));
}

/* Of the value that every query sees: exp(y - LSE) where the row's sum holds its key, exp(y) / (exp(y) + exp(LSE)) beside it, 1 without a key. */
static double T(sink_weight)(const T(job) *x, const real *score, const real *lse, int64_t i)
{
    if (!x->sink_key) return 1;
    return x->beside ? 1 / (1 + exp((double)lse[i] - (double)score[i])) : exp((double)score[i] - (double)lse[i]);
}

/* What becomes of the sums: o / Z and LSE (family A), times the mechanism's gain. */
static void T(finish_rows)(const T(job) *x, T(forward_work) *w, const block *b)
{
    if (w->z) {
        double *sums = w->z + 2 * x->rows;
        for (int64_t i = 0; i < b->heads * b->rows; i++) sums[i] = x->k->sum(x->k->lanes, w->sum + i * x->k->lanes), w->lse[i] = (real)sums[i];
        T(find_normal)(x, &w->scores, b, sums, w->z, w->z + x->rows);
    }
    for (int64_t h = 0; h < b->heads; h++) {
        const double mask = T(head_factor)(x, b->number, b->head + h), share = T(kept_share)(x, b->head + h);
        for (int64_t i = h * b->rows; i < (h + 1) * b->rows; i++) {
            double factor = x->d->rows ? w->scores.rows[2 * x->rows + i] : 1;
            if (w->z) factor /= w->z[i];
            if (x->w->family == RUNNING_MAXIMUM) {
                const double z = x->k->sum(x->k->lanes, w->sum + i * x->k->lanes);
                factor = z == 0 ? 0 : factor * (w->rounded.most ? T(rounded_factor)(x, w, b->head + h, i, z) : 1 / z);
                w->lse[i] = z == 0 ? -INFINITY : (real)(((double)w->top[i] + log2(z)) * 0.69314718055994531);
            }
            factor *= mask * share;
            if (factor != 1) x->k->scale(x->value_ld, (real)factor, w->o + i * x->value_ld);
            if (x->sink_value) {
                const real weight = (real)(mask * (x->sink_key && !x->beside ? share : 1) * T(sink_weight)(x, w->scores.sink, w->lse, i));
                for (int64_t d = 0; d < x->value_ld; d++) w->o[i * x->value_ld + d] += weight * w->scores.sink_value[h * x->value_ld + d];
            }
            if (x->identity) T(add_identity)(x, &w->scores, i, mask, w->o + i * x->value_ld);
        }
    }
}

static void T(store_block)(const T(job) *x, T(forward_work) *w, const block *b)
{
    const sequence *seq = &b->sequence;
    const int statistic = x->d->lse ? x->d->lse : x->d->sums;
    const view *lse = statistic ? &x->c->out[statistic] : NULL;
    for (int64_t h = 0; h < b->heads; h++) {
        const slice out = slice_of(&x->c->out[0], seq->batch, b->head + h, seq->q0 + b->q0, b->rows);
        x->k->store(w->o + h * b->rows * x->value_ld, x->value_ld, &out);
        if (lse && present(lse)) {
            char *to = lse->data + seq->batch * lse->stride[0] + (b->head + h) * lse->stride[1] + (seq->q0 + b->q0) * lse->stride[2];
            const slice row = {to, lse->dtype, 1, b->rows, 0, lse->stride[2]};
            x->k->store(w->lse + h * b->rows, b->rows, &row);
        }
    }
}

static bool T(returns_weights)(const T(job) *x) { return x->d->weights && present(&x->c->out[x->d->weights]); }

static void T(store_tile_of_weights)(const T(job) *x, T(scores) *s, const block *b)
{
    T(clear_beyond_strips)(x, s, s->s);
    for (int64_t h = 0; h < b->heads; h++) {
        tile t = block_tile(b, h, s->k0, s->keys);
        t.sequence = b->sequence.batch;
        const slice out = under_tile(&x->c->out[x->d->weights], &t);
        x->k->store(s->s + h * b->rows * x->ld, x->ld, &out);
    }
}

static bool T(weigh_strips)(const T(job) *x, T(forward_work) *w)
{
    bool moved = false;
    for (const strip *s = w->scores.strip; s < w->scores.strip + w->scores.strips; s++)
        moved |= x->w->forward(s->rows, T(strip_width)(x, s), w->scores.s + s->row * x->ld + s->begin, x->ld,
                               w->top + s->row, w->sum + s->row * x->k->lanes, w->rescale + s->row);
    return moved;
}

/* The weights themselves, in a second walk: they need the sum of the whole row, and its maximum, which no longer moves. The output was zeroed before. */
static void T(store_weights)(const T(job) *x, T(forward_work) *w, const T(pack) *p, const block *b, span tiles)
{
    const int64_t rows = b->heads * b->rows;
    real *share = w->lse;                  /* stored already */
    for (int64_t i = 0; i < rows; i++) {
        const double z = x->w->family == RUNNING_MAXIMUM ? x->k->sum(x->k->lanes, w->sum + i * x->k->lanes) : w->z ? w->z[i] : 1;
        share[i] = (real)(z == 0 ? 0 : 1 / z);
    }
    for (int64_t kb = tiles.begin; kb < tiles.end; kb++) {
        if (!T(score_tile)(x, &w->scores, p, b, kb)) continue;
        T(weigh_strips)(x, w);
        for (int64_t i = 0; i < rows; i++) x->k->scale(w->scores.keys, share[i], w->scores.s + i * x->ld);
        T(store_tile_of_weights)(x, &w->scores, b);
    }
}

/* Families C and D. */
static void T(forward_whole)(const T(job) *x, T(forward_work) *w, const T(pack) *p, const block *b, span tiles)
{
    static const real one = 1;
    const int64_t rows = b->heads * b->rows, width = T(row_width)(x, b, tiles);
    T(scores) *s = &w->scores;
    T(row_tiles) *r = &w->whole;
    bool begun = false;
    for (int64_t kb = tiles.begin; kb < tiles.end; kb++) T(collect_scores)(x, s, r, p, b, tiles, kb);
    for (int64_t i = 0; i < rows && x->d->lse; i++) w->lse[i] = (real)x->w->row_lse(width, r->s + i * r->ld);
    for (int64_t i = 0; i < rows; i++) x->w->row_forward(width, r->s + i * r->ld, s->parameters + i * ROW_PARAMETERS, r->scratch);
    for (int64_t kb = tiles.begin; kb < tiles.end; kb++) {
        if (!r->there[kb - tiles.begin]) continue;
        const bool strays = r->there[kb - tiles.begin] == 2 && !p->v_finite[kb];
        T(revisit)(x, s, r, p, b, tiles, kb, strays);
        if (strays) T(see)(x, s, b);
        T(spread)(x, s, r->s + (kb - tiles.begin) * x->keys, r->ld, s->s);
        if (T(returns_weights)(x)) T(store_tile_of_weights)(x, s, b);
        T(weigh_terms)(x, s, b, s->s);
        T(drop_strips)(x, s, s->s);
        T(sum_strips)(x, s, s->s, p->v + s->base * x->value_ld, p->v_finite[kb], x->value, w->o, begun ? &one : NULL, 0);
        begun = true;
    }
    if (!begun) memset(w->o, 0, (size_t)(rows * x->value_ld) * sizeof(real));
    T(finish_rows)(x, w, b);
    T(store_block)(x, w, b);
}

/* o and the statistics of family A over some tiles of keys. */
static void T(walk)(const T(job) *x, T(forward_work) *w, const T(pack) *p, const block *b, span tiles)
{
    static const real one = 1;
    T(scores) *s = &w->scores;
    bool begun = false;
    for (int64_t kb = tiles.begin; kb < tiles.end; kb++) {
        if (!T(score_tile)(x, s, p, b, kb)) continue;
        if (s->hidden && (x->streams || !p->v_finite[kb])) T(see)(x, s, b);
        const bool moved = T(weigh_strips)(x, w);
        T(weigh_terms)(x, s, b, s->s);
        T(drop_strips)(x, s, s->s);
        const real *load = !begun ? NULL : moved ? w->rescale : &one;
        if (x->streams)
            T(stream_sum)(x, s, b, 2, s->s, w->o, load, moved);
        else if (x->half)
            T(sum_half)(x, s, p, w->o, w->rounded.most ? &w->rounded : NULL, load, moved);
        else
            T(sum_strips)(x, s, s->s, p->v + s->base * x->value_ld, p->v_finite[kb], x->value, w->o, load, moved);
        begun = true;
    }
    if (begun) return;
    memset(w->o, 0, (size_t)(b->heads * b->rows * x->value_ld) * sizeof(real));
    for (int64_t i = 0; w->rounded.most && i < b->heads * b->rows; i++) w->rounded.most[i] = 0;
    if (w->rounded.sum) memset(w->rounded.sum, 0, (size_t)(b->heads * b->rows * x->k->lanes) * sizeof(float));
}

static span T(block_tiles)(const T(job) *x, const block *b)
{
    const tile all = block_tile(b, 0, 0, b->sequence.m);
    return key_blocks(&x->schedule, &all, x->keys);
}

static void T(end_block)(const T(job) *x, T(forward_work) *w, const T(pack) *p, const block *b)
{
    T(finish_rows)(x, w, b);
    T(store_block)(x, w, b);
    if (T(returns_weights)(x)) T(store_weights)(x, w, p, b, T(block_tiles)(x, b));
}

static void T(forward_block)(const T(job) *x, T(forward_work) *w, const T(pack) *p, const block *b)
{
    T(begin_block)(x, &w->scores, b);
    T(begin_rows)(x, w, b);
    if (x->w->family == WHOLE_ROW) {
        T(forward_whole)(x, w, p, b, T(block_tiles)(x, b));
        return;
    }
    T(walk)(x, w, p, b, T(block_tiles)(x, b));
    T(end_block)(x, w, p, b);
}

/* A head from packing to the end. */
static void T(forward_own)(void *context, int64_t task, int worker)
{
    const T(forward_run) *r = context;
    const T(job) *x = r->job;
    const int64_t s = task / x->c->size[SYM_H], kv = task % x->c->size[SYM_H];
    const sequence seq = sequence_of(x->c, s);
    const span tiles = T(tiles_of)(x, &seq);
    T(forward_worker) *w = &r->worker[worker];
    if (!T(belongs)(x, &seq)) return;
    for (int64_t t = tiles.begin; t < tiles.end; t++) T(pack_tile)(x, &w->pack, &seq, kv, t);
    for (int64_t item = 0;; item++) {
        const block b = block_of(&seq, s, kv, x->group, item);
        if (!b.rows) break;
        T(forward_block)(x, &w->work, &w->pack, &b);
    }
}

static void T(forward_pack)(void *context, int64_t task, int worker)
{
    const T(forward_run) *r = context;
    const T(job) *x = r->job;
    const int64_t slot = task / r->tiles, t = task % r->tiles, head = r->first + slot;
    const sequence seq = sequence_of(x->c, head / x->c->size[SYM_H]);
    const span tiles = T(tiles_of)(x, &seq);
    (void)worker;
    if (T(belongs)(x, &seq) && t >= tiles.begin && t < tiles.end) T(pack_tile)(x, &r->pack[slot], &seq, head % x->c->size[SYM_H], t);
}

static void T(forward_item)(void *context, int64_t task, int worker)
{
    const T(forward_run) *r = context;
    const T(job) *x = r->job;
    const int64_t slot = task / r->items, head = r->first + slot, s = head / x->c->size[SYM_H];
    const sequence seq = sequence_of(x->c, s);
    const block b = block_of(&seq, s, head % x->c->size[SYM_H], x->group, task % r->items);
    if (b.rows && T(belongs)(x, &seq)) T(forward_block)(x, &r->worker[worker].work, &r->pack[slot], &b);
}

/* Lays the memory out; without a base it only measures. */
static void T(lay_forward_run)(T(forward_run) *r, arena *a)
{
    const int64_t packs = r->plan.own ? 0 : r->plan.in_flight;
    T(pack) unused;
    T(lay_workers)(r->job, &r->plan, a, &r->worker);
    r->pack = carve(a, packs, sizeof *r->pack);
    for (int64_t i = 0; i < packs; i++) T(lay_pack)(r->job, a, a->base ? &r->pack[i] : &unused);
}

static status T(forward_packed)(const T(job) *x)
{
    T(forward_run) r = {.job = x, .plan = T(plan_of)(x, x->heads)};
    const cut longest = cut_queries(x->max_n, x->group);
    arena a = {0};
    T(lay_forward_run)(&r, &a);
    const status s = T(take_memory)(x, &a);
    if (s != OK) return s;
    char *memory = a.base;
    T(lay_forward_run)(&r, &a);
    r.tiles = (x->max_m + x->keys - 1) / x->keys, r.items = x->group * most(longest.along, 1);
    if (r.plan.own) T(run)(&r.plan, x->heads, T(forward_own), &r);
    for (; r.first < x->heads && !r.plan.own; r.first += r.plan.in_flight) {
        const int64_t heads = least(r.plan.in_flight, x->heads - r.first);
        T(run)(&r.plan, heads * r.tiles, T(forward_pack), &r);
        T(run)(&r.plan, heads * r.items, T(forward_item), &r);
    }
    release(memory);
    return OK;
}
