/* A user's score function (csrc/flex): score := f(score, b, h, i, j) by its program, dscore and the gradients of captured tensors by the adjoint program.
 * Where dscore is 0 the adjoint lets nothing pass, whatever the function made of a hidden score. */

static bool T(score_mod_bind)(T(bound) *x, bool backward)
{
    const flex *f = x->call->flex;
    if (!f || !f->forward)
        return false;
    x->hides = f->hides;
    x->scratch = T(flex_cells)(f->forward);
    if (backward) {
        x->scratch += T(flex_cells)(f->backward) + round_up(f->own, FLEX_LANES);
        x->keeps_input = f->backward != NULL;
        x->sums = (int)f->own;
        x->conflicts = f->conflicts;
    }
    return true;
}

static T(machine) T(score_mod_forward_machine)(const T(bound) *x, real *scratch)
{
    return T(machine_at)(x->call->flex->forward, x->call->flex, scratch, NULL);
}

static T(machine) T(score_mod_backward_machine)(const T(bound) *x, real *scratch)
{
    flex *f = x->call->flex;
    real *at = scratch + T(flex_cells)(f->forward);
    return T(machine_at)(f->backward, f, at, at + T(flex_cells)(f->backward));
}

static void T(score_mod_begin)(const T(bound) *x, real *scratch, const tile *block)
{
    const T(machine) forward = T(score_mod_forward_machine)(x, scratch);
    T(machine_begin)(&forward, block->sequence, block->head, block->q0, block->rows, block->n);
    if (!x->keeps_input) return;
    const T(machine) backward = T(score_mod_backward_machine)(x, scratch);
    if (x->sums) memset(backward.private_gradients, 0, (size_t)x->sums * sizeof(real));
    T(machine_begin)(&backward, block->sequence, block->head, block->q0, block->rows, block->n);
}

static void T(score_mod_forward)(const T(bound) *x, real *scratch, const tile *t, real *s, int64_t ld)
{
    const T(machine) m = T(score_mod_forward_machine)(x, scratch);
    T(machine_run)(&m, t, s, NULL, s, ld);
}

static void T(score_mod_backward)(const T(bound) *x, real *scratch, const tile *t, const real *input, real *ds, int64_t ld)
{
    if (!x->keeps_input) return;
    const T(machine) m = T(score_mod_backward_machine)(x, scratch);
    T(machine_run)(&m, t, input, ds, ds, ld);
}

static void T(score_mod_end)(const T(bound) *x, real *scratch, const tile *block, double *sums)
{
    (void)block;
    if (!x->sums) return;
    const real *own = (const real *)(const void *)T(score_mod_backward_machine)(x, scratch).private_gradients;
    for (int i = 0; i < x->sums; i++) sums[i] += (double)own[i];
}

/* Sequences and heads in their order. */
static void T(score_mod_finish)(const T(bound) *x, call *c, const double *sums)
{
    const int64_t all = c->sequences * c->size[SYM_HQ];
    for (int i = 0; i < c->flex->captures && x->sums; i++) {
        const flex_capture *g = &c->flex->capture[i];
        real *to = (real *)(void *)g->gradient;
        for (int64_t j = 0; g->mode == GRADIENT_PRIVATE && j < g->count; j++) {
            double sum = 0;
            for (int64_t n = 0; n < all; n++) sum += sums[n * x->sums + g->cell + j];
            to[j] = (real)sum;
        }
    }
}

static const T(term) T(term_score_mod) = {
    STAGE_PROGRAM, T(score_mod_bind), T(score_mod_begin), T(score_mod_forward), T(score_mod_backward), T(score_mod_end), T(score_mod_finish),
};
