/* Keys and gates made from logits. Tied gates (HGRN2): with s = sigmoid(f) the factor is bound + (1 - bound) s and the key 1 - factor = (1 - bound) (1 - s). Both come from f itself, so
 * that neither is a small difference, and no logarithm of a factor is taken. */

/* The logits of the block, k_raw, into keys and factors. */
static void T(untie)(T(walk) *w)
{
    w->k->gate.tied(w->len, w->k_raw, w->ldd, w->bound, w->open, w->w, w->k_rows, w->ldf);
}

/* dk_rows and rho, the gradients of keys and of logarithms of factors, become that of f, in dk_rows. */
static void T(tied_backward)(T(walk) *w)
{
    w->k->gate.tied_backward(w->len, w->k_raw, w->ldd, w->bound, w->open, w->rho, w->dk_rows, w->d_bound, w->ldf);
}

/* A running softmax (LightNet): e^{z_t} = sum is kept as e^most sum, so that every token costs one e^-|difference| and a block one logarithm. A channel
 * that has seen nothing has z = -inf: its first logit makes key 1 and factor 0. */

/* -|x_t - the largest before| into w->w; an absent key has none. */
static void T(find_differences)(T(walk) *w)
{
    for (int64_t i = 0; i < w->len; i++) {
        const bool absent = T(absent)(w, w->t + i);
        for (int64_t c = 0, at = i * w->ldf; c < w->ldf; c++, at++) {
            const real x = w->k_raw[at], most = w->most[c], d = x - most;
            w->w[at] = absent ? 0 : d > 0 ? -d : d;
            if (!absent && x > most) w->most[c] = x;
        }
    }
}

/* One logit: `small` is e^-|x - most|. */
static void T(next_logit)(real x, real small, real *most, real *sum, real *key, real *factor)
{
    if (*sum == 0) {                     /* nothing yet, and perhaps nothing now */
        const bool some = x != -(real)INFINITY;
        *key = some, *factor = !some;
        if (some) *sum = 1, *most = x;
        if (x != x) *key = *factor = x;
        return;
    }
    const bool up = x > *most;
    const real before = up ? *sum * small : *sum, own = up ? 1 : small;
    *sum = before + own;
    if (up) *most = x;
    *key = own / *sum, *factor = before / *sum;
}

/* The logits of the block, k_raw, into keys and factors. */
static void T(run_softmax)(T(walk) *w)
{
    const real *z = w->S + w->f * w->lde;
    memcpy(w->most, z, (size_t)w->ldf * sizeof(real));
    T(find_differences)(w);
    w->k->gate.exponentials(w->len * w->ldf, w->w, w->w);
    memcpy(w->most, z, (size_t)w->ldf * sizeof(real));
    for (int64_t c = 0; c < w->ldf; c++) w->sum[c] = z[c] != -(real)INFINITY;
    for (int64_t i = 0; i < w->len; i++)
        for (int64_t c = 0, at = i * w->ldf; !T(absent)(w, w->t + i) && c < w->ldf; c++, at++)
            T(next_logit)(w->k_raw[at], w->w[at], &w->most[c], &w->sum[c], &w->k_rows[at], &w->w[at]);
    for (int64_t c = 0; c < w->ldf; c++) w->z_end[c] = w->sum[c] == 0 ? -(real)INFINITY : w->most[c] + (real)log((double)w->sum[c]);
    for (int64_t i = 0; i < w->len; i++)
        for (int64_t c = w->f; c < w->ldf; c++) w->k_rows[i * w->ldf + c] = 0;
}

/* dk_rows and rho, the gradients of keys and of logarithms of factors, become that of x. R's z carries that of z from token to token. */
static void T(softmax_backward)(T(walk) *w)
{
    real *dz = w->R + w->f * w->lde;
    for (int64_t i = w->len - 1; i >= 0; i--)
        for (int64_t c = 0, at = i * w->ldf; c < w->f; c++, at++) {
            const real key = w->k_rows[at], own = key * w->dk_rows[at], all = dz[c] - own - w->rho[at];
            w->dk_rows[at] = own + key * all;
            dz[c] = w->rho[at] + w->w[at] * all;
        }
}
