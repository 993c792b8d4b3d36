/* A task: its scratch, its part of the caller's arrays, the tensors of its maps. */

/* W and W^T in panels and b of one head; gradients dW and db. A map has `parts` of them. */
static int64_t T(weights_size)(const T(walk) *w) { return 2 * w->ldd * w->ldw + w->ldw; }
static int64_t T(d_weights_size)(const T(walk) *w) { return w->d * w->ldw + w->ldw; }

static void T(take)(char *base, int64_t *at, real **out, int64_t count)
{
    *out = base ? (real *)(base + *at) : NULL;
    *at += round_up(count * (int64_t)sizeof(real), 64);
}
#define TAKE(field, count) T(take)(base, &at, &w->field, count)

static int64_t T(lay_out_maps)(T(walk) *w, char *base, int64_t at)
{
    T(side) *const sides[2] = {&w->q_side, &w->k_side};
    for (int i = 0; i < 2; i++) {
        T(side) *s = sides[i];
        T(take)(base, &at, &s->y, w->tokens * s->ldf);
        T(take)(base, &at, &s->features, T(extended)(s) ? w->tokens * s->ldf : 0);
        T(take)(base, &at, &s->stage, w->tokens * (3 * w->ldw + 2 * w->ldd));
        T(take)(base, &at, &s->t, 4 * (w->ldd > w->ldw ? w->ldd : w->ldw));
        T(take)(base, &at, &s->panels, w->tokens * w->ldw);
    }
    TAKE(q_side.gamma, w->ldd);
    TAKE(q_side.beta, w->ldd);
    TAKE(k_weights_at, w->parts * T(weights_size)(w));
    TAKE(weights_at, w->p->group * w->parts * T(weights_size)(w));
    return at;
}

/* The backward keeps the state before every block of a stretch, and before each stretch. States of a stretch stay in the second cache; in a long
 * sequence there are about as many stretches as blocks in them, so that memory grows with the square root of the length. */
static int64_t T(stretch)(const T(walk) *w)
{
    enum { KEPT = 1 << 18 };             /* elements */
    const int64_t blocks = w->p->longest_m / w->p->block + 3, even = (int64_t)ceil(sqrt((double)blocks)), near = KEPT / (w->state_size + 1) + 1;
    return near < even ? even : near < blocks ? near : blocks;
}

static int64_t T(lay_out_backward)(T(walk) *w, char *base, int64_t at)
{
    const int64_t n = w->tokens, stretch = T(stretch)(w), blocks = stretch + (w->p->longest_m / w->p->block + 3) / stretch + 1;
    TAKE(R, w->state_size);
    TAKE(R_panels, w->f * w->lde);
    TAKE(states, blocks * w->state_size);
    TAKE(vt, w->lde * round_up(n, w->k->lanes));
    TAKE(do_panels, n * w->lde);
    TAKE(dp, n * w->ldt);
    TAKE(turned, w->e * w->ldf);
    TAKE(x, n * w->ldf);
    TAKE(dk_rows, n * w->ldf);
    TAKE(dk_plus, n * w->ldf);
    TAKE(du, n * w->lde);
    TAKE(dv_rows, n * w->lde);
    TAKE(rho, n * w->ldf);
    TAKE(dg_first, round_up(w->f, w->k->lanes));
    TAKE(panels, n * (w->ldf > w->lde ? w->ldf : w->lde));
    TAKE(d_raw, n * w->ldd);
    return at;
}

static int64_t T(lay_out_low_rank)(T(walk) *w, char *base, int64_t at)
{
    const int64_t n = w->tokens, shifted = n + 1;
    TAKE(a_rows, shifted * w->ldf);
    TAKE(b_rows, n * w->ldf);
    TAKE(a_start, n * w->ldf);
    TAKE(b_end, n * w->ldf);
    TAKE(bt, w->f * w->ldt);
    TAKE(z, n * w->lde);
    TAKE(z_panels, n * w->lde);
    TAKE(z_keys, shifted * w->ldt);
    TAKE(minus_ab, shifted * w->ldt);
    TAKE(pb_rows, n * w->ldt);
    TAKE(dz, n * w->lde);
    TAKE(zt, w->lde * round_up(n, w->k->lanes));
    TAKE(da_rows, shifted * w->ldf);
    TAKE(db_rows, n * w->ldf);
    TAKE(dpb, shifted * w->ldt);
    return at;
}

/* Every buffer of a walk, in `base`, or measured when that is NULL. */
static int64_t T(lay_out)(T(walk) *w, char *base)
{
    const int64_t n = w->tokens, gates = w->r->gating == PER_CHANNEL ? w->ldf : 1, state = w->f * w->lde;
    int64_t at = 0;
    TAKE(S, w->state_size);
    TAKE(S_panels, state);
    TAKE(k_raw, n * w->ldd);
    TAKE(k_rows, n * w->ldf);
    TAKE(v_rows, n * w->lde);
    TAKE(w, w->ldt * gates);
    TAKE(strength, w->ldt);
    TAKE(buffers_before, w->ldt * gates);
    TAKE(buffers_after, w->ldt * gates);
    TAKE(buffers_decays, n * w->ldt);
    TAKE(decay_table, w->ldt + 1);
    TAKE(kt, w->f * w->ldt);
    TAKE(k_end, n * w->ldf);
    TAKE(u_panels, n * w->lde);
    TAKE(q_raw, n * w->ldd);
    TAKE(q_rows, n * w->ldf);
    TAKE(q_start, n * w->ldf);
    TAKE(p_rows, n * w->ldt);
    TAKE(o, n * w->lde);
    TAKE(part, w->f > DEEPEST || w->r->rule ? n * (w->lde > TOKEN_GROUP ? w->lde : TOKEN_GROUP) : 0);
    TAKE(weight, w->ldt);
    TAKE(clamped, w->ldt);
    TAKE(spare, w->ldt > w->ldf ? w->ldt : w->ldf);
    TAKE(ones, w->ldt);
    if (w->r->delta) {
        TAKE(k_minus, n * w->ldf);
        TAKE(a0, n * w->ldt);
        TAKE(a, n * w->ldt);
        TAKE(error, n * w->lde);
        TAKE(u, n * w->lde);
    }
    if (w->r->weighted) TAKE(u, n * w->lde);
    if (w->r->rule == RULE_FEATURES && w->r->k_map == MAP_EXP && !w->r->k_to_one && !w->r->causal) TAKE(shifts, w->ldd);
    if (w->r->rule) {
        TAKE(feature_sums, n * w->ldf);
        TAKE(q_plain, n * w->ldf);
    }
    if (w->r->logits) {
        TAKE(bound, w->ldf);
        TAKE(open, w->ldf);
        TAKE(most, w->ldf);
        TAKE(sum, w->ldf);
        TAKE(z_end, w->ldf);
    }
    if (w->r->read_first) {
        TAKE(bonus, w->ldf);
        TAKE(own_k, n * w->ldf);
        TAKE(own_v, n * w->lde);
    }
    if (w->r->low_rank) at = T(lay_out_low_rank)(w, base, at);
    if (w->r->stabilise) {
        TAKE(row_factor, w->p->group * w->p->longest_n);
        TAKE(row_slope, w->p->longest_n);
    }
    at = T(lay_out_maps)(w, base, at);
    if (w->p->backward) at = T(lay_out_backward)(w, base, at);
    if (w->r->bidirectional) {
        int64_t rows = w->p->longest_n * (w->p->backward ? w->p->group * w->d + w->d + w->e + 3 * w->f + 1 : w->p->group * w->e);
        w->carry = base ? base + at : NULL;
        at += rows * (int64_t)sizeof(real);
    }
    return at;
}
#undef TAKE

static void T(set_sizes)(T(walk) *w, const plan *p)
{
    *w = (T(walk)){.p = p, .r = p->r, .k = T(kernels_now)(), .d = p->d, .f = p->f, .e = p->e};
    const int64_t lanes = w->k->lanes;
    w->ldd = round_up(w->d, lanes), w->ldf = round_up(w->f, lanes), w->lde = round_up(w->e, lanes);
    w->tokens = w->r->gating == PER_CHANNEL ? GATED_TOKENS : p->block;
    w->ldt = round_up(w->tokens, lanes);
    w->state_size = w->f * w->lde + w->ldf;
    const feature_map *map = &feature_maps[p->r->k_map];
    const bool turned = turned_features(p->c, p->r);
    w->parts = map->weighted ? map->weighted : map->random;
    w->ldw = round_up(p->width, lanes);
    w->q_side = (T(side)){.k = w->k, .map = p->r->q_map, .numbers = p->r->map_numbers, .to_one = p->r->q_to_one, .counted = p->r->counted, .d = w->d,

                          .f = (w->f - p->r->counted) / (turned ? 2 : 1), .cosines = turned ? &p->c->in[p->r->cosines] : NULL,
                          .sines = turned ? &p->c->in[p->r->sines] : NULL, .width = p->width, .ldd = w->ldd, .ldw = w->ldw, .ldy = w->ldf};
    w->q_side.ldf = round_up(w->q_side.f, lanes);
    w->k_side = w->q_side;
    w->k_side.map = p->r->k_map, w->k_side.to_one = p->r->k_to_one, w->k_side.keys = true;
}

/* Gradients of parameters among a task's sums, one after the other; returns how many elements they take. */
static int64_t T(point_at_sums)(T(walk) *w, real *base)
{
    const call *c = w->p->c;
    int64_t at = 0;
    struct { int slot; int64_t count; real **to; } parts[] = {
        {w->r->head_gate, 1, &w->d_decay},
        {w->r->lower_bound, w->ldf, &w->d_bound},
        {w->r->bonus, w->ldf, &w->d_bonus},
        {w->r->gamma, w->ldd, &w->k_side.dgamma},
        {w->r->beta_map, w->ldd, &w->k_side.dbeta},
        {w->r->k_weights[0], w->d * w->ldw, &w->k_side.dw[0]},
        {w->r->k_weights[1], w->d * w->ldw, &w->k_side.dw[1]},
        {w->r->k_bias[0], w->ldw, &w->k_side.db[0]},
        {w->r->k_bias[1], w->ldw, &w->k_side.db[1]},
    };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (!parts[i].slot || !present(&c->grad_in[parts[i].slot]))
            continue;
        *parts[i].to = base ? base + at : NULL;
        at += parts[i].count;
    }
    w->q_side.dgamma = w->k_side.dgamma, w->q_side.dbeta = w->k_side.dbeta;
    bool weights = false;
    for (int part = 0; part < 2; part++) {
        const int weight = w->r->q_weights[part], bias = w->r->q_bias[part];
        weights |= (weight && present(&c->grad_in[weight])) || (bias && present(&c->grad_in[bias]));
    }
    if (weights) {
        w->d_weights_at = base ? base + at : NULL;
        at += w->p->group * w->parts * T(d_weights_size)(w);
    }
    return at;
}

static void T(measure)(plan *p)
{
    T(walk) w;
    T(set_sizes)(&w, p);
    p->scratch_size = round_up(T(lay_out)(&w, NULL), 4096) + 64;
    p->sums = p->backward ? T(point_at_sums)(&w, NULL) : 0;
}

/* A matrix of d rows and as many columns as the map is wide, and its transpose, into panels; a bias of one head. */
static void T(load_weights)(T(walk) *w, real *to, slice x, const view *bias, int64_t head)
{
    x.rows = w->d, x.cols = w->p->width;
    w->k->pack_panels(&x, to);
    slice turned = {x.data, x.dtype, x.cols, x.rows, x.col_stride, x.row_stride};
    w->k->pack_panels(&turned, to + w->ldd * w->ldw);
    T(zero)(to + 2 * w->ldd * w->ldw, w->ldw);
    if (bias && present(bias)) {
        slice b = {bias->data + head * bias->stride[0], bias->dtype, 1, x.cols, 0, bias->stride[1]};
        w->k->pack_rows(&b, to + 2 * w->ldd * w->ldw, w->ldw);
    }
}

static slice T(weights_of)(const view *x, int64_t head)
{
    return (slice){.data = x->data + head * x->stride[0], .dtype = x->dtype, .row_stride = x->stride[1], .col_stride = x->stride[2]};
}

/* omega^T of a head of keys, from [m D] or [H m D]. */
static slice T(omega_of)(const view *x, int64_t head)
{
    const int last = x->rank - 1;
    return (slice){.data = x->data + (last > 1 ? head * x->stride[0] : 0), .dtype = x->dtype, .row_stride = x->stride[last], .col_stride = x->stride[last - 1]};
}

static void T(point_at_weights)(const T(walk) *w, T(side) *s, real *at)
{
    for (int part = 0; part < w->parts; part++, at += T(weights_size)(w))
        s->w[part] = at, s->wt[part] = at + w->ldd * w->ldw, s->b[part] = at + 2 * w->ldd * w->ldw;
}

/* The query map of head g of the group. */
static void T(select_head)(T(walk) *w, int64_t g)
{
    if (!w->parts)
        return;
    T(point_at_weights)(w, &w->q_side, w->weights_at + g * w->parts * T(weights_size)(w));
    if (!w->d_weights_at)
        return;
    real *at = w->d_weights_at + g * w->parts * T(d_weights_size)(w);
    for (int part = 0; part < w->parts; part++, at += T(d_weights_size)(w))
        w->q_side.dw[part] = at, w->q_side.db[part] = at + w->d * w->ldw;
}

static void T(load_matrices)(T(walk) *w)
{
    const call *c = w->p->c;
    const recurrence *r = w->r;
    const bool random = feature_maps[r->k_map].random;
    const int64_t size = T(weights_size)(w);
    for (int part = 0; part < w->parts; part++) {
        for (int64_t g = 0; g < w->p->group; g++) {
            const int64_t head = w->head * w->p->group + g;
            T(load_weights)(w, w->weights_at + (g * w->parts + part) * size,
                            random ? T(omega_of)(&c->in[r->omega], w->head) : T(weights_of)(&c->in[r->q_weights[part]], head),
                            random || !r->q_bias[part] ? NULL : &c->in[r->q_bias[part]], head);
        }
        T(load_weights)(w, w->k_weights_at + part * size, random ? T(omega_of)(&c->in[r->omega], w->head) : T(weights_of)(&c->in[r->k_weights[part]], w->head),
                        random || !r->k_bias[part] ? NULL : &c->in[r->k_bias[part]], w->head);
    }
    T(point_at_weights)(w, &w->k_side, w->k_weights_at);
}

static void T(load_maps)(T(walk) *w)
{
    const call *c = w->p->c;
    const recurrence *r = w->r;
    if (w->parts) T(load_matrices)(w);
    if (!feature_maps[r->k_map].affine)
        return;
    for (int64_t i = 0; i < w->ldd; i++) w->q_side.gamma[i] = 1, w->q_side.beta[i] = 0;
    for (int64_t i = 0; i < w->d; i++) {
        if (present(&c->in[r->gamma])) w->q_side.gamma[i] = (real)view_get(&c->in[r->gamma], i, 0, 0, 0);
        if (present(&c->in[r->beta_map])) w->q_side.beta[i] = (real)view_get(&c->in[r->beta_map], i, 0, 0, 0);
    }
    w->k_side.gamma = w->q_side.gamma, w->k_side.beta = w->q_side.beta;
}

static flow T(flow_of)(const view *x, int64_t batch, int64_t head, int64_t row)
{
    if (!present(x))
        return (flow){0};
    char *data = x->data + batch * x->stride[0] + head * x->stride[1] + row * x->stride[2];
    return (flow){data, x->dtype, x->rank > 3 ? x->shape[3] : 1, x->stride[1], x->stride[2], x->rank > 3 ? x->stride[3] : 0};
}

static void T(find_arrays)(T(walk) *w, sequence s)
{
    const call *c = w->p->c;
    const recurrence *r = w->r;
    const int64_t h = w->head, hq = h * w->p->group, hk = h / w->p->members;
    w->q = T(flow_of)(&c->in[0], s.batch, hk * w->p->group, s.q0);
    w->key = T(flow_of)(&c->in[1], s.batch, hk, s.k0);
    w->v = T(flow_of)(&c->in[2], s.batch, h, s.k0);
    const bool gates = !r->logits && (r->gating == PER_STEP || r->gating == PER_CHANNEL);
    const int64_t g0 = r->micro ? s.q0 : s.k0;
    if (gates) w->g = T(flow_of)(&c->in[r->gate], s.batch, h, g0);
    if (r->delta || r->weighted) w->beta = T(flow_of)(&c->in[r->beta], s.batch, h, s.k0);
    if (r->low_rank) w->a_in = T(flow_of)(&c->in[r->a], s.batch, h, s.k0), w->b_in = T(flow_of)(&c->in[r->b], s.batch, h, s.k0);
    const view *mask = &c->in[r->mask];
    if (present(mask)) {
        w->mask = mask->data + s.batch * mask->stride[0] + s.k0 * mask->stride[1];
        w->mask_step = mask->stride[1];
    }
    if (!w->p->backward) {
        w->out.to = T(flow_of)(&c->out[0], s.batch, hq, s.q0);
        return;
    }
    w->dout = T(flow_of)(&c->grad_out[0], s.batch, hq, s.q0);
    w->dq.to = T(flow_of)(&w->p->dq, s.batch, hq, s.q0);
    w->dk.to = T(flow_of)(&w->p->dk, s.batch, h, s.k0);
    w->dv.to = T(flow_of)(&c->grad_in[2], s.batch, h, s.k0);
    if (gates) w->dg.to = T(flow_of)(&c->grad_in[r->gate], s.batch, h, g0);
    if (r->delta || r->weighted) w->dbeta.to = T(flow_of)(&c->grad_in[r->beta], s.batch, h, s.k0);
    if (r->low_rank) w->da.to = T(flow_of)(&c->grad_in[r->a], s.batch, h, s.k0), w->db.to = T(flow_of)(&c->grad_in[r->b], s.batch, h, s.k0);
}

/* Several keys per token: which steps have rows of what. */
static void T(find_steps)(T(walk) *w, sequence s)
{
    const int64_t micro = w->r->micro;
    flow *const queries[] = {&w->q, &w->dout, &w->out.to, &w->dq.to}, *const keys[] = {&w->key, &w->v, &w->beta, &w->dk.to, &w->dv.to, &w->dbeta.to},
                *const gates[] = {&w->g, &w->dg.to};
    for (int i = 0; i < 4; i++) queries[i]->every = micro, queries[i]->phase = micro - 1, queries[i]->rows = s.n;
    for (int i = 0; i < 6; i++) keys[i]->every = 1, keys[i]->phase = 0, keys[i]->rows = s.m;
    for (int i = 0; i < 2; i++) gates[i]->every = micro, gates[i]->phase = 0, gates[i]->rows = s.n;
}

/* `favor`: the largest omega x of all present keys. */
static void T(find_shift)(T(walk) *w)
{
    real top = -(real)INFINITY;
    for (int64_t t = 0, n; t < w->m; t += n) {
        n = w->m - t < w->p->block ? w->m - t : w->p->block;
        T(load)(w, &w->key, 0, w->m, t, n, w->k_raw, w->ldd);
        T(project_exactly)(&w->k_side, n, w->k_raw, w->k_side.stage, w->k_side.stage + n * w->ldw);
        for (int64_t i = 0; i < n; i++)
            for (int64_t c = 0; !T(absent)(w, t + i) && c < w->k_side.width; c++) {
                const real u = w->k_side.stage[i * w->ldw + c];
                top = u > top ? u : top;
            }
    }
    w->k_side.shift = top > -(real)INFINITY ? top * (real)pow((double)w->d, -0.25) : 0;
}

/* A softmax over all positions: the largest of each key feature (at least `least`), which cancels. */
static void T(find_shifts)(T(walk) *w, real least)
{
    for (int64_t c = 0; c < w->ldd; c++) w->shifts[c] = least;
    for (int64_t t = 0, n; t < w->m; t += n) {
        n = w->m - t < w->p->block ? w->m - t : w->p->block;
        T(load)(w, &w->key, 0, w->m, t, n, w->k_raw, w->ldd);
        for (int64_t i = 0; i < n; i++)
            for (int64_t c = 0; !T(absent)(w, t + i) && c < w->d; c++)
                if (w->k_raw[i * w->ldd + c] > w->shifts[c]) w->shifts[c] = w->k_raw[i * w->ldd + c];
    }
    for (int64_t c = 0; c < w->ldd; c++)
        if (!isfinite((double)w->shifts[c])) w->shifts[c] = 0;
    w->k_side.shifts = w->shifts;
}

/* What maps and rows need to know of all keys: where the first present one is, how long `cos` is, the largest exponent of `favor`. */
static void T(look_at_keys)(T(walk) *w)
{
    const recurrence *r = w->r;
    const bool state = r->zero_rows || (r->state && present(&w->p->c->in[r->state])) || (r->sums && present(&w->p->c->in[r->sums]));
    w->first_key = 0;
    while (!state && w->first_key < w->m && T(absent)(w, w->first_key)) w->first_key++;
    if (state) w->first_key = -1;
    const int64_t longest = w->n > w->m ? w->n : w->m;
    w->q_side.length = w->k_side.length = r->map_numbers[COS_LENGTH] > 0 ? r->map_numbers[COS_LENGTH] : (double)longest;
    if (w->shifts) T(find_shifts)(w, state ? 0 : -(real)INFINITY);
    if (r->k_map == MAP_FAVOR && r->map_numbers[FAVOR_MAXIMA] >= 2) T(find_shift)(w);
}

/* The head's own log gate. */
static double T(head_gate)(const T(walk) *w)
{
    const call *c = w->p->c;
    const recurrence *r = w->r;
    if (r->head_gate && present(&c->in[r->head_gate]))
        return r->head_gate_factor * view_get(&c->in[r->head_gate], w->head, 0, 0, 0);
    return r->decay ? r->decay(c, w->head) : 0;
}

/* Powers of the head's factor, and their triangle. */
static void T(make_powers)(T(walk) *w)
{
    for (int64_t i = 0; i <= w->ldt; i++) w->decay_table[i] = i ? (real)exp(w->log_decay * (double)i) : 1;
    for (int64_t i = 0; i < w->tokens; i++)
        for (int64_t j = 0; j < w->ldt; j++) w->buffers_decays[i * w->ldt + j] = j <= i ? w->decay_table[i - j] : 0;
}

/* The head's row of a parameter [H D], or `fill` where that is absent. */
static void T(load_channels)(const T(walk) *w, int slot, real fill, real *to)
{
    const view *x = &w->p->c->in[slot];
    T(zero)(to, w->ldf);
    for (int64_t c = 0; c < w->f; c++) to[c] = slot && present(x) ? (real)view_get(x, w->head, c, 0, 0) : fill;
}

static void T(begin_task)(T(walk) *w, const plan *p, int64_t task, char *scratch)
{
    const call *c = p->c;
    T(set_sizes)(w, p);
    T(lay_out)(w, scratch);
    if (p->backward && p->sums) {
        real *sums = (real *)p->partial + task * p->sums;
        T(zero)(sums, p->sums);
        T(point_at_sums)(w, sums);
    }
    sequence s = sequence_of(c, task / p->heads);
    w->head = task % p->heads;
    w->n = s.n, w->m = w->keys = s.m;
    w->micro = w->r->micro ? w->r->micro : 1;
    if (w->r->micro) w->n *= w->r->micro, w->m = (s.m + w->r->micro - 1) / w->r->micro * w->r->micro;
    const bool causal = w->r->bidirectional || w->r->causal;
    w->own = w->r->bidirectional || w->r->causal == 2 ? 0 : w->m - w->n;
    w->with_bonus = causal && w->r->read_first;
    w->offset = causal ? w->own - w->with_bonus : w->m;
    w->scale = (real)w->r->scale;
    T(find_arrays)(w, s);
    if (w->r->micro) T(find_steps)(w, s);
    T(load_maps)(w);
    T(look_at_keys)(w);
    if (w->r->logits == TIED_GATES) {
        T(load_channels)(w, w->r->lower_bound, 0, w->bound);
        for (int64_t i = 0; i < w->ldf; i++) w->open[i] = i < w->f ? 1 - w->bound[i] : 0;
    }
    if (w->r->read_first) T(load_channels)(w, w->r->bonus, 1, w->bonus);
    for (int64_t i = 0; i < w->ldt; i++) w->ones[i] = 1;
    w->log_decay = T(head_gate)(w);
    if (w->r->gating == PER_HEAD) T(make_powers)(w);
}

/* Bidirectional: the first direction's rows go into an array of ours; the second adds them to its own. */
static void T(carry_over)(T(walk) *w, sink *s, int64_t heads, int64_t length, int64_t cols)
{
    if (!s->to.data)
        return;
    s->later = s->to;
    s->to = (flow){w->carry, REAL_DTYPE, cols, length * cols * (int64_t)sizeof(real), cols * (int64_t)sizeof(real), sizeof(real)};
    w->carry += heads * s->to.head;
}

/* Turn round: sinks swap places, and kernel A counts what a token itself wrote once. */
static void T(turn)(T(walk) *w)
{
    sink *const sinks[] = {&w->out, &w->dq, &w->dk, &w->dv, &w->dg, &w->dbeta, &w->da, &w->db};
    w->reverse = true;
    w->strict = !w->r->delta && !w->r->low_rank && !w->r->read_first;
    w->with_bonus = false;
    for (size_t i = 0; i < sizeof sinks / sizeof *sinks; i++) *sinks[i] = (sink){.to = sinks[i]->later, .plus = sinks[i]->to};
}
