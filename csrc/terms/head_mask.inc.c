/* Head mask: o_h = xi_h o_h, after everything else.  dxi_h = sum_i <o_h, dO_h> with the unmasked o, which the engine sums from weights and their
 * gradients, so that a head of 0 has one too. */

static bool T(head_mask_bind)(T(bound) *x, bool backward)
{
    const int slot = x->call->p->first_option + DENSE_HEAD_MASK;
    x->operand = &x->call->in[slot];
    x->sums = backward && present(&x->call->grad_in[slot]);
    return present(x->operand);
}

static void T(head_mask_finish)(const T(bound) *x, call *c, const double *sums)
{
    if (x->sums) T(store_by_head)(c, &c->grad_in[c->p->first_option + DENSE_HEAD_MASK], sums, 1);
}

static const T(term) T(term_head_mask) = {STAGE_OUTPUT, .bind = T(head_mask_bind), .finish = T(head_mask_finish)};
