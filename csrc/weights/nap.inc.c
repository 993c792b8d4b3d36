/* Family C: weight = g h + b, h = (score - mean) / (deviation + eps), mean and deviation over the visible keys of the row. Parameters: g, b, eps. */

typedef struct T(nap_row) { double n, mean, deviation; } T(nap_row);

INLINE T(nap_row) T(nap_begin)(int64_t width, const real *s)
{
    const vec zero = v_set(0), one = v_set(1);
    vec sum = zero, n = zero, squares = zero;
    for (int64_t j = 0; j < width; j += LANES) {
        const vec x = v_load(s + j);
        sum = v_add(sum, v_select(v_absent(x), zero, x)), n = v_add(n, v_select(v_absent(x), zero, one));
    }
    T(nap_row) r = {(double)v_sum(n), 0, 0};
    if (r.n == 0) return r;
    r.mean = (double)v_sum(sum) / r.n;
    const vec mean = v_set((real)r.mean);
    for (int64_t j = 0; j < width; j += LANES) {
        const vec x = v_load(s + j), d = v_select(v_absent(x), zero, v_sub(x, mean));
        squares = v_fma(d, d, squares);
    }
    r.deviation = sqrt((double)v_sum(squares) / r.n);
    return r;
}

static void T(nap_row_forward)(int64_t width, real *s, const double *p, real *scratch)
{
    const T(nap_row) r = T(nap_begin)(width, s);
    const vec mean = v_set((real)r.mean), factor = v_set((real)(r.deviation == 0 ? 0 : p[0] / (r.deviation + p[2]))), shift = v_set((real)p[1]);
    (void)scratch;
    for (int64_t j = 0; j < width; j += LANES) {
        const vec x = v_load(s + j);
        v_store(s + j, v_select(v_absent(x), v_set(0), v_fma(factor, v_sub(x, mean), shift)));
    }
}

/* dscore = (dh - mean(dh) - h mean(dh h) sd / deviation) / sd with sd = deviation + eps, dh = g dw; the last term is 0 where the deviation is. */
static void T(nap_row_backward)(int64_t width, real *s, real *dw, const double *p, double *dp, real *scratch)
{
    const T(nap_row) r = T(nap_begin)(width, s);
    const double sd = r.deviation + p[2], over = sd == 0 ? 0 : 1 / sd;
    const vec zero = v_set(0), mean = v_set((real)r.mean), inverse = v_set((real)over), g = v_set((real)p[0]), shift = v_set((real)p[1]);
    vec along = zero, sum = zero;
    (void)scratch;
    if (r.n == 0) {
        memset(s, 0, (size_t)width * sizeof(real)), memset(dw, 0, (size_t)width * sizeof(real));
        return;
    }
    for (int64_t j = 0; j < width; j += LANES) {
        const vec x = v_load(s + j), d = v_select(v_absent(x), zero, v_load(dw + j)), h = v_select(v_absent(x), zero, v_mul(v_sub(x, mean), inverse));
        along = v_fma(d, h, along), sum = v_add(sum, d);
    }
    dp[0] += (double)v_sum(along), dp[1] += (double)v_sum(sum);
    const vec middle = v_set((real)(p[0] * (double)v_sum(sum) / r.n));
    const vec turn = v_set((real)(r.deviation == 0 ? 0 : p[0] * (double)v_sum(along) / r.n * sd / r.deviation));
    for (int64_t j = 0; j < width; j += LANES) {
        const vec x = v_load(s + j), h = v_mul(v_sub(x, mean), inverse), d = v_sub(v_fma(g, v_load(dw + j), v_sub(zero, middle)), v_mul(h, turn));
        v_store(dw + j, v_select(v_absent(x), zero, v_mul(d, inverse)));
        v_store(s + j, v_select(v_absent(x), zero, v_fma(g, h, shift)));
    }
}

static const T(weight) T(weight_nap) = {WHOLE_ROW, .row_forward = T(nap_row_forward), .row_backward = T(nap_row_backward)};
