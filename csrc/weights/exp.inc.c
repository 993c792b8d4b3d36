/* Family A: weight = exp(score) / sum, with an integer maximum in the log2 domain.
 *
 * 2^t is taken apart as 2^n p(t - n), n = round(t): p does not know the maximum, and 2^(n - top) is exact, so that the order of tiles, splits of the
 * keys and the path that was taken do not show in the bits. top = round(max t): no weight exceeds sqrt(2). */

#define LOG2E ((real)1.4426950408889634)

/* Raises the maximum of one row; returns whether it moved. */
INLINE bool T(exp_raise)(int64_t width, const real *s, real *top, real *sum, real *rescale)
{
    vec a = v_set(-INFINITY), b = a;
    int64_t j = 0;
    for (; j + 2 * LANES <= width; j += 2 * LANES) a = v_max(a, v_load(s + j)), b = v_max(b, v_load(s + j + LANES));
    if (j < width) a = v_max(a, v_load(s + j));
    const real t = v_top(v_max(a, b)) * LOG2E;
    *rescale = 1;
    if (!(t > *top + (real)0.5)) return false;
    real one[LANES];
    const real n = REAL == 32 ? (real)rintf((float)t) : (real)rint((double)t);
    v_store(one, v_pow2(v_set(1), v_set(*top - n)));
    *rescale = one[0], *top = n;
    v_store(sum, v_mul(v_set(*rescale), v_load(sum)));
    return true;
}

static bool T(exp_forward)(int64_t rows, int64_t width, real *s, int64_t ld, real *top, real *sum, real *rescale)
{
    bool moved = false;
    for (int64_t i = 0; i < rows; i++)
        moved |= T(exp_raise)(width, s + i * ld, top + i, sum + i * LANES, rescale + i);
    for (int64_t i = 0; i < rows; i++, s += ld, sum += LANES) {
        const vec m = v_set(top[i] == REAL_LOWEST ? 0 : top[i]);      /* nothing seen so far: what is absent must not count as the largest */
        vec total = v_load(sum);
        UNROLL(4) for (int64_t j = 0; j < width; j += LANES) {
            vec r, n = T(split)(v_mul(v_load(s + j), v_set(LOG2E)), &r), p = v_pow2(T(exp2_core)(r), v_sub(n, m));
            v_store(s + j, p);
            total = v_add(total, p);
        }
        v_store(sum, total);
    }
    return moved;
}

static void T(exp_backward)(int64_t rows, int64_t width, real *s, real *dw, int64_t ld, const real *lse, const real *delta, bool hidden)
{
    for (int64_t i = 0; i < rows; i++, s += ld, dw += ld) {
        const vec l = v_set(lse[i] == -INFINITY ? INFINITY : lse[i]), d = v_set(delta[i]);      /* a row that sees nothing: all weights 0 */
        if (!hidden)
            UNROLL(2) for (int64_t j = 0; j < width; j += LANES) {
                vec p = v_exp(v_sub(v_load(s + j), l));
                v_store(dw + j, v_mul(p, v_sub(v_load(dw + j), d)));
                v_store(s + j, p);
            }
        else
            for (int64_t j = 0; j < width; j += LANES) {
                vec y = v_load(s + j), p = v_exp(v_sub(y, l));
                v_store(dw + j, v_select(v_absent(y), v_set(0), v_mul(p, v_sub(v_load(dw + j), d))));
                v_store(s + j, v_select(v_absent(y), v_set(0), p));
            }
    }
}

static const T(weight) T(weight_exp) = {RUNNING_MAXIMUM, T(exp_forward), T(exp_backward)};
