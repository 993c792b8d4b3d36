/* A bias by distance that the mechanism gives: score_ij += b_h(|i + M - N - j|). Scratch: b on both sides of 0. */

static bool T(lags_bind)(T(bound) *x, bool backward)
{
    (void)backward;
    if (!x->mechanism->lags) return false;
    x->length = dense_longest(x->call);
    x->scratch = 2 * x->length + LANES + x->length * (int64_t)(sizeof(double) / sizeof(real));
    return true;
}

static void T(lags_begin)(const T(bound) *x, real *scratch, const tile *block)
{
    const int64_t reach = block->n > block->m ? block->n : block->m;
    real *both = scratch + x->length * (int64_t)(sizeof(double) / sizeof(real)), *zero = both + x->length;
    double *bias = (double *)(void *)scratch;
    x->mechanism->lags(x->call, block->head, reach, bias);
    for (int64_t d = 0; d < reach; d++) zero[d] = zero[-d] = (real)bias[d];
    for (int64_t d = 0; d < LANES; d++) zero[reach + d] = 0;
}

static void T(lags_forward)(const T(bound) *x, real *scratch, const tile *t, real *s, int64_t ld)
{
    const real *zero = scratch + x->length * (int64_t)(sizeof(double) / sizeof(real)) + x->length;
    for (int64_t i = 0; i < t->rows; i++, s += ld) {
        const real *b = zero + t->k0 - (t->q0 + i + t->m - t->n);
        for (int64_t j = 0; j < t->keys; j += LANES) v_store(s + j, v_add(v_load(s + j), v_load(b + j)));
    }
}

static const T(term) T(term_lags) = {STAGE_BIAS, T(lags_bind), T(lags_begin), T(lags_forward), NULL, NULL, NULL};
