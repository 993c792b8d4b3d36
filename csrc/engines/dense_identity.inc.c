/* Stage 8's identity: in heads that are chosen P becomes (1 - u) P + u I, I at the query's own key, i + M - N, where the query sees it and dropout keeps it.
 *
 *     o_i = (1 - u) o_i + own_i v_{i + M - N},    do_i = (1 - u) dO_i,    dv_{i + M - N} += own_i dO_i
 *
 * own_i = u or 0 (or u / (1 - p)): found before the tiles are walked, for the backward's delta needs it. */

/* 1 - u, in heads that have an identity. */
static double T(kept_share)(const T(job) *x, int64_t head)
{
    const view *heads = dense_slot(x->c, DENSE_SOFTPAG_HEADS);
    return x->identity && (!present(heads) || view_get(heads, head, 0, 0, 0) != 0) ? 1 - dense_param(x->c, DENSE_SOFTPAG)->f : 1;
}

/* What dropout makes of the weight of key j. */
static double T(drop_factor)(const T(job) *x, const block *b, int64_t h, int64_t i, int64_t j)
{
    const uint64_t seed = (uint64_t)dense_param(x->c, DENSE_SEED)->i;
    uint32_t word[4] = {(uint32_t)(j / 4), (uint32_t)i, (uint32_t)(b->number * x->c->size[SYM_HQ] + b->head + h), (uint32_t)dense_param(x->c, DENSE_OFFSET)->i};
    if (!x->drops) return 1;
    philox(word, (uint32_t)seed, (uint32_t)(seed >> 32));
    return word[j % 4] >= x->threshold ? (double)x->kept : 0;
}

/* own_i of the rows of head h, and the values of their own keys. */
static void T(begin_identity)(const T(job) *x, T(scores) *w, const block *b, int64_t h)
{
    const double u = 1 - T(kept_share)(x, b->head + h);
    const int64_t off = b->sequence.m - b->sequence.n, first = most(b->q0 + off, 0), end = b->q0 + b->rows + off;
    real *own = w->own + h * b->rows, *values = w->own_value + h * b->rows * x->value_ld;
    memset(own, 0, (size_t)b->rows * sizeof(real));
    memset(values, 0, (size_t)(b->rows * x->value_ld) * sizeof(real));
    if (u == 0 || first >= end) return;
    for (int64_t kb = first / x->keys; kb * x->keys < end; kb++) {
        const tile t = block_tile(b, h, kb * x->keys, T(keys_of)(x, b, kb));
        T(see_keys)(x, w, &t, h);
        for (int64_t j = most(first, t.k0); j < least(end, t.k0 + t.keys); j++) {
            const int64_t i = j - off - b->q0;
            if (w->seen[i * x->keys + j - t.k0]) own[i] = (real)(u * T(drop_factor)(x, b, h, b->q0 + i, j));
        }
    }
    const slice v = slice_of(&x->c->in[2], b->sequence.batch, b->kv, b->sequence.k0 + first, end - first);
    x->k->pack_rows(&v, values + (first - off - b->q0) * x->value_ld, x->value_ld);
}

static void T(add_identity)(const T(job) *x, const T(scores) *w, int64_t i, double mask, real *o)
{
    const real own = (real)mask * w->own[i];
    for (int64_t d = 0; d < x->value && own != 0; d++) o[d] += own * w->own_value[i * x->value_ld + d];
}

/* mask own_i <dO_i, v>, which is no part of what delta is about. Returns what the head mask's gradient gets. */
static double T(identity_along)(const T(job) *x, const T(scores) *w, const block *b, int64_t h, const real *dout, real *along)
{
    const double mask = T(head_factor)(x, b->number, b->head + h);
    double sum = 0;
    for (int64_t i = h * b->rows; i < (h + 1) * b->rows; i++) {
        const double given = w->own[i] == 0 ? 0 : (double)w->own[i] * (double)x->k->dot(x->value, w->own_value + i * x->value_ld, dout + i * x->value);
        along[i] = (real)(mask * given), sum += given;
    }
    return sum;
}

/* dv of own keys; `dout`: room for a block of dO. */
static void T(identity_backward)(const T(job) *x, const T(scores) *w, const block *b, real *dout, real *dv)
{
    const int64_t off = b->sequence.m - b->sequence.n;
    for (int64_t h = 0; h < b->heads && dv && present(&x->c->grad_out[0]); h++) {
        const slice from = slice_of(&x->c->grad_out[0], b->sequence.batch, b->head + h, b->sequence.q0 + b->q0, b->rows);
        const real mask = (real)T(head_factor)(x, b->number, b->head + h);
        x->k->pack_rows(&from, dout, x->value);
        for (int64_t i = 0; i < b->rows; i++) {
            const real own = mask * w->own[h * b->rows + i];
            real *to = dv + (b->q0 + i + off) * x->value_ld;
            for (int64_t d = 0; d < x->value && own != 0; d++) to[d] += own * dout[i * x->value + d];
        }
    }
}
