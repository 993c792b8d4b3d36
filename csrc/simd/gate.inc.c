/* Bodies of gate.h. */

/* The bound keeps what overflows at +inf: beyond it the reduction of v_exp means nothing. NaN passes. */
static void T(exponentials)(int64_t n, const real *x, real *out)
{
    const vec most = v_set(REAL == 32 ? 120 : 1000);
    for (int64_t i = 0; i < n; i += LANES) v_store(out + i, v_exp(v_min(most, v_load(x + i))));
}

static void T(multiply)(int64_t n, const real *x, const real *y, real *out)
{
    for (int64_t i = 0; i < n; i += LANES) v_store(out + i, v_mul(v_load(x + i), v_load(y + i)));
}

static void T(multiply_add)(int64_t n, real factor, const real *x, const real *y, real *out)
{
    const vec f = v_set(factor);
    for (int64_t i = 0; i < n; i += LANES) v_store(out + i, v_fma(v_mul(f, v_load(x + i)), v_load(y + i), v_load(out + i)));
}

static void T(scale_rows)(int64_t rows, int64_t n, const real *x, int64_t ldx, const real *factor, int64_t step, real *out, int64_t ldo)
{
    for (int64_t r = 0; r < rows; r++) {
        vec f = v_set(factor[r * step]);
        for (int64_t i = 0; i < n; i += LANES) v_store(out + r * ldo + i, v_mul(f, v_load(x + r * ldx + i)));
    }
}

static void T(row_dots)(int64_t rows, int64_t n, const real *x, int64_t ldx, const real *y, int64_t ldy, real *out)
{
    for (int64_t first = 0; first < rows; first += LANES) {
        const int64_t some = rows - first < LANES ? rows - first : LANES;
        vec sum[LANES];
        real dots[LANES];
        for (int64_t r = 0; r < LANES; r++) {
            sum[r] = v_set(0);
            for (int64_t i = 0; r < some && i < n; i += LANES) sum[r] = v_fma(v_load(x + (first + r) * ldx + i), v_load(y + (first + r) * ldy + i), sum[r]);
        }
        v_store(dots, v_sums(sum));
        memcpy(out + first, dots, (size_t)some * sizeof(real));
    }
}

static void T(add_scaled)(int64_t rows, int64_t n, const real *factor, const real *x, real *out, int64_t ld)
{
    for (int64_t r = 0; r < rows; r++) {
        const vec f = v_set(factor[r]);
        for (int64_t i = 0; i < n; i += LANES) v_store(out + r * ld + i, v_fma(f, v_load(x + r * ld + i), v_load(out + r * ld + i)));
    }
}

static void T(outer)(int64_t rows, int64_t n, const real *x, const real *factor, int64_t step, const real *a, const real *b, const real *c, const real *d, real *out)
{
    for (int64_t r = 0; r < rows; r++, x += n, out += n) {
        const vec f = v_set(factor[r * step]), s = v_set(a[r]), t = v_set(c ? c[r] : 0);
        for (int64_t i = 0; i < n; i += LANES) {
            vec sum = v_fma(s, v_load(b + i), v_mul(f, v_load(x + i)));
            if (c) sum = v_fma(t, v_load(d + i), sum);
            v_store(out + i, sum);
        }
    }
}

/* x - x is 0, or NaN. Four sums, or each would wait for the one before. */
INLINE bool T(all_finite)(int64_t n, const real *x)
{
    vec sum[4];
    int64_t i = 0;
    UNROLL(4) for (int v = 0; v < 4; v++) sum[v] = v_set(0);
    for (; i + 4 * LANES <= n; i += 4 * LANES)
        UNROLL(4) for (int v = 0; v < 4; v++) {
            const vec a = v_load(x + i + v * LANES);
            sum[v] = v_add(sum[v], v_sub(a, a));
        }
    for (; i < n; i += LANES) sum[0] = v_add(sum[0], v_sub(v_load(x + i), v_load(x + i)));
    return v_sum(v_add(v_add(sum[0], sum[1]), v_add(sum[2], sum[3]))) == 0;
}

static int64_t T(finite_rows)(int64_t rows, int64_t n, const real *x, int64_t ld)
{
    if (ld == n && T(all_finite)(rows * n, x))
        return rows;
    int64_t r = 0;
    while (r < rows && T(all_finite)(n, x + r * ld)) r++;
    return r;
}

static void T(accumulate)(int64_t rows, int64_t n, const real *w, real *before, real *after)
{
    for (int64_t c = 0; c < n; c += LANES) {
        vec product = v_load(w + c);
        v_store(before + c, product);
        for (int64_t i = 1; i < rows; i++) {
            product = v_mul(product, v_load(w + i * n + c));
            v_store(before + i * n + c, product);
        }
        product = v_set(1);
        v_store(after + (rows - 1) * n + c, product);
        for (int64_t i = rows - 1; i > 0; i--) {
            product = v_mul(product, v_load(w + i * n + c));
            v_store(after + (i - 1) * n + c, product);
        }
    }
}

static void T(gradients)(int64_t rows, int64_t n, const real *w, real *rho, real *first)
{
    for (int64_t c = 0; c < n; c += LANES) {
        vec left = v_load(first + c);
        for (int64_t i = 0; i < rows; i++) {
            const vec own = v_load(rho + i * n + c);
            left = v_select(v_equal(v_load(w + i * n + c), v_set(0)), v_set(0), left);
            v_store(rho + i * n + c, left);
            left = v_sub(left, own);
        }
    }
}

/* sigmoid(x) and 1 - sigmoid(x), neither as a small difference. */
INLINE void T(sigmoids)(vec x, vec *s, vec *rest)
{
    const v_mask up = v_lt(v_set(0), x);
    const vec small = v_exp(v_select(up, v_sub(v_set(0), x), x)), whole = v_div(v_set(1), v_add(v_set(1), small)), part = v_mul(small, whole);
    *s = v_select(up, whole, part), *rest = v_select(up, part, whole);
}

static void T(tied)(int64_t rows, const real *x, int64_t ldx, const real *bound, const real *open, real *w, real *k, int64_t ld)
{
    for (int64_t i = 0; i < rows; i++)
        for (int64_t c = 0; c < ld; c += LANES) {
            const vec free = v_load(open + c);
            vec s, rest;
            T(sigmoids)(v_load(x + i * ldx + c), &s, &rest);
            v_store(w + i * ld + c, v_fma(free, s, v_load(bound + c)));
            v_store(k + i * ld + c, v_mul(free, rest));
        }
}

static void T(tied_backward)(int64_t rows, const real *x, int64_t ldx, const real *bound, const real *open, const real *rho, real *dk, real *d_bound, int64_t ld)
{
    for (int64_t i = 0; i < rows; i++)
        for (int64_t c = 0; c < ld; c += LANES) {
            const vec free = v_load(open + c), dlog = v_load(rho + i * ld + c), d = v_load(dk + i * ld + c), zero = v_set(0);
            vec s, rest;
            T(sigmoids)(v_load(x + i * ldx + c), &s, &rest);
            const vec part = v_mul(free, s), factor = v_add(v_load(bound + c), part);
            const v_mask none = v_equal(factor, zero);
            const vec own = v_select(none, v_set(1), v_div(part, factor)), dfactor = v_select(none, zero, v_div(dlog, factor));
            if (d_bound) v_store(d_bound + c, v_fma(rest, v_sub(dfactor, d), v_load(d_bound + c)));
            v_store(dk + i * ld + c, v_mul(rest, v_sub(v_mul(own, dlog), v_mul(part, d))));
        }
}

static void T(lower)(int64_t n, real *m, int64_t ldm, const real *decay, int64_t ldd, int strict)
{
    const vec lane = v_count();
    for (int64_t i = 0; i < n; i++, m += ldm)
        for (int64_t j = 0; j < n; j += LANES) {
            int64_t seen = i + 1 - strict - j;      /* columns of this vector that row i keeps */
            vec x = v_load(m + j);
            if (decay) x = v_mul(x, v_load(decay + i * ldd + j));
            v_store(m + j, seen >= LANES ? x : v_select(v_lt(lane, v_set((real)seen)), x, v_set(0)));
        }
}

INLINE void T(solve_columns)(const int V, int64_t n, const real *a, int64_t a_row, int64_t a_col, real *x, int64_t ldx)
{
    for (int64_t i = 1; i < n; i++) {
        vec sum[4];
        UNROLL(4) for (int v = 0; v < V; v++) sum[v] = v_load(x + i * ldx + v * LANES);
        for (int64_t j = 0; j < i; j++) {
            vec f = v_set(-a[i * a_row + j * a_col]);
            UNROLL(4) for (int v = 0; v < V; v++) sum[v] = v_fma(f, v_load(x + j * ldx + v * LANES), sum[v]);
        }
        UNROLL(4) for (int v = 0; v < V; v++) v_store(x + i * ldx + v * LANES, sum[v]);
    }
}

static void T(solve)(int64_t n, int64_t cols, const real *a, int64_t a_row, int64_t a_col, real *x, int64_t ldx)
{
    int64_t c = 0;
    for (; c + 4 * LANES <= cols; c += 4 * LANES) T(solve_columns)(4, n, a, a_row, a_col, x + c, ldx);
    for (; c < cols; c += LANES) T(solve_columns)(1, n, a, a_row, a_col, x + c, ldx);
}

/* Columns first..first+LANES of the scores: lanes are keys, the decayed key channel stays in a register while the queries pass by. */
INLINE void T(score_columns)(const int first, int64_t d, const real *x, const real *kt, const real *w, int64_t ld, real *m, int strict)
{
    const vec lane = v_add(v_count(), v_set((real)first));
    vec sum[GATED_TOKENS];
    UNROLL(16) for (int i = first; i < GATED_TOKENS; i++) sum[i] = v_set(0);
    for (int64_t c = 0; c < d; c++) {
        vec k = v_load(kt + c * GATED_TOKENS + first);
        UNROLL(16) for (int i = first; i < GATED_TOKENS; i++) {
            vec decayed = v_mul(k, v_set(w[i * ld + c]));
            k = i >= first + (int)LANES ? decayed : v_select(v_lt(lane, v_set((real)i)), decayed, k);
            sum[i] = v_fma(v_set(x[i * ld + c]), k, sum[i]);
        }
    }
    UNROLL(16) for (int i = 0; i < GATED_TOKENS; i++)
        v_store(m + i * GATED_TOKENS + first, i < first ? v_set(0) : v_select(v_lt(lane, v_set((real)(i + 1 - strict))), sum[i], v_set(0)));
}

static void T(scores)(int64_t d, const real *x, const real *kt, const real *w, int64_t ld, real *m, int strict)
{
    T(score_columns)(0, d, x, kt, w, ld, m, strict);
    if (LANES < 16) T(score_columns)(8, d, x, kt, w, ld, m, strict);
    if (LANES < 8) {
        T(score_columns)(4, d, x, kt, w, ld, m, strict);
        T(score_columns)(12, d, x, kt, w, ld, m, strict);
    }
}

static void T(left)(int64_t n, const real *m, const real *k, const real *w, int64_t ld, real *out)
{
    for (int64_t c = 0; c < n; c += LANES) {
        vec decayed[GATED_TOKENS];
        UNROLL(16) for (int i = 0; i < GATED_TOKENS; i++) {
            vec sum = v_load(out + i * ld + c), gate = v_load(w + i * ld + c);
            decayed[i] = v_load(k + i * ld + c);
            UNROLL(16) for (int j = 0; j <= i; j++) {
                if (j < i) decayed[j] = v_mul(decayed[j], gate);
                sum = v_fma(v_set(m[i * GATED_TOKENS + j]), decayed[j], sum);
            }
            v_store(out + i * ld + c, sum);
        }
    }
}

static void T(right)(int64_t n, const real *m, const real *x, const real *w, int64_t ld, real *out)
{
    for (int64_t c = 0; c < n; c += LANES) {
        vec decayed[GATED_TOKENS];
        UNROLL(16) for (int j = GATED_TOKENS - 1; j >= 0; j--) {
            vec sum = v_load(out + j * ld + c), gate = v_load(w + j * ld + c);
            decayed[j] = v_load(x + j * ld + c);
            UNROLL(16) for (int i = GATED_TOKENS - 1; i >= j; i--) {
                sum = v_fma(v_set(m[i * GATED_TOKENS + j]), decayed[i], sum);
                decayed[i] = v_mul(decayed[i], gate);
            }
            v_store(out + j * ld + c, sum);
        }
    }
}

#define GATES_TABLE                                                                                                                               \
    {                                                                                                                                             \
        T(exponentials), T(multiply), T(multiply_add), T(scale_rows), T(row_dots), T(add_scaled), T(outer), T(finite_rows), T(lower),             \
            T(solve), T(accumulate), T(gradients), T(tied), T(tied_backward), T(scores), T(left), T(right)                                                  \
    }
