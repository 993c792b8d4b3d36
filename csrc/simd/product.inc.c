/* The one product of every engine: C[rows][cols] (+)= A B with B in panels, on a register tile of 6 rows by 4 vectors (12 by 2 or 1 for narrow
 * panels; 6 by 2 where there are 16 registers). A is broadcast element by element with any strides, so transposed operands cost nothing. */
#ifndef PRODUCT_PANEL
#define PRODUCT_PANEL (SIMD == SIMD_AVX512 ? 4 : 2)
#define PRODUCT_WIDE (SIMD == SIMD_AVX512 ? 12 : 6)
#endif

/* One register tile: R rows, V vectors. R and V are constants after inlining. */
INLINE void T(tile)(const int R, const int V, int64_t depth, const real *a, int64_t a_row, int64_t a_depth, const real *b, int64_t b_depth,
                    real *c, int64_t ldc, const real *load, int64_t load_step)
{
    vec sum[12][4];
    UNROLL(12) for (int i = 0; i < R; i++)
        UNROLL(4) for (int j = 0; j < V; j++)
            sum[i][j] = load ? v_mul(v_set(load[i * load_step]), v_load(c + i * ldc + j * LANES)) : v_set(0);
    for (int64_t k = 0; k < depth; k++, a += a_depth, b += b_depth) {
        vec column[4];
        UNROLL(4) for (int j = 0; j < V; j++) column[j] = v_load(b + j * LANES);
        UNROLL(12) for (int i = 0; i < R; i++) {
            vec x = v_set(a[i * a_row]);
            UNROLL(4) for (int j = 0; j < V; j++) sum[i][j] = v_fma(x, column[j], sum[i][j]);
        }
    }
    UNROLL(12) for (int i = 0; i < R; i++)
        UNROLL(4) for (int j = 0; j < V; j++) v_store(c + i * ldc + j * LANES, sum[i][j]);
}

#define TILE_(R, V)                                                                                                                               \
    static __attribute__((noinline)) void T(tile_##R##x##V)(int64_t depth, const real *a, int64_t a_row, int64_t a_depth, const real *b,          \
                                                             int64_t b_depth, real *c, int64_t ldc, const real *load, int64_t load_step)          \
    {                                                                                                                                             \
        T(tile)(R, V, depth, a, a_row, a_depth, b, b_depth, c, ldc, load, load_step);                                                             \
    }
TILE_(1, 1) TILE_(2, 1) TILE_(3, 1) TILE_(4, 1) TILE_(5, 1) TILE_(6, 1)
TILE_(1, 2) TILE_(2, 2) TILE_(3, 2) TILE_(4, 2) TILE_(5, 2) TILE_(6, 2)
#if SIMD == SIMD_AVX512
TILE_(12, 1) TILE_(12, 2)
TILE_(1, 3) TILE_(2, 3) TILE_(3, 3) TILE_(4, 3) TILE_(5, 3) TILE_(6, 3)
TILE_(1, 4) TILE_(2, 4) TILE_(3, 4) TILE_(4, 4) TILE_(5, 4) TILE_(6, 4)
#endif
#undef TILE_

typedef void T(tile_fn)(int64_t, const real *, int64_t, int64_t, const real *, int64_t, real *, int64_t, const real *, int64_t);

static T(tile_fn) *const T(tiles)[][6] = {
    {T(tile_1x1), T(tile_2x1), T(tile_3x1), T(tile_4x1), T(tile_5x1), T(tile_6x1)},
    {T(tile_1x2), T(tile_2x2), T(tile_3x2), T(tile_4x2), T(tile_5x2), T(tile_6x2)},
#if SIMD == SIMD_AVX512
    {T(tile_1x3), T(tile_2x3), T(tile_3x3), T(tile_4x3), T(tile_5x3), T(tile_6x3)},
    {T(tile_1x4), T(tile_2x4), T(tile_3x4), T(tile_4x4), T(tile_5x4), T(tile_6x4)},
#endif
};

/* Depth is walked in pieces whose part of a panel (32 KB at most on AVX-512) stays in the first cache while the rows pass by. */
enum { T(PRODUCT_DEPTH) = 128 };

/* One panel: `vectors` wide, row k of B at b + k * b_depth. */
static void T(columns)(int64_t rows, int vectors, int64_t depth, const real *a, int64_t a_row, int64_t a_depth, const real *b, int64_t b_depth,
                       real *c, int64_t ldc, const real *load, int64_t load_step)
{
    static const real one = 1;
    int64_t k = 0;
    do {
        const int64_t deep = depth - k < T(PRODUCT_DEPTH) ? depth - k : T(PRODUCT_DEPTH), step = k ? 0 : load_step;
        const real *factor = k ? &one : load, *from = a + k * a_depth;
        for (int64_t i = 0, n; i < rows; i += n) {
            T(tile_fn) *tile;
            n = rows - i < 6 ? rows - i : 6;
#if SIMD == SIMD_AVX512
            if (vectors <= 2 && rows - i >= 12) {
                n = 12;
                tile = vectors == 1 ? T(tile_12x1) : T(tile_12x2);
            } else
#endif
                tile = T(tiles)[vectors - 1][n - 1];
            tile(deep, from + i * a_row, a_row, a_depth, b, b_depth, c + i * ldc, ldc, factor ? factor + i * step : 0, step);
        }
        k += deep, b += b_depth * deep;
    } while (k < depth);
}

static void T(product_at)(int64_t rows, int64_t cols, int64_t depth, const real *a, int64_t a_row, int64_t a_depth, const real *b, int64_t b_depth, int64_t b_from,
                          real *c, int64_t ldc, const real *load, int64_t load_step)
{
    const int64_t panel = PRODUCT_PANEL * LANES;
    for (int64_t j = 0; j < cols; j += panel) {
        const int64_t width = round_up(cols - j < panel ? cols - j : panel, LANES);
        T(columns)(rows, (int)(width / LANES), depth, a, a_row, a_depth, b + j * b_depth + b_from * width, width, c + j, ldc, load, load_step);
    }
}

static void T(product)(int64_t rows, int64_t cols, int64_t depth, const real *a, int64_t a_row, int64_t a_depth, const real *b, real *c, int64_t ldc,
                       const real *load, int64_t load_step)
{
    T(product_at)(rows, cols, depth, a, a_row, a_depth, b, depth, 0, c, ldc, load, load_step);
}

static bool T(finite)(const real *x, int64_t n)
{
    vec bad = v_set(0);
    int64_t i = 0;
    for (; i + LANES <= n; i += LANES) bad = v_fma(v_load(x + i), v_set(0), bad);       /* 0 * NaN and 0 * inf stay NaN */
    real rest = v_sum(bad);
    for (; i < n; i++) rest += x[i] * 0;
    return rest == 0;
}

/* Row k of panel b, `width` wide: what is not finite times column k of A, onto the rows that see it. */
static void T(add_strays)(int64_t rows, int64_t width, int64_t depth, const real *a, int64_t a_row, int64_t a_depth, const real *b, real *c, int64_t ldc,
                          const unsigned char *seen, int64_t seen_row, int64_t seen_depth)
{
    for (int64_t k = 0; k < depth; k++, b += width) {
        if (T(finite)(b, width)) continue;
        for (int64_t i = 0; i < rows; i++)
            if (seen[i * seen_row + k * seen_depth])
                for (int64_t j = 0; j < width; j++)
                    if (b[j] - b[j] != 0) c[i * ldc + j] += a[i * a_row + k * a_depth] * b[j];
    }
}

static void T(product_seen)(int64_t rows, int64_t cols, int64_t depth, const real *a, int64_t a_row, int64_t a_depth, const real *b, int64_t b_depth, int64_t b_from,
                            real *c, int64_t ldc, const real *load, int64_t load_step, const unsigned char *seen, int64_t seen_row, int64_t seen_depth, real *clean)
{
    const int64_t panel = PRODUCT_PANEL * LANES;
    for (int64_t j = 0; j < cols; j += panel) {
        const int64_t width = round_up(cols - j < panel ? cols - j : panel, LANES);
        const real *from = b + j * b_depth + b_from * width;
        for (int64_t i = 0; i < width * depth; i++) clean[i] = from[i] - from[i] == 0 ? from[i] : 0;
        T(product)(rows, width, depth, a, a_row, a_depth, clean, c + j, ldc, load, load_step);
        T(add_strays)(rows, width, depth, a, a_row, a_depth, from, c + j, ldc, seen, seen_row, seen_depth);
    }
}
