/* Family B: weight = 1 of every key that is seen. */

INLINE vec T(uniform_value)(vec y, real p) { (void)y, (void)p; return v_set(1); }
INLINE vec T(uniform_both)(vec y, real p, vec *slope) { (void)y, (void)p; *slope = v_set(0); return v_set(1); }

POINTWISE_WEIGHT(uniform)
