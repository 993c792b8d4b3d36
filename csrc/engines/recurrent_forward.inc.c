/* Forward: reads of the state, and the order in which blocks and reads happen. */

static void T(find_row_factors)(T(walk) *w);      /* recurrent_stabilise.inc.c */
static void T(add_bonus)(T(walk) *w, int64_t i, int64_t n);      /* recurrent_bonus.inc.c */
static void T(read_low_rank)(T(walk) *w);         /* recurrent_low_rank.inc.c */

/* A query that sees no key, and no state before them, is as good as 0: even its NaN gives 0. */
static void T(clear_unseeing)(const T(walk) *w, int64_t i, int64_t n, real *rows, int64_t ld)
{
    for (int64_t r = 0; r < n; r++)
        if (w->first_key >= 0 && (i + r + w->offset < w->first_key || w->first_key == w->m)) T(zero)(rows + r * ld, ld);
}

/* Features of queries i .. i + n of head g, times scale. */
static void T(load_queries)(T(walk) *w, int64_t g, int64_t i, int64_t n)
{
    bool mapped = !T(maps_nothing)(&w->q_side);
    T(load)(w, &w->q, g, w->n, i, n, mapped ? w->q_raw : w->q_rows, mapped ? w->ldd : w->ldf);
    T(clear_unseeing)(w, i, n, mapped ? w->q_raw : w->q_rows, mapped ? w->ldd : w->ldf);
    if (mapped) {
        T(select_head)(w, g);
        w->q_side.place = i + 1;
        T(map_forward)(&w->q_side, n, w->q_raw, w->q_rows);
    }
    if (w->scale != 1) w->k->gate.scale_rows(n, w->ldf, w->q_rows, w->ldf, &w->scale, 0, w->q_rows, w->ldf);
    if (w->r->gating == PER_CHANNEL && n < GATED_TOKENS) T(zero)(w->q_rows + n * w->ldf, (GATED_TOKENS - n) * w->ldf);
}

/* Whether row i of the output is 0 because its own key is absent (of several keys: all of them up to that step). */
static bool T(row_is_zero)(const T(walk) *w, int64_t i)
{
    if (!w->r->zero_rows || !w->mask || w->n != w->m || !T(absent)(w, i - i % w->micro))
        return false;
    for (int64_t j = i - i % w->micro; j <= i; j++)
        if (j < w->keys && !T(absent)(w, j)) return false;
    return true;
}

/* w->weight[i]: 1 over the row's sum of weights; 0 where that is 0. */
static void T(weights_of_rows)(T(walk) *w, int64_t n, bool inside)
{
    const T(gates) *g = &w->k->gate;
    real *sum = w->weight;
    g->row_dots(n, w->ldf, w->q_rows, w->ldf, w->S + w->f * w->lde, 0, sum);
    if (inside) {
        g->row_dots(n, w->width, w->p_rows, w->ldt, w->ones, 0, w->spare);
        for (int64_t i = 0; i < n; i++) sum[i] += w->spare[i];
    }
    const real eps = (real)w->r->eps;
    for (int64_t i = 0; i < n; i++) {
        if (w->r->eps_mode == EPS_ADD) sum[i] += eps;
        w->clamped[i] = w->r->eps_mode == EPS_CLAMP_MIN && sum[i] < eps;
        if (w->clamped[i] != 0) sum[i] = eps;
        sum[i] = sum[i] == 0 ? 0 : 1 / sum[i];
    }
}

/* o = rows times the state. Many features are added up in parts: one running sum over thousands of them would lose digits. */
static void T(state_product)(T(walk) *w, int64_t n, const real *rows)
{
    if (w->f <= DEEPEST) {
        T(times_state)(w, n, rows, w->o, NULL);
        return;
    }
    const real *S = T(as_panels)(w, w->S, w->f, w->e, w->lde, w->S_panels);
    for (int64_t at = 0, depth; at < w->f; at += depth) {
        depth = w->f - at < DEEPEST ? w->f - at : DEEPEST;
        w->k->product_at(n, w->e, depth, rows + at, w->ldf, 1, S, w->f, at, at ? w->part : w->o, w->lde, 0, 0);
        if (at) w->k->add(n * w->lde, w->part, w->o);
    }
}

/* Output rows i .. i + n of head g. `inside`: query i + r also reads the loaded block up to its key r; else the state alone. */
static void T(read)(T(walk) *w, int64_t g, int64_t i, int64_t n, bool inside)
{
    T(load_queries)(w, g, i, n);
    if (w->r->rule) T(apply_rule)(w, n, inside);
    const real *start = w->q_rows, *load = &T(one);
    if (inside && w->r->gating == PER_CHANNEL)
        start = T(weigh)(w, w->q_rows, w->before, w->q_start);
    else if (inside && w->before)
        load = w->before;
    T(state_product)(w, n, start);
    if (inside) {
        T(scores)(w, w->q_rows, w->p_rows, w->strict);
        const real *u = T(as_panels)(w, w->u, n, w->e, w->lde, w->u_panels);
        T(lower_product)(w, w->e, w->p_rows, u, w->o, w->lde, load, load != &T(one));
        if (w->r->low_rank) T(read_low_rank)(w);
    }
    if (w->with_bonus) T(add_bonus)(w, i, n);
    if (w->r->by_weights) {
        T(weights_of_rows)(w, n, inside);
        w->k->gate.scale_rows(n, w->lde, w->o, w->lde, w->weight, 1, w->o, w->lde);
    }
    if (w->row_factor) w->k->gate.scale_rows(n, w->lde, w->o, w->lde, w->row_factor + g * w->n + i, 1, w->o, w->lde);
    for (int64_t r = 0; r < n; r++)
        if (T(row_is_zero)(w, i + r)) T(zero)(w->o + r * w->lde, w->lde);
    T(emit)(w, &w->out, g, w->n, i, n, w->o, w->lde);
}

/* Queries i .. end from the state as it is. */
static void T(read_state)(T(walk) *w, int64_t i, int64_t end)
{
    for (int64_t n; i < end; i += n) {
        n = end - i < w->p->block ? end - i : w->p->block;
        for (int64_t g = 0; g < w->p->group; g++) T(read)(w, g, i, n, false);
    }
}

/* Keys t .. end, each read by its query. */
static void T(read_blocks)(T(walk) *w, int64_t t, int64_t end)
{
    for (int64_t len; t < end; t += len) {
        const int64_t size = end - t < w->p->block ? end - t : w->p->block, behind = end - t - size;
        T(load_keys)(w, t, size);
        len = T(finite_keys)(w);
        len = len ? len : 1;
        if (len < w->len) T(load_keys)(w, t, len);
        T(expect)(w, t + size, behind < size ? behind : size, true, false);
        T(pack_keys)(w);
        T(write)(w);
        for (int64_t g = 0; g < w->p->group; g++) T(read)(w, g, t - w->offset, len, true);
        T(advance)(w);
    }
}

/* Keys before `first` are read by nobody before they are all in, those from `first` to `last` by their own query; queries before `head` read
 * the initial state, those from `tail` on the final one. */
typedef struct T(reach) { int64_t first, last, head, tail; } T(reach);

static T(reach) T(reach_of)(const T(walk) *w)
{
    int64_t first = w->offset < 0 ? 0 : w->offset < w->m ? w->offset : w->m;
    int64_t last = w->offset + w->n < first ? first : w->offset + w->n < w->m ? w->offset + w->n : w->m;
    int64_t head = w->offset < 0 ? (-w->offset < w->n ? -w->offset : w->n) : 0;
    return (T(reach)){first, last, head, head + last - first};
}

/* A pair of tensors [S H D Dv], [S H D] of sequence `seq`, 0 where absent, as S and z of the walk. */
static void T(state_from)(const T(walk) *w, real *S, int64_t seq, const view *s, const view *z)
{
    if (s && present(s)) {
        slice x = slice_of(s, seq, w->head, 0, w->f);
        w->k->pack_rows(&x, S, w->lde);
    } else {
        T(zero)(S, w->f * w->lde);
    }
    if (!T(keeps_sums)(w) && w->r->logits != RUNNING_SOFTMAX)
        return;
    if (z && present(z)) {
        slice x = {z->data + seq * z->stride[0] + w->head * z->stride[1], z->dtype, 1, w->f, 0, z->stride[2]};
        w->k->pack_rows(&x, S + w->f * w->lde, w->ldf);
    } else {
        T(zero)(S + w->f * w->lde, w->ldf);
    }
}

/* A state on its way in (sign -1) or out (1), or its gradient the other way round: key features times e^shift outside. */
static void T(shift_state)(const T(walk) *w, real *S, int sign)
{
    real *z = S + w->f * w->lde;
    for (int64_t c = 0; w->shifts && c < w->f; c++) {
        const real factor = (real)exp(sign * (double)w->shifts[c]);
        for (int64_t i = 0; i < w->e; i++) S[c * w->lde + i] *= S[c * w->lde + i] == 0 ? 1 : factor;
        z[c] *= z[c] == 0 ? 1 : factor;
    }
}

static void T(load_state)(T(walk) *w, int64_t seq)
{
    const call *c = w->p->c;
    T(state_from)(w, w->S, seq, w->r->state ? &c->in[w->r->state] : NULL, w->r->sums ? &c->in[w->r->sums] : NULL);
    T(shift_state)(w, w->S, -1);
    if (w->r->logits == RUNNING_SOFTMAX && !present(&c->in[w->r->sums]))
        for (int64_t i = 0; i < w->ldf; i++) w->S[w->f * w->lde + i] = (real)w->r->z_init;
}

/* The head's state in the caller's array where it lies as S does, and S is nothing but that; else NULL. */
static real *T(lies_as_state)(const T(walk) *w, int64_t seq, const view *s)
{
    if (!present(s) || T(keeps_sums)(w) || w->r->logits == RUNNING_SOFTMAX || s->dtype != REAL_DTYPE || w->e != w->lde)
        return NULL;
    const slice x = slice_of(s, seq, w->head, 0, w->f);
    return x.col_stride == (int64_t)sizeof(real) && x.row_stride == w->lde * x.col_stride ? (real *)x.data : NULL;
}

/* And back. */
static void T(store_state)(const T(walk) *w, const real *S, int64_t seq, const view *s, const view *z)
{
    if (s && present(s)) {
        slice x = slice_of(s, seq, w->head, 0, w->f);
        w->k->store(S, w->lde, &x);
    }
    if (z && present(z)) {
        slice x = {z->data + seq * z->stride[0] + w->head * z->stride[1], z->dtype, 1, w->f, 0, z->stride[2]};
        w->k->store(S + w->f * w->lde, w->ldf, &x);
    }
}

/* `cos`: the next call counts its positions from 1 again, so a state is handed on as seen from behind its last token: angles less pi m / (2 length).
 * The transpose takes gradients back. */
static void T(turn_state)(const T(walk) *w, real *S, int sign)
{
    if (w->r->k_map != MAP_COS || !w->m)
        return;
    const double angle = sign * 1.5707963267948966 * (double)w->m / w->k_side.length;
    const real sine = (real)sin(angle), cosine = (real)cos(angle);
    real *z = S + w->f * w->lde;
    for (int64_t c = 0; c < w->d; c++) {
        real *one = S + c * w->lde, *two = one + w->d * w->lde;
        for (int64_t i = 0; i < w->e; i++) {
            const real x = one[i], y = two[i];
            one[i] = x * cosine - y * sine, two[i] = y * cosine + x * sine;
        }
        const real x = z[c], y = z[w->d + c];
        z[c] = x * cosine - y * sine, z[w->d + c] = y * cosine + x * sine;
    }
}

static void T(walk_forward)(T(walk) *w, int64_t seq)
{
    const T(reach) r = T(reach_of)(w);
    const call *c = w->p->c;
    real *const S = w->S, *const place = w->r->final_state && !w->r->bidirectional ? T(lies_as_state)(w, seq, &c->out[w->r->final_state]) : NULL;
    const bool one_token = w->n == 1 && w->m == 1 && !w->r->bidirectional;
    if (place) w->S = place;
    if (one_token && w->r->state && w->f <= DEEPEST) w->origin = T(lies_as_state)(w, seq, &c->in[w->r->state]);
    if (!w->origin) T(load_state)(w, seq);
    if (one_token && !w->with_bonus) {
        T(absorb)(w, 0, 1);
        T(read_state)(w, 0, 1);
    } else {
        T(read_state)(w, 0, r.head);
        T(absorb)(w, 0, r.first);
        T(read_blocks)(w, r.first, r.last);
        T(absorb)(w, r.last, w->m - r.last);
        T(read_state)(w, r.tail, w->n);
    }
    T(turn_state)(w, w->S, 1);
    T(shift_state)(w, w->S, 1);
    if (!place) T(store_state)(w, w->S, seq, w->r->final_state ? &c->out[w->r->final_state] : 0, w->r->final_sums ? &c->out[w->r->final_sums] : 0);
    w->S = S;
}

static void T(forward_task)(void *context, int64_t task, int worker)
{
    const plan *p = context;
    T(walk) walk, *w = &walk;
    T(begin_task)(w, p, task, p->scratch + worker * p->scratch_size);
    if (w->row_factor) T(find_row_factors)(w);
    if (!p->r->bidirectional) {
        T(walk_forward)(w, task / p->heads);
        return;
    }
    T(carry_over)(w, &w->out, p->group, w->n, w->e);
    T(walk_forward)(w, task / p->heads);
    T(turn)(w);
    T(walk_forward)(w, task / p->heads);
}
