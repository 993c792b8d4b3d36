/* Family B: weight = sum of score^m / m! for m = 0 .. n, n the row's parameter: the series of exp, cut short. */

INLINE vec T(taylor_series)(vec y, int n)
{
    vec w = v_set(1);
    for (int m = n; m > 0; m--) w = v_fma(v_mul(y, v_set((real)1 / (real)m)), w, v_set(1));
    return w;
}

INLINE vec T(taylor_value)(vec y, real p) { return p == 2 ? v_fma(y, v_fma(v_set((real)0.5), y, v_set(1)), v_set(1)) : T(taylor_series)(y, (int)p); }

INLINE vec T(taylor_both)(vec y, real p, vec *slope)
{
    *slope = p == 2 ? v_add(v_set(1), y) : p > 0 ? T(taylor_series)(y, (int)p - 1) : v_set(0);
    return T(taylor_value)(y, p);
}

POINTWISE_WEIGHT(taylor)
