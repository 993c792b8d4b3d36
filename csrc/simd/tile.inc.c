/* Vectors and score tiles: what the engines do between two products. */

static void T(add)(int64_t n, const real *x, real *y)
{
    int64_t i = 0;
    for (; i + LANES <= n; i += LANES) v_store(y + i, v_add(v_load(y + i), v_load(x + i)));
    for (; i < n; i++) y[i] += x[i];
}

static void T(scale)(int64_t n, real factor, real *x)
{
    int64_t i = 0;
    for (; i + LANES <= n; i += LANES) v_store(x + i, v_mul(v_set(factor), v_load(x + i)));
    for (; i < n; i++) x[i] *= factor;
}

static real T(dot)(int64_t n, const real *x, const real *y)
{
    vec sum = v_set(0);
    int64_t i = 0;
    for (; i + LANES <= n; i += LANES) sum = v_fma(v_load(x + i), v_load(y + i), sum);
    real rest = v_sum(sum);
    for (; i < n; i++) rest += x[i] * y[i];
    return rest;
}

static double T(sum)(int64_t n, const real *x)
{
    vec sum = v_set(0);
    int64_t i = 0;
    for (; i + LANES <= n; i += LANES) sum = v_add(v_load(x + i), sum);
    double rest = (double)v_sum(sum);
    for (; i < n; i++) rest += (double)x[i];
    return rest;
}

static void T(mask)(int64_t rows, int64_t width, const uint64_t *bits, int64_t words, real *s, int64_t ld)
{
    for (int64_t i = 0; i < rows; i++, bits += words, s += ld)
        for (int64_t j = 0; j < width; j += LANES)
            v_store(s + j, v_select(v_bits(bits[j / 64] >> j % 64), v_load(s + j), v_set(-INFINITY)));
}

static void T(drop)(int64_t rows, int64_t width, const uint64_t *bits, int64_t words, real kept, real *s, int64_t ld)
{
    for (int64_t i = 0; i < rows; i++, bits += words, s += ld)
        for (int64_t j = 0; j < width; j += LANES) {
            vec x = v_load(s + j);
            v_store(s + j, v_mul(x, v_select(v_bits(bits[j / 64] >> j % 64), v_set(kept), v_set(0))));
        }
}

static void T(see)(int64_t rows, int64_t width, const real *s, int64_t ld, unsigned char *seen, int64_t seen_row)
{
    for (int64_t i = 0; i < rows; i++)
        for (int64_t j = 0; j < width; j++)
            seen[i * seen_row + j] = s[i * ld + j] != -INFINITY;
}
