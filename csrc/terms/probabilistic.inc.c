/* Existence probabilities: score_ij += 1[j later than i] (log max(p_j, floor) - log max(p^q_i, floor)); keys with p = 0 are absent, and so is everything for
 * queries with p = 0.  dp_j = sum of dscore over later pairs / p_j above the floor, dp^q_i its negative by rows.
 *
 * Scratch: what each key of the sequence and each query of the block sums (double), logarithms of the queries, of a tile's keys. */

typedef struct T(existing) { double *keys, *queries; real *log_q, *log_k; } T(existing);

static T(existing) T(existing_lay)(const T(bound) *x, real *scratch)
{
    double *keys = (double *)(void *)scratch, *queries = keys + round_up(x->length, 16);
    real *log_q = (real *)(void *)(queries + DENSE_ROWS);
    return (T(existing)){keys, queries, log_q, log_q + DENSE_ROWS};
}

/* Of query i of the sequence: its own, or that of key i + M - N; what stands before the first key exists. */
static double T(query_existence)(const T(bound) *x, const tile *t, int64_t i)
{
    const view *own = x->operand + 1;
    const int64_t b = x->call->cu_k ? 0 : t->sequence, key = i + t->m - t->n;
    return present(own) ? view_get(own, b, t->first_q + i, 0, 0) : key < 0 ? 1 : view_get(x->operand, b, t->first_k + key, 0, 0);
}

static bool T(probabilistic_bind)(T(bound) *x, bool backward)
{
    const int slot = x->call->p->first_option + DENSE_EXISTENCE;
    x->operand = &x->call->in[slot];
    if (!present(x->operand)) return false;
    x->length = T(longest_sequence)(x->call, true);
    x->hides = true;
    x->scratch = round_up((round_up(x->length, 16) + DENSE_ROWS) * (int64_t)(sizeof(double) / sizeof(real)) + DENSE_ROWS + DENSE_KEYS, 16);
    if (backward && (present(&x->call->grad_in[slot]) || present(&x->call->grad_in[slot + 1])))
        x->sums = (int)(x->length + T(longest_sequence)(x->call, false));
    return true;
}

/* log max(p, floor), or -inf where p is 0. */
static real T(log_existence)(const T(bound) *x, double p)
{
    return p == 0 ? -INFINITY : (real)log(fmax(p, dense_param(x->call, DENSE_EXISTENCE_FLOOR)->f));
}

static void T(probabilistic_begin)(const T(bound) *x, real *scratch, const tile *t)
{
    const T(existing) w = T(existing_lay)(x, scratch);
    for (int64_t j = 0; j < x->length; j++) w.keys[j] = 0;
    for (int64_t i = 0; i < t->rows; i++)
        w.queries[i] = 0, w.log_q[i] = T(log_existence)(x, T(query_existence)(x, t, t->q0 + i));
}

/* The first of the tile's keys that come later than query i. */
static int64_t T(later)(const T(bound) *x, const tile *t, int64_t i)
{
    const int64_t own = t->q0 + i + (dense_param(x->call, DENSE_EXISTENCE_CROSS)->i ? 0 : t->m - t->n) + 1 - t->k0;
    return own < 0 ? 0 : own > t->keys ? t->keys : own;
}

static void T(probabilistic_forward)(const T(bound) *x, real *scratch, const tile *t, real *s, int64_t ld)
{
    const T(existing) w = T(existing_lay)(x, scratch);
    for (int64_t j = 0; j < t->keys; j++)
        w.log_k[j] = T(log_existence)(x, view_get(x->operand, x->call->cu_k ? 0 : t->sequence, t->first_k + t->k0 + j, 0, 0));
    for (int64_t i = 0; i < t->rows; i++, s += ld) {
        const int64_t later = T(later)(x, t, i);
        for (int64_t j = 0; j < t->keys; j++)
            s[j] = w.log_q[i] == -INFINITY || w.log_k[j] == -INFINITY ? -INFINITY : j < later ? s[j] : s[j] + (w.log_k[j] - w.log_q[i]);
    }
}

/* The keys of a tile in `real`, whose sums go to the sequence's: a tile has few queries. */
static void T(probabilistic_backward)(const T(bound) *x, real *scratch, const tile *t, const real *input, real *ds, int64_t ld)
{
    const T(existing) w = T(existing_lay)(x, scratch);
    real keys[DENSE_KEYS] = {0};
    (void)input;
    for (int64_t i = 0; i < t->rows && x->sums; i++, ds += ld) {
        const int64_t from = T(later)(x, t, i);
        T(add)(t->keys - from, ds + from, keys + from);
        w.queries[i] += T(sum)(t->keys - from, ds + from);
    }
    for (int64_t j = 0; j < t->keys; j++) w.keys[t->k0 + j] += (double)keys[j];
}

static void T(probabilistic_end)(const T(bound) *x, real *scratch, const tile *t, double *sums)
{
    const T(existing) w = T(existing_lay)(x, scratch);
    for (int64_t j = 0; j < t->m && x->sums; j++) sums[j] += w.keys[j];
    for (int64_t i = 0; i < t->rows && x->sums; i++) sums[x->length + t->q0 + i] += w.queries[i];
}

/* g[b, first + i] += sum over heads of sign * sums / p, where p is above the floor, for i from `from` on. */
static void T(existence_gradient)(const T(bound) *x, const view *p, const view *g, int64_t b, int64_t first, int64_t from, int64_t n, const double *sums, double sign)
{
    for (int64_t i = from; i < n && present(g); i++) {
        const double value = view_get(p, b, first + i, 0, 0);
        double sum = 0;
        for (int64_t h = 0; h < x->call->size[SYM_HQ]; h++) sum += sums[h * x->sums + i];
        view_set(g, b, first + i, 0, 0, view_get(g, b, first + i, 0, 0) + (value > dense_param(x->call, DENSE_EXISTENCE_FLOOR)->f ? sign * sum / value : 0));
    }
}

static void T(probabilistic_finish)(const T(bound) *x, call *c, const double *sums)
{
    const view *g = &c->grad_in[c->p->first_option + DENSE_EXISTENCE];
    const bool own = present(x->operand + 1);
    for (int i = 0; i < 2; i++)
        for (int64_t b = 0; b < g[i].shape[0] && present(&g[i]); b++)
            for (int64_t j = 0; j < g[i].shape[1]; j++) view_set(&g[i], b, j, 0, 0, 0);
    for (int64_t s = 0; s < c->sequences && x->sums; s++, sums += c->size[SYM_HQ] * x->sums) {
        const sequence q = sequence_of(c, s);
        T(existence_gradient)(x, x->operand, g, q.batch, q.k0, 0, q.m, sums, 1);
        const int64_t first = own ? q.q0 : q.k0 + q.m - q.n, from = own || q.m >= q.n ? 0 : q.n - q.m;
        T(existence_gradient)(x, x->operand + own, g + own, q.batch, first, from, q.n, sums + x->length, -1);
    }
}

static const T(term) T(term_probabilistic) = {
    STAGE_BIAS, T(probabilistic_bind), T(probabilistic_begin), T(probabilistic_forward), T(probabilistic_backward), T(probabilistic_end), T(probabilistic_finish),
};
