/* Temperatures that grow with the length: y_ij = t_i x_ij,  t_i = (s_h log n_i + b_h) max(1, log(p_i + 1) / log T) (1 + c log(floor((p_i + o) / F) + 1))
 *
 * of n_i visible keys and position p_i = i + M - N: ssmax, logn, pos_temp.  ds_h = sum_ij dy x log n_i, db_h = sum_ij dy x, both times the other factors. */

static bool T(temperature_bind)(T(bound) *x, bool backward)
{
    const call *c = x->call;
    const int slope = c->p->first_option + DENSE_SSMAX, shift = c->p->first_option + DENSE_SSMAX_BIAS;
    x->scratch = 3 * DENSE_ROWS + 2 * LANES;
    x->sums = backward && (present(&c->grad_in[slope]) || present(&c->grad_in[shift])) ? 2 : 0;
    x->keeps_input = x->sums > 0;
    return present(&c->in[slope]) || !dense_param(c, DENSE_LOGN)->none || dense_param(c, DENSE_POS_TEMP)->f != 0;
}

static double T(of_head)(const view *v, int64_t h, double otherwise) { return present(v) ? view_get(v, v->rank ? h : 0, 0, 0, 0) : otherwise; }

/* scratch: t_i, log n_i times the other factors, the other factors; the two sums. */
static void T(temperature_begin)(const T(bound) *x, real *scratch, const tile *block)
{
    const call *c = x->call;
    const double trained = dense_param(c, DENSE_LOGN)->f, rate = dense_param(c, DENSE_POS_TEMP)->f;
    const double step = dense_param(c, DENSE_POS_FLOOR)->f, offset = dense_param(c, DENSE_POS_OFFSET)->f;
    const bool counted = present(dense_slot(c, DENSE_SSMAX));
    const double slope = T(of_head)(dense_slot(c, DENSE_SSMAX), block->head, 0), shift = T(of_head)(dense_slot(c, DENSE_SSMAX_BIAS), block->head, 0);
    for (int64_t i = 0; i < block->rows; i++) {
        const double position = fmax((double)(block->q0 + i + block->m - block->n), 0), n = counted ? log(fmax((double)block->visible[i], 1)) : 0;
        double t = 1;
        if (trained > 0) t *= fmax(1, log(position + 1) / log(trained));
        if (rate != 0) t *= 1 + rate * log(floor((position + offset) / step) + 1);
        scratch[i] = (real)(counted ? (slope * n + shift) * t : t);
        scratch[DENSE_ROWS + i] = (real)(n * t), scratch[2 * DENSE_ROWS + i] = (real)t;
    }
    scratch[3 * DENSE_ROWS] = scratch[3 * DENSE_ROWS + 1] = 0;
}

static void T(temperature_forward)(const T(bound) *x, real *scratch, const tile *t, real *s, int64_t ld)
{
    (void)x;
    for (int64_t i = 0; i < t->rows; i++, s += ld) T(scale)(round_up(t->keys, LANES), scratch[i], s);
}

static void T(temperature_backward)(const T(bound) *x, real *scratch, const tile *t, const real *input, real *ds, int64_t ld)
{
    const vec zero = v_set(0);
    for (int64_t i = 0; i < t->rows; i++, ds += ld) {
        vec moment = zero;
        for (int64_t j = 0; j < t->keys; j += LANES) {
            const vec d = v_load(ds + j);
            if (x->sums) moment = v_add(moment, v_select(v_equal(d, zero), zero, v_mul(d, v_load(input + i * ld + j))));
            v_store(ds + j, v_mul(v_set(scratch[i]), d));
        }
        const real sum = v_sum(moment);
        scratch[3 * DENSE_ROWS] += scratch[DENSE_ROWS + i] * sum, scratch[3 * DENSE_ROWS + 1] += scratch[2 * DENSE_ROWS + i] * sum;
    }
}

static void T(temperature_end)(const T(bound) *x, real *scratch, const tile *block, double *sums)
{
    (void)block;
    for (int i = 0; i < x->sums; i++) sums[i] += (double)scratch[3 * DENSE_ROWS + i];
}

static void T(temperature_finish)(const T(bound) *x, call *c, const double *sums)
{
    for (int i = 0; i < x->sums; i++) T(store_by_head)(c, &c->grad_in[c->p->first_option + DENSE_SSMAX + i], sums + i, x->sums);
}

static const T(term) T(term_temperature) = {
    STAGE_MULTIPLY, T(temperature_bind), T(temperature_begin), T(temperature_forward), T(temperature_backward), T(temperature_end), T(temperature_finish),
};
