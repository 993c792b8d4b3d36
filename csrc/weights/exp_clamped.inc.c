/* Family B: weight = exp(min(score, c)), c the row's parameter; flat beyond. */

INLINE vec T(exp_clamped_value)(vec y, real p) { return v_exp(v_min(v_set(p), y)); }

INLINE vec T(exp_clamped_both)(vec y, real p, vec *slope)
{
    const vec w = v_exp(v_min(v_set(p), y));
    *slope = v_select(v_lt(v_set(p), y), v_set(0), w);
    return w;
}

POINTWISE_WEIGHT(exp_clamped)
