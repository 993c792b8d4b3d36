/* Family B: weight = 1 / (1 + exp(-score)). */

/* The bound makes exp overflow to inf and the weight 0 where the score is -inf; a NaN passes. */
INLINE vec T(logistic)(vec x)
{
    return v_div(v_set(1), v_add(v_set(1), v_exp(v_min(v_set(REAL == 32 ? 120 : 1000), v_sub(v_set(0), x)))));
}

INLINE vec T(sigmoid_value)(vec y, real p) { (void)p; return T(logistic)(y); }

INLINE vec T(sigmoid_both)(vec y, real p, vec *slope)
{
    const vec w = T(logistic)(y);
    (void)p;
    *slope = v_mul(w, v_sub(v_set(1), w));
    return w;
}

POINTWISE_WEIGHT(sigmoid)
