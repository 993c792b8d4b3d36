/* Family B: weight = score + 1 above 0, exp(score) below. */

INLINE vec T(elu1_both)(vec y, real p, vec *slope)
{
    const vec zero = v_set(0), one = v_set(1), e = v_exp(v_min(zero, y));
    (void)p;
    *slope = v_select(v_lt(zero, y), one, e);
    return v_select(v_lt(zero, y), v_add(y, one), e);
}

INLINE vec T(elu1_value)(vec y, real p) { vec slope; return T(elu1_both)(y, p, &slope); }

POINTWISE_WEIGHT(elu1)
