/* Exponentials. exp2 for scores whose factor of log2(e) is folded in already; exp with a reduction in two constants where the result is compared or
 * subtracted afterwards (the backward, gates). Both give 0 for -inf and pass NaN on. */

/* 2^r for |r| <= 1/2: f32 degree 5 (2.5 ulp with the reduction), f64 Taylor to degree 13. */
INLINE vec T(exp2_core)(vec r)
{
#if REAL == 32
    vec p = v_fma(v_set(0x1.5bd97cp-10f), r, v_set(0x1.3ce8b2p-7f));
    p = v_fma(p, r, v_set(0x1.c6b6dap-5f));
    p = v_fma(p, r, v_set(0x1.ebf9c2p-3f));
    p = v_fma(p, r, v_set(0x1.62e42ap-1f));
    return v_fma(p, r, v_set(1));
#else
    static const double c[14] = {1, 0.69314718055994531, 0.24022650695910071, 0.055504108664821580, 0.0096181291076284772, 0.0013333558146428443,
                                 1.5403530393381610e-4, 1.5252733804059841e-5, 1.3215486790144309e-6, 1.0178086009239699e-7, 7.0549116208011233e-9,
                                 4.4455382718708116e-10, 2.5678435993488206e-11, 1.3691488853904128e-12};
    vec p = v_set(c[13]);
    UNROLL(13) for (int i = 12; i >= 0; i--) p = v_fma(p, r, v_set(c[i]));
    return p;
#endif
}

/* x as n + r with n integral, |r| <= 1/2. r is finite for -inf too (so that 2^-inf is 0), NaN passes. */
INLINE vec T(split)(vec x, vec *r)
{
#if SIMD == SIMD_AVX512 && REAL == 32
    *r = _mm512_reduce_ps(x, 8);
    return v_sub(x, *r);
#elif SIMD == SIMD_AVX512
    *r = _mm512_reduce_pd(x, 8);
    return v_sub(x, *r);
#else
    vec t = v_max(v_set(REAL_LOWEST), x), n = v_round(t);
    *r = v_sub(t, n);
    return n;
#endif
}

#define v_exp2 T(v_exp2_)
#define v_exp T(v_exp_)
#define v_log2 T(v_log2_)

INLINE vec v_exp2(vec x)
{
    vec t = v_max(v_set(REAL == 32 ? -252 : -2044), x), n = v_round(t);      /* the bound first: v_max passes a NaN of x on */
    return v_pow2(T(exp2_core)(v_sub(t, n)), n);
}

INLINE vec v_exp(vec x)
{
    vec t = v_max(v_set(REAL == 32 ? -174 : -1416), x), n = v_round(v_mul(t, v_set((real)1.4426950408889634)));
#if REAL == 32
    vec r = v_fma(n, v_set(-0x1.62e4p-1f), t);
    r = v_fma(n, v_set(-0x1.7f7d1cp-20f), r);
#else
    vec r = v_fma(n, v_set(-0x1.62e42fefa38p-1), t);
    r = v_fma(n, v_set(-0x1.ef35793c7673p-45), r);
#endif
    return v_pow2(T(exp2_core)(v_mul(r, v_set((real)1.4426950408889634))), n);
}

/* tanh, 2 ulp: near 0 an odd polynomial (f32) or rational (f64), Cephes' coefficients, else 1 - 2 / (exp(2 |x|) + 1). */
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

/* log2 of positive numbers (of subnormal ones and 0: below -126 or -1022; NaN and infinity pass): 2 artanh(t) / ln 2, t = (m - 1) / (m + 1), |t| <= 1/5, by its series. */
INLINE vec v_log2(vec x)
{
    enum { TERMS_ = REAL == 32 ? 6 : 12 };
    const vec smallest = v_set(REAL == 32 ? (real)0x1p-126f : (real)0x1p-1022), one = v_set(1);
    vec e, m = v_parts(v_max(smallest, x), &e), t = v_div(v_sub(m, one), v_add(m, one)), square = v_mul(t, t);
    vec series = v_set((real)1 / (2 * TERMS_ - 1));
    UNROLL(12) for (int n = TERMS_ - 1; n > 0; n--) series = v_fma(series, square, v_set((real)1 / (real)(2 * n - 1)));
    return v_select(v_lt(x, v_set(INFINITY)), v_fma(v_mul(t, series), v_set((real)2.8853900817779268), e), x);
}
