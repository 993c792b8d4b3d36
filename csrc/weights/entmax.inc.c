/* Family D: alpha-entmax, weight_j = [u_j - tau]_+^e / sum, u = (alpha - 1)(score - top) <= 0, e = 1 / (alpha - 1), tau such that the sum of the powers
 * is 1; alpha = 1 is softmax. Parameters: alpha, and at most how many steps find tau.
 *
 * tau is the root of N(tau) = (sum [u - tau]_+^e)^(1/e) - 1, which falls with tau and is convex for e >= 1: Newton's method from the left needs no
 * bracket there and ends exactly at alpha = 2; beyond, steps that leave the bracket are halved. */

INLINE vec T(entmax_power)(vec y, double e)
{
    return e == 1 ? y : e == 2 ? v_mul(y, y) : v_select(v_equal(y, v_set(0)), y, v_exp2(v_mul(v_set((real)e), v_log2(y))));
}

/* y^e and its slope but for the factor e. */
INLINE vec T(entmax_both)(vec y, double e, vec *slope)
{
    const vec positive = v_select(v_lt(v_set(0), y), v_set(1), v_set(0)), w = T(entmax_power)(y, e);
    *slope = e == 1 ? positive : e == 2 ? y : v_select(v_equal(y, v_set(0)), y, v_div(w, y));
    return w;
}

/* The largest score; NaN where there is one. */
INLINE real T(row_top)(int64_t width, const real *s)
{
    vec top = v_set(-INFINITY), sum = v_set(0);
    for (int64_t j = 0; j < width; j += LANES) {
        const vec x = v_load(s + j);
        top = v_max(x, top), sum = v_add(sum, v_select(v_absent(x), v_set(0), x));
    }
    const real all = v_sum(sum);
    return all == all ? v_top(top) : all;
}

/* What of x exceeds `low`, in its order and in whole vectors, in place; how many. */
INLINE int64_t T(keep_above)(int64_t n, real *x, real low)
{
    int64_t kept = 0;
    for (int64_t j = 0; j < n; j += LANES) {
        const vec v = v_load(x + j);
        kept += v_keep(v_lt(v_set(low), v), v, x + kept);
    }
    for (; kept % LANES; kept++) x[kept] = low;
    return kept;
}

/* Uses u up: what does not exceed a tau that was too small has the weight 0 and is not looked at again. */
INLINE real T(entmax_threshold)(int64_t n, real *u, double e, int64_t steps)
{
    const vec zero = v_set(0);
    double low = -1, high = 0, tau = -1;
    n = T(keep_above)(n, u, -1);
    for (int64_t step = 0; step < steps; step++) {
        vec sum = zero, slope = zero, t = v_set((real)tau);
        for (int64_t j = 0; j < n; j += LANES) {
            vec d, w = T(entmax_both)(v_max(zero, v_sub(v_load(u + j), t)), e, &d);
            sum = v_add(sum, w), slope = v_add(slope, d);
        }
        const double total = (double)v_sum(sum), norm = e == 1 ? total : e == 2 ? sqrt(total) : pow(total, 1 / e);
        const double next = tau + (norm - 1) / ((double)v_sum(slope) * (norm / total)), before = tau;
        if (total >= 1) low = tau; else high = tau;
        tau = next > low && next < high ? next : next == tau ? tau : (low + high) / 2;
        if ((real)tau == (real)before || fabs(tau - before) < (REAL == 32 ? 1e-8 : 2e-16)) break;
        if (low == before) n = T(keep_above)(n, u, (real)low);
    }
    return (real)tau;
}

INLINE vec T(entmax_below)(vec s, real top, double alpha)
{
    const vec x = v_sub(s, v_set(top));
    return alpha == 1 ? x : v_mul(x, v_set((real)(alpha - 1)));
}

/* Powers into s, unnormalised, and their sum; `y`: what they are powers of. */
INLINE double T(entmax_weigh)(int64_t width, real *s, const double *p, real *y)
{
    const vec zero = v_set(0);
    const real top = T(row_top)(width, s);
    const double e = 1 / (p[0] - 1);
    vec sum = zero;
    if (top == -INFINITY) {
        memset(s, 0, (size_t)width * sizeof(real)), memset(y, 0, (size_t)width * sizeof(real));
        return 1;
    }
    for (int64_t j = 0; j < width && p[0] != 1; j += LANES) v_store(y + j, T(entmax_below)(v_load(s + j), top, p[0]));
    const vec tau = v_set(p[0] == 1 ? 0 : T(entmax_threshold)(width, y, e, (int64_t)p[1]));
    for (int64_t j = 0; j < width; j += LANES) {
        const vec d = v_sub(T(entmax_below)(v_load(s + j), top, p[0]), tau);
        const vec w = p[0] == 1 ? v_exp(d) : v_top(d) <= 0 ? zero : T(entmax_power)(v_max(zero, d), e);
        v_store(y + j, p[0] == 1 ? w : v_max(zero, d)), v_store(s + j, w);
        sum = v_add(sum, w);
    }
    return (double)v_sum(sum);
}

static void T(entmax_row_forward)(int64_t width, real *s, const double *p, real *y)
{
    const vec over = v_set((real)(1 / T(entmax_weigh)(width, s, p, y)));
    for (int64_t j = 0; j < width; j += LANES) v_store(s + j, v_mul(over, v_load(s + j)));
}

/* dalpha = sum_j dw_j [(w_j - t_j) / (alpha - 1)^2 - (w_j ln w_j - t_j sum w ln w) / (alpha - 1)], t = gamma / sum gamma;
 * at alpha = 1 its limit, -sum_j dw_j w_j (ln^2 w_j - sum w ln^2 w) / 2. */
INLINE double T(entmax_alpha)(int64_t width, const real *s, const real *dw, const real *gamma, double scale, double alpha)
{
    const vec zero = v_set(0), one = v_set(1), ln2 = v_set((real)0.69314718055994531), over = v_set((real)scale);
    vec sum = zero, a = zero, b = zero, c = zero;
    for (int64_t j = 0; j < width; j += LANES) {
        const vec w = v_load(s + j), log = v_mul(ln2, v_log2(v_select(v_lt(zero, w), w, one))), x = v_mul(w, alpha == 1 ? v_mul(log, log) : log);
        const vec d = v_select(v_lt(zero, w), v_load(dw + j), zero), t = v_mul(over, v_load(gamma + j));
        sum = v_add(sum, x), a = v_fma(d, alpha == 1 ? zero : v_sub(w, t), a), b = v_fma(d, x, b), c = v_fma(d, t, c);
    }
    const double spread = (double)v_sum(b) - (double)v_sum(c) * (double)v_sum(sum), e = alpha - 1;
    return alpha == 1 ? -spread / 2 : (double)v_sum(a) / (e * e) - spread / e;
}

/* gamma = weight^(2 - alpha) on the support, dscore = gamma (dw - sum gamma dw / sum gamma). */
static void T(entmax_row_backward)(int64_t width, real *s, real *dw, const double *p, double *dp, real *y)
{
    const vec zero = v_set(0);
    const double alpha = p[0], whole = T(entmax_weigh)(width, s, p, y), e = alpha == 1 ? 1 : 1 / (alpha - 1);
    const vec over = v_set((real)(1 / whole)), less = v_set((real)(1 / (alpha == 1 ? whole : pow(whole, 2 - alpha))));
    vec along = zero, sum = zero;
    for (int64_t j = 0; j < width; j += LANES) {
        vec slope, w = v_load(s + j);
        T(entmax_both)(v_load(y + j), e, &slope);
        const vec gamma = v_mul(less, alpha == 1 ? w : slope), d = v_select(v_lt(zero, gamma), v_load(dw + j), zero);
        w = v_mul(over, w);
        v_store(s + j, w), v_store(y + j, gamma), v_store(dw + j, d);
        along = v_fma(gamma, d, along), sum = v_add(sum, gamma);
    }
    const double all = (double)v_sum(sum), mean = all == 0 ? 0 : (double)v_sum(along) / all;
    dp[0] += T(entmax_alpha)(width, s, dw, y, all == 0 ? 0 : 1 / all, alpha);
    for (int64_t j = 0; j < width; j += LANES) v_store(dw + j, v_mul(v_load(y + j), v_sub(v_load(dw + j), v_set((real)mean))));
}

static const T(weight) T(weight_entmax) = {WHOLE_ROW, .row_forward = T(entmax_row_forward), .row_backward = T(entmax_row_backward)};
