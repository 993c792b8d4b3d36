/* Element-wise mask: y_ij = G_ij x_ij, with any broadcasting.  dG = dy x, summed over the axes that broadcast, dx = dy G. */

static bool T(elm_bind)(T(bound) *x, bool backward)
{
    x->slot = x->call->p->first_option + DENSE_ELM;
    x->operand = &x->call->in[x->slot];
    if (!present(x->operand)) return false;
    x->scratch = 2 * DENSE_KEYS;
    if (backward) x->gradient = x->call->grad_in[x->slot];
    x->keeps_input = present(&x->gradient);
    return true;
}

static void T(elm_forward)(const T(bound) *x, real *scratch, const tile *t, real *s, int64_t ld)
{
    const slice g = under_tile(x->operand, t);
    for (int64_t i = 0; i < t->rows; i++, s += ld) {
        const real *row = T(bias_row)(&g, i, scratch);
        for (int64_t j = 0; j < t->keys; j += LANES) v_store(s + j, v_mul(v_load(s + j), v_load(row + j)));
    }
}

static void T(elm_backward)(const T(bound) *x, real *scratch, const tile *t, const real *input, real *ds, int64_t ld)
{
    const slice g = under_tile(x->operand, t);
    real *moment = scratch + DENSE_KEYS;
    const vec zero = v_set(0);
    for (int64_t i = 0; i < t->rows; i++, ds += ld) {
        const real *row = T(bias_row)(&g, i, scratch);
        for (int64_t j = 0; j < t->keys; j += LANES) {
            const vec d = v_load(ds + j);
            if (x->keeps_input) v_store(moment + j, v_select(v_equal(d, zero), zero, v_mul(d, v_load(input + i * ld + j))));
            v_store(ds + j, v_select(v_equal(d, zero), zero, v_mul(d, v_load(row + j))));
        }
        tile one = *t;
        one.q0 += i, one.rows = 1;
        if (x->keeps_input) T(add_under_tile)(x, &one, moment, ld);
    }
}

static const T(term) T(term_elm) = {STAGE_MULTIPLY, .bind = T(elm_bind), .forward = T(elm_forward), .backward = T(elm_backward)};
