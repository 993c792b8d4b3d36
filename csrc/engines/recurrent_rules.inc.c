/* Rules: features of a query remade from Z, the sum of the features of the keys that it sees (enum rule in recurrent.h), forward and backward. */

/* The factor of a row's own features and the weight of all keys alike, with their derivatives by d and by n. */
typedef struct T(row_use) { real scale, scale_d, scale_n, even, even_d, even_n; } T(row_use);

/* Of a state that counts no keys (n = 0) their mean is 0. */
static T(row_use) T(use_of)(const T(walk) *w, real d, real n)
{
    const real eps = (real)w->r->eps, share = n == 0 ? 0 : 1 / n, c = w->r->per_count && n != 0 ? share : 1, c_n = w->r->per_count ? -c * share : 0;
    real inverse;
    switch (w->r->rule) {
    case RULE_MEAN:
        return (T(row_use)){share, 0, -share * share, 0, 0, 0};
    case RULE_INJECTIVE:
        return (T(row_use)){c, 0, c_n, (1 - c * d) * share, -c * share, -(1 - c * d) * share * share - c_n * d * share};
    case RULE_MAGNITUDE:
        inverse = c * d + eps == 0 ? 0 : 1 / (c * d + eps);
        return (T(row_use)){(1 + inverse) * c, -inverse * inverse * c * c, (1 + inverse - c * d * inverse * inverse) * c_n,
                            -c * d * share, -c * share, c * d * share * share - c_n * d * share};
    case RULE_COUNT:
        inverse = n == 0 || d + n * eps == 0 ? 0 : 1 / (d + n * eps);
        return (T(row_use)){inverse, -inverse * inverse, -eps * inverse * inverse, 0, 0, 0};
    default:
        inverse = d == 0 ? 0 : 1 / d;
        return (T(row_use)){inverse, -inverse * inverse, 0, 0, 0, 0};
    }
}

/* Z of each row. `inside`: up to the query's own key in the block, else what is in the state. */
static void T(sum_features)(T(walk) *w, int64_t n, bool inside)
{
    const real *z = w->S + w->f * w->lde;
    for (int64_t i = 0; i < n; i++)
        for (int64_t c = 0, at = i * w->ldf; c < w->f; c++, at++)
            w->feature_sums[at] = (i && inside ? w->feature_sums[at - w->ldf] : z[c]) + (inside ? w->k_rows[at] : 0);
    if (w->r->rule != RULE_SUM)
        return;
    for (int64_t i = 0; i < n; i++)      /* after they have been added up */
        for (int64_t c = 0; c < w->f; c++) w->feature_sums[i * w->ldf + c] += (real)w->r->eps;
}

/* d. Plain features and their sums lie behind the turned ones, where there are any. */
static real T(weights_seen)(const T(walk) *w, const real *a, const real *z)
{
    const int64_t plain = w->q_side.cosines ? w->q_side.f : 0;
    double d = 0;
    for (int64_t c = plain; c < w->f - w->r->counted; c++) d += (double)a[c] * (double)z[c];
    return (real)d;
}

/* q_rows as the rule says; q_plain keeps what they were. */
static void T(apply_rule)(T(walk) *w, int64_t n, bool inside)
{
    T(sum_features)(w, n, inside);
    memcpy(w->q_plain, w->q_rows, (size_t)(n * w->ldf) * sizeof(real));
    for (int64_t i = 0; i < n; i++) {
        real *q = w->q_rows + i * w->ldf;
        const real *z = w->feature_sums + i * w->ldf;
        if (w->r->rule == RULE_FEATURES) {
            for (int64_t c = 0; c < w->f; c++) q[c] = z[c] == 0 ? 0 : q[c] / z[c];
            continue;
        }
        const T(row_use) u = T(use_of)(w, T(weights_seen)(w, q, z), z[w->f - 1]);
        for (int64_t c = 0; c < w->f; c++) q[c] *= w->q_side.cosines && c >= w->q_side.f ? 0 : u.scale;
        if (w->r->counted) q[w->f - 1] = u.even;
    }
}

/* One row: x, the gradient of the remade features, becomes that of the plain ones; z becomes the gradient of Z. */
static void T(row_backward)(const T(walk) *w, const real *a, const real *remade, real *x, real *z)
{
    const int64_t f = w->f - w->r->counted;
    if (w->r->rule == RULE_FEATURES) {
        for (int64_t c = 0; c < f; c++) {
            x[c] = z[c] == 0 ? 0 : x[c] / z[c];
            z[c] = -x[c] * remade[c];
        }
        return;
    }
    const T(row_use) u = T(use_of)(w, T(weights_seen)(w, a, z), z[w->f - 1]);
    const real even = w->r->counted ? x[f] : 0;
    const bool turned = w->q_side.cosines != NULL;
    const int64_t own = w->q_side.f;     /* features that were scaled; those that d is made of are the same, or lie behind them */
    real scale = 0;
    for (int64_t c = 0; c < own; c++) scale += x[c] * a[c];
    const real d = scale * u.scale_d + even * u.even_d;
    for (int64_t c = 0; c < f; c++) {
        const real part = turned && c < own ? 0 : d;
        x[c] = (c < own ? u.scale * x[c] : 0) + part * z[c];
        z[c] = part * a[c];
    }
    if (w->r->counted) z[f] = scale * u.scale_n + even * u.even_n;
}

/* x becomes the gradient of the plain features; that of the sums goes to the keys and to R. */
static void T(rule_backward)(T(walk) *w, int64_t n, bool inside)
{
    real *rz = w->R + w->f * w->lde;
    for (int64_t i = 0; i < n; i++)
        T(row_backward)(w, w->q_plain + i * w->ldf, w->q_rows + i * w->ldf, w->x + i * w->ldf, w->feature_sums + i * w->ldf);
    for (int64_t c = 0; c < w->f; c++) {
        real later = 0;
        for (int64_t i = n - 1; i >= 0; i--) {
            later += w->feature_sums[i * w->ldf + c];
            if (inside) w->dk_rows[i * w->ldf + c] += later;
        }
        rz[c] += later;
    }
}
