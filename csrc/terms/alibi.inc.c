/* ALiBi: score_ij -= slope_h / f |i + M - N - j|.  dslope_h = -sum_ij dscore_ij |i + M - N - j| / f. */

static bool T(alibi_bind)(T(bound) *x, bool backward)
{
    const int slot = x->call->p->first_option + DENSE_ALIBI;
    x->operand = &x->call->in[slot];
    x->scratch = LANES;
    x->sums = backward && present(&x->call->grad_in[slot]);
    return present(x->operand) || !given_word(x->call, slot, "none");
}

static double T(alibi_slope)(const T(bound) *x, const tile *t)
{
    const view *v = x->operand;
    const int64_t heads = x->call->size[SYM_HQ], h = t->head;
    const int slot = x->call->p->first_option + DENSE_ALIBI;
    if (present(v))
        return v->rank == 2 ? view_get(v, v->shape[0] == 1 ? 0 : t->sequence, h, 0, 0) : view_get(v, h, 0, 0, 0);
    if (given_word(x->call, slot, "geometric"))
        return exp2(-8.0 * (double)(h + 1) / (double)heads);
    return dense_alibi_slope(heads, h);
}

/* 1 / f: slopes for a longer context than that of training. */
static double T(alibi_shrinks)(const T(bound) *x, const tile *t)
{
    const value *factor = dense_param(x->call, DENSE_ALIBI_FACTOR), *trained = dense_param(x->call, DENSE_ALIBI_TRAINED);
    return !factor->none ? 1 / factor->f : trained->none ? 1 : fmin(1, trained->f / fmax((double)t->m, 1));
}

static void T(alibi_begin)(const T(bound) *x, real *scratch, const tile *block)
{
    scratch[0] = (real)(T(alibi_slope)(x, block) * T(alibi_shrinks)(x, block));
    scratch[1] = 0;
}

/* |d - lane|, d = i + M - N - j of the first lane. */
INLINE vec T(alibi_distance)(real d, vec lane)
{
    vec x = v_sub(v_set(d), lane);
    return v_max(x, v_sub(v_set(0), x));
}

static void T(alibi_forward)(const T(bound) *x, real *scratch, const tile *t, real *s, int64_t ld)
{
    const vec slope = v_set(-scratch[0]), lane = v_count();
    (void)x;
    for (int64_t i = 0; i < t->rows; i++, s += ld) {
        const int64_t d = t->q0 + i + t->m - t->n - t->k0;
        UNROLL(2) for (int64_t j = 0; j < t->keys; j += LANES)
            v_store(s + j, v_fma(slope, T(alibi_distance)((real)(d - j), lane), v_load(s + j)));
    }
}

static void T(alibi_backward)(const T(bound) *x, real *scratch, const tile *t, const real *input, real *ds, int64_t ld)
{
    const vec lane = v_count();
    vec sum = v_set(0);
    (void)input;
    if (!x->sums) return;
    for (int64_t i = 0; i < t->rows; i++, ds += ld) {
        const int64_t d = t->q0 + i + t->m - t->n - t->k0;
        for (int64_t j = 0; j < t->keys; j += LANES) sum = v_fma(T(alibi_distance)((real)(d - j), lane), v_load(ds + j), sum);
    }
    scratch[1] -= v_sum(sum);
}

static void T(alibi_end)(const T(bound) *x, real *scratch, const tile *block, double *sums)
{
    if (x->sums) sums[0] += (double)scratch[1] * T(alibi_shrinks)(x, block);
}

static void T(alibi_finish)(const T(bound) *x, call *c, const double *sums)
{
    if (x->sums) T(store_by_head)(c, &c->grad_in[c->p->first_option + DENSE_ALIBI], sums, 1);
}

static const T(term) T(term_alibi) = {
    STAGE_BIAS, T(alibi_bind), T(alibi_begin), T(alibi_forward), T(alibi_backward), T(alibi_end), T(alibi_finish),
};
