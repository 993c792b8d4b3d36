/* Family B: weight = max(score, 0)^2. */

INLINE vec T(relu2_both)(vec y, real p, vec *slope)
{
    (void)p;
    y = v_max(v_set(0), y);
    *slope = v_add(y, y);
    return v_mul(y, y);
}

INLINE vec T(relu2_value)(vec y, real p) { vec slope; return T(relu2_both)(y, p, &slope); }

POINTWISE_WEIGHT(relu2)
