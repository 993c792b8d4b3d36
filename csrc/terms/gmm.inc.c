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

static void T(gmm_begin)(const T(bound) *x, real *scratch, const tile *block)
{
    const T(grid) g = T(gmm_grid)(x, scratch);
    for (int64_t e = 0; e < g.entries; e++) {
        const double d = T(gmm_square)(x, &g, e);
        double sum = 0;
        for (int64_t k = 0; k < x->operand->shape[0] && d >= 0; k++)
            sum += view_get(x->operand + 1, k, block->head, 0, 0) * exp(-d / (2 * T(gmm_tau)(x, k, block->head)));
        g.sums[e] = 0, g.value[e] = (real)sum;
    }
}

static void T(gmm_forward)(const T(bound) *x, real *scratch, const tile *t, real *s, int64_t ld)
{
    const T(grid) g = T(gmm_grid)(x, scratch);
    T(grid_keys)(&g, t);
    for (int64_t i = 0; i < t->rows; i++, s += ld) {
        const int64_t place = T(grid_place)(&g, t->q0 + i + t->m - t->n);
        for (int64_t j = 0; j < t->keys && place >= 0; j++)
            if (g.place[j] >= 0) s[j] *= g.value[g.centre + place - g.place[j]];
    }
}

static void T(gmm_backward)(const T(bound) *x, real *scratch, const tile *t, const real *input, real *ds, int64_t ld)
{
    const T(grid) g = T(gmm_grid)(x, scratch);
    T(grid_keys)(&g, t);
    for (int64_t i = 0; i < t->rows; i++, ds += ld) {
        const int64_t place = T(grid_place)(&g, t->q0 + i + t->m - t->n);
        for (int64_t j = 0; j < t->keys && place >= 0; j++) {
            if (g.place[j] < 0 || ds[j] == 0) continue;
            const int64_t e = g.centre + place - g.place[j];
            if (x->sums) g.sums[e] += (double)ds[j] * (double)input[i * ld + j];
            ds[j] *= g.value[e];
        }
    }
}

static void T(gmm_end)(const T(bound) *x, real *scratch, const tile *block, double *sums)
{
    (void)block;
    for (int e = 0; e < x->sums; e++) sums[e] += ((double *)(void *)scratch)[e];
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
