/* Transformer-XL's relative positions: score_ij += scale <q_i + w, R[i + M - N - j + zero]>, before softcap; what q comes with is q + u (the prologue), and so w - u is added to it.
 *
 * Rows of a tile meet a band of rows + keys - 1 distances, and row i reads its keys' scores from column rows - 1 - i on; a few rows are multiplied at a
 * time, as few columns are then in vain. Distances without a row in R are those of pairs that are not seen. dR gathers over a block by distance from its last query at key 0. */

#ifndef POLYATTN_TXL
#define POLYATTN_TXL
enum { FEW_ROWS = 24, SOME_ROWS = 48 };
#endif

typedef struct T(band) {
    int64_t dim, dim_ld, zero, length, ld, first, count;      /* distances top - first, top - first - 1 ...: `count` of them have a row in R */
    real *query, *packed, *g, *panels, *dquery, *dr;           /* queries [rows][dim_ld], scaled; scores by distance [rows][ld] */
} T(band);

static T(band) T(band_of)(const T(bound) *x, real *scratch)
{
    const int64_t dim = x->operand->shape[2], dim_ld = round_up(dim, LANES), rows = DENSE_ROWS, wide = rows + DENSE_KEYS;
    T(band) b = {.dim = dim, .dim_ld = dim_ld, .zero = dense_txl_zero(x->call), .length = x->operand->shape[1], .ld = round_up(wide + LANES, LANES), .query = scratch};
    if (!scratch) return b;
    b.packed = b.query + rows * dim_ld, b.g = b.packed + wide * dim_ld;
    b.panels = b.g + rows * b.ld, b.dquery = b.panels + rows * dim_ld, b.dr = b.dquery + rows * dim_ld;
    return b;
}

static bool T(txl_bind)(T(bound) *x, bool backward)
{
    const int slot = x->call->p->first_option + DENSE_TXL_R;
    const view *grads = x->call->grad_in;
    x->operand = &x->call->in[slot];
    if (!present(x->operand)) return false;
    const T(band) b = T(band_of)(x, NULL);
    x->length = dense_longest(x->call), x->backward = backward;
    x->scratch = (2 * DENSE_ROWS + DENSE_KEYS) * b.dim_ld + DENSE_ROWS * b.ld + (backward ? 3 * DENSE_ROWS + x->length : 0) * b.dim_ld;
    x->scratch = round_up(x->scratch, 16);
    x->sums = backward && (present(&grads[slot]) || present(&grads[slot - 1]) || present(&grads[slot - 2])) ? (int)((b.length + 1) * b.dim) : 0;
    return true;
}

static double T(txl_vector)(const T(bound) *x, int option, int64_t head, int64_t d)
{
    const view *v = dense_slot(x->call, option);
    return present(v) ? view_get(v, head, d, 0, 0) : 0;
}

static void T(txl_begin)(const T(bound) *x, real *scratch, const tile *t)
{
    const T(band) b = T(band_of)(x, scratch);
    const double scale = dense_scale(x->call);
    const slice q = slice_of(&x->call->in[0], x->call->cu_k ? 0 : t->sequence, t->head, t->first_q + t->q0, t->rows);
    T(pack_rows)(&q, b.query, b.dim_ld);
    for (int64_t d = 0; d < b.dim; d++) {
        const double shift = T(txl_vector)(x, DENSE_TXL_W, t->head, d) - T(txl_vector)(x, DENSE_TXL_U, t->head, d);
        for (int64_t i = 0; i < t->rows; i++) b.query[i * b.dim_ld + d] = (real)(scale * ((double)b.query[i * b.dim_ld + d] + shift));
    }
}

/* Which part of the band has rows in R, as a slice of it from the farthest behind on. */
static slice T(band_rows)(const T(bound) *x, T(band) *b, const tile *t)
{
    const view *r = x->operand;
    const int64_t top = t->q0 + t->rows - 1 + t->m - t->n - t->k0 + b->zero, all = t->rows + t->keys - 1;      /* row of R of the band's first distance */
    const int64_t end = top + 1 < all ? top + 1 : all;
    b->first = top > b->length - 1 ? top - (b->length - 1) : 0;
    b->count = end > b->first ? end - b->first : 0;
    return (slice){r->data + t->head * r->stride[0] + (top - b->first) * r->stride[1], r->dtype, b->count, b->dim, -r->stride[1], r->stride[2]};
}

/* Keys from *begin to *end of row i of a tile lie in the part of the band; their columns there begin at what is returned. */
static inline int64_t T(band_keys)(const T(band) *b, const tile *t, int64_t i, int64_t *begin, int64_t *end)
{
    const int64_t at = t->rows - 1 - i;
    *begin = b->first > at ? b->first - at : 0;
    *end = b->first + b->count - at < t->keys ? b->first + b->count - at : t->keys;
    return at + *begin - b->first;
}

/* The columns of the band that `n` rows from i on need; they begin at a multiple of `align`, and end at one or with the band. Returns how many. */
static inline int64_t T(band_columns)(const T(band) *b, const tile *t, int64_t i, int64_t n, int64_t align, int64_t *begin)
{
    const int64_t low = t->rows - i - n - b->first, high = round_up(t->rows - 1 - i + t->keys - b->first, align), end = high < b->count ? high : b->count;
    *begin = low > 0 ? low / align * align : 0;
    return end - *begin;
}

static void T(txl_forward)(const T(bound) *x, real *scratch, const tile *t, real *s, int64_t ld)
{
    T(band) b = T(band_of)(x, scratch);
    const slice rows = T(band_rows)(x, &b, t);
    int64_t begin, end;
    if (!b.count) return;
    T(pack_transposed)(&rows, b.packed);
    for (int64_t i = 0; i < t->rows; i += FEW_ROWS) {
        const int64_t n = t->rows - i < FEW_ROWS ? t->rows - i : FEW_ROWS;
        const int64_t columns = T(band_columns)(&b, t, i, n, PRODUCT_PANEL * LANES, &begin);
        if (columns > 0)
            T(product)(n, columns, b.dim, b.query + i * b.dim_ld, b.dim_ld, 1, b.packed + begin * b.dim, b.g + i * b.ld + begin, b.ld, NULL, 0);
    }
    for (int64_t i = 0; i < t->rows; i++, s += ld) {
        const real *g = b.g + i * b.ld + T(band_keys)(&b, t, i, &begin, &end);
        int64_t j = begin;
        for (; j + LANES <= end; j += LANES, g += LANES) v_store(s + j, v_add(v_load(s + j), v_load(g)));
        for (; j < end; j++) s[j] += *g++;
    }
}

static void T(txl_backward)(const T(bound) *x, real *scratch, const tile *t, const real *input, real *ds, int64_t ld)
{
    static const real one = 1;
    T(band) b = T(band_of)(x, scratch);
    const slice rows = T(band_rows)(x, &b, t);
    int64_t begin, end;
    (void)input;
    if (!b.count) return;
    for (int64_t i = 0; i < t->rows; i++, ds += ld) {
        real *g = b.g + i * b.ld;
        memset(g, 0, (size_t)b.ld * sizeof(real));
        g += T(band_keys)(&b, t, i, &begin, &end);
        if (end > begin) memcpy(g, ds + begin, (size_t)(end - begin) * sizeof(real));
    }
    T(pack_panels)(&rows, b.packed);
    for (int64_t i = 0; i < t->rows; i += FEW_ROWS) {
        const int64_t n = t->rows - i < FEW_ROWS ? t->rows - i : FEW_ROWS;
        const int64_t columns = T(band_columns)(&b, t, i, n, 1, &begin);
        if (columns > 0)
            T(product_at)(n, b.dim, columns, b.g + i * b.ld + begin, b.ld, 1, b.packed, b.count, begin, b.dquery + i * b.dim_ld, b.dim_ld, &one, 0);
    }
    for (int64_t i = 0; i < t->rows && x->sums; i += SOME_ROWS) {
        const int64_t n = t->rows - i < SOME_ROWS ? t->rows - i : SOME_ROWS;
        const int64_t columns = T(band_columns)(&b, t, i, n, 1, &begin);
        if (columns > 0)
            T(product_at)(columns, b.dim, n, b.g + i * b.ld + begin, 1, b.ld, b.panels, t->rows, i, b.dr + (t->k0 + b.first + begin) * b.dim_ld, b.dim_ld, &one, 0);
    }
}

static void T(txl_begin_both)(const T(bound) *x, real *scratch, const tile *t)
{
    T(txl_begin)(x, scratch, t);
    if (!x->backward) return;
    const T(band) b = T(band_of)(x, scratch);
    const slice q = {(char *)b.query, REAL_DTYPE, t->rows, b.dim, b.dim_ld * (int64_t)sizeof(real), sizeof(real)};
    T(pack_panels)(&q, b.panels);
    memset(b.dquery, 0, (size_t)(t->rows * b.dim_ld) * sizeof(real));
    memset(b.dr, 0, (size_t)((t->rows + t->m) * b.dim_ld) * sizeof(real));
}

static void T(txl_end)(const T(bound) *x, real *scratch, const tile *t, double *sums)
{
    const T(band) b = T(band_of)(x, scratch);
    const int64_t top = t->q0 + t->rows - 1 + t->m - t->n + b.zero;
    const double scale = dense_scale(x->call);
    for (int64_t i = 0; i < t->rows * b.dim_ld; i++) b.dquery[i] *= (real)scale;
    if (!x->sums) return;
    for (int64_t c = top > b.length - 1 ? top - (b.length - 1) : 0; c < t->rows + t->m - 1 && c <= top; c++)
        for (int64_t d = 0; d < b.dim; d++) sums[(top - c) * b.dim + d] += (double)b.dr[c * b.dim_ld + d];
    for (int64_t i = 0; i < t->rows; i++)
        for (int64_t d = 0; d < b.dim; d++) sums[b.length * b.dim + d] += (double)b.dquery[i * b.dim_ld + d];
}

/* What the position term gives the gradient of the queries. */
static void T(txl_queries)(const T(bound) *x, const real *scratch, const tile *t, real *dq, int64_t ld)
{
    const int64_t dim_ld = round_up(x->operand->shape[2], LANES);
    const real *dquery = T(band_of)(x, (real *)scratch).dquery;
    for (int64_t i = 0; i < t->rows; i++)
        for (int64_t d = 0; d < dim_ld; d++) dq[i * ld + d] += dquery[i * dim_ld + d];
}

/* dw, and as much for u: the prologue takes it from the sum over dq, in which it is. */
static void T(txl_finish)(const T(bound) *x, call *c, const double *sums)
{
    const int64_t dim = x->operand->shape[2], rows = x->operand->shape[1], heads = c->size[SYM_HQ];
    const view *grads = c->grad_in + c->p->first_option;
    for (int64_t h = 0; h < heads && x->sums; h++)
        for (int64_t r = 0; r <= rows; r++)
            for (int64_t d = 0; d < dim; d++) {
                double all = 0;
                for (int64_t s = 0; s < c->sequences; s++) all += sums[(s * heads + h) * x->sums + r * dim + d];
                if (r < rows && present(&grads[DENSE_TXL_R])) view_set(&grads[DENSE_TXL_R], h, r, d, 0, all);
                if (r == rows && present(&grads[DENSE_TXL_W])) view_set(&grads[DENSE_TXL_W], h, d, 0, 0, all);
                if (r == rows && present(&grads[DENSE_TXL_U])) view_set(&grads[DENSE_TXL_U], h, d, 0, 0, all);
            }
}

static const T(term) T(term_txl) = {
    STAGE_SCORE, T(txl_bind), T(txl_begin_both), T(txl_forward), T(txl_backward), T(txl_end), T(txl_finish), .queries = T(txl_queries),
};
