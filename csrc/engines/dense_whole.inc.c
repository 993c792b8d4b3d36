/* Families C and D: a weight depends on its whole row, so the scores of a block of queries with all its keys stand side by side before any becomes
 * a weight. Memory grows with the keys alone. */

typedef struct T(row_tiles) {
    real *s, *dw;                /* [rows][ld]: scores, then weights; backward: dL/dweight, then dL/dscore */
    real *scratch;               /* [ld] */
    real *given;                 /* dL/dP of a row before the head mask, [ld], where the mask wants a gradient */
    unsigned char *there;        /* per tile of the block: 0: nobody sees any of it, 1, or 2: some scores are absent */
    int64_t ld;
} T(row_tiles);

static void T(lay_row_tiles)(const T(job) *x, arena *a, T(row_tiles) *w)
{
    w->ld = round_up(x->max_m, x->keys) + x->k->lanes;
    w->s = carve(a, x->rows * w->ld, sizeof(real));
    w->dw = x->backward ? carve(a, x->rows * w->ld, sizeof(real)) : NULL;
    w->scratch = carve(a, w->ld, sizeof(real));
    w->given = x->head_sum >= 0 ? carve(a, w->ld, sizeof(real)) : NULL;
    w->there = carve(a, x->max_m / x->keys + 1, 1);
}

/* The strips of a tile into its columns of the rows, `outside` where there are none. */
static void T(collect)(const T(job) *x, const T(scores) *s, const real *tile, real outside, real *rows, int64_t ld)
{
    const int64_t lead = s->k0 - s->base, all = round_up(s->depth, x->k->lanes);
    for (const strip *p = s->strip; p < s->strip + s->strips; p++) {
        const int64_t width = T(strip_width)(x, p), begin = lead + p->begin;
        for (int64_t i = p->row; i < p->row + p->rows; i++) {
            real *row = rows + i * ld;
            for (int64_t j = 0; j < begin; j++) row[j] = outside;
            memcpy(row + begin, tile + i * x->ld + p->begin, (size_t)width * sizeof(real));
            for (int64_t j = begin + width; j < all; j++) row[j] = outside;
        }
    }
}

static void T(spread)(const T(job) *x, const T(scores) *s, const real *rows, int64_t ld, real *tile)
{
    const int64_t lead = s->k0 - s->base;
    for (const strip *p = s->strip; p < s->strip + s->strips; p++)
        for (int64_t i = p->row; i < p->row + p->rows; i++)
            memcpy(tile + i * x->ld + p->begin, rows + i * ld + lead + p->begin, (size_t)T(strip_width)(x, p) * sizeof(real));
}

/* Tile kb of the scores into the rows. */
static bool T(collect_scores)(const T(job) *x, T(scores) *s, T(row_tiles) *w, const T(pack) *p, const block *b, span tiles, int64_t kb)
{
    const int64_t at = (kb - tiles.begin) * x->keys, rows = b->heads * b->rows;
    const bool any = T(score_tile)(x, s, p, b, kb);
    w->there[kb - tiles.begin] = !any ? 0 : s->hidden ? 2 : 1;
    if (any)
        T(collect)(x, s, s->s, -INFINITY, w->s + at, w->ld);
    else
        for (int64_t i = 0; i < rows; i++)
            for (int64_t j = 0; j < round_up(s->depth, x->k->lanes); j++) w->s[i * w->ld + at + j] = -INFINITY;
    return any;
}

/* Columns of the rows. */
static int64_t T(row_width)(const T(job) *x, const block *b, span tiles)
{
    return tiles.end > tiles.begin ? round_up(least(tiles.end * x->keys, b->sequence.m) - tiles.begin * x->keys, x->k->lanes) : 0;
}

/* Tile kb once more, for its strips; with its scores too where `scores`. */
static void T(revisit)(const T(job) *x, T(scores) *s, const T(row_tiles) *w, const T(pack) *p, const block *b, span tiles, int64_t kb, bool scores)
{
    if (scores)
        T(score_tile)(x, s, p, b, kb);
    else
        T(clip)(x, s, b, kb), T(choose_kept)(x, s, b);
    s->hidden = w->there[kb - tiles.begin] == 2;
}
