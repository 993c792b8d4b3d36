/* Softcap: y = c tanh(x / c), dx = dy (1 - tanh(x / c)^2). */

/* 2 ulp: near 0 an odd polynomial (f32) or rational (f64), Cephes' coefficients, else 1 - 2 / (exp(2 |x|) + 1). */
INLINE vec T(tanh)(vec x)
{
    vec z = v_mul(x, x), a = v_max(x, v_sub(v_set(0), x));
#if REAL == 32
    vec p = v_fma(v_set(-5.70498872745e-3f), z, v_set(2.06390887954e-2f));
    p = v_fma(p, z, v_set(-5.37397155531e-2f));
    p = v_fma(p, z, v_set(1.33314422036e-1f));
    p = v_fma(p, z, v_set(-3.33332819422e-1f));
#else
    vec p = v_fma(v_set(-9.64399179425052238628e-1), z, v_set(-9.92877231001918586564e1));
    p = v_fma(p, z, v_set(-1.61468768441708447952e3));
    vec q = v_fma(v_add(z, v_set(1.12811678491632931402e2)), z, v_set(2.23548839060100448583e3));
    p = v_div(p, v_fma(q, z, v_set(4.84406305325125486048e3)));
#endif
    vec near = v_fma(v_mul(x, z), p, x);
    vec far = v_sub(v_set(1), v_div(v_set(2), v_add(v_exp(v_min(v_set(64), v_add(a, a))), v_set(1))));
    far = v_select(v_lt(x, v_set(0)), v_sub(v_set(0), far), far);
    return v_select(v_lt(a, v_set((real)0.625)), near, far);
}

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
