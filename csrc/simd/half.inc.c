/* Products of bfloat16 pairs (vdpbf16ps) on the register tile of 6 rows by 4 vectors of product.inc.c. */
enum { HALF_PANEL = 64, HALF_LANES = 16, HALF_DEPTH = 128 };      /* columns; lanes of float; pairs whose part of a panel stays in the first cache */

INLINE uint32_t pair_at(const uint16_t *a) { uint32_t x; memcpy(&x, a, sizeof x); return x; }

/* R rows, V vectors, `pairs` of depth. */
INLINE void half_tile(const int R, const int V, int64_t pairs, const uint16_t *a, int64_t a_row, const uint16_t *b, float *c, int64_t ldc,
                      float factor, const float *load, int64_t load_step)
{
    __m512 sum[6][4];
    UNROLL(6) for (int i = 0; i < R; i++)
        UNROLL(4) for (int j = 0; j < V; j++) sum[i][j] = _mm512_setzero_ps();
    for (int64_t k = 0; k < pairs; k++, a += 2, b += V * 32) {
        __m512i column[4];
        UNROLL(4) for (int j = 0; j < V; j++) column[j] = _mm512_loadu_si512(b + j * 32);
        UNROLL(6) for (int i = 0; i < R; i++) {
            const __m512i x = _mm512_set1_epi32((int)pair_at(a + i * a_row));
            UNROLL(4) for (int j = 0; j < V; j++) sum[i][j] = _mm512_dpbf16_ps(sum[i][j], (__m512bh)x, (__m512bh)column[j]);
        }
    }
    const __m512 f = _mm512_set1_ps(factor);
    UNROLL(6) for (int i = 0; i < R; i++)
        UNROLL(4) for (int j = 0; j < V; j++) {
            float *at = c + i * ldc + j * HALF_LANES;
            const __m512 x = _mm512_mul_ps(f, sum[i][j]);
            _mm512_storeu_ps(at, load ? _mm512_fmadd_ps(_mm512_set1_ps(load[i * load_step]), _mm512_loadu_ps(at), x) : x);
        }
}

#define TILE_(R, V)                                                                                                                          \
    static __attribute__((noinline)) void half_tile_##R##x##V(int64_t pairs, const uint16_t *a, int64_t a_row, const uint16_t *b, float *c,   \
                                                              int64_t ldc, float factor, const float *load, int64_t load_step)               \
    {                                                                                                                                        \
        half_tile(R, V, pairs, a, a_row, b, c, ldc, factor, load, load_step);                                                                \
    }
#define ROW_(V) TILE_(1, V) TILE_(2, V) TILE_(3, V) TILE_(4, V) TILE_(5, V) TILE_(6, V)
ROW_(1) ROW_(2) ROW_(3) ROW_(4)
#undef ROW_
#undef TILE_

typedef void half_tile_fn(int64_t, const uint16_t *, int64_t, const uint16_t *, float *, int64_t, float, const float *, int64_t);
static half_tile_fn *const half_tiles[4][6] = {
    {half_tile_1x1, half_tile_2x1, half_tile_3x1, half_tile_4x1, half_tile_5x1, half_tile_6x1},
    {half_tile_1x2, half_tile_2x2, half_tile_3x2, half_tile_4x2, half_tile_5x2, half_tile_6x2},
    {half_tile_1x3, half_tile_2x3, half_tile_3x3, half_tile_4x3, half_tile_5x3, half_tile_6x3},
    {half_tile_1x4, half_tile_2x4, half_tile_3x4, half_tile_4x4, half_tile_5x4, half_tile_6x4},
};

static void half_product_at(int64_t rows, int64_t cols, int64_t depth, const uint16_t *a, int64_t a_row, const uint16_t *b, int64_t b_depth, int64_t b_from,
                            float *c, int64_t ldc, float factor, const float *load, int64_t load_step)
{
    static const float one = 1;
    for (int64_t j = 0; j < cols; j += HALF_PANEL) {
        const int64_t width = round_up(cols - j < HALF_PANEL ? cols - j : HALF_PANEL, HALF_LANES), vectors = width / HALF_LANES;
        const uint16_t *panel = b + j * b_depth + b_from * width;
        int64_t k = 0;
        do {
            const int64_t pairs = depth / 2 - k < HALF_DEPTH ? depth / 2 - k : HALF_DEPTH, step = k ? 0 : load_step;
            const float *from = k ? &one : load;
            for (int64_t i = 0; i < rows; i += 6)
                half_tiles[vectors - 1][rows - i < 6 ? rows - i - 1 : 5](pairs, a + i * a_row + 2 * k, a_row, panel + 2 * k * width, c + i * ldc + j, ldc, factor,
                                                                        from ? from + i * step : 0, step);
            k += pairs;
        } while (k < depth / 2);
    }
}

static bool half_finite(const uint16_t *x, int64_t n)
{
    int bad = 0;
    for (int64_t i = 0; i < n; i++) bad |= (x[i] & 0x7F80) == 0x7F80;
    return !bad;
}

/* What is not finite in a panel times A, onto the rows that see it. */
static void half_add_strays(int64_t rows, int64_t width, int64_t depth, const uint16_t *a, int64_t a_row, const uint16_t *b, float *c, int64_t ldc,
                            const unsigned char *seen, int64_t seen_row)
{
    for (int64_t k = 0; k < depth; k++)
        for (int64_t j = 0; j < width; j++) {
            const float x = bf16_to_f32(b[(k / 2 * width + j) * 2 + k % 2]);
            for (int64_t i = 0; i < rows && x - x != 0; i++)
                if (seen[i * seen_row + k]) c[i * ldc + j] += bf16_to_f32(a[i * a_row + k]) * x;
        }
}

static void half_product_seen(int64_t rows, int64_t cols, int64_t depth, const uint16_t *a, int64_t a_row, const uint16_t *b, int64_t b_depth, int64_t b_from,
                              float *c, int64_t ldc, const float *load, int64_t load_step, const unsigned char *seen, int64_t seen_row, uint16_t *clean)
{
    for (int64_t j = 0; j < cols; j += HALF_PANEL) {
        const int64_t width = round_up(cols - j < HALF_PANEL ? cols - j : HALF_PANEL, HALF_LANES);
        const uint16_t *from = b + j * b_depth + b_from * width;
        for (int64_t i = 0; i < width * depth; i++) clean[i] = (from[i] & 0x7F80) == 0x7F80 ? 0 : from[i];
        half_product_at(rows, width, depth, a, a_row, clean, depth, 0, c + j, ldc, 1, load, load_step);
        half_add_strays(rows, width, depth, a, a_row, from, c + j, ldc, seen, seen_row);
    }
}

static void half_pack_rows(const slice *x, uint16_t *out, int64_t ld)
{
    for (int64_t r = 0; r < x->rows; r++, out += ld) {
        const char *p = x->data + r * x->row_stride;
        if (x->col_stride == 2)
            memcpy(out, p, (size_t)x->cols * 2);
        else
            for (int64_t i = 0; i < x->cols; i++, p += x->col_stride) memcpy(out + i, p, 2);
        memset(out + x->cols, 0, (size_t)(ld - x->cols) * 2);
    }
}

/* Rows two by two, interleaved. */
static void half_pack_panels(const slice *x, uint16_t *out)
{
    uint16_t row[2][HALF_PANEL];
    for (int64_t j = 0; j < x->cols; j += HALF_PANEL) {
        const int64_t n = x->cols - j < HALF_PANEL ? x->cols - j : HALF_PANEL, width = round_up(n, HALF_LANES);
        for (int64_t k = 0; k < x->rows; k += 2, out += 2 * width) {
            const slice two = {x->data + k * x->row_stride + j * x->col_stride, x->dtype, x->rows - k < 2 ? 1 : 2, n, x->row_stride, x->col_stride};
            half_pack_rows(&two, row[0], HALF_PANEL);
            if (two.rows < 2) memset(row[1], 0, sizeof row[1]);
            for (int64_t i = 0; i < width; i += HALF_LANES) {
                const __m512i a = _mm512_cvtepu16_epi32(_mm256_loadu_si256((const __m256i *)(const void *)(row[0] + i)));
                const __m512i b = _mm512_cvtepu16_epi32(_mm256_loadu_si256((const __m256i *)(const void *)(row[1] + i)));
                _mm512_storeu_si512(out + 2 * i, _mm512_or_si512(a, _mm512_slli_epi32(b, 16)));
            }
        }
    }
}

static void half_pack_transposed(const slice *x, uint16_t *out)
{
    for (int64_t j = 0; j < x->rows; j += HALF_PANEL) {
        const int64_t n = x->rows - j < HALF_PANEL ? x->rows - j : HALF_PANEL, width = round_up(n, HALF_LANES), depth = round_up(x->cols, 2);
        memset(out, 0, (size_t)(width * depth) * 2);
        for (int64_t r = 0; r < n; r++)
            for (int64_t d = 0; d < x->cols; d++) memcpy(out + (d / 2 * width + r) * 2 + d % 2, x->data + (j + r) * x->row_stride + d * x->col_stride, 2);
        out += width * depth;
    }
}

/* The largest weight becomes 1, which loses nothing, and the sum is that of what is multiplied: the error of a row with few large weights is small. */
static void half_round(int64_t rows, int64_t width, float *s, int64_t ld, const half_rows *x, const float *load, int64_t load_step)
{
    for (int64_t i = 0; i < rows; i++, s += ld) {
        __m512 sum = _mm512_setzero_ps(), factor = _mm512_set1_ps(1);
        if (x) {
            __m512 top = _mm512_setzero_ps();
            for (int64_t j = 0; j < width; j += HALF_LANES) top = _mm512_max_ps(_mm512_loadu_ps(s + j), top);
            const float before = load ? load[i * load_step] * x->most[i] : 0, tile = _mm512_reduce_max_ps(top);
            const float most = tile > before ? tile : before, unit = most > 0 ? 1 / most : 1;
            x->load[i] = load ? most > before ? before * unit : 1 : 0;
            if (load) sum = _mm512_mul_ps(_mm512_set1_ps(x->load[i]), _mm512_loadu_ps(x->sum + i * HALF_LANES));
            factor = _mm512_set1_ps(unit), x->most[i] = most;
        }
        for (int64_t j = 0; j < width; j += HALF_LANES) {
            const __m256i y = (__m256i)_mm512_cvtneps_pbh(_mm512_mul_ps(factor, _mm512_loadu_ps(s + j)));
            _mm256_storeu_si256((__m256i *)(void *)((char *)s + 2 * j), y);
            if (x) sum = _mm512_add_ps(sum, _mm512_castsi512_ps(_mm512_slli_epi32(_mm512_cvtepu16_epi32(y), 16)));
        }
        if (x) _mm512_storeu_ps(x->sum + i * HALF_LANES, sum);
    }
}
