/* Family B: weight = 1 / (1 + exp(-score)). */

/* The bound makes exp overflow to inf and the weight 0 where the score is -inf; a NaN passes. */
INLINE vec T(logistic)(vec x)
{
    return v_div(v_set(1), v_add(v_set(1), v_exp(v_min(v_set(REAL == 32 ? 120 : 1000), v_sub(v_set(0), x)))));
}

static bool T(sigmoid_forward)(int64_t rows, int64_t width, real *s, int64_t ld, real *top, real *sum, real *rescale)
{
    (void)top, (void)sum, (void)rescale;
    for (int64_t i = 0; i < rows; i++, s += ld)
        UNROLL(2) for (int64_t j = 0; j < width; j += LANES) v_store(s + j, T(logistic)(v_load(s + j)));
    return false;
}

static void T(sigmoid_backward)(int64_t rows, int64_t width, real *s, real *dw, int64_t ld, const real *lse, const real *delta, bool hidden)
{
    (void)lse, (void)delta;
    for (int64_t i = 0; i < rows; i++, s += ld, dw += ld)
        UNROLL(2) for (int64_t j = 0; j < width; j += LANES) {
            vec y = v_load(s + j), w = T(logistic)(y), g = v_mul(v_load(dw + j), v_mul(w, v_sub(v_set(1), w)));
            v_store(dw + j, hidden ? v_select(v_absent(y), v_set(0), g) : g);
            v_store(s + j, w);
        }
}

static const T(weight) T(weight_sigmoid) = {POINTWISE, T(sigmoid_forward), T(sigmoid_backward)};
