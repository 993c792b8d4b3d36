/* Score tiles: product, terms, mask. The same for the forward and for the recomputation of the backward, bit for bit. */

/* What a worker needs for the scores of a block of queries. */
typedef struct T(scores) {
    real *q, *s, *inputs[TERM_MAX];      /* queries times scale [rows][dim]; scores [rows][ld]; what terms were given, where they ask for it */
    real *term[TERM_MAX];                /* their scratch, head after head */
    uint64_t *bits, *kept;               /* [rows][words]: seen; not dropped */
    unsigned char *seen;                 /* [rows][keys], for products with operands that are not finite */
    int64_t *visible;                    /* [rows], where the mechanism asks */
    double *rows;                        /* [3][rows]: factor, shift, gain */
    real *clean;                         /* room for a packed operand */
    bool hidden;                         /* of the tile at hand: some scores may be absent */
} T(scores);

static void T(lay_scores)(const T(job) *x, arena *a, T(scores) *w)
{
    const int64_t heads = x->shares ? least(x->group, x->rows) : 1;
    w->q = carve(a, x->rows * x->dim, sizeof(real));
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
    w->clean = carve(a, most(x->rows, x->keys) * most(x->dim_ld, x->value_ld), sizeof(real));
}

static inline int64_t T(keys_of)(const T(job) *x, const block *b, int64_t t) { return least(x->keys, b->sequence.m - t * x->keys); }

/* How many keys each query sees. What terms hide shows when they are given zeros. */
static void T(count_visible)(const T(job) *x, T(scores) *w, const block *b, int64_t h)
{
    int64_t *count = w->visible + h * b->rows;
    tile t = block_tile(b, h, 0, b->sequence.m);
    const span all = key_blocks(&x->schedule, &t, x->keys);
    memset(count, 0, (size_t)b->rows * sizeof *count);
    for (int64_t kb = all.begin; kb < all.end; kb++) {
        t = block_tile(b, h, kb * x->keys, T(keys_of)(x, b, kb));
        const coverage seen = cover(&x->schedule, &t, x->k->lanes, w->bits, x->words);
        if (seen == TILE_EMPTY) continue;
        const int64_t width = round_up(t.keys, x->k->lanes);
        memset(w->s, 0, (size_t)(b->rows * x->ld) * sizeof(real));
        for (int i = 0; i < x->terms; i++)
            if (x->bound[i].hides)
                x->bound[i].term->forward(&x->bound[i], w->term[i] + h * x->bound[i].scratch, &t, w->s, x->ld);
        if (seen == TILE_PARTIAL) x->k->mask(b->rows, width, w->bits, x->words, w->s, x->ld);
        x->k->see(b->rows, width, w->s, x->ld, w->seen, x->keys);
        for (int64_t i = 0; i < b->rows; i++)
            for (int64_t j = 0; j < width; j++) count[i] += w->seen[i * x->keys + j];
    }
}

/* Queries of the block, scaled; terms told of it; per-row values of the mechanism. */
static void T(begin_block)(const T(job) *x, T(scores) *w, const block *b)
{
    const bool rows = x->d->rows != NULL;
    for (int64_t h = 0; h < b->heads; h++) {
        const slice q = slice_of(&x->c->in[0], b->sequence.batch, b->head + h, b->sequence.q0 + b->q0, b->rows);
        x->k->pack_rows(&q, w->q + h * b->rows * x->dim, x->dim);
        tile t = block_tile(b, h, 0, b->sequence.m);
        for (int i = 0; i < x->terms; i++)
            if (x->bound[i].hides && x->bound[i].term->begin)
                x->bound[i].term->begin(&x->bound[i], w->term[i] + h * x->bound[i].scratch, &t);
        if (x->counts) T(count_visible)(x, w, b, h), t.visible = w->visible + h * b->rows;
        for (int i = 0; i < x->terms; i++)
            if (!x->bound[i].hides && x->bound[i].term->begin)
                x->bound[i].term->begin(&x->bound[i], w->term[i] + h * x->bound[i].scratch, &t);
        if (rows) {
            double *factor = w->rows + h * b->rows, *shift = factor + x->rows, *gain = shift + x->rows;
            for (int64_t i = 0; i < b->rows; i++) factor[i] = 1, shift[i] = 0, gain[i] = 1;
            x->d->rows(x->c, &t, factor, shift, gain);
        }
    }
    x->k->scale(b->heads * b->rows * x->dim, x->scale, w->q);
}

/* Terms and mask on the rows of one head; `seen` as cover() says, its bits at those rows. */
static void T(finish_scores)(const T(job) *x, T(scores) *w, const tile *t, int64_t h, coverage seen)
{
    const int64_t row = h * t->rows, width = round_up(t->keys, x->k->lanes);
    real *s = w->s + row * x->ld;
    for (int i = 0; i < x->terms; i++) {
        const T(bound) *b = &x->bound[i];
        if (b->keeps_input) memcpy(w->inputs[i] + row * x->ld, s, (size_t)(t->rows * x->ld) * sizeof(real));
        b->term->forward(b, w->term[i] + h * b->scratch, t, s, x->ld);
    }
    if (seen != TILE_FULL) x->k->mask(t->rows, width, w->bits + row * x->words, x->words, s, x->ld);
}

/* Scores of the block with tile kb of the keys in w->s. False: nobody sees any of them. */
static bool T(score_tile)(const T(job) *x, T(scores) *w, const T(pack) *p, const block *b, int64_t kb)
{
    coverage seen[HEADS_MAX];
    bool any = false;
    const int64_t keys = T(keys_of)(x, b, kb), rows = b->heads * b->rows;
    w->hidden = x->hides;
    for (int64_t h = 0; h < b->heads; h++) {
        const tile t = block_tile(b, h, kb * x->keys, keys);
        uint64_t *bits = w->bits + h * b->rows * x->words;
        seen[h] = cover(&x->schedule, &t, x->k->lanes, bits, x->words);
        if (seen[h] == TILE_EMPTY) memset(bits, 0, (size_t)(b->rows * x->words) * sizeof *bits);
        any |= seen[h] != TILE_EMPTY;
        w->hidden |= seen[h] != TILE_FULL;
    }
    if (!any) return false;
    x->k->product(rows, keys, x->dim, w->q, x->dim, 1, p->k_transposed + kb * x->keys * x->dim, w->s, x->ld, NULL, 0);
    for (int64_t h = 0; h < b->heads; h++) {
        const tile t = block_tile(b, h, kb * x->keys, keys);
        T(finish_scores)(x, w, &t, h, seen[h]);
        if (x->drops)
            x->k->keep(b->rows, x->words, (uint64_t)dense_param(x->c, DENSE_SEED)->i, (uint32_t)dense_param(x->c, DENSE_OFFSET)->i,
                       (uint32_t)(b->number * x->c->size[SYM_HQ] + b->head + h), (uint32_t)b->q0, (uint32_t)t.k0, x->threshold, w->kept + h * b->rows * x->words);
    }
    return true;
}
