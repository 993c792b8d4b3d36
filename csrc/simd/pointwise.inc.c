/* What all weight functions have in common that look at one score at a time: `value` of a score and the row's parameter, and `both`, which also gives
 * its slope. Absent scores have the weight 0. */

INLINE bool T(pointwise_forward)(vec (*const value)(vec y, real p), int64_t rows, int64_t width, real *s, int64_t ld, const real *top, real *sum)
{
    for (int64_t i = 0; i < rows; i++, s += ld, sum += LANES) {
        vec total = v_load(sum);
        UNROLL(2) for (int64_t j = 0; j < width; j += LANES) {
            const vec y = v_load(s + j), w = v_select(v_absent(y), v_set(0), value(y, top[i]));
            v_store(s + j, w);
            total = v_add(total, w);
        }
        v_store(sum, total);
    }
    return false;
}

INLINE void T(pointwise_backward)(vec (*const both)(vec y, real p, vec *slope), int64_t rows, int64_t width, real *s, real *dw, int64_t ld, const real *lse, const real *delta)
{
    for (int64_t i = 0; i < rows; i++, s += ld, dw += ld) {
        const vec d = v_set(delta[i]), zero = v_set(0);
        UNROLL(2) for (int64_t j = 0; j < width; j += LANES) {
            const vec y = v_load(s + j);
            vec slope, w = both(y, lse[i], &slope);
            v_store(dw + j, v_select(v_absent(y), zero, v_mul(v_sub(v_load(dw + j), d), slope)));
            v_store(s + j, v_select(v_absent(y), zero, w));
        }
    }
}

/* The two members of a T(weight) from T(name_value) and T(name_both). */
#define POINTWISE_WEIGHT(name)                                                                                                                         \
    static bool T(name##_forward)(int64_t rows, int64_t width, real *s, int64_t ld, real *top, real *sum, real *rescale)                               \
    {                                                                                                                                                  \
        (void)rescale;                                                                                                                                 \
        return T(pointwise_forward)(T(name##_value), rows, width, s, ld, top, sum);                                                                    \
    }                                                                                                                                                  \
    static void T(name##_backward)(int64_t rows, int64_t width, real *s, real *dw, int64_t ld, const real *lse, const real *delta, bool hidden)        \
    {                                                                                                                                                  \
        (void)hidden;                                                                                                                                  \
        T(pointwise_backward)(T(name##_both), rows, width, s, dw, ld, lse, delta);                                                                     \
    }                                                                                                                                                  \
    static const T(weight) T(weight_##name) = {POINTWISE, .forward = T(name##_forward), .backward = T(name##_backward)};
