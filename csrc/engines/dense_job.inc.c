/* What one call asks for, the memory of its workers, and the packed keys and values. */

typedef struct T(job) {
    call *c;
    const dense *d;
    const T(kernels) *k;
    const T(weight) *w;
    schedule schedule;
    T(bound) bound[TERM_MAX];
    int terms;
    bool weighs, weighed;              /* terms that change weights; by learned factors */
    bool identity;                     /* weights are mixed with the identity: dense_identity.inc.c */
    const view *head_mask;             /* NULL: none */
    int head_sum;                      /* where dxi stands among the sums; -1: not wanted */
    bool hides, counts, backward;      /* terms that may make a key absent in any tile; the mechanism asks for visible keys */
    int64_t group, heads;              /* query heads per key/value head; key/value heads of all sequences */
    int64_t max_n, max_m;              /* of the longest sequences */
    int64_t rows, keys, ld, words;     /* of a tile at most; between its rows; words of bits per row */
    int64_t dim, dim_ld, value, value_ld;
    real scale, kept;                  /* 1 / (1 - p) */
    uint32_t threshold;
    bool drops, shares;                /* shares: several heads in a block */
    bool streams;                      /* of sequences with few queries: keys and values are read where they lie, or converted tile by tile */
    bool sink_key, sink_value, beside; /* the call has them; the key joins no sum */
    const half_kernels *half;          /* products of bfloat16, where q, k and v are of it; NULL: none */
    int64_t found;                     /* sequences of this kind */
    int sink_sums, learned, sums;      /* numbers per sequence and head that the backward adds up: of the sink, then of learned parameters, of all */
    int first_sum[TERM_MAX];
} T(job);

/* Keys and values of one head: K^T and V for the forward; the backward also multiplies by K and V^T. Tile t of the keys begins at t * keys * (dim ...). */
typedef struct T(pack) {
    real *k_transposed, *v, *k, *v_transposed;
    unsigned char *k_finite, *v_finite;             /* per tile: else absent keys need care */
    uint16_t *k_half, *v_half;                      /* in the place of k_transposed and v */
} T(pack);

static void T(lay_pack)(const T(job) *x, arena *a, T(pack) *p)
{
    *p = (T(pack)){0};
    if (x->streams) return;
    const int64_t tiles = (x->max_m + x->keys - 1) / x->keys, rows = round_up(x->max_m, x->k->lanes);
    p->k_finite = carve(a, tiles, 1);
    p->v_finite = carve(a, tiles, 1);
    if (x->half) {
        p->k_half = carve(a, rows * round_up(x->dim, 2), sizeof(uint16_t));
        p->v_half = carve(a, round_up(x->max_m, 2) * x->value_ld, sizeof(uint16_t));
        return;
    }
    p->k_transposed = carve(a, rows * x->dim, sizeof(real));
    p->v = x->backward ? NULL : carve(a, x->max_m * x->value_ld, sizeof(real));
    p->k = x->backward ? carve(a, x->max_m * x->dim_ld, sizeof(real)) : NULL;
    p->v_transposed = x->backward ? carve(a, rows * x->value, sizeof(real)) : NULL;
}

/* Pairs of bfloat16 move as floats do: K^T is packed by transposing those. */
static void T(pack_half)(const T(job) *x, const T(pack) *p, const slice *k, const slice *v, int64_t k0, int64_t t)
{
    uint16_t *keys = p->k_half + k0 * round_up(x->dim, 2), *values = p->v_half + k0 * x->value_ld;
    if (k->col_stride == 2 && x->dim % 2 == 0) {
        const slice pairs = {k->data, F32, k->rows, x->dim / 2, k->row_stride, 4};
        x->k->pack_transposed(&pairs, (real *)(void *)keys);
    } else
        x->half->pack_transposed(k, keys);
    x->half->pack_panels(v, values);
    p->v_finite[t] = x->half->finite(values, round_up(v->rows, 2) * x->value_ld);
}

/* Whether the keys and values of a sequence are read where they lie, since packing them would take longer than its few queries. Depends on its shape alone. */
static bool T(few_queries)(const T(job) *x, const sequence *s)
{
    const cut cut = cut_queries(s->n, x->group);
    return x->w->family != WHOLE_ROW && cut.groups * cut.along <= 1 && cut.heads * cut.rows <= (s->m < DENSE_KEYS ? 4 : x->k->lanes);
}

static void T(pack_tile)(const T(job) *x, const T(pack) *p, const sequence *seq, int64_t kv, int64_t t)
{
    const int64_t k0 = t * x->keys, n = least(x->keys, seq->m - k0);
    if (T(few_queries)(x, seq)) return;
    const slice k = slice_of(&x->c->in[1], seq->batch, kv, seq->k0 + k0, n), v = slice_of(&x->c->in[2], seq->batch, kv, seq->k0 + k0, n);
    if (x->half) {
        T(pack_half)(x, p, &k, &v, k0, t);
        return;
    }
    x->k->pack_transposed(&k, p->k_transposed + k0 * x->dim);
    if (!x->backward) {
        x->k->pack_panels(&v, p->v + k0 * x->value_ld);
        p->v_finite[t] = x->k->finite(p->v + k0 * x->value_ld, n * x->value_ld);
        return;
    }
    x->k->pack_panels(&k, p->k + k0 * x->dim_ld);
    p->k_finite[t] = x->k->finite(p->k + k0 * x->dim_ld, n * x->dim_ld);
    x->k->pack_transposed(&v, p->v_transposed + k0 * x->value);
}

/* The tiles of keys that any query of the sequence may need. */
static span T(tiles_of)(const T(job) *x, const sequence *seq)
{
    const tile all = {.rows = seq->n, .n = seq->n, .m = seq->m};
    return seq->n ? key_blocks(&x->schedule, &all, x->keys) : (span){0, 0};
}

static void T(bind_terms)(T(job) *x)
{
    for (const T(term) *const *t = x->k->terms; *t; t++) {
        T(bound) b = {.term = *t, .call = x->c, .mechanism = x->d};
        int at = x->terms;
        if (!(*t)->bind(&b, x->backward))
            continue;
        for (; at > 0 && x->bound[at - 1].term->stage > (*t)->stage; at--) x->bound[at] = x->bound[at - 1];
        x->bound[at] = b;
        x->terms++;
        x->hides |= b.hides, x->weighs |= (*t)->weigh != NULL, x->weighed |= (*t)->weighed != NULL;
    }
    x->sums = x->sink_sums + x->learned, x->head_sum = -1;
    for (int i = 0; i < x->terms; i++) {
        x->first_sum[i] = x->sums;
        x->sums += x->bound[i].sums;
        if (x->bound[i].term->stage != STAGE_OUTPUT) continue;
        x->head_mask = x->bound[i].operand;
        if (x->bound[i].sums) x->head_sum = x->first_sum[i];
    }
}

/* Whether a sequence belongs to this job: the forward has one for those that stream and one for the others. */
static bool T(belongs)(const T(job) *x, const sequence *s) { return x->backward || x->streams == T(few_queries)(x, s); }

/* Factor of the output of a head. */
static double T(head_factor)(const T(job) *x, int64_t sequence, int64_t head)
{
    const view *v = x->head_mask;
    return !v ? 1 : v->rank == 2 ? view_get(v, sequence, head, 0, 0) : view_get(v, head, 0, 0, 0);
}

static void T(longest)(T(job) *x)
{
    for (int64_t s = 0; s < x->c->sequences; s++) {
        const sequence q = sequence_of(x->c, s);
        const cut cut = cut_queries(q.n, x->group);
        if (T(belongs)(x, &q)) {
            x->found = x->c->cu_k ? x->found + 1 : x->c->sequences;
            x->rows = most(x->rows, least(cut.heads, x->group) * cut.rows);
            x->max_n = most(x->max_n, q.n), x->max_m = most(x->max_m, q.m);
            x->shares |= cut.heads > 1;
        }
        if (!x->c->cu_k) return;                     /* all alike */
    }
}

static T(job) T(job_of)(call *c, const dense *d, bool backward, bool streams)
{
    T(job) x = {.c = c, .d = d, .k = T(kernels_now)(), .schedule = schedule_of(c), .backward = backward, .streams = streams};
    const double p = dense_param(c, DENSE_DROPOUT)->f;
    x.w = x.k->weights[d->weight];
    x.group = c->size[SYM_H] ? c->size[SYM_HQ] / c->size[SYM_H] : 1;
    x.heads = c->sequences * c->size[SYM_H];
    x.dim = c->size[SYM_D], x.dim_ld = round_up(x.dim, x.k->lanes);
    x.value = c->size[SYM_DV], x.value_ld = round_up(x.value, x.k->lanes);
    T(longest)(&x);
    x.keys = least(REAL == 32 ? DENSE_KEYS : DENSE_KEYS / 2, round_up(x.max_m, 64));
    x.keys = most(x.keys, 64);
    x.ld = least(x.keys, round_up(most(x.max_m, 1), x.k->lanes)) + x.k->lanes;      /* rows a power of two apart would fall on few lines of the cache */
    x.words = x.keys / 64;
    x.scale = (real)dense_scale(c);
    x.drops = p > 0;
    x.kept = (real)(1 / (1 - p));
    x.threshold = (uint32_t)(p * 4294967296.0);
    x.identity = dense_param(c, DENSE_SOFTPAG)->f > 0 && !dense_param(c, DENSE_SOFTPAG)->none;
    x.sink_key = d->sink_keys && present(&c->in[d->sink_keys]), x.sink_value = d->sink_values && present(&c->in[d->sink_values]);
    x.beside = x.sink_key && d->beside;
    x.sink_sums = !backward ? 0 : x.sink_key || x.sink_value ? (int)(x.dim + x.value) : d->sinks && present(&c->grad_in[d->sinks]);
    x.learned = backward ? d->learned : 0;
    x.counts = (d->counts && d->counts(c)) || present(dense_slot(c, DENSE_SSMAX));
    const bool halves = REAL == 32 && c->in[0].dtype == BF16 && c->in[1].dtype == BF16 && c->in[2].dtype == BF16;
    if (halves && !backward && !streams && x.w->family != WHOLE_ROW && !d->precise && !x.sink_key) x.half = half_kernels_now();
    T(bind_terms)(&x);
    return x;
}

/* How the heads are spread over threads. `own`: a worker takes a head from packing to the end, in its own memory. Else the heads in flight are
 * packed together and their blocks shared out. Which of the two it is does not show in the bits. */
typedef struct T(plan) {
    int workers;
    bool own;
    int64_t in_flight;
} T(plan);

static T(plan) T(plan_of)(const T(job) *x, int64_t heads)
{
    const double work = 2.0 * (double)(heads * x->group) * (double)x->max_n * (double)x->max_m * (double)(x->dim + x->value);
    T(plan) p = {1, true, 1};
    if (work < 2.5e6) return p;                      /* under about 50 us: not worth waking anybody */
    p.workers = parallel_width();
    p.own = p.workers == 1 || heads >= 4 * p.workers || (heads > 0 && heads % p.workers == 0);
    p.in_flight = p.own ? p.workers : least(heads, p.workers);
    return p;
}

static void T(run)(const T(plan) *p, int64_t tasks, task_fn f, void *context)
{
    if (p->workers > 1)
        parallel_for(tasks, f, context);
    else
        for (int64_t i = 0; i < tasks; i++) f(context, i, 0);
}
