/* A float mask: a bias without a gradient. Boolean masks never become scores: they are bits of the schedule. */

static bool T(mask_bind)(T(bound) *x, bool backward)
{
    (void)backward;
    return T(bias_from)(x, x->call->p->first_option + DENSE_MASK, false);
}

static const T(term) T(term_mask) = {STAGE_BIAS, .bind = T(mask_bind), .forward = T(bias_forward)};
