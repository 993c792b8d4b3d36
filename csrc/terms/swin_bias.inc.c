/* Swin's bias: score_ij += table[place(query i) - place(key j), h].  dtable[e, h] = sum of dscore over the pairs of entry e. */

static T(grid) T(swin_grid)(const T(bound) *x, real *scratch) { return T(grid_of)(x->call, (x->operand->shape[0] + 1) / 2, 0, scratch); }

static bool T(swin_bias_bind)(T(bound) *x, bool backward)
{
    const int slot = x->call->p->first_option + DENSE_SWIN;
    x->operand = &x->call->in[slot];
    if (!present(x->operand)) return false;
    const T(grid) g = T(swin_grid)(x, NULL);
    x->scratch = T(grid_scratch)(&g);
    x->sums = backward && present(&x->call->grad_in[slot]) ? (int)g.entries : 0;
    return true;
}

static void T(swin_bias_begin)(const T(bound) *x, real *scratch, const tile *block)
{
    const T(grid) g = T(swin_grid)(x, scratch);
    for (int64_t e = 0; e < g.entries; e++) g.sums[e] = 0, g.value[g.entries - 1 - e] = (real)view_get(x->operand, e, block->head, 0, 0);
}

static void T(swin_bias_forward)(const T(bound) *x, real *scratch, const tile *t, real *s, int64_t ld)
{
    real copy[DENSE_KEYS];
    T(grid) g = T(swin_grid)(x, scratch);
    T(grid_keys)(&g, t);
    for (int64_t i = 0; i < t->rows; i++, s += ld) {
        const int64_t place = T(grid_place)(&g, t->q0 + i + t->m - t->n);
        if (place < 0) continue;
        const real *value = T(grid_values)(&g, t, place, 0, copy);
        for (int64_t j = 0; j < t->keys; j += LANES) v_store(s + j, v_add(v_load(s + j), v_load(value + j)));
    }
}

static void T(swin_bias_backward)(const T(bound) *x, real *scratch, const tile *t, const real *input, real *ds, int64_t ld)
{
    T(grid) g = T(swin_grid)(x, scratch);
    (void)input;
    if (!x->sums) return;
    T(grid_keys)(&g, t);
    for (int64_t i = 0; i < t->rows; i++, ds += ld) {
        const int64_t place = T(grid_place)(&g, t->q0 + i + t->m - t->n);
        if (place >= 0) T(grid_add)(&g, t, place, ds);
    }
}

static void T(swin_bias_end)(const T(bound) *x, real *scratch, const tile *block, double *sums)
{
    const T(grid) g = T(swin_grid)(x, scratch);
    (void)block;
    if (x->sums) T(grid_end)(&g, sums);
}

static void T(swin_bias_finish)(const T(bound) *x, call *c, const double *sums)
{
    if (x->sums) T(store_table)(c, &c->grad_in[c->p->first_option + DENSE_SWIN], sums, x->sums, 1);
}

static const T(term) T(term_swin_bias) = {
    STAGE_BIAS, T(swin_bias_bind), T(swin_bias_begin), T(swin_bias_forward), T(swin_bias_backward), T(swin_bias_end), T(swin_bias_finish),
};
