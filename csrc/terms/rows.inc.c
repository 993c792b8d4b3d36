/* Per-row factor and shift of a mechanism: y_ij = f_i x_ij + b_i, after all other terms (rows_early: before the bias).  dx = f dy; the sums over a head of dy x f and dy go
 * to the mechanism. */

static bool T(rows_bind)(T(bound) *x, bool backward)
{
    x->scratch = 2 * DENSE_ROWS + 2 * LANES;
    x->sums = backward && x->mechanism->rows_gradient ? 2 : 0;
    x->keeps_input = x->sums > 0;
    return x->mechanism->rows && !x->mechanism->early;
}

static void T(rows_begin)(const T(bound) *x, real *scratch, const tile *block)
{
    double factor[DENSE_ROWS], shift[DENSE_ROWS], gain[DENSE_ROWS];
    for (int64_t i = 0; i < block->rows; i++) factor[i] = 1, shift[i] = 0, gain[i] = 1;
    x->mechanism->rows(x->call, block, factor, shift, gain);
    for (int64_t i = 0; i < block->rows; i++) scratch[i] = (real)factor[i], scratch[DENSE_ROWS + i] = (real)shift[i];
    for (int64_t i = 2 * DENSE_ROWS; i < 2 * DENSE_ROWS + 2; i++) scratch[i] = 0;
}

static void T(rows_forward)(const T(bound) *x, real *scratch, const tile *t, real *s, int64_t ld)
{
    (void)x;
    for (int64_t i = 0; i < t->rows; i++, s += ld) {
        const vec f = v_set(scratch[i]), b = v_set(scratch[DENSE_ROWS + i]);
        UNROLL(4) for (int64_t j = 0; j < t->keys; j += LANES) {
            const vec x = v_load(s + j);
            v_store(s + j, v_select(v_absent(x), x, v_fma(f, x, b)));      /* a factor that underflowed would make NaN of it */
        }
    }
}

static void T(rows_backward)(const T(bound) *x, real *scratch, const tile *t, const real *input, real *ds, int64_t ld)
{
    const vec zero = v_set(0);
    vec moment = zero, sum = zero;
    for (int64_t i = 0; i < t->rows; i++, ds += ld) {
        const vec f = v_set(scratch[i]);
        for (int64_t j = 0; j < t->keys; j += LANES) {
            vec d = v_load(ds + j);
            sum = v_add(sum, d);
            d = v_mul(f, d);
            v_store(ds + j, d);
            if (x->sums) moment = v_add(moment, v_select(v_equal(d, zero), zero, v_mul(d, v_load(input + i * ld + j))));
        }
    }
    scratch[2 * DENSE_ROWS] += v_sum(moment), scratch[2 * DENSE_ROWS + 1] += v_sum(sum);
}

static void T(rows_end)(const T(bound) *x, real *scratch, const tile *block, double *sums)
{
    (void)block;
    for (int i = 0; i < x->sums; i++) sums[i] += (double)scratch[2 * DENSE_ROWS + i];
}

static void T(rows_finish)(const T(bound) *x, call *c, const double *sums)
{
    if (x->sums) x->mechanism->rows_gradient(c, sums);
}

static const T(term) T(term_rows) = {
    STAGE_ROWS, T(rows_bind), T(rows_begin), T(rows_forward), T(rows_backward), T(rows_end), T(rows_finish),
};
