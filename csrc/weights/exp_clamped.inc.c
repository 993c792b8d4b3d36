/* Family B: weight = exp(min(score, c)), c the row's parameter; flat beyond. */

/* As the weight `exp` has it, whose maximum c is here. */
INLINE vec T(exp_clamped_value)(vec y, real p)
{
    vec r, n = T(split)(v_mul(v_min(v_set(p), y), v_set(LOG2E)), &r);
    return v_pow2(T(exp2_core)(r), n);
}

INLINE vec T(exp_clamped_both)(vec y, real p, vec *slope)
{
    const vec w = T(exp_clamped_value)(y, p);
    *slope = v_select(v_lt(v_set(p), y), v_set(0), w);
    return w;
}

POINTWISE_WEIGHT(exp_clamped)
