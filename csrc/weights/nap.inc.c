/* Family C: weight = g h + b, h = (score - mean) / (deviation + eps), mean and deviation over the visible keys of the row. Parameters: g, b, eps.
 *
 * The mean is a number and what it lacks: where scores lie close together h would take on the rounding of one number, magnified. */

typedef struct T(nap_row) { double n, deviation; real mean, rest; } T(nap_row);

INLINE vec T(nap_centred)(vec x, const T(nap_row) *r) { return v_sub(v_sub(x, v_set(r->mean)), v_set(r->rest)); }

INLINE T(nap_row) T(nap_begin)(int64_t width, const real *s)
{
    const vec zero = v_set(0), one = v_set(1);
    vec sum = zero, n = zero, squares = zero;
    for (int64_t j = 0; j < width; j += LANES) {
        const vec x = v_load(s + j);
        sum = v_add(sum, v_select(v_absent(x), zero, x)), n = v_add(n, v_select(v_absent(x), zero, one));
    }
    T(nap_row) r = {.n = (double)v_sum(n)};
    if (r.n == 0) return r;
    r.mean = (real)((double)v_sum(sum) / r.n);
    sum = zero;
    for (int64_t j = 0; j < width; j += LANES) {
        const vec x = v_load(s + j), d = v_select(v_absent(x), zero, v_sub(x, v_set(r.mean)));
        sum = v_add(sum, d), squares = v_fma(d, d, squares);
    }
    const double rest = (double)v_sum(sum) / r.n, variance = (double)v_sum(squares) / r.n - rest * rest;
    r.rest = (real)rest, r.deviation = variance < 0 ? 0 : sqrt(variance);
    return r;
}

static void T(nap_row_forward)(int64_t width, real *s, const double *p, real *scratch)
{
    const T(nap_row) r = T(nap_begin)(width, s);
    const vec factor = v_set((real)(r.deviation == 0 ? 0 : p[0] / (r.deviation + p[2]))), shift = v_set((real)p[1]);
    (void)scratch;
    for (int64_t j = 0; j < width; j += LANES) {
        const vec x = v_load(s + j);
        v_store(s + j, v_select(v_absent(x), v_set(0), v_fma(factor, T(nap_centred)(x, &r), shift)));
    }
}

/* dscore = (dh - mean(dh) - h mean(dh h) sd / deviation) / sd with sd = deviation + eps, dh = g dw; the last term is 0 where the deviation is. */
static void T(nap_row_backward)(int64_t width, real *s, real *dw, const double *p, double *dp, real *scratch)
{
    const T(nap_row) r = T(nap_begin)(width, s);
    const double sd = r.deviation + p[2], over = sd == 0 ? 0 : 1 / sd;
    const vec zero = v_set(0), inverse = v_set((real)over), g = v_set((real)p[0]), shift = v_set((real)p[1]);
    vec along = zero, sum = zero;
    (void)scratch;
    if (r.n == 0) {
        memset(s, 0, (size_t)width * sizeof(real)), memset(dw, 0, (size_t)width * sizeof(real));
        return;
    }
    for (int64_t j = 0; j < width; j += LANES) {
        const vec x = v_load(s + j), d = v_select(v_absent(x), zero, v_load(dw + j)), h = v_select(v_absent(x), zero, v_mul(T(nap_centred)(x, &r), inverse));
        along = v_fma(d, h, along), sum = v_add(sum, d);
    }
    dp[0] += (double)v_sum(along), dp[1] += (double)v_sum(sum);
    const vec middle = v_set((real)(p[0] * (double)v_sum(sum) / r.n));
    const vec turn = v_set((real)(r.deviation == 0 ? 0 : p[0] * (double)v_sum(along) / r.n * sd / r.deviation));
    for (int64_t j = 0; j < width; j += LANES) {
        const vec x = v_load(s + j), h = v_mul(T(nap_centred)(x, &r), inverse), d = v_sub(v_fma(g, v_load(dw + j), v_sub(zero, middle)), v_mul(h, turn));
        v_store(dw + j, v_select(v_absent(x), zero, v_mul(d, inverse)));
        v_store(s + j, v_select(v_absent(x), zero, v_fma(g, h, shift)));
    }
}

static const T(weight) T(weight_nap) = {WHOLE_ROW, .row_forward = T(nap_row_forward), .row_backward = T(nap_row_backward)};
