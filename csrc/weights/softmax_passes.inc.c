/* Softmax of whole rows, the maximum taken over partitions of the keys or over all of them. Parameter: passes, 2 or 3. Its backward is that of exp. */

enum { T(PARTITION) = 256 };

/* s -> e^(s - top), top the largest of them; returns the sum. What is absent gives 0. */
INLINE double T(exp_part)(int64_t width, real *s, real *top)
{
    vec most = v_set(-INFINITY), sum = v_set(0);
    for (int64_t j = 0; j < width; j += LANES) most = v_max(most, v_load(s + j));
    *top = v_top(most);
    const vec m = v_set(*top == -INFINITY ? 0 : *top);
    for (int64_t j = 0; j < width; j += LANES) {
        const vec p = v_exp(v_sub(v_load(s + j), m));
        sum = v_add(sum, p);
        v_store(s + j, p);
    }
    return (double)v_sum(sum);
}

/* log of the sum of exp(s), -inf where all are absent. */
static double T(softmax_passes_lse)(int64_t width, const real *s)
{
    vec most = v_set(-INFINITY), sum = v_set(0);
    for (int64_t j = 0; j < width; j += LANES) most = v_max(most, v_load(s + j));
    const real top = v_top(most);
    if (top == -INFINITY) return -INFINITY;
    for (int64_t j = 0; j < width; j += LANES) sum = v_add(sum, v_exp(v_sub(v_load(s + j), v_set(top))));
    return (double)top + log((double)v_sum(sum));
}

static void T(softmax_passes_row_forward)(int64_t width, real *s, const double *p, real *scratch)
{
    const int64_t step = p[0] == 2 ? T(PARTITION) : width;
    double most = -INFINITY, sum = 0;
    real *top = scratch, *part = scratch + (width + T(PARTITION) - 1) / T(PARTITION);
    for (int64_t t = 0, j = 0; j < width; j += step, t++) {
        part[t] = (real)T(exp_part)(j + step < width ? step : width - j, s + j, &top[t]);
        if ((double)top[t] > most) most = (double)top[t];
    }
    if (most == -INFINITY && width) most = 0;
    for (int64_t t = 0, j = 0; j < width; j += step, t++) sum += exp((double)top[t] - most) * (double)part[t];
    for (int64_t t = 0, j = 0; j < width; j += step, t++) {
        const int64_t n = j + step < width ? step : width - j;
        const vec factor = v_set(sum == 0 ? 0 : (real)(exp((double)top[t] - most) / sum)), total = v_set((real)sum);
        for (int64_t i = j; i < j + n; i += LANES) v_store(s + i, step == width && sum > 0 ? v_div(v_load(s + i), total) : v_mul(v_load(s + i), factor));
    }
}

static const T(weight) T(weight_softmax_passes) = {WHOLE_ROW, .row_forward = T(softmax_passes_row_forward), .row_lse = T(softmax_passes_lse)};
