/* Soft causal mask after the softmax: P_ij alpha for keys j > i + M - N, no renormalisation. */

static bool T(illama_bind)(T(bound) *x, bool backward)
{
    const value *alpha = dense_param(x->call, DENSE_ILLAMA);
    (void)backward;
    x->number = (real)alpha->f;
    return !alpha->none && alpha->f != 1;
}

static void T(illama_weigh)(const T(bound) *x, real *scratch, const tile *t, real *w, int64_t ld)
{
    (void)scratch;
    for (int64_t i = 0; i < t->rows; i++, w += ld) {
        const int64_t future = t->q0 + i + t->m - t->n + 1 - t->k0, from = future < 0 ? 0 : future;
        if (from < t->keys) T(scale)(t->keys - from, x->number, w + from);
    }
}

static const T(term) T(term_illama) = {STAGE_WEIGHTS, .bind = T(illama_bind), .weigh = T(illama_weigh)};
