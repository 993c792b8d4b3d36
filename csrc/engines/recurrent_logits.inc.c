/* Tied gates (HGRN2): with s = sigmoid(f) the factor is bound + (1 - bound) s and the key 1 - factor = (1 - bound) (1 - s). Both come from f itself, so
 * that neither is a small difference, and no logarithm of a factor is taken. */

/* out = e^-|f|, whole vectors. */
static void T(shrink)(const T(walk) *w, int64_t n, const real *f, real *out)
{
    for (int64_t i = 0; i < n; i++) out[i] = f[i] > 0 ? -f[i] : f[i];
    w->k->gate.exponentials(n, out, out);
}

/* The logits of the block, k_raw, into keys and factors. */
static void T(untie)(T(walk) *w)
{
    T(shrink)(w, w->len * w->ldf, w->k_raw, w->w);
    for (int64_t i = 0; i < w->len; i++)
        for (int64_t c = 0, at = i * w->ldf; c < w->ldf; c++, at++) {
            const real small = w->w[at], whole = 1 / (1 + small), part = small * whole, open = 1 - w->bound[c];
            const bool up = w->k_raw[at] > 0;
            w->w[at] = w->bound[c] + open * (up ? whole : part);
            w->k_rows[at] = c < w->f ? open * (up ? part : whole) : 0;
        }
}

/* dk_rows and rho, the gradients of keys and of logarithms of factors, become that of f, in dk_rows. */
static void T(tied_backward)(T(walk) *w)
{
    T(shrink)(w, w->len * w->ldf, w->k_raw, w->x);
    for (int64_t i = 0; i < w->len; i++)
        for (int64_t c = 0, at = i * w->ldf; c < w->f; c++, at++) {
            const real small = w->x[at], whole = 1 / (1 + small), part = small * whole, open = 1 - w->bound[c];
            const real s = w->k_raw[at] > 0 ? whole : part, rest = w->k_raw[at] > 0 ? part : whole;
            const real factor = w->bound[c] + open * s, own = factor == 0 ? 1 : open * s / factor;
            if (w->d_bound) w->d_bound[c] += rest * ((factor == 0 ? 0 : w->rho[at] / factor) - w->dk_rows[at]);
            w->dk_rows[at] = rest * (own * w->rho[at] - open * s * w->dk_rows[at]);
        }
}
