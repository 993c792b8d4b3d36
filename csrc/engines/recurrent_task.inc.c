/* A task: its scratch, its part of the caller's arrays, the tensors of its maps. */

/* W and W^T in panels and b of one head; gradients dW and db. */
static int64_t T(weights_size)(const T(walk) *w) { return 2 * w->ldd * w->ldf + w->ldf; }
static int64_t T(d_weights_size)(const T(walk) *w) { return w->d * w->ldf + w->ldf; }

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
        T(take)(base, &at, &sides[i]->y, 2 * w->tokens * w->ldf);
        T(take)(base, &at, &sides[i]->t, 4 * w->ldd);
        T(take)(base, &at, &sides[i]->panels, w->tokens * w->ldf);
    }
    TAKE(q_side.gamma, w->ldd);
    TAKE(q_side.beta, w->ldd);
    if (feature_maps[w->r->k_map].weighted) {
        TAKE(k_side.w, T(weights_size)(w));
        TAKE(weights_at, w->p->group * T(weights_size)(w));
    }
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
    TAKE(dot, w->lde * round_up(n, w->k->lanes));
    TAKE(do_panels, n * w->lde);
    TAKE(dp, n * w->ldt);
    TAKE(xt, w->f * w->ldt);
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
    if (w->r->by_features) TAKE(feature_sums, n * w->ldf);
    if (w->r->stabilise) {
        TAKE(row_factor, w->p->group * w->p->longest_n);
        TAKE(row_slope, w->p->longest_n);
    }
    at = T(lay_out_maps)(w, base, at);
    if (w->p->backward) at = T(lay_out_backward)(w, base, at);
    if (w->r->bidirectional) {
        int64_t rows = w->p->longest_n * (w->p->backward ? w->p->group * w->d + w->d + w->e + w->f + 1 : w->p->group * w->e);
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
    w->q_side = (T(side)){.k = w->k, .map = p->r->q_map, .to_one = p->r->q_to_one, .d = w->d, .f = w->f, .ldd = w->ldd, .ldf = w->ldf};
    w->k_side = (T(side)){.k = w->k, .map = p->r->k_map, .to_one = p->r->k_to_one, .d = w->d, .f = w->f, .ldd = w->ldd, .ldf = w->ldf};
}

/* Gradients of parameters among a task's sums, one after the other; returns how many elements they take. */
static int64_t T(point_at_sums)(T(walk) *w, real *base)
{
    const call *c = w->p->c;
    int64_t at = 0;
    struct { int slot; int64_t count; real **to; } parts[] = {
        {w->r->head_gate, 1, &w->d_decay},
        {w->r->gamma, w->ldd, &w->k_side.dgamma},
        {w->r->beta_map, w->ldd, &w->k_side.dbeta},
        {w->r->k_weights, w->d * w->ldf, &w->k_side.dw},
        {w->r->k_bias, w->ldf, &w->k_side.db},
    };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (!parts[i].slot || !present(&c->grad_in[parts[i].slot]))
            continue;
        *parts[i].to = base ? base + at : NULL;
        at += parts[i].count;
    }
    w->q_side.dgamma = w->k_side.dgamma, w->q_side.dbeta = w->k_side.dbeta;
    bool weights = w->r->q_weights && (present(&c->grad_in[w->r->q_weights]) || (w->r->q_bias && present(&c->grad_in[w->r->q_bias])));
    if (weights) {
        w->d_weights_at = base ? base + at : NULL;
        at += w->p->group * T(d_weights_size)(w);
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

/* [D F] and [F] of one head into panels. */
static void T(load_weights)(T(walk) *w, real *to, const view *weights, const view *bias, int64_t head)
{
    slice x = {weights->data + head * weights->stride[0], weights->dtype, w->d, w->f, weights->stride[1], weights->stride[2]};
    w->k->pack_panels(&x, to);
    slice turned = {x.data, x.dtype, w->f, w->d, x.col_stride, x.row_stride};
    w->k->pack_panels(&turned, to + w->ldd * w->ldf);
    T(zero)(to + 2 * w->ldd * w->ldf, w->ldf);
    if (present(bias)) {
        slice b = {bias->data + head * bias->stride[0], bias->dtype, 1, w->f, 0, bias->stride[1]};
        w->k->pack_rows(&b, to + 2 * w->ldd * w->ldf, w->ldf);
    }
}

static void T(point_at_weights)(const T(walk) *w, T(side) *s, real *at)
{
    s->w = at, s->wt = at + w->ldd * w->ldf, s->b = at + 2 * w->ldd * w->ldf;
}

/* The query map of head g of the group. */
static void T(select_head)(T(walk) *w, int64_t g)
{
    if (!w->weights_at)
        return;
    T(point_at_weights)(w, &w->q_side, w->weights_at + g * T(weights_size)(w));
    if (!w->d_weights_at)
        return;
    w->q_side.dw = w->d_weights_at + g * T(d_weights_size)(w);
    w->q_side.db = w->q_side.dw + w->d * w->ldf;
}

static void T(load_maps)(T(walk) *w)
{
    const call *c = w->p->c;
    const recurrence *r = w->r;
    if (feature_maps[r->k_map].weighted) {
        for (int64_t g = 0; g < w->p->group; g++)
            T(load_weights)(w, w->weights_at + g * T(weights_size)(w), &c->in[r->q_weights], &c->in[r->q_bias], w->head * w->p->group + g);
        T(load_weights)(w, w->k_side.w, &c->in[r->k_weights], &c->in[r->k_bias], w->head);
        T(point_at_weights)(w, &w->k_side, w->k_side.w);
    }
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
    if (r->gating == PER_STEP || r->gating == PER_CHANNEL) w->g = T(flow_of)(&c->in[r->gate], s.batch, h, s.k0);
    if (r->delta) w->beta = T(flow_of)(&c->in[r->beta], s.batch, h, s.k0);
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
    if (r->gating == PER_STEP || r->gating == PER_CHANNEL) w->dg.to = T(flow_of)(&c->grad_in[r->gate], s.batch, h, s.k0);
    if (r->delta) w->dbeta.to = T(flow_of)(&c->grad_in[r->beta], s.batch, h, s.k0);
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
    w->n = s.n, w->m = s.m;
    w->offset = w->r->bidirectional ? 0 : w->r->causal == 0 ? s.m : w->r->causal == 1 ? s.m - s.n : 0;
    w->scale = (real)w->r->scale;
    T(find_arrays)(w, s);
    T(load_maps)(w);
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
    sink *const sinks[] = {&w->out, &w->dq, &w->dk, &w->dv, &w->dg, &w->dbeta};
    w->reverse = true;
    w->strict = !w->r->delta;
    for (size_t i = 0; i < sizeof sinks / sizeof *sinks; i++) *sinks[i] = (sink){.to = sinks[i]->later, .plus = sinks[i]->to};
}
