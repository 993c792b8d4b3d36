/* Packing: any slice of the caller's array into the layouts that the product reads, converted to `real`; and back. */

/* In place of memcpy, whose call costs more than a row of a head. */
INLINE void T(copy_row)(const char *x, char *out, int64_t n)
{
    const int64_t whole = n & ~(int64_t)(LANES - 1), size = (int64_t)sizeof(real);
    for (int64_t i = 0; i < whole; i += LANES) v_store((real *)(out + i * size), v_load((const real *)(x + i * size)));
    if (whole < n) memcpy(out + whole * size, x + whole * size, (size_t)(n - whole) * sizeof(real));
}

/* Row r of x into out[0..cols), converted. */
static void T(read_row)(const slice *x, int64_t r, real *out)
{
    const char *p = x->data + r * x->row_stride;
    const int64_t step = x->col_stride, n = x->cols;
    if (x->dtype == REAL_DTYPE && step == (int64_t)sizeof(real)) {
        T(copy_row)(p, (char *)out, n);
        return;
    }
    int64_t whole = 0;
#if REAL == 32
    if (step == 2 && (x->dtype == BF16 || x->dtype == F16))
        for (; whole + LANES <= n; whole += LANES, p += 2 * LANES) v_store(out + whole, x->dtype == BF16 ? v_load_bf16(p) : v_load_f16(p));
#endif
    switch (x->dtype) {
    case F64:
        for (int64_t i = 0; i < n; i++, p += step) { double v; memcpy(&v, p, 8); out[i] = (real)v; }
        break;
    case F32:
        for (int64_t i = 0; i < n; i++, p += step) { float v; memcpy(&v, p, 4); out[i] = (real)v; }
        break;
    case BF16:
        for (int64_t i = whole; i < n; i++, p += step) { uint16_t v; memcpy(&v, p, 2); out[i] = (real)bf16_to_f32(v); }
        break;
    default:
        for (int64_t i = whole; i < n; i++, p += step) { uint16_t v; memcpy(&v, p, 2); out[i] = (real)f16_to_f32(v); }
    }
}

static void T(pack_rows)(const slice *x, real *out, int64_t ld)
{
    for (int64_t r = 0; r < x->rows; r++, out += ld) {
        T(read_row)(x, r, out);
        for (int64_t c = x->cols; c < ld; c++) out[c] = 0;
    }
}

static void T(pack_panels)(const slice *x, real *out)
{
    const int64_t panel = PRODUCT_PANEL * LANES;
    for (int64_t j = 0; j < x->cols; j += panel) {
        int64_t n = x->cols - j < panel ? x->cols - j : panel, width = round_up(n, LANES);
        slice part = {x->data + j * x->col_stride, x->dtype, x->rows, n, x->row_stride, x->col_stride};
        T(pack_rows)(&part, out, width);
        out += width * x->rows;
    }
}

/* Up to LANES rows of x from `row` on, as columns at out [cols][width]; what is missing is 0. */
static void T(transpose_rows)(const slice *x, int64_t row, real *out, int64_t width)
{
    enum { STRIP_ = 64 };
    const int64_t rows = x->rows - row < LANES ? x->rows - row : LANES;
    real copy[LANES][STRIP_];
    for (int64_t d = 0; d < x->cols; d += STRIP_) {
        const int64_t n = x->cols - d < STRIP_ ? x->cols - d : STRIP_;
        const slice part = {x->data + d * x->col_stride, x->dtype, x->rows, n, x->row_stride, x->col_stride};
        for (int64_t r = 0; r < LANES; r++) {
            if (r < rows) T(read_row)(&part, row + r, copy[r]);
            for (int64_t i = r < rows ? n : 0; i < round_up(n, LANES); i++) copy[r][i] = 0;
        }
        for (int64_t i = 0; i < n; i += LANES) {
            vec v[LANES];
            for (int r = 0; r < (int)LANES; r++) v[r] = v_load(copy[r] + i);
            v_transpose(v);
            for (int64_t r = 0; r < LANES && i + r < n; r++) v_store(out + (d + i + r) * width, v[r]);
        }
    }
}

static void T(pack_columns)(const slice *x, real *out, int64_t ld)
{
    for (int64_t r = 0; r < x->rows; r += LANES) T(transpose_rows)(x, r, out + r, ld);
}

static void T(pack_transposed)(const slice *x, real *out)
{
    const int64_t panel = PRODUCT_PANEL * LANES;
    for (int64_t j = 0; j < x->rows; j += panel) {
        const int64_t n = x->rows - j < panel ? x->rows - j : panel, width = round_up(n, LANES);
        for (int64_t r = 0; r < width; r += LANES) T(transpose_rows)(x, j + r, out + r, width);
        out += width * x->cols;
    }
}

static void T(store)(const real *x, int64_t ld, const slice *out)
{
    for (int64_t r = 0; r < out->rows; r++, x += ld) {
        char *p = out->data + r * out->row_stride;
        const int64_t step = out->col_stride, n = out->cols;
        if (out->dtype == REAL_DTYPE && step == (int64_t)sizeof(real)) {
            T(copy_row)((const char *)x, p, n);
            continue;
        }
        switch (out->dtype) {
        case F64:
            for (int64_t i = 0; i < n; i++, p += step) { double v = (double)x[i]; memcpy(p, &v, 8); }
            break;
        case F32:
            for (int64_t i = 0; i < n; i++, p += step) { float v = (float)x[i]; memcpy(p, &v, 4); }
            break;
        case BF16:
            for (int64_t i = 0; i < n; i++, p += step) { uint16_t v = f32_to_bf16((float)x[i]); memcpy(p, &v, 2); }
            break;
        default:
            for (int64_t i = 0; i < n; i++, p += step) { uint16_t v = f32_to_f16((float)x[i]); memcpy(p, &v, 2); }
        }
    }
}
