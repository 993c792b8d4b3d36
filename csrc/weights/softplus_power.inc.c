/* Family D: a = softplus(score) / (sum softplus(score) + eps), y = max(a n - theta, 0), weight = y^p / (sum y^p + eps), n the visible keys of the row.
 * Parameters: eps, theta, p. y is divided by its largest before the power. */

/* x^p for 0 <= x <= 1. */
INLINE vec T(power)(vec x, double p)
{
    if (p == (int)p && p < 64) {
        vec y = v_set(1);
        for (int n = (int)p; n; n /= 2, x = v_mul(x, x))
            if (n % 2) y = v_mul(y, x);
        return y;
    }
    return v_select(v_equal(x, v_set(0)), x, v_exp2(v_mul(v_set((real)p), v_log2(x))));
}

typedef struct T(softplus_row) { double first; real factor, theta, top, sum; } T(softplus_row);      /* first, sum: what softplus and powers are divided by */

INLINE vec T(softplus_y)(vec a, const T(softplus_row) *r) { return v_max(v_set(0), v_sub(v_mul(a, v_set(r->factor)), v_set(r->theta))); }

/* softplus into a, and what the row needs besides; factor = n / first. A row of nothing has the sum 0. */
INLINE T(softplus_row) T(softplus_begin)(int64_t width, const real *s, real *a, const double *p)
{
    const vec zero = v_set(0), one = v_set(1);
    T(softplus_row) r = {0, 0, (real)p[1], 0, 0};
    vec sum = zero, n = zero, top = zero, total = zero;
    for (int64_t j = 0; j < width; j += LANES) {
        const vec x = v_load(s + j), y = v_select(v_absent(x), zero, T(softplus_value)(x, 0));
        v_store(a + j, y);
        sum = v_add(sum, y), n = v_add(n, v_select(v_absent(x), zero, one));
    }
    r.first = (double)v_sum(sum) + p[0];
    r.factor = r.first == 0 ? 0 : (real)((double)v_sum(n) / r.first);
    for (int64_t j = 0; j < width; j += LANES) top = v_max(T(softplus_y)(v_load(a + j), &r), top);
    r.top = v_top(top);
    const double small = p[0] / pow((double)r.top, p[2]);
    if (!(r.top > 0) || (REAL == 32 ? small > 3e38 : !(small < INFINITY))) {
        if (r.first != r.first) r.sum = NAN;
        return r;
    }
    for (int64_t j = 0; j < width; j += LANES) total = v_add(total, T(power)(v_div(T(softplus_y)(v_load(a + j), &r), v_set(r.top)), p[2]));
    r.sum = (real)((double)v_sum(total) + small);
    return r;
}

static void T(softplus_row_forward)(int64_t width, real *s, const double *p, real *a)
{
    const T(softplus_row) r = T(softplus_begin)(width, s, a, p);
    const vec top = v_set(r.sum == 0 ? 1 : r.top), over = v_set(r.sum == 0 ? 0 : 1 / r.sum);
    for (int64_t j = 0; j < width; j += LANES)
        v_store(s + j, v_select(v_absent(v_load(s + j)), v_set(0), v_mul(over, T(power)(v_div(T(softplus_y)(v_load(a + j), &r), top), p[2]))));
}

/* da_j = (dw_j - sum dw w) w_j p n / y_j;  dsoftplus = (da - sum da a) / (sum + eps). */
static void T(softplus_row_backward)(int64_t width, real *s, real *dw, const double *p, double *dp, real *a)
{
    const vec zero = v_set(0);
    const T(softplus_row) r = T(softplus_begin)(width, s, a, p);
    const vec top = v_set(r.sum == 0 ? 1 : r.top), over = v_set(r.sum == 0 ? 0 : 1 / r.sum), slope = v_set((real)p[2] * r.factor);
    vec along = zero, drawn = zero;
    (void)dp;
    for (int64_t j = 0; j < width; j += LANES) {
        const vec absent = v_load(s + j), w = v_mul(over, T(power)(v_div(T(softplus_y)(v_load(a + j), &r), top), p[2]));
        along = v_fma(w, v_select(v_absent(absent), zero, v_load(dw + j)), along);
    }
    const vec mean = v_set(v_sum(along));
    for (int64_t j = 0; j < width; j += LANES) {      /* dw: dL/d(softplus / sum), the factor of 1 / sum taken into it */
        const vec x = v_load(s + j), y = T(softplus_y)(v_load(a + j), &r), w = v_mul(over, T(power)(v_div(y, top), p[2]));
        const vec d = v_select(v_absent(x), zero, v_select(v_lt(zero, y), v_div(v_mul(v_mul(v_sub(v_load(dw + j), mean), w), slope), y), zero));
        drawn = v_fma(d, v_load(a + j), drawn);
        v_store(dw + j, d);
    }
    const vec shared = v_set(r.first == 0 ? 0 : (real)((double)v_sum(drawn) / r.first));
    for (int64_t j = 0; j < width; j += LANES) {
        const vec x = v_load(s + j), w = v_mul(over, T(power)(v_div(T(softplus_y)(v_load(a + j), &r), top), p[2]));
        vec down;
        T(softplus_both)(x, 0, &down);
        v_store(dw + j, v_select(v_absent(x), zero, v_mul(v_sub(v_load(dw + j), shared), down)));
        v_store(s + j, v_select(v_absent(x), zero, w));
    }
}

static const T(weight) T(weight_softplus_power) = {WHOLE_ROW, .row_forward = T(softplus_row_forward), .row_backward = T(softplus_row_backward)};
