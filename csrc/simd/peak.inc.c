/* The ceiling of a product, to be measured: multiply-adds on the register tile of product.inc.c with every operand fed from L1 and nothing around them.
 * a: [6][64], b: [64][panel], c: [6][panel]. 12 * panel operations per step. */
static void T(feed)(int64_t steps, const real *a, const real *b, real *c)
{
    vec sum[6][PRODUCT_PANEL];
    UNROLL(6) for (int i = 0; i < 6; i++)
        UNROLL(4) for (int j = 0; j < PRODUCT_PANEL; j++) sum[i][j] = v_set(0);
    for (int64_t k = 0; k < steps; k++) {
        const real *row = b + (k & 63) * PRODUCT_PANEL * LANES, *x = a + (k & 63);
        vec column[PRODUCT_PANEL];
        UNROLL(4) for (int j = 0; j < PRODUCT_PANEL; j++) column[j] = v_load(row + j * LANES);
        UNROLL(6) for (int i = 0; i < 6; i++)
            UNROLL(4) for (int j = 0; j < PRODUCT_PANEL; j++) sum[i][j] = v_fma(v_set(x[64 * i]), column[j], sum[i][j]);
    }
    UNROLL(6) for (int i = 0; i < 6; i++)
        UNROLL(4) for (int j = 0; j < PRODUCT_PANEL; j++) v_store(c + (i * PRODUCT_PANEL + j) * LANES, sum[i][j]);
}
