/* Soft causal mask between images: a later key is seen only where query and key are tokens of different images; there its weight counts sigma times, before
 * the normalisation (a score of log sigma) or after it ('post'). Scratch: images of a tile's keys. */

static bool T(sofa_bind)(T(bound) *x, bool backward)
{
    (void)backward;
    x->operand = dense_slot(x->call, DENSE_IMAGE);
    x->number = (real)dense_param(x->call, DENSE_SOFA_SIGMA)->f;
    x->hides = true;
    x->scratch = DENSE_KEYS;
    return present(x->operand);
}

static real T(image_of)(const T(bound) *x, const tile *t, int64_t token) { return token < 0 ? -1 : (real)view_get(x->operand, x->call->cu_k ? 0 : t->sequence, t->first_k + token, 0, 0); }

/* Over the later keys of each query. */
#define SOFA_EACH(between, beyond) \
    do { \
        for (int64_t j = 0; j < t->keys; j++) scratch[j] = T(image_of)(x, t, t->k0 + j); \
        for (int64_t i = 0; i < t->rows; i++, s += ld) { \
            const int64_t own = t->q0 + i + t->m - t->n - t->k0; \
            const real image = T(image_of)(x, t, t->q0 + i + t->m - t->n); \
            for (int64_t j = own < 0 ? 0 : own + 1; j < t->keys; j++) \
                if (image >= 0 && scratch[j] >= 0 && scratch[j] != image) between; else beyond; \
        } \
    } while (0)

static void T(sofa_forward)(const T(bound) *x, real *scratch, const tile *t, real *s, int64_t ld)
{
    const bool post = dense_param(x->call, DENSE_SOFA_MODE)->i;
    const real shift = (real)(x->number <= 0 ? -INFINITY : post ? 0 : log((double)x->number));
    SOFA_EACH(s[j] = shift == -INFINITY ? shift : s[j] + shift, s[j] = -INFINITY);
}

static void T(sofa_weigh)(const T(bound) *x, real *scratch, const tile *t, real *s, int64_t ld)
{
    if (dense_param(x->call, DENSE_SOFA_MODE)->i) SOFA_EACH(s[j] *= x->number, (void)0);
}
#undef SOFA_EACH

static const T(term) T(term_sofa) = {STAGE_BIAS, .bind = T(sofa_bind), .forward = T(sofa_forward), .weigh = T(sofa_weigh)};
