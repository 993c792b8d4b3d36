/* What this core can do at best: the yardsticks of every claim about speed. Each loop has the shape of the product's widest register tile. */

/* Operations done in `turns` steps of a register tile: on registers only, or fed as a product is, by one row of B and one broadcast per row of A.
 * cells: 4096 numbers, read when fed; one is written so that nothing is optimised away. */
static double T(fma_peak)(int64_t turns, bool fed, real *cells)
{
    enum { R = 6, C = PRODUCT_PANEL };
    vec sum[R][C], x = v_set((real)0.999), column[C];
    UNROLL(6) for (int i = 0; i < R; i++)
        UNROLL(4) for (int j = 0; j < C; j++) sum[i][j] = v_set((real)(i + j));
    UNROLL(4) for (int j = 0; j < C; j++) column[j] = v_set((real)1e-3);
    for (int64_t k = 0; k < turns; k++) {
        const real *a = cells + (k & 63), *b = cells + (k & 31) * C * LANES;
        if (fed) UNROLL(4) for (int j = 0; j < C; j++) column[j] = v_load(b + j * LANES);
        UNROLL(6) for (int i = 0; i < R; i++) {
            if (fed) x = v_set(a[64 * i]);
            UNROLL(4) for (int j = 0; j < C; j++) sum[i][j] = fed ? v_fma(x, column[j], sum[i][j]) : v_fma(sum[i][j], x, column[j]);
        }
        if (fed) __asm__ volatile("" ::: "memory");
    }
    vec all = v_set(0);
    UNROLL(6) for (int i = 0; i < R; i++)
        UNROLL(4) for (int j = 0; j < C; j++) all = v_add(all, sum[i][j]);
    cells[4095] = v_sum(all) * (real)1e-30;
    return 2.0 * R * C * LANES * (double)turns;
}

/* Reads n numbers, a multiple of 8 vectors, as two streams: what keys and values are to a call that reads each once. */
static real T(read_peak)(int64_t n, const real *x)
{
    vec sum[8];
    UNROLL(8) for (int j = 0; j < 8; j++) sum[j] = v_set(0);
    for (int64_t i = 0; i < n / 2; i += 4 * LANES)
        UNROLL(8) for (int j = 0; j < 8; j++) sum[j] = v_add(sum[j], v_load(x + (j & 1) * (n / 2) + i + j / 2 * LANES));
    UNROLL(7) for (int j = 1; j < 8; j++) sum[0] = v_add(sum[0], sum[j]);
    return v_sum(sum[0]);
}
