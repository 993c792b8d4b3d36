/* Adaptive filter: scores from dot products x, norms of queries and keys, and numbers of the lag i + M - N - j (E, b, S):
 *
 *     R = |q|^2 + E^2 |k|^2 - 2 E x  (or -2 E x),   y = tau^2 (b - log(1 + S R))  (or tau^2 (b - S R)),   and weights times E
 *
 * Scratch, for the backward: sums by lag of what dL/db, dL/dS and dL/dE are, by key and by query of dL/d|.|^2, of dy y / tau^2. */

typedef struct T(filtering) { real *db, *ds, *de, *key, *query, *tau; int64_t lags, count; } T(filtering);

static T(filtering) T(filtering_lay)(const filter *f, int64_t n, int64_t m, real *scratch)
{
    const int64_t lags = filter_lags(n, m), keys = round_up(m, FILTER_PAD) + FILTER_PAD;
    (void)f;
    return (T(filtering)){scratch, scratch + lags, scratch + 2 * lags, scratch + 3 * lags, scratch + 3 * lags + keys, scratch + 3 * lags + keys + DENSE_ROWS, lags,
                          3 * lags + keys + DENSE_ROWS + FILTER_PAD};
}

static bool T(filter_bind)(T(bound) *x, bool backward)
{
    const int64_t n = x->call->size[SYM_N], m = x->call->size[SYM_M];
    if (!x->mechanism->filter) return false;
    x->scratch = backward ? T(filtering_lay)(x->mechanism->filter, n, m, NULL).count : 0;
    x->keeps_input = true;
    x->sums = backward ? (int)(3 * filter_lags(n, m) + m + n + 1) : 0;
    return true;
}

static void T(filter_begin)(const T(bound) *x, real *scratch, const tile *t)
{
    if (x->sums) memset(scratch, 0, (size_t)T(filtering_lay)(x->mechanism->filter, t->n, t->m, scratch).count * sizeof(real));
}

/* Of row i of a tile: where its first key stands among the lags, numbers of it, of the keys. */
typedef struct T(filter_row) { int64_t at; const real *e, *b, *s, *key; vec query, tau; } T(filter_row);

static T(filter_row) T(filter_row_of)(const T(bound) *x, const tile *t, int64_t i)
{
    const filter *f = x->mechanism->filter;
    const int64_t lags = filter_lags(t->n, t->m), heads = x->call->size[SYM_HQ], kv = t->head / (heads / x->call->size[SYM_H]);
    const int64_t at = t->k0 - (t->q0 + i + t->m - t->n) + t->m - 1, keys = round_up(t->m, FILTER_PAD) + FILTER_PAD;
    const real *table = (const real *)f->tables + t->head * 3 * lags + at;
    return (T(filter_row)){at, table, table + lags, table + 2 * lags, (const real *)f->keys + (t->sequence * x->call->size[SYM_H] + kv) * keys + t->k0,
                           v_set(((const real *)f->queries)[(t->sequence * heads + t->head) * t->n + t->q0 + i]), v_set((real)f->tau[t->head])};
}

/* R of a vector of scores. */
INLINE vec T(filter_residual)(const T(filter_row) *r, bool full, int64_t j, vec x)
{
    const vec e = v_load(r->e + j), twice = v_mul(v_set(-2), x);
    return full ? v_max(v_set(0), v_fma(e, v_fma(e, v_load(r->key + j), twice), r->query)) : v_mul(e, twice);
}

static void T(filter_forward)(const T(bound) *x, real *scratch, const tile *t, real *s, int64_t ld)
{
    const filter *f = x->mechanism->filter;
    (void)scratch;
    for (int64_t i = 0; i < t->rows; i++, s += ld) {
        const T(filter_row) r = T(filter_row_of)(x, t, i);
        for (int64_t j = 0; j < t->keys; j += LANES) {
            const vec z = v_mul(v_load(r.s + j), T(filter_residual)(&r, f->full, j, v_load(s + j)));
            const vec taken = f->robust ? v_mul(v_log2(v_add(v_set(1), z)), v_set((real)0.6931471805599453)) : z;
            v_store(s + j, v_mul(r.tau, v_sub(v_load(r.b + j), taken)));
        }
    }
}

static void T(filter_backward)(const T(bound) *x, real *scratch, const tile *t, const real *input, real *ds, int64_t ld)
{
    const filter *f = x->mechanism->filter;
    const T(filtering) w = T(filtering_lay)(f, t->n, t->m, scratch);
    const vec zero = v_set(0), one = v_set(1);
    vec total = zero;
    for (int64_t i = 0; i < t->rows; i++, ds += ld, input += ld) {
        const T(filter_row) r = T(filter_row_of)(x, t, i);
        vec own = zero;
        for (int64_t j = 0; j < t->keys; j += LANES) {
            const vec d = v_load(ds + j), dy = v_mul(d, r.tau), e = v_load(r.e + j), s = v_load(r.s + j);
            const vec in = v_select(v_equal(d, zero), zero, v_load(input + j)), key = f->full ? v_select(v_equal(d, zero), zero, v_load(r.key + j)) : zero;
            const vec residual = v_select(v_equal(d, zero), zero, T(filter_residual)(&r, f->full, j, in)), z = v_mul(s, residual);
            const vec over = f->robust ? v_div(dy, v_add(one, z)) : dy, taken = f->robust ? v_mul(v_log2(v_add(one, z)), v_set((real)0.6931471805599453)) : z;
            const vec dr = f->full ? v_select(v_lt(zero, residual), v_mul(v_set(-1), v_mul(over, s)), zero) : v_mul(v_set(-1), v_mul(over, s));
            total = v_fma(d, v_sub(v_load(r.b + j), taken), total);
            v_store(w.db + r.at + j, v_add(v_load(w.db + r.at + j), dy));
            v_store(w.ds + r.at + j, v_sub(v_load(w.ds + r.at + j), v_mul(over, residual)));
            v_store(w.de + r.at + j, v_fma(v_mul(v_set(2), dr), v_sub(v_mul(e, key), in), v_load(w.de + r.at + j)));
            v_store(w.key + t->k0 + j, v_fma(v_mul(dr, e), e, v_load(w.key + t->k0 + j)));
            own = v_add(own, dr);
            v_store(ds + j, v_mul(v_mul(v_set(-2), e), dr));
        }
        w.query[i] += v_sum(own);
    }
    w.tau[0] += v_sum(total);
}

static void T(filter_weigh)(const T(bound) *x, real *scratch, const tile *t, real *a, int64_t ld)
{
    (void)scratch;
    for (int64_t i = 0; i < t->rows; i++, a += ld) {
        const T(filter_row) r = T(filter_row_of)(x, t, i);
        for (int64_t j = 0; j < t->keys; j += LANES) v_store(a + j, v_mul(v_load(r.e + j), v_load(a + j)));
    }
}

static void T(filter_weighed)(const T(bound) *x, real *scratch, const tile *t, const real *p, const real *given, real mask, int64_t ld)
{
    const T(filtering) w = T(filtering_lay)(x->mechanism->filter, t->n, t->m, scratch);
    const vec zero = v_set(0), factor = v_set(mask);
    for (int64_t i = 0; i < t->rows; i++, p += ld, given += ld) {
        const T(filter_row) r = T(filter_row_of)(x, t, i);
        for (int64_t j = 0; j < t->keys; j += LANES) {
            const vec q = v_load(p + j), d = v_select(v_equal(q, zero), zero, v_load(given + j));
            v_store(w.de + r.at + j, v_add(v_load(w.de + r.at + j), v_div(v_mul(factor, v_mul(q, d)), v_load(r.e + j))));
        }
    }
}

static void T(filter_end)(const T(bound) *x, real *scratch, const tile *t, double *sums)
{
    const T(filtering) w = T(filtering_lay)(x->mechanism->filter, t->n, t->m, scratch);
    if (!x->sums) return;
    for (int64_t i = 0; i < 3 * w.lags; i++) sums[i] += (double)scratch[i];
    sums += 3 * w.lags;
    for (int64_t j = 0; j < t->m; j++) sums[j] += (double)w.key[j];
    for (int64_t i = 0; i < t->rows; i++) sums[t->m + t->q0 + i] += (double)w.query[i];
    sums[t->m + t->n] += (double)w.tau[0];
}

static void T(filter_finish)(const T(bound) *x, call *c, const double *sums)
{
    if (x->sums) x->mechanism->filter->gradient(c, x->mechanism->filter, sums);
}

static const T(term) T(term_filter) = {
    STAGE_MULTIPLY, T(filter_bind), T(filter_begin), T(filter_forward), T(filter_backward), T(filter_end), T(filter_finish), .weigh = T(filter_weigh), .weighed = T(filter_weighed),
};
