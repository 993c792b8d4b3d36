/* Score tiles: product, terms, mask. The same for the forward and for the recomputation of the backward, bit for bit. */

/* What a worker needs for the scores of a block of queries. */
typedef struct T(scores) {
    uint16_t *q_half, *clean_half;       /* bfloat16: queries [rows][dim filled up to pairs], in the place of q; room for a panel */
    real *q, *s, *inputs[TERM_MAX];      /* queries times scale [rows][dim]; scores [rows][ld]; what terms were given, where they ask for it */
    real *term[TERM_MAX];                /* their scratch, head after head */
    uint64_t *bits, *kept;               /* [rows][words]: seen; not dropped */
    unsigned char *seen;                 /* [rows][keys], for products with operands that are not finite */
    int64_t *visible;                    /* [rows], where the mechanism asks */
    double *rows;                        /* [3][rows]: factor, shift, gain */
    real *sink, *sink_key, *sink_value;  /* score of the sink's key [rows]; of each head of the block: [heads][dim], [heads][value_ld] */
    double *parameters;                  /* [rows][ROW_PARAMETERS] */
    real *own, *own_value;               /* the weight that the identity gives a query's own key, [rows]; values of those keys, [rows][value_ld] */
    real *clean;                         /* room for a panel of a packed operand */
    /* Of the tile at hand: */
    bool hidden;                         /* some scores may be absent */
    int64_t k0, keys;                    /* keys that some query may see: of tile number `number`, which begins at key `base` and has `depth` keys */
    int64_t number, base, depth;
    strip strip[STRIPS_MAX];
    int strips;
    bool streams;                        /* of the block at hand: keys and values are read where they lie */
    /* Streams: queries [rows][dim_ld]; rows of keys, then of values, where they need converting; a panel of values, where some are not finite. */
    real *q_wide, *converted, *panel;
} T(scores);

static void T(lay_scores)(const T(job) *x, arena *a, T(scores) *w)
{
    const int64_t heads = x->shares ? least(x->group, x->rows) : 1;
    w->q_half = x->half ? carve(a, x->rows * round_up(x->dim, 2), sizeof(uint16_t)) : NULL;
    w->clean_half = x->half ? carve(a, x->keys * x->k->panel, sizeof(uint16_t)) : NULL;
    w->q = x->half ? NULL : carve(a, x->rows * x->dim, sizeof(real));
    w->s = carve(a, x->rows * x->ld, sizeof(real));
    for (int i = 0; i < x->terms; i++) {
        w->inputs[i] = x->bound[i].keeps_input ? carve(a, x->rows * x->ld, sizeof(real)) : NULL;
        w->term[i] = carve(a, heads * x->bound[i].scratch, sizeof(real));
    }
    w->bits = carve(a, x->rows * x->words, sizeof(uint64_t));
    w->kept = x->drops ? carve(a, x->rows * x->words, sizeof(uint64_t)) : NULL;
    w->seen = carve(a, x->rows * x->keys, 1);
    w->visible = x->counts ? carve(a, x->rows, sizeof(int64_t)) : NULL;
    w->rows = x->d->rows ? carve(a, 3 * x->rows, sizeof(double)) : NULL;
    w->sink = x->sink_key ? carve(a, x->rows, sizeof(real)) : NULL;
    w->sink_key = x->sink_key ? carve(a, heads * x->dim, sizeof(real)) : NULL;
    w->sink_value = x->sink_value ? carve(a, heads * x->value_ld, sizeof(real)) : NULL;
    w->parameters = carve(a, ROW_PARAMETERS * x->rows, sizeof(double));
    w->own = x->identity ? carve(a, x->rows, sizeof(real)) : NULL;
    w->own_value = x->identity ? carve(a, x->rows * x->value_ld, sizeof(real)) : NULL;
    if (x->streams || x->backward) {
        w->q_wide = carve(a, x->rows * x->dim_ld, sizeof(real));
        w->converted = carve(a, x->keys * most(x->dim_ld, x->value_ld), sizeof(real));
        w->panel = carve(a, x->keys * x->k->panel, sizeof(real));
    }
    w->clean = carve(a, most(x->rows, x->keys) * x->k->panel, sizeof(real));
}

static inline int64_t T(keys_of)(const T(job) *x, const block *b, int64_t t) { return least(x->keys, b->sequence.m - t * x->keys); }

/* Which keys of the tile each query sees, in w->seen. What terms hide shows when they are given zeros. */
static void T(see_keys)(const T(job) *x, T(scores) *w, const tile *t, int64_t h)
{
    const int64_t width = round_up(t->keys, x->k->lanes);
    const coverage seen = cover(&x->schedule, t, x->k->lanes, w->bits, x->words);
    memset(w->s, 0, (size_t)(t->rows * x->ld) * sizeof(real));
    for (int i = 0; i < x->terms; i++)
        if (x->bound[i].hides)
            x->bound[i].term->forward(&x->bound[i], w->term[i] + h * x->bound[i].scratch, t, w->s, x->ld);
    if (seen == TILE_EMPTY) memset(w->bits, 0, (size_t)(t->rows * x->words) * sizeof *w->bits);
    if (seen != TILE_FULL) x->k->mask(t->rows, width, w->bits, x->words, w->s, x->ld);
    x->k->see(t->rows, width, w->s, x->ld, w->seen, x->keys);
}

/* How many keys each query sees. */
static void T(count_visible)(const T(job) *x, T(scores) *w, const block *b, int64_t h)
{
    int64_t *count = w->visible + h * b->rows;
    tile t = block_tile(b, h, 0, b->sequence.m);
    const span all = key_blocks(&x->schedule, &t, x->keys);
    const bool spans = !x->schedule.mask && !x->schedule.flex && !x->hides;
    memset(count, 0, (size_t)b->rows * sizeof *count);
    for (int64_t i = 0; i < b->rows && spans; i++) {
        count[i] = reach_count(&x->schedule, t.n, t.m, t.q0 + i);
    }
    if (spans) return;
    for (int64_t kb = all.begin; kb < all.end; kb++) {
        t = block_tile(b, h, kb * x->keys, T(keys_of)(x, b, kb));
        if (!x->hides) {
            const coverage seen = cover(&x->schedule, &t, x->k->lanes, w->bits, x->words);
            for (int64_t i = 0; i < b->rows && seen != TILE_EMPTY; i++)
                for (int64_t j = 0; j < (seen == TILE_FULL ? 1 : (t.keys + 63) / 64); j++)
                    count[i] += seen == TILE_FULL ? t.keys : __builtin_popcountll(w->bits[i * x->words + j]);
            continue;
        }
        T(see_keys)(x, w, &t, h);
        for (int64_t i = 0; i < b->rows; i++)
            for (int64_t j = 0; j < round_up(t.keys, x->k->lanes); j++) count[i] += w->seen[i * x->keys + j];
    }
}

#include "dense_identity.inc.c"

/* Row `head` of a sink's slot, or its only row. */
static void T(read_sink)(const view *v, int64_t head, int64_t n, int64_t padded, real *out)
{
    for (int64_t d = 0; d < padded; d++) out[d] = d >= n ? 0 : (real)(v->rank == 2 ? view_get(v, head, d, 0, 0) : view_get(v, d, 0, 0, 0));
}

static void T(begin_sinks)(const T(job) *x, T(scores) *w, const block *b)
{
    for (int64_t h = 0; h < b->heads; h++) {
        real *key = w->sink_key + h * x->dim;
        if (x->sink_value) T(read_sink)(&x->c->in[x->d->sink_values], b->head + h, x->value, x->value_ld, w->sink_value + h * x->value_ld);
        if (!x->sink_key) continue;
        T(read_sink)(&x->c->in[x->d->sink_keys], b->head + h, x->dim, x->dim, key);
        for (int64_t i = h * b->rows; i < (h + 1) * b->rows; i++) w->sink[i] = x->k->dot(x->dim, w->q + i * x->dim, key);
    }
}

/* Queries of the block, scaled; terms told of it; per-row values of the mechanism. */
static void T(begin_block)(const T(job) *x, T(scores) *w, const block *b)
{
    const bool rows = x->d->rows != NULL;
    w->streams = x->streams || (x->backward && T(few_queries)(x, &b->sequence));
    for (int64_t h = 0; h < b->heads; h++) {
        const slice q = slice_of(&x->c->in[0], b->sequence.batch, b->head + h, b->sequence.q0 + b->q0, b->rows);
        if (x->half)
            x->half->pack_rows(&q, w->q_half + h * b->rows * round_up(x->dim, 2), round_up(x->dim, 2));
        else
            x->k->pack_rows(&q, w->q + h * b->rows * x->dim, x->dim);
        tile t = block_tile(b, h, 0, b->sequence.m);
        for (int i = 0; i < x->terms; i++)
            if (x->bound[i].hides && x->bound[i].term->begin)
                x->bound[i].term->begin(&x->bound[i], w->term[i] + h * x->bound[i].scratch, &t);
        if (x->counts) T(count_visible)(x, w, b, h), t.visible = w->visible + h * b->rows;
        if (x->identity) T(begin_identity)(x, w, b, h);
        for (int i = 0; i < x->terms; i++)
            if (!x->bound[i].hides && x->bound[i].term->begin)
                x->bound[i].term->begin(&x->bound[i], w->term[i] + h * x->bound[i].scratch, &t);
        if (rows) {
            double *factor = w->rows + h * b->rows, *shift = factor + x->rows, *gain = shift + x->rows;
            for (int64_t i = 0; i < b->rows; i++) factor[i] = 1, shift[i] = 0, gain[i] = 1;
            x->d->rows(x->c, &t, factor, shift, gain);
        }
        for (int64_t i = 0; i < b->rows && x->d->parameters; i++) x->d->parameters(x->c, &t, i, w->parameters + (h * b->rows + i) * ROW_PARAMETERS);
    }
    if (!x->half) x->k->scale(b->heads * b->rows * x->dim, x->scale, w->q);
    if (x->sink_key || x->sink_value) T(begin_sinks)(x, w, b);
    if (w->streams) {
        const slice q = {(char *)w->q, REAL_DTYPE, b->heads * b->rows, x->dim, x->dim * (int64_t)sizeof(real), sizeof(real)};
        x->k->pack_rows(&q, w->q_wide, x->dim_ld);
    }
}

/* Terms on the rows of one head. */
static void T(apply_terms)(const T(job) *x, T(scores) *w, const tile *t, int64_t h)
{
    const int64_t row = h * t->rows;
    real *s = w->s + row * x->ld;
    for (int i = 0; i < x->terms; i++) {
        const T(bound) *b = &x->bound[i];
        if (b->keeps_input) memcpy(w->inputs[i] + row * x->ld, s, (size_t)(t->rows * x->ld) * sizeof(real));
        if (b->term->forward) b->term->forward(b, w->term[i] + h * b->scratch, t, s, x->ld);
    }
}

/* Terms on weights, or on the gradients of weights. */
static void T(weigh_terms)(const T(job) *x, const T(scores) *w, const block *b, real *a)
{
    for (int64_t h = 0; h < b->heads && x->weighs; h++) {
        const tile t = block_tile(b, h, w->k0, w->keys);
        for (int i = 0; i < x->terms; i++)
            if (x->bound[i].term->weigh)
                x->bound[i].term->weigh(&x->bound[i], w->term[i] + h * x->bound[i].scratch, &t, a + h * b->rows * x->ld, x->ld);
    }
}

/* A tile's weights, or their gradients, times what the identity leaves of each head. */
static void T(share_heads)(const T(job) *x, const T(scores) *w, const block *b, real *a)
{
    for (int64_t h = 0; h < b->heads && x->identity; h++)
        for (int64_t i = h * b->rows; i < (h + 1) * b->rows; i++) x->k->scale(w->keys, (real)T(kept_share)(x, b->head + h), a + i * x->ld);
}

static inline int64_t T(strip_width)(const T(job) *x, const strip *s) { return round_up(s->end - s->begin, x->k->lanes); }

/* A strip at a time: -inf where the bits are clear. */
static void T(mask_strips)(const T(job) *x, const T(scores) *w)
{
    for (const strip *s = w->strip; s < w->strip + w->strips; s++)
        x->k->mask(s->rows, T(strip_width)(x, s), w->bits + s->row * x->words + s->begin / 64, x->words, w->s + s->row * x->ld + s->begin, x->ld);
}

static void T(drop_strips)(const T(job) *x, const T(scores) *w, real *a)
{
    for (const strip *s = w->strip; s < w->strip + w->strips && x->drops; s++)
        x->k->drop(s->rows, T(strip_width)(x, s), w->kept + s->row * x->words + s->begin / 64, x->words, x->kept, a + s->row * x->ld + s->begin, x->ld);
}

/* Cuts tile kb down to the keys that causality and window leave to the block, and its rows into strips where they leave different keys. */
static void T(clip)(const T(job) *x, T(scores) *w, const block *b, int64_t kb)
{
    const int64_t n = b->sequence.n, m = b->sequence.m, lanes = x->k->lanes, last = b->q0 + b->rows - 1;
    const schedule *s = &x->schedule;
    const span top = reach(s, n, m, b->q0), bottom = reach(s, n, m, last);
    w->number = kb, w->base = kb * x->keys, w->depth = T(keys_of)(x, b, kb);
    const tile whole = block_tile(b, 0, w->base, w->depth);
    const span any = reach_rows(s, &whole, b->q0, last);
    w->k0 = w->base + most(any.begin - w->base, 0) / 64 * 64;
    w->keys = least(any.end, w->base + w->depth) - w->k0;
    w->strips = 0;
    if (bottom.begin <= w->k0 && top.end >= w->k0 + w->keys) {
        w->strip[w->strips++] = (strip){0, b->heads * b->rows, 0, w->keys};
        return;
    }
    for (int64_t h = 0; h < b->heads; h++)
        for (int64_t i = 0; i < b->rows; i += STRIP) {
            const int64_t rows = least(STRIP, b->rows - i);
            const span seen = reach_rows(s, &whole, b->q0 + i, b->q0 + i + rows - 1);
            const int64_t from = most(seen.begin - w->k0, 0) / 64 * 64, to = least(round_up(most(seen.end - w->k0, 0), lanes), w->keys);
            w->strip[w->strips++] = (strip){h * b->rows + i, rows, least(from, to), to};
        }
}

/* 0 where no query of a strip sees the key: what reads whole columns of a tile finds weights there. */
static void T(clear_beyond_strips)(const T(job) *x, const T(scores) *w, real *a)
{
    const int64_t width = round_up(w->keys, x->k->lanes);
    for (const strip *s = w->strip; s < w->strip + w->strips; s++) {
        const int64_t end = s->begin + T(strip_width)(x, s);
        for (int64_t i = s->row; i < s->row + s->rows; i++) {
            if (s->begin) memset(a + i * x->ld, 0, (size_t)s->begin * sizeof(real));
            if (end < width) memset(a + i * x->ld + end, 0, (size_t)(width - end) * sizeof(real));
        }
    }
}

/* out = a B^T for the scores that some query sees, by whole panels of B, packed transposed; the rest of `out` is undefined. */
static void T(multiply_strips)(const T(job) *x, const T(scores) *w, const real *a, int64_t depth, const real *transposed, real *out)
{
    const int64_t from = w->k0 - w->base;
    transposed += from * depth;
    for (const strip *s = w->strip; s < w->strip + w->strips; s++) {
        const int64_t end = least(round_up(s->end, x->k->panel), w->depth - from);
        if (s->end > s->begin)
            x->k->product(s->rows, end - s->begin, depth, a + s->row * depth, depth, 1, transposed + s->begin * depth, out + s->row * x->ld + s->begin, x->ld, NULL, 0);
    }
}

/* The scores of the tile from bfloat16: scaled after the product, so that queries keep their bits. */
static void T(multiply_half)(const T(job) *x, const T(scores) *w, const T(pack) *p)
{
    const int64_t from = w->k0 - w->base, depth = round_up(x->dim, 2);
    const uint16_t *keys = p->k_half + w->k0 * depth;
    for (const strip *s = w->strip; s < w->strip + w->strips; s++) {
        const int64_t end = least(round_up(s->end, x->k->panel), w->depth - from);
        if (s->end > s->begin)
            x->half->product_at(s->rows, end - s->begin, depth, w->q_half + s->row * depth, depth, keys + s->begin * depth, depth, 0,
                                (float *)w->s + s->row * x->ld + s->begin, x->ld, (float)x->scale, NULL, 0);
    }
}

/* c = load c + a V of the tile, the weights rounded to bfloat16 in their place; r as in half.h. */
static void T(sum_half)(const T(job) *x, T(scores) *w, const T(pack) *p, real *c, const half_rows *r, const real *load, int64_t step)
{
    const bool finite = p->v_finite[w->number];
    const uint16_t *values = p->v_half + w->base * x->value_ld;
    for (const strip *s = w->strip; s < w->strip + w->strips; s++) {
        float *at = (float *)w->s + s->row * x->ld + s->begin, *to = (float *)c + s->row * x->value_ld;
        const float *factor = load ? (const float *)load + s->row * step : NULL;
        const int64_t depth = round_up(s->end - s->begin, 2), all = round_up(w->depth, 2), from = w->k0 - w->base + s->begin;
        const half_rows part = r ? (half_rows){r->most + s->row, r->load + s->row, r->sum + s->row * x->k->lanes} : (half_rows){0};
        x->half->round(s->rows, T(strip_width)(x, s), at, x->ld, r ? &part : NULL, factor, step);
        if (r && load) factor = part.load;
        if (w->hidden && !finite)
            x->half->product_seen(s->rows, x->value, depth, (const uint16_t *)(const void *)at, 2 * x->ld, values, all, from, to, x->value_ld, factor, r ? 1 : step,
                                  w->seen + s->row * x->keys + s->begin, x->keys, w->clean_half);
        else
            x->half->product_at(s->rows, x->value, depth, (const uint16_t *)(const void *)at, 2 * x->ld, values, all, from, to, x->value_ld, 1, factor, r ? 1 : step);
    }
}

/* c = load c + a B over the keys of the tile, a [rows][ld] weights, B of the whole tile packed as panels. */
static void T(sum_strips)(const T(job) *x, const T(scores) *w, const real *a, const real *panels, bool finite, int64_t cols, real *c, const real *load, int64_t step)
{
    const int64_t ldc = round_up(cols, x->k->lanes), from = w->k0 - w->base;
    for (const strip *s = w->strip; s < w->strip + w->strips; s++) {
        const real *at = a + s->row * x->ld + s->begin, *factor = load ? load + s->row * step : NULL;
        if (w->hidden && !finite)
            x->k->product_seen(s->rows, cols, s->end - s->begin, at, x->ld, 1, panels, w->depth, from + s->begin, c + s->row * ldc, ldc, factor, step,
                               w->seen + s->row * x->keys + s->begin, x->keys, 1, w->clean);
        else
            x->k->product_at(s->rows, cols, s->end - s->begin, at, x->ld, 1, panels, w->depth, from + s->begin, c + s->row * ldc, ldc, factor, step);
    }
}

/* Rows of keys or values as kernels that stream read them. */
typedef struct T(rows) { const char *data; dtype dtype; int64_t step; } T(rows);

/* The tile's rows: where they lie, if they can be read there in whole vectors, else (or where `wide` asks for `real`) converted. */
static T(rows) T(rows_of)(const T(job) *x, T(scores) *w, const view *v, const block *b, bool wide)
{
    const slice rows = slice_of(v, b->sequence.batch, b->kv, b->sequence.k0 + w->k0, w->keys);
    const int64_t size = dtype_size(v->dtype), ld = round_up(rows.cols, x->k->lanes);
    const bool right = v->dtype == REAL_DTYPE || (!wide && REAL == 32 && size == 2), whole = rows.cols == ld && rows.col_stride == size;
    if (right && whole && rows.row_stride % size == 0 && (uintptr_t)rows.data % (uintptr_t)size == 0)
        return (T(rows)){rows.data, v->dtype, rows.row_stride};
    x->k->pack_rows(&rows, w->converted, ld);
    return (T(rows)){(const char *)w->converted, REAL_DTYPE, ld * (int64_t)sizeof(real)};
}

/* out = a K^T, or a V^T, of the tile; rows of a in whole vectors. */
static void T(stream_scores)(const T(job) *x, T(scores) *w, const block *b, int slot, const real *a, real *out)
{
    const int64_t ld = round_up(x->c->in[slot].shape[3], x->k->lanes);
    const T(rows) k = T(rows_of)(x, w, &x->c->in[slot], b, false);
    x->k->stream_scores(b->heads * b->rows, w->keys, ld, a, ld, k.data, k.dtype, k.step, out, x->ld);
}

/* c = load c + a V, or a K, of the tile. */
static void T(stream_sum)(const T(job) *x, T(scores) *w, const block *b, int slot, real *a, real *c, const real *load, int64_t load_step)
{
    const int64_t rows = b->heads * b->rows, cols = x->c->in[slot].shape[3], ld = round_up(cols, x->k->lanes);
    const T(rows) v = T(rows_of)(x, w, &x->c->in[slot], b, w->hidden);
    bool finite = true;
    for (int64_t j = 0; j < w->keys && w->hidden && finite; j++) finite = x->k->finite((const real *)(const void *)(v.data + j * v.step), cols);
    T(clear_beyond_strips)(x, w, a);
    if (finite) {
        x->k->stream_sum(rows, ld, w->keys, a, x->ld, v.data, v.dtype, v.step, c, ld, load, load_step);
        return;
    }
    for (int64_t j = 0; j < cols; j += x->k->panel) {      /* a panel at a time, as product_seen wants it */
        const slice part = {(char *)v.data + j * (int64_t)sizeof(real), REAL_DTYPE, w->keys, least(x->k->panel, cols - j), v.step, sizeof(real)};
        x->k->pack_panels(&part, w->panel);
        x->k->product_seen(rows, part.cols, w->keys, a, x->ld, 1, w->panel, w->keys, 0, c + j, ld, load, load_step, w->seen, x->keys, 1, w->clean);
    }
}

/* Which weights of the tile dropout keeps. */
static void T(choose_kept)(const T(job) *x, T(scores) *w, const block *b)
{
    for (int64_t h = 0; h < b->heads && x->drops; h++)
        x->k->keep(b->rows, x->words, (uint64_t)dense_param(x->c, DENSE_SEED)->i, (uint32_t)dense_param(x->c, DENSE_OFFSET)->i,
                   (uint32_t)(b->number * x->c->size[SYM_HQ] + b->head + h), (uint32_t)b->q0, (uint32_t)w->k0, x->threshold, w->kept + h * b->rows * x->words);
}

/* Scores of the block with tile kb of the keys in w->s. False: nobody sees any of them. */
static bool T(score_tile)(const T(job) *x, T(scores) *w, const T(pack) *p, const block *b, int64_t kb)
{
    coverage seen[HEADS_MAX];
    bool any = false, partial = false;
    T(clip)(x, w, b, kb);
    for (int64_t h = 0; h < b->heads; h++) {
        const tile t = block_tile(b, h, w->k0, w->keys);
        uint64_t *bits = w->bits + h * b->rows * x->words;
        seen[h] = cover(&x->schedule, &t, x->k->lanes, bits, x->words);
        for (int i = 0; i < x->terms; i++)
            if (x->bound[i].term->empty && x->bound[i].term->empty(&x->bound[i], w->term[i] + h * x->bound[i].scratch, &t)) seen[h] = TILE_EMPTY;
        if (seen[h] != TILE_PARTIAL) memset(bits, seen[h] == TILE_FULL ? 0xFF : 0, (size_t)(b->rows * x->words) * sizeof *bits);
        any |= seen[h] != TILE_EMPTY;
        partial |= seen[h] != TILE_FULL;
    }
    if (!any) return false;
    if (w->streams)
        T(stream_scores)(x, w, b, 1, w->q_wide, w->s);
    else if (x->half)
        T(multiply_half)(x, w, p);
    else
        T(multiply_strips)(x, w, w->q, x->dim, p->k_transposed + w->base * x->dim, w->s);
    for (int64_t h = 0; h < b->heads; h++) {
        const tile t = block_tile(b, h, w->k0, w->keys);
        T(apply_terms)(x, w, &t, h);
    }
    T(choose_kept)(x, w, b);
    if (partial) T(mask_strips)(x, w);
    w->hidden = partial || x->hides;
    return true;
}

/* What nobody in a strip sees is not looked at by the products either, but for whole columns of keys. */
static void T(see)(const T(job) *x, T(scores) *w, const block *b)
{
    memset(w->seen, 0, (size_t)(b->heads * b->rows * x->keys));
    for (const strip *s = w->strip; s < w->strip + w->strips; s++)
        x->k->see(s->rows, T(strip_width)(x, s), w->s + s->row * x->ld + s->begin, x->ld, w->seen + s->row * x->keys + s->begin, x->keys);
}
