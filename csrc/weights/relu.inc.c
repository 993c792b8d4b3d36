/* Family B: weight = max(score, 0). */

INLINE vec T(relu_value)(vec y, real p) { (void)p; return v_max(v_set(0), y); }

INLINE vec T(relu_both)(vec y, real p, vec *slope)
{
    (void)p;
    *slope = v_select(v_lt(v_set(0), y), v_set(1), v_set(0));
    return v_max(v_set(0), y);
}

POINTWISE_WEIGHT(relu)
