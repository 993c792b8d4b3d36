/* Softcap: y = c tanh(x / c), dx = dy (1 - tanh(x / c)^2). */

static bool T(softcap_bind)(T(bound) *x, bool backward)
{
    x->number = (real)dense_param(x->call, DENSE_SOFTCAP)->f;
    x->keeps_input = backward;
    return x->number > 0;
}

static void T(softcap_forward)(const T(bound) *x, real *scratch, const tile *t, real *s, int64_t ld)
{
    const vec c = v_set(x->number), inverse = v_set(1 / x->number);
    (void)scratch;
    for (int64_t i = 0; i < t->rows; i++, s += ld)
        UNROLL(2) for (int64_t j = 0; j < t->keys; j += LANES) v_store(s + j, v_mul(c, T(tanh)(v_mul(v_load(s + j), inverse))));
}

static void T(softcap_backward)(const T(bound) *x, real *scratch, const tile *t, const real *input, real *ds, int64_t ld)
{
    const vec inverse = v_set(1 / x->number), zero = v_set(0);
    (void)scratch;
    for (int64_t i = 0; i < t->rows; i++, input += ld, ds += ld)
        for (int64_t j = 0; j < t->keys; j += LANES) {
            vec y = T(tanh)(v_mul(v_load(input + j), inverse)), d = v_load(ds + j);
            vec slope = v_fma(v_sub(zero, y), y, v_set(1));
            v_store(ds + j, v_select(v_equal(d, zero), zero, v_mul(d, slope)));
        }
}

static const T(term) T(term_softcap) = {
    STAGE_SOFTCAP, .bind = T(softcap_bind), .forward = T(softcap_forward), .backward = T(softcap_backward),
};
