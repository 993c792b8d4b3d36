/* Gaussian mixture mask: y_ij = G_ij x_ij,  G_ij = sum_k alpha_kh exp(-d_ij^2 / (2 tau_kh)),  tau = sigma^2 + 1e-5, d the distance of the tokens on the grid;
 * 1 for tokens before the grid.  dG = dy x,  dalpha = sum dG e,  dsigma = sum dG alpha e d^2 sigma / tau^2. */

static T(grid) T(gmm_grid)(const T(bound) *x, real *scratch)
{
    const int64_t prefix = dense_param(x->call, DENSE_GMM_PREFIX)->i;
    return T(grid_of)(x->call, x->call->size[SYM_M] - prefix, prefix, scratch);
}

static bool T(gmm_bind)(T(bound) *x, bool backward)
{
    const call *c = x->call;
    const int slot = c->p->first_option + DENSE_GMM_SIGMA;
    x->operand = &c->in[slot];
    if (!present(x->operand)) return false;
    const T(grid) g = T(gmm_grid)(x, NULL);
    x->scratch = T(grid_scratch)(&g);
    x->sums = backward && (present(&c->grad_in[slot]) || present(&c->grad_in[slot + 1])) ? (int)g.entries : 0;
    x->keeps_input = x->sums > 0;
    return true;
}

/* Squared distance of entry e, or -1 beyond the cutoff, where G is 0. */
static double T(gmm_square)(const T(bound) *x, const T(grid) *g, int64_t e)
{
    const value *cutoff = dense_param(x->call, DENSE_GMM_CUTOFF);
    const int64_t last = 2 * g->axis[2] - 1, middle = 2 * g->axis[1] - 1;
    const double c = (double)(e % last - g->axis[2] + 1), b = (double)(e / last % middle - g->axis[1] + 1), a = (double)(e / last / middle - g->axis[0] + 1);
    const double d = a * a + b * b + c * c;
    return !cutoff->none && d > cutoff->f ? -1 : d;
}

static double T(gmm_tau)(const T(bound) *x, int64_t k, int64_t h) { const double sigma = view_get(x->operand, k, h, 0, 0); return sigma * sigma + 1e-5; }

/* Squared distances, which are the same from either end, become values by way of the sums. */
static void T(gmm_begin)(const T(bound) *x, real *scratch, const tile *block)
{
    const T(grid) g = T(gmm_grid)(x, scratch);
    const value *cutoff = dense_param(x->call, DENSE_GMM_CUTOFF);
    const vec most = v_set(cutoff->none ? INFINITY : (real)cutoff->f), zero = v_set(0);
    real *square = g.value;
    memset(g.sums, 0, (size_t)(g.place - (int32_t *)(void *)g.sums) * sizeof(int32_t));
    for (int64_t a = 1 - g.axis[0]; a < g.axis[0]; a++)
        for (int64_t b = 1 - g.axis[1]; b < g.axis[1]; b++)
            for (int64_t c = 1 - g.axis[2]; c < g.axis[2]; c++) *square++ = (real)(a * a + b * b + c * c);
    for (int64_t k = 0; k < x->operand->shape[0]; k++) {
        const vec alpha = v_set((real)view_get(x->operand + 1, k, block->head, 0, 0)), rate = v_set((real)(-0.5 / T(gmm_tau)(x, k, block->head)));
        for (int64_t e = 0; e < g.entries; e += LANES)
            v_store(g.sums + e, v_fma(alpha, v_exp(v_mul(rate, v_load(g.value + e))), v_load(g.sums + e)));
    }
    for (int64_t e = 0; e < g.entries; e += LANES) {
        v_store(g.value + e, v_select(v_lt(most, v_load(g.value + e)), zero, v_load(g.sums + e)));
        v_store(g.sums + e, zero);
    }
}

static void T(gmm_forward)(const T(bound) *x, real *scratch, const tile *t, real *s, int64_t ld)
{
    real copy[DENSE_KEYS];
    T(grid) g = T(gmm_grid)(x, scratch);
    T(grid_keys)(&g, t);
    for (int64_t i = 0; i < t->rows; i++, s += ld) {
        const int64_t place = T(grid_place)(&g, t->q0 + i + t->m - t->n);
        if (place < 0) continue;
        const real *value = T(grid_values)(&g, t, place, 1, copy);
        for (int64_t j = 0; j < t->keys; j += LANES) v_store(s + j, v_mul(v_load(s + j), v_load(value + j)));
    }
}

static void T(gmm_backward)(const T(bound) *x, real *scratch, const tile *t, const real *input, real *ds, int64_t ld)
{
    real copy[DENSE_KEYS], moment[DENSE_KEYS];
    const vec zero = v_set(0);
    T(grid) g = T(gmm_grid)(x, scratch);
    T(grid_keys)(&g, t);
    for (int64_t i = 0; i < t->rows; i++, ds += ld) {
        const int64_t place = T(grid_place)(&g, t->q0 + i + t->m - t->n);
        if (place < 0) continue;
        const real *value = T(grid_values)(&g, t, place, 1, copy);
        for (int64_t j = 0; j < t->keys; j += LANES) {
            const vec d = v_load(ds + j);
            if (x->sums) v_store(moment + j, v_select(v_equal(d, zero), zero, v_mul(d, v_load(input + i * ld + j))));
            v_store(ds + j, v_select(v_equal(d, zero), zero, v_mul(d, v_load(value + j))));
        }
        if (x->sums) T(grid_add)(&g, t, place, moment);
    }
}

static void T(gmm_end)(const T(bound) *x, real *scratch, const tile *block, double *sums)
{
    const T(grid) g = T(gmm_grid)(x, scratch);
    (void)block;
    if (x->sums) T(grid_end)(&g, sums);
}

static void T(gmm_finish)(const T(bound) *x, call *c, const double *sums)
{
    const view *sigma = &c->grad_in[c->p->first_option + DENSE_GMM_SIGMA], *alpha = sigma + 1;
    const T(grid) g = T(gmm_grid)(x, NULL);
    const int64_t heads = c->size[SYM_HQ];
    for (int64_t h = 0; h < heads && x->sums; h++)
        for (int64_t k = 0; k < x->operand->shape[0]; k++) {
            const double tau = T(gmm_tau)(x, k, h), width = view_get(x->operand, k, h, 0, 0), weight = view_get(x->operand + 1, k, h, 0, 0);
            double dalpha = 0, dsigma = 0;
            for (int64_t e = 0; e < g.entries; e++) {
                const double d = T(gmm_square)(x, &g, e), bell = exp(-d / (2 * tau));
                double sum = 0;
                for (int64_t s = 0; s < c->sequences; s++) sum += sums[(s * heads + h) * g.entries + e];
                if (d >= 0) dalpha += sum * bell, dsigma += sum * weight * bell * d * width / (tau * tau);
            }
            if (present(alpha)) view_set(alpha, k, h, 0, 0, dalpha);
            if (present(sigma)) view_set(sigma, k, h, 0, 0, dsigma);
        }
}

static const T(term) T(term_gmm) = {STAGE_MULTIPLY, T(gmm_bind), T(gmm_begin), T(gmm_forward), T(gmm_backward), T(gmm_end), T(gmm_finish)};
