/* Family B: weight = (1 + erf(z)) / 2, z = (score - sqrt(1/2)) / (sigma sqrt 2), sigma^2 = 1 / (4 pi): the smooth step that Mega fits to relu^2.
 *
 * erfc(a) exp(a^2) (1 + 2 a) / 2 is a polynomial in (a - 3) / (a + 3): 4e-7 (f32) and 5e-16 (f64) where erfc is not 0. */

INLINE vec T(laplace_both)(vec y, real p, vec *slope)
{
#if REAL == 32
    static const real c[] = {0.626503937f, -0.0678104689f, -0.0237765293f, 0.0648183589f, -0.0596739393f, 0.0341883312f, -0.0117803253f, 0.00116508674f, 0.000821737421f, -0.000266589037f};
#else
    static const real c[] = {
        0.62650402913486483, -0.067810553062287859, -0.023781147176722878, 0.064822579351140493, -0.059636831707876673, 0.034154013678220254,
        -0.011885257453562431, 0.0012646958333105812, 0.00094434511088016713, -0.00038991563822015151, -5.2579444372853999e-5, 6.2547649848464319e-5,
        2.4728958944393914e-6, -1.0044987300968781e-5, -3.6094554569548467e-7, 1.7271320407724507e-6, 1.7020405601672004e-7, -2.9818678785361063e-7,
        -6.164861827907025e-8, 4.3823817149714573e-8, 1.4500480167279034e-8, -3.8199028533300923e-9, -1.6955987574820996e-9};
#endif
    enum { N_ = sizeof c / sizeof *c };
    const vec zero = v_set(0), one = v_set(1), three = v_set(3);
    vec z = v_mul(v_sub(y, v_set((real)0.70710678118654752)), v_set((real)2.5066282746310002));
    vec a = v_min(v_set(30), v_max(v_sub(zero, z), z)), b = v_add(a, three), twice = v_fma(v_set(2), a, one);
    const vec over = v_div(one, v_mul(b, twice)), u = v_mul(v_mul(v_sub(a, three), twice), over), e = v_exp(v_sub(zero, v_mul(a, a)));
    vec q = v_set(c[N_ - 1]);
    (void)p;
    UNROLL(22) for (int i = N_ - 2; i >= 0; i--) q = v_fma(q, u, v_set(c[i]));
    q = v_mul(v_mul(e, q), v_mul(b, over));
    *slope = v_mul(e, v_set((real)1.4142135623730951));
    return v_select(v_lt(z, zero), q, v_sub(one, q));
}

INLINE vec T(laplace_value)(vec y, real p) { vec slope; return T(laplace_both)(y, p, &slope); }

POINTWISE_WEIGHT(laplace)
