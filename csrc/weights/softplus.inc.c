/* Family B: weight = log(1 + exp(score)) = max(score, 0) + log1p(t), t = exp(-|score|); log1p(t) = 2 artanh(t / (2 + t)), whose argument is at most
 * 1/3, by its series. */

INLINE vec T(softplus_both)(vec y, real p, vec *slope)
{
    enum { TERMS_ = REAL == 32 ? 7 : 17 };
    const vec zero = v_set(0), one = v_set(1), t = v_exp(v_sub(zero, v_max(v_sub(zero, y), y)));
    const vec x = v_div(t, v_add(t, v_set(2))), square = v_mul(x, x), near = v_div(one, v_add(one, t));
    vec series = v_set((real)1 / (2 * TERMS_ - 1));
    (void)p;
    UNROLL(17) for (int n = TERMS_ - 1; n > 0; n--) series = v_fma(series, square, v_set((real)1 / (real)(2 * n - 1)));
    *slope = v_select(v_lt(y, zero), v_mul(t, near), near);
    return v_fma(v_add(x, x), series, v_max(zero, y));
}

INLINE vec T(softplus_value)(vec y, real p) { vec slope; return T(softplus_both)(y, p, &slope); }

POINTWISE_WEIGHT(softplus)
