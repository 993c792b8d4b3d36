/* The divisors of retention's parallel form: row i of the decay mask over the square root of its sum, c_i = sum_{j <= i} gamma^j; then the row's
 * weights over their absolute sum, at least 1 and at most 5e4. Both scale a row of the output, so the walk computes the rest; the second needs every
 * |q_i k_j| once and is a constant for the gradient. */

static void T(sums_of_decays)(T(walk) *w)
{
    double sum = 0, moment = 0;
    for (int64_t i = 0; i < w->n; i++) {
        double power = i ? exp(w->log_decay * (double)i) : 1;
        sum += power, moment += power > 0 ? (double)i * power : 0;
        w->row_slope[i] = (real)(-0.5 * moment / sum);
        for (int64_t g = 0; g < w->p->group; g++) w->row_factor[g * w->n + i] = (real)(1 / sqrt(sum));
    }
}

/* total[i] += sum over keys t .. t + n of |q_i k_j| gamma^(i - j), for the loaded queries first .. first + rows. */
static void T(add_absolute)(T(walk) *w, int64_t first, int64_t rows, int64_t t, int64_t n, real *total)
{
    T(load)(w, &w->key, 0, w->m, t, n, w->k_rows, w->ldf);
    T(pack_tokens)(w, w->k_rows, n, w->f, w->ldf, w->kt);
    T(token_product)(w, rows, n, w->f, w->q_rows, w->ldf, w->kt, w->p_rows, false);
    for (int64_t j = 0; j < n; j++) w->spare[j] = t == first ? 1 : (real)exp(w->log_decay * (double)(first - t - j));
    for (int64_t i = 0; i < rows; i++) {
        real sum = 0;
        for (int64_t j = 0; j < n && t + j <= first + i; j++) {
            real decay = t == first ? w->decay_table[i - j] : w->spare[j] * w->decay_table[i];
            sum += (real)fabs((double)w->p_rows[i * w->ldt + j]) * decay;
        }
        total[i] += sum;
    }
}

static void T(find_row_factors)(T(walk) *w)
{
    const int64_t step = w->p->block;
    T(sums_of_decays)(w);
    for (int64_t g = 0; g < w->p->group; g++)
        for (int64_t i = 0; i < w->n; i += step) {
            int64_t rows = w->n - i < step ? w->n - i : step;
            real *factor = w->row_factor + g * w->n + i, *total = w->weight;
            T(zero)(total, rows);
            T(load_queries)(w, g, i, rows);
            for (int64_t t = 0; t <= i; t += step) T(add_absolute)(w, i, rows, t, w->m - t < step ? w->m - t : step, total);
            for (int64_t r = 0; r < rows; r++) {
                real sum = factor[r] * total[r];
                factor[r] /= sum > (real)5e4 ? (real)5e4 : sum > 1 ? sum : 1;
            }
        }
}

/* The first divisor's share of the decay's gradient: queries i .. of the block, x their gradient, so that q x = do o. */
static void T(factors_backward)(T(walk) *w, int64_t i)
{
    w->k->gate.row_dots(w->len, w->ldf, w->q_rows, w->ldf, w->x, w->ldf, w->spare);
    for (int64_t r = 0; r < w->len; r++) *w->d_decay += w->spare[r] * w->row_slope[i + r];
}
