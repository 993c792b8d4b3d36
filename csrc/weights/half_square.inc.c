/* Family B: weight = score^2 / 2. */

INLINE vec T(half_square_both)(vec y, real p, vec *slope)
{
    (void)p;
    *slope = y;
    return v_mul(v_mul(v_set((real)0.5), y), y);
}

INLINE vec T(half_square_value)(vec y, real p) { vec slope; return T(half_square_both)(y, p, &slope); }

POINTWISE_WEIGHT(half_square)
