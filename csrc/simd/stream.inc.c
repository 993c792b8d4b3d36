/* A few queries against keys and values that are read once, where they lie: dot products along the depth, LANES of them summed at
 * a time. What bounds these loops is the memory. */
#ifndef STREAM_CHUNK
#define STREAM_CHUNK 16        /* rows of values that pass by while a part of the sums is in registers */
#endif

/* LANES numbers as they lie: `real`, or 16 bits where real is float. */
INLINE vec T(widen)(const dtype d, const char *p)
{
#if REAL == 32
    if (d == BF16) return v_load_bf16(p);
    if (d == F16) return v_load_f16(p);
#endif
    (void)d;
    return v_load((const real *)(const void *)p);
}

/* s [R][K] = q [R][depth] k^T, K at most LANES / R. A row at a time, as it lies: the machine fetches ahead of a walk that goes straight on, and is three
 * times slower where it does not. The order of each sum depends on depth alone. */
INLINE void T(stream_dots)(const int R, const dtype d, int64_t K, int64_t depth, const real *q, int64_t q_ld, const char *k, int64_t k_row, real *s, int64_t ld)
{
    const int64_t size = d == REAL_DTYPE ? (int64_t)sizeof(real) : 2, most = (int64_t)LANES / R;
    vec sum[LANES];
    real out[LANES];
    for (int64_t j = 0; j < K; j++, k += k_row) {
        vec one[4];
        UNROLL(4) for (int r = 0; r < R; r++) one[r] = v_set(0);
        for (int64_t i = 0; i < depth; i += LANES) {
            const vec y = T(widen)(d, k + i * size);
            UNROLL(4) for (int r = 0; r < R; r++) one[r] = v_fma(v_load(q + r * q_ld + i), y, one[r]);
        }
        UNROLL(4) for (int r = 0; r < R; r++) sum[r * most + j] = one[r];
    }
    for (int64_t j = K; j < most; j++)
        for (int r = 0; r < R; r++) sum[r * most + j] = v_set(0);
    v_store(out, v_sums(sum));
    UNROLL(4) for (int r = 0; r < R; r++) memcpy(s + r * ld, out + r * most, (size_t)most * sizeof(real));
}

INLINE void T(stream_scores_of)(const dtype d, int64_t rows, int64_t keys, int64_t depth, const real *q, int64_t q_ld, const char *k, int64_t k_row, real *s, int64_t ld)
{
    for (int64_t j = 0; j < keys; j += LANES) {
        int64_t r = 0, left = keys - j < LANES ? keys - j : LANES;
        for (; r + 4 <= rows; r += 4)
            for (int64_t i = 0; i < left; i += LANES / 4)
                T(stream_dots)(4, d, left - i < LANES / 4 ? left - i : LANES / 4, depth, q + r * q_ld, q_ld, k + (j + i) * k_row, k_row, s + r * ld + j + i, ld);
        for (; r < rows; r++) T(stream_dots)(1, d, left, depth, q + r * q_ld, q_ld, k + j * k_row, k_row, s + r * ld + j, ld);
    }
}

/* c [R][V] = load c + w [R][keys] v. */
INLINE void T(stream_tile)(const int R, const int V, const dtype d, int64_t keys, const real *w, int64_t ld, const char *v, int64_t v_row,
                           real *c, int64_t ldc, const real *load, int64_t load_step)
{
    const int64_t step = (d == REAL_DTYPE ? (int64_t)sizeof(real) : 2) * LANES;
    vec sum[4][8];
    UNROLL(4) for (int r = 0; r < R; r++)
        UNROLL(8) for (int i = 0; i < V; i++)
            sum[r][i] = load ? v_mul(v_set(load[r * load_step]), v_load(c + r * ldc + i * LANES)) : v_set(0);
    for (int64_t j = 0; j < keys; j++, v += v_row)
        UNROLL(8) for (int i = 0; i < V; i++) {
            const vec y = T(widen)(d, v + i * step);
            UNROLL(4) for (int r = 0; r < R; r++) sum[r][i] = v_fma(v_set(w[r * ld + j]), y, sum[r][i]);
        }
    UNROLL(4) for (int r = 0; r < R; r++)
        UNROLL(8) for (int i = 0; i < V; i++) v_store(c + r * ldc + i * LANES, sum[r][i]);
}

/* R rows at a time, R V vectors of sums: as many as there are registers for. */
INLINE void T(stream_columns)(const int R, const int V, const dtype d, int64_t rows, int64_t keys, const real *w, int64_t ld, const char *v, int64_t v_row,
                              real *c, int64_t ldc, const real *load, int64_t load_step)
{
    int64_t r = 0;
    for (; r + R <= rows; r += R)
        T(stream_tile)(R, V, d, keys, w + r * ld, ld, v, v_row, c + r * ldc, ldc, load ? load + r * load_step : 0, load_step);
    for (; r < rows; r++)
        T(stream_tile)(1, V, d, keys, w + r * ld, ld, v, v_row, c + r * ldc, ldc, load ? load + r * load_step : 0, load_step);
}

INLINE void T(stream_sum_of)(const dtype d, int64_t rows, int64_t cols, int64_t keys, const real *w, int64_t ld, const char *v, int64_t v_row,
                             real *c, int64_t ldc, const real *load, int64_t load_step)
{
    static const real one = 1;
    const int64_t size = d == REAL_DTYPE ? (int64_t)sizeof(real) : 2;
    for (int64_t j = 0; j < keys; j += STREAM_CHUNK) {
        const int64_t n = keys - j < STREAM_CHUNK ? keys - j : STREAM_CHUNK, step = j ? 0 : load_step;
        const real *factor = j ? &one : load;
        const char *row = v + j * v_row;
        int64_t i = 0;
        for (; i + 8 * LANES <= cols && SIMD == SIMD_AVX512; i += 8 * LANES) T(stream_columns)(2, 8, d, rows, n, w + j, ld, row + i * size, v_row, c + i, ldc, factor, step);
        for (; i + 4 * LANES <= cols; i += 4 * LANES) T(stream_columns)(4, 4, d, rows, n, w + j, ld, row + i * size, v_row, c + i, ldc, factor, step);
        for (; i < cols; i += LANES) T(stream_columns)(4, 1, d, rows, n, w + j, ld, row + i * size, v_row, c + i, ldc, factor, step);
    }
}

static void T(stream_scores)(int64_t rows, int64_t keys, int64_t depth, const real *q, int64_t q_ld, const char *k, dtype d, int64_t k_row, real *s, int64_t ld)
{
#if REAL == 32
    if (d == BF16)
        T(stream_scores_of)(BF16, rows, keys, depth, q, q_ld, k, k_row, s, ld);
    else if (d == F16)
        T(stream_scores_of)(F16, rows, keys, depth, q, q_ld, k, k_row, s, ld);
    else
#endif
        T(stream_scores_of)(REAL_DTYPE, rows, keys, depth, q, q_ld, k, k_row, s, ld);
    (void)d;
}

static void T(stream_sum)(int64_t rows, int64_t cols, int64_t keys, const real *w, int64_t ld, const char *v, dtype d, int64_t v_row,
                          real *c, int64_t ldc, const real *load, int64_t load_step)
{
#if REAL == 32
    if (d == BF16)
        T(stream_sum_of)(BF16, rows, cols, keys, w, ld, v, v_row, c, ldc, load, load_step);
    else if (d == F16)
        T(stream_sum_of)(F16, rows, cols, keys, w, ld, v, v_row, c, ldc, load, load_step);
    else
#endif
        T(stream_sum_of)(REAL_DTYPE, rows, cols, keys, w, ld, v, v_row, c, ldc, load, load_step);
    (void)d;
}
