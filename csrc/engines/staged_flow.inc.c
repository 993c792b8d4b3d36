/* Flow-Attention: conservation of what flows into queries and out of keys. "+e" adds eps to every component. With n queries and M keys:
 *
 *     I_i = 1 / <a_i +e, B +e>, O_j = 1 / <b_j +e, A +e>,   s_i = <a_i +e, (sum O b) +e>, r_j = clip <b_j +e, (sum I a) +e>,   A, B: sums of a, b
 *     weights: of queries u I, u = sigmoid(s n / M); of keys M softmax(r)
 *
 * Causal: the same with sums up to each token, I, O times and s, r over its count, weights u I / count and count e^r / (sum of e^r so far), whose logarithm is kept.
 * A token whose key is absent counts neither as a key nor as a query; it reads what the others left. The sums of a call can begin with those of the last. */

enum { FLOW_A, FLOW_B, FLOW_IA, FLOW_OB, FLOW_VECTORS };      /* sums, each +e; their gradients lie FLOW_VECTORS further */
enum { FLOW_I, FLOW_O, FLOW_S, FLOW_R, FLOW_SUM, FLOW_SCALARS };
enum { FLOW_SUMS, FLOW_LSE, FLOW_COUNT };                       /* slots and outputs, from `flows` on */

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

/* The slot or output `which` of what the sums begin with or leave, of this sequence and head, as rows of four sums or one number. */
static slice T(flow_rows)(const T(scene) *s, const view *x)
{
    char *data = x->data + s->seq * x->stride[0] + s->head * x->stride[1];
    return x->rank > 2 ? (slice){data, x->dtype, FLOW_VECTORS, s->d, x->stride[2], x->stride[3]} : (slice){data, x->dtype, 1, 1, 0, 0};
}

static double T(flow_number)(const T(scene) *s, const view *x, double otherwise)
{
    return present(x) ? view_get(&(view){.data = T(flow_rows)(s, x).data, .dtype = x->dtype}, 0, 0, 0, 0) : otherwise;
}

static void T(set_flow_number)(const T(scene) *s, const view *x, double number)
{
    if (present(x)) view_set(&(view){.data = T(flow_rows)(s, x).data, .dtype = x->dtype}, 0, 0, 0, 0, number);
}

/* The four sums, each `more`, from x; 0 where that is absent. */
static void T(load_flows)(const T(scene) *s, const view *x, real more, real *sums)
{
    memset(sums, 0, (size_t)(FLOW_VECTORS * s->ld) * sizeof(real));
    const slice from = present(x) ? T(flow_rows)(s, x) : (slice){0};
    if (present(x)) s->k->pack_rows(&from, sums, s->ld);
    for (int64_t c = 0; c < FLOW_VECTORS * s->ld; c++) sums[c] += c % s->ld < s->d ? more : 0;
}

static void T(store_flows)(const T(scene) *s, const real *sums, const view *x)
{
    const slice to = present(x) ? T(flow_rows)(s, x) : (slice){0};
    if (present(x)) s->k->store(sums, s->ld, &to);
}

/* Where the sums of this call begin: slots of the call, or absent. */
static const view *T(flow_slot)(const T(scene) *s, int which)
{
    static const view absent = {0};
    return s->g->s->flows ? &s->g->c->in[s->g->s->flows + which] : &absent;
}

static void T(flow_causal)(T(scene) *s)
{
    real *I = T(flow_scalar)(s, FLOW_I), *O = T(flow_scalar)(s, FLOW_O), *S = T(flow_scalar)(s, FLOW_S), *R = T(flow_scalar)(s, FLOW_R), *E = T(flow_scalar)(s, FLOW_SUM);
    real *count = T(flow_scalar)(s, FLOW_SCALARS), top = (real)T(flow_number)(s, T(flow_slot)(s, FLOW_LSE), -INFINITY), sum = top > -(real)INFINITY;
    real tokens = (real)T(flow_number)(s, T(flow_slot)(s, FLOW_COUNT), 0);
    T(load_flows)(s, T(flow_slot)(s, FLOW_SUMS), (real)s->g->s->eps, s->vectors);
    for (int64_t i = 0; i < s->n; i++) {
        const real *a = s->a + i * s->ld, *b = s->b + i * s->ld;
        const bool there = T(key_there)(s, i);
        tokens += there;
        count[i] = tokens;
        if (there) T(pour)(s, 1, a, false, T(flow_vector)(s, FLOW_A));
        T(pour)(s, 1, b, false, T(flow_vector)(s, FLOW_B));
        I[i] = tokens / T(inflow)(s, a, T(flow_vector)(s, FLOW_B));
        O[i] = there ? tokens / T(inflow)(s, b, T(flow_vector)(s, FLOW_A)) : 0;
        if (there) T(pour)(s, I[i], a, false, T(flow_vector)(s, FLOW_IA));
        T(pour)(s, O[i], b, false, T(flow_vector)(s, FLOW_OB));
        for (int which = 0; which < FLOW_VECTORS; which++) memcpy(T(prefix)(s, which, i), T(flow_vector)(s, which), (size_t)s->ld * sizeof(real));
        S[i] = tokens > 0 ? T(inflow)(s, a, T(flow_vector)(s, FLOW_OB)) / tokens : 0;
        R[i] = there ? T(inflow)(s, b, T(flow_vector)(s, FLOW_IA)) / tokens : 0;
        const real r = there ? T(clipped)(s, R[i]) : top;
        if (r > top) sum *= (real)exp((double)(top - r)), top = r;
        const real e = there ? (real)exp((double)(r - top)) : 0;
        sum += e;
        E[i] = top + (real)log((double)sum);
        s->in[i] = tokens > 0 ? T(logistic)(S[i]) * I[i] / tokens : 0;
        s->out[i] = there ? tokens * e / sum : 0;
    }
}

/* After flow_causal. */
static void T(leave_flows)(T(scene) *s)
{
    const view *out = s->g->c->out + s->g->s->final_flows;
    real *sums = s->vectors;
    for (int64_t c = 0; c < FLOW_VECTORS * s->ld; c++) sums[c] -= c % s->ld < s->d ? (real)s->g->s->eps : 0;
    T(store_flows)(s, sums, &out[FLOW_SUMS]);
    T(set_flow_number)(s, &out[FLOW_LSE], s->n ? (double)T(flow_scalar)(s, FLOW_SUM)[s->n - 1] : T(flow_number)(s, T(flow_slot)(s, FLOW_LSE), -INFINITY));
    T(set_flow_number)(s, &out[FLOW_COUNT], s->n ? (double)T(flow_scalar)(s, FLOW_SCALARS)[s->n - 1] : T(flow_number)(s, T(flow_slot)(s, FLOW_COUNT), 0));
}

/* e^(one - next) of log-sums, the later of which is no smaller. */
static real T(grown)(real one, real next) { return one > -(real)INFINITY ? (real)exp((double)(one - next)) : 0; }

/* From the last token: the gradients of the sums are those of all later tokens. d_sum is that of the log-sum so far, d_tokens that of the count before all. */
static void T(flow_causal_backward)(T(scene) *s)
{
    const real *I = T(flow_scalar)(s, FLOW_I), *O = T(flow_scalar)(s, FLOW_O), *S = T(flow_scalar)(s, FLOW_S), *R = T(flow_scalar)(s, FLOW_R), *E = T(flow_scalar)(s, FLOW_SUM);
    const real *count = T(flow_scalar)(s, FLOW_SCALARS);
    const view *d_final = s->g->s->flows ? s->g->c->grad_out + s->g->s->final_flows : NULL, *d_initial = s->g->s->flows ? s->g->c->grad_in + s->g->s->flows : NULL;
    real *grads[FLOW_VECTORS], d_tokens = d_final ? (real)T(flow_number)(s, &d_final[FLOW_COUNT], 0) : 0, d_sum = d_final ? (real)T(flow_number)(s, &d_final[FLOW_LSE], 0) : 0;
    for (int i = 0; i < FLOW_VECTORS; i++) grads[i] = T(flow_vector)(s, FLOW_VECTORS + i);
    T(load_flows)(s, d_final ? &d_final[FLOW_SUMS] : &(view){0}, 0, grads[0]);
    for (int64_t i = s->n - 1; i >= 0; i--) {
        real *a = s->a + i * s->ld, *b = s->b + i * s->ld, *da = s->da + i * s->ld, *db = s->db + i * s->ld;
        const real tokens = count[i], u = T(logistic)(S[i]);
        const real d_weight = s->k->dot(s->ld, a, da), dw = s->k->dot(s->ld, b, db);
        const bool there = T(key_there)(s, i);
        if (i + 1 < s->n) d_sum *= T(grown)(E[i], E[i + 1]);
        if (tokens == 0)
            continue;
        for (int64_t c = 0; c < s->d; c++) da[c] *= s->in[i], db[c] *= s->out[i];
        d_sum -= dw * s->out[i];
        const real share = there ? s->out[i] / tokens : 0;      /* of this token in the sum so far */
        const real dR = T(clipped)(s, R[i]) == R[i] ? share * (dw * tokens + d_sum) / tokens : 0, dS = d_weight * I[i] / tokens * u * (1 - u) / tokens;
        d_tokens += dw * s->out[i] / tokens - dS * S[i] - dR * R[i];
        T(pour)(s, dS, T(prefix)(s, FLOW_OB, i), false, da);
        T(pour)(s, dS, a, true, grads[FLOW_OB]);
        if (there) {
            T(pour)(s, dR, T(prefix)(s, FLOW_IA, i), false, db);
            T(pour)(s, dR, b, true, grads[FLOW_IA]);
            const real dO = s->k->dot(s->ld, b, grads[FLOW_OB]), out = -O[i] * O[i] / tokens * dO;
            d_tokens += dO * O[i] / tokens;
            T(pour)(s, O[i], grads[FLOW_OB], false, db);
            T(pour)(s, out, T(prefix)(s, FLOW_A, i), false, db);
            T(pour)(s, out, b, true, grads[FLOW_A]);
        }
        const real dI = there ? s->k->dot(s->ld, a, grads[FLOW_IA]) : 0, in = -I[i] * I[i] / tokens * (d_weight * u / tokens + dI);
        d_tokens += dI * I[i] / tokens;      /* that of the weight u I / tokens is 0 */
        T(pour)(s, in, T(prefix)(s, FLOW_B, i), false, da);
        T(pour)(s, in, a, true, grads[FLOW_B]);
        if (!there)
            continue;
        T(pour)(s, I[i], grads[FLOW_IA], false, da);
        T(pour)(s, 1, grads[FLOW_A], false, da);
        T(pour)(s, 1, grads[FLOW_B], false, db);
    }
    if (!d_initial)
        return;
    T(store_flows)(s, grads[0], &d_initial[FLOW_SUMS]);
    T(set_flow_number)(s, &d_initial[FLOW_COUNT], (double)d_tokens);
    T(set_flow_number)(s, &d_initial[FLOW_LSE], (double)d_sum * (double)(s->n ? T(grown)((real)T(flow_number)(s, T(flow_slot)(s, FLOW_LSE), -INFINITY), E[0]) : 1));
}
