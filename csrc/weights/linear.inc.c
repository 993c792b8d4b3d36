/* Family B: weight = score. */

INLINE vec T(linear_value)(vec y, real p) { (void)p; return y; }
INLINE vec T(linear_both)(vec y, real p, vec *slope) { (void)p, *slope = v_set(1); return y; }

POINTWISE_WEIGHT(linear)
