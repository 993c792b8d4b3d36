/* Rows read before they are written to (RWKV-6): query i reads the state before its own key's gate and write, which is the walk with queries one key
 * earlier, and gets that key with a weight of its own: out_i += scale <q_i, u k_i> v_i. */

/* Keys and values first .. first + n of their own, as rows of k_end and u; 0 where there is none or it is absent. */
static void T(load_own)(T(walk) *w, int64_t first, int64_t n, real *k, real *v)
{
    const int64_t low = first < 0 ? -first : 0, end = w->m - first < n ? w->m - first : n;
    T(zero)(k, n * w->ldf);
    T(zero)(v, n * w->lde);
    if (low >= end)
        return;
    T(load)(w, &w->key, 0, w->m, first + low, end - low, k + low * w->ldf, w->ldf);
    T(load)(w, &w->v, 0, w->m, first + low, end - low, v + low * w->lde, w->lde);
    for (int64_t i = low; i < end; i++)
        if (T(absent)(w, first + i)) {
            T(zero)(k + i * w->ldf, w->ldf);
            T(zero)(v + i * w->lde, w->lde);
        }
}

/* out = u x, row by row. */
static void T(times_bonus)(const T(walk) *w, int64_t n, const real *x, real *out)
{
    for (int64_t i = 0; i < n; i++) w->k->gate.multiply(w->ldf, x + i * w->ldf, w->bonus, out + i * w->ldf);
}

/* Loaded queries i .. i + n: their own keys into o. */
static void T(add_bonus)(T(walk) *w, int64_t i, int64_t n)
{
    T(load_own)(w, i + w->own, n, w->own_k, w->own_v);
    T(times_bonus)(w, n, w->own_k, w->own_k);
    w->k->gate.row_dots(n, w->ldf, w->q_rows, w->ldf, w->own_k, w->ldf, w->weight);
    w->k->gate.add_scaled(n, w->lde, w->weight, w->own_v, w->o, w->lde);
}

/* x, the gradient of the loaded queries i .. i + n, o that of their rows. */
static void T(bonus_into_dq)(T(walk) *w, int64_t i, int64_t n)
{
    T(load_own)(w, i + w->own, n, w->own_k, w->own_v);
    T(times_bonus)(w, n, w->own_k, w->own_k);
    w->k->gate.row_dots(n, w->lde, w->o, w->lde, w->own_v, w->lde, w->weight);
    w->k->gate.add_scaled(n, w->ldf, w->weight, w->own_k, w->x, w->ldf);
}

/* What the queries whose own keys are those of the block give to these, to their values and to u. */
static void T(bonus_backward)(T(walk) *w, real *dv)
{
    const int64_t first = w->t - w->own, low = first < 0 ? -first : 0, end = w->n - first < w->len ? w->n - first : w->len, n = end - low;
    const real *k = w->k_rows + low * w->ldf, *v = w->v_rows + low * w->lde;
    for (int64_t g = 0; n > 0 && g < w->p->group; g++) {
        T(load_queries)(w, g, first + low, n);
        T(load_dout)(w, g, first + low, n);
        T(times_bonus)(w, n, w->q_rows, w->own_k);
        w->k->gate.row_dots(n, w->ldf, w->own_k, w->ldf, k, w->ldf, w->weight);
        w->k->gate.add_scaled(n, w->lde, w->weight, w->o, dv + low * w->lde, w->lde);
        w->k->gate.row_dots(n, w->lde, w->o, w->lde, v, w->lde, w->weight);
        w->k->gate.add_scaled(n, w->ldf, w->weight, w->own_k, w->dk_rows + low * w->ldf, w->ldf);
        for (int64_t i = 0; w->d_bonus && i < n; i++)
            for (int64_t c = 0; c < w->f; c++) w->d_bonus[c] += w->weight[i] * w->q_rows[i * w->ldf + c] * k[i * w->ldf + c];
    }
}
