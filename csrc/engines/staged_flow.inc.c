/* Flow-Attention: conservation of what flows into queries and out of keys. "+e" adds eps to every component. With n queries and M keys:
 *
 *     I_i = 1 / <a_i +e, B +e>, O_j = 1 / <b_j +e, A +e>,   s_i = <a_i +e, (sum O b) +e>, r_j = clip <b_j +e, (sum I a) +e>,   A, B: sums of a, b
 *     weights: of queries u I, u = sigmoid(s n / M); of keys M softmax(r)
 *
 * Causal: the same with sums up to each token, I, O times and s, r over its count, weights u I / count and count e^r / (sum of e^r so far), whose logarithm is kept. */

enum { FLOW_A, FLOW_B, FLOW_IA, FLOW_OB, FLOW_VECTORS };      /* sums, each +e; their gradients lie FLOW_VECTORS further */
enum { FLOW_I, FLOW_O, FLOW_S, FLOW_R, FLOW_SUM, FLOW_SCALARS };

static real *T(flow_vector)(const T(scene) *s, int which) { return s->vectors + which * s->ld; }
static real *T(flow_scalar)(const T(scene) *s, int which) { return s->scalars + which * T(longest)(s->g); }

/* <x +e, sum>, where sum has its own +e. */
static real T(inflow)(const T(scene) *s, const real *x, const real *sum)
{
    const real eps = (real)s->g->s->eps;
    real total = 0;
    for (int64_t c = 0; c < s->d; c++) total += (x[c] + eps) * sum[c];
    return total;
}

/* y += f x, and with `lift` f (x +e). */
static void T(pour)(const T(scene) *s, real f, const real *x, bool lift, real *y)
{
    const real eps = lift ? (real)s->g->s->eps : 0;
    for (int64_t c = 0; c < s->d; c++) y[c] += f * (x[c] + eps);
}

static void T(begin_sums)(const T(scene) *s, real start)
{
    for (int which = 0; which < 2 * FLOW_VECTORS; which++)
        for (int64_t c = 0; c < s->ld; c++) s->vectors[which * s->ld + c] = which < FLOW_VECTORS && c < s->d ? start : 0;
}

static real T(clipped)(const T(scene) *s, real r)
{
    const real clip = (real)s->g->s->clip;
    return r > clip ? clip : r < -clip ? -clip : r;
}

static real T(logistic)(real x) { return (real)(1 / (1 + exp(-(double)x))); }

/* n / M. */
static real T(flow_ratio)(const T(scene) *s) { return s->present ? (real)s->n / (real)s->present : 0; }

static void T(flow)(T(scene) *s)
{
    real *I = T(flow_scalar)(s, FLOW_I), *O = T(flow_scalar)(s, FLOW_O), *S = T(flow_scalar)(s, FLOW_S), *R = T(flow_scalar)(s, FLOW_R), top = -(real)INFINITY;
    real *A = T(flow_vector)(s, FLOW_A), *B = T(flow_vector)(s, FLOW_B), *IA = T(flow_vector)(s, FLOW_IA), *OB = T(flow_vector)(s, FLOW_OB);
    double sum = 0;
    T(begin_sums)(s, (real)s->g->s->eps);
    for (int64_t i = 0; i < s->n; i++) T(pour)(s, 1, s->a + i * s->ld, false, A);
    for (int64_t j = 0; j < s->m; j++) T(pour)(s, 1, s->b + j * s->ld, false, B);
    for (int64_t i = 0; i < s->n; i++) {
        I[i] = 1 / T(inflow)(s, s->a + i * s->ld, B);
        T(pour)(s, I[i], s->a + i * s->ld, false, IA);
    }
    for (int64_t j = 0; j < s->m; j++) {
        O[j] = 1 / T(inflow)(s, s->b + j * s->ld, A);
        T(pour)(s, O[j], s->b + j * s->ld, false, OB);
    }
    for (int64_t i = 0; i < s->n; i++) {
        S[i] = T(inflow)(s, s->a + i * s->ld, OB);
        s->in[i] = s->present ? T(logistic)(S[i] * T(flow_ratio)(s)) * I[i] : 0;
    }
    for (int64_t j = 0; j < s->m; j++) {
        R[j] = T(inflow)(s, s->b + j * s->ld, IA);
        if (T(key_there)(s, j) && !(T(clipped)(s, R[j]) <= top)) top = T(clipped)(s, R[j]);
    }
    for (int64_t j = 0; j < s->m; j++) {
        s->out[j] = T(key_there)(s, j) ? (real)exp((double)(T(clipped)(s, R[j]) - top)) : 0;
        sum += (double)s->out[j];
    }
    for (int64_t j = 0; j < s->m; j++) s->out[j] = s->out[j] == 0 ? 0 : (real)((double)s->out[j] * (double)s->present / sum);
}

/* Gradients of the four sums at vectors + FLOW_VECTORS; scalars S, R become gradients of s and r on the way. */
static void T(flow_backward)(T(scene) *s)
{
    real *I = T(flow_scalar)(s, FLOW_I), *O = T(flow_scalar)(s, FLOW_O), *S = T(flow_scalar)(s, FLOW_S), *R = T(flow_scalar)(s, FLOW_R);
    real *dI = T(flow_scalar)(s, FLOW_SUM), *dw = dI + T(longest)(s->g);
    real *sums[FLOW_VECTORS], *grads[FLOW_VECTORS];
    for (int i = 0; i < FLOW_VECTORS; i++) sums[i] = T(flow_vector)(s, i), grads[i] = T(flow_vector)(s, FLOW_VECTORS + i);
    const real ratio = T(flow_ratio)(s);
    double even = 0;
    if (!s->present)
        return;
    for (int64_t i = 0; i < s->n; i++) {
        real *a = s->a + i * s->ld, *da = s->da + i * s->ld, u = T(logistic)(S[i] * ratio), d_weight = s->k->dot(s->ld, a, da);
        const real dS = d_weight * I[i] * u * (1 - u) * ratio;
        dI[i] = d_weight * u;
        for (int64_t c = 0; c < s->d; c++) da[c] *= s->in[i];
        T(pour)(s, dS, sums[FLOW_OB], false, da);
        T(pour)(s, dS, a, true, grads[FLOW_OB]);
    }
    for (int64_t j = 0; j < s->m; j++) {
        dw[j] = s->k->dot(s->ld, s->b + j * s->ld, s->db + j * s->ld);
        even += (double)s->out[j] * (double)dw[j];
    }
    for (int64_t j = 0; j < s->m; j++) {
        real *b = s->b + j * s->ld, *db = s->db + j * s->ld;
        const real dR = T(clipped)(s, R[j]) == R[j] ? s->out[j] * (dw[j] - (real)(even / (double)s->present)) : 0;
        for (int64_t c = 0; c < s->d; c++) db[c] *= s->out[j];
        T(pour)(s, dR, sums[FLOW_IA], false, db);
        T(pour)(s, dR, b, true, grads[FLOW_IA]);
    }
    for (int64_t i = 0; i < s->n; i++) {
        real *a = s->a + i * s->ld, *da = s->da + i * s->ld;
        const real dI_i = dI[i] + s->k->dot(s->ld, a, grads[FLOW_IA]), d_flow = -I[i] * I[i] * dI_i;
        T(pour)(s, I[i], grads[FLOW_IA], false, da);
        T(pour)(s, d_flow, sums[FLOW_B], false, da);
        T(pour)(s, d_flow, a, true, grads[FLOW_B]);
    }
    for (int64_t j = 0; j < s->m; j++) {
        if (!T(key_there)(s, j))
            continue;
        real *b = s->b + j * s->ld, *db = s->db + j * s->ld;
        const real d_flow = -O[j] * O[j] * s->k->dot(s->ld, b, grads[FLOW_OB]);
        T(pour)(s, O[j], grads[FLOW_OB], false, db);
        T(pour)(s, d_flow, sums[FLOW_A], false, db);
        T(pour)(s, d_flow, b, true, grads[FLOW_A]);
    }
    for (int64_t i = 0; i < s->n; i++) T(pour)(s, 1, grads[FLOW_A], false, s->da + i * s->ld);
    for (int64_t j = 0; j < s->m; j++) T(pour)(s, 1, grads[FLOW_B], false, s->db + j * s->ld);
}

/* The sums as token i has them. */
static real *T(prefix)(const T(scene) *s, int which, int64_t i) { return s->prefixes + (which * s->g->longest_n + i) * s->ld; }

static void T(flow_causal)(T(scene) *s)
{
    real *I = T(flow_scalar)(s, FLOW_I), *O = T(flow_scalar)(s, FLOW_O), *S = T(flow_scalar)(s, FLOW_S), *R = T(flow_scalar)(s, FLOW_R), *E = T(flow_scalar)(s, FLOW_SUM);
    real *count = T(flow_scalar)(s, FLOW_SCALARS), top = -(real)INFINITY, sum = 0, keys = 0;
    T(begin_sums)(s, (real)s->g->s->eps);
    for (int64_t i = 0; i < s->n; i++) {
        const real *a = s->a + i * s->ld, *b = s->b + i * s->ld, queries = (real)(i + 1);
        const bool there = T(key_there)(s, i);
        keys += there;
        count[i] = keys;
        T(pour)(s, 1, a, false, T(flow_vector)(s, FLOW_A));
        T(pour)(s, 1, b, false, T(flow_vector)(s, FLOW_B));
        I[i] = keys / T(inflow)(s, a, T(flow_vector)(s, FLOW_B));
        O[i] = there ? queries / T(inflow)(s, b, T(flow_vector)(s, FLOW_A)) : 0;
        T(pour)(s, I[i], a, false, T(flow_vector)(s, FLOW_IA));
        T(pour)(s, O[i], b, false, T(flow_vector)(s, FLOW_OB));
        for (int which = 0; which < FLOW_VECTORS; which++) memcpy(T(prefix)(s, which, i), T(flow_vector)(s, which), (size_t)s->ld * sizeof(real));
        S[i] = keys > 0 ? T(inflow)(s, a, T(flow_vector)(s, FLOW_OB)) / keys : 0;
        R[i] = T(inflow)(s, b, T(flow_vector)(s, FLOW_IA)) / queries;
        const real r = there ? T(clipped)(s, R[i]) : top;
        if (r > top) sum *= (real)exp((double)(top - r)), top = r;
        const real e = there ? (real)exp((double)(r - top)) : 0;
        sum += e;
        E[i] = top + (real)log((double)sum);
        s->in[i] = keys > 0 ? T(logistic)(S[i]) * I[i] / keys : 0;
        s->out[i] = there ? keys * e / sum : 0;
    }
}

/* From the last token: the gradients of the sums are those of all later tokens. */
static void T(flow_causal_backward)(T(scene) *s)
{
    const real *I = T(flow_scalar)(s, FLOW_I), *O = T(flow_scalar)(s, FLOW_O), *S = T(flow_scalar)(s, FLOW_S), *R = T(flow_scalar)(s, FLOW_R), *E = T(flow_scalar)(s, FLOW_SUM);
    const real *count = T(flow_scalar)(s, FLOW_SCALARS);
    real *grads[FLOW_VECTORS], d_sum = 0;
    for (int i = 0; i < FLOW_VECTORS; i++) grads[i] = T(flow_vector)(s, FLOW_VECTORS + i);
    for (int64_t i = s->n - 1; i >= 0; i--) {
        real *a = s->a + i * s->ld, *b = s->b + i * s->ld, *da = s->da + i * s->ld, *db = s->db + i * s->ld;
        const real keys = count[i], queries = (real)(i + 1), u = T(logistic)(S[i]);
        const real d_weight = s->k->dot(s->ld, a, da), dw = s->k->dot(s->ld, b, db);
        const bool there = T(key_there)(s, i);
        if (keys == 0)
            continue;
        for (int64_t c = 0; c < s->d; c++) da[c] *= s->in[i], db[c] *= s->out[i];
        d_sum = (i + 1 < s->n ? d_sum * (real)exp((double)(E[i] - E[i + 1])) : 0) - dw * s->out[i];      /* times e^E: of the sum so far */
        const real dR = T(clipped)(s, R[i]) == R[i] ? s->out[i] * (dw + d_sum / keys) / queries : 0, dS = d_weight * I[i] / keys * u * (1 - u) / keys;
        T(pour)(s, dS, T(prefix)(s, FLOW_OB, i), false, da);
        T(pour)(s, dS, a, true, grads[FLOW_OB]);
        if (there) {
            T(pour)(s, dR, T(prefix)(s, FLOW_IA, i), false, db);
            T(pour)(s, dR, b, true, grads[FLOW_IA]);
            const real out = -O[i] * O[i] / queries * s->k->dot(s->ld, b, grads[FLOW_OB]);
            T(pour)(s, O[i], grads[FLOW_OB], false, db);
            T(pour)(s, out, T(prefix)(s, FLOW_A, i), false, db);
            T(pour)(s, out, b, true, grads[FLOW_A]);
        }
        const real in = -I[i] * I[i] / keys * (d_weight * u / keys + s->k->dot(s->ld, a, grads[FLOW_IA]));
        T(pour)(s, I[i], grads[FLOW_IA], false, da);
        T(pour)(s, in, T(prefix)(s, FLOW_B, i), false, da);
        T(pour)(s, in, a, true, grads[FLOW_B]);
        T(pour)(s, 1, grads[FLOW_A], false, da);
        if (there) T(pour)(s, 1, grads[FLOW_B], false, db);
    }
}
