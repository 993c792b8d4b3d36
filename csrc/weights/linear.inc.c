/* Family B: weight = min(score, c), c the row's parameter: products of features are weights themselves. */

INLINE vec T(linear_value)(vec y, real p) { return v_min(v_set(p), y); }

INLINE vec T(linear_both)(vec y, real p, vec *slope)
{
    *slope = v_select(v_lt(v_set(p), y), v_set(0), v_set(1));
    return v_min(v_set(p), y);
}

POINTWISE_WEIGHT(linear)
