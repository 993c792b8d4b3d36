/* Family B: weight = sum_{m <= p} score^m / m!, p the row's parameter; its slope is the same sum up to p - 1. */

INLINE vec T(taylor_value)(vec y, real p)
{
    vec w = v_set(1);
    for (int m = (int)p; m > 0; m--) w = v_fma(v_mul(w, y), v_set((real)1 / (real)m), v_set(1));
    return w;
}

INLINE vec T(taylor_both)(vec y, real p, vec *slope)
{
    *slope = p < 1 ? v_set(0) : T(taylor_value)(y, p - 1);
    return T(taylor_value)(y, p);
}

POINTWISE_WEIGHT(taylor)
