/* Backward: blocks in reverse, each from the state before it; R is the gradient of the state behind it. Queries first (they give dU, R and their
 * share of dK), then what the keys wrote, then gates: with rho_i = q_i dq_i - k_i dk_i (signs of kernel B in write_backward), the gradient of the
 * block's first log gate is rowsum(R S) in front of the block, and each token's rho less for the gates behind it. Nothing crosses a block. */

static void T(bonus_into_dq)(T(walk) *w, int64_t i, int64_t n);      /* recurrent_bonus.inc.c */
static void T(bonus_backward)(T(walk) *w, real *dv);
static void T(end_low_rank)(T(walk) *w, const real *R);              /* recurrent_low_rank.inc.c */
static void T(queries_low_rank)(T(walk) *w, const real *do_panels);
static void T(low_rank_backward)(T(walk) *w);
static void T(emit_low_rank)(T(walk) *w);
static void T(tied_backward)(T(walk) *w);                            /* recurrent_logits.inc.c */
static void T(softmax_backward)(T(walk) *w);

/* A state as the right side of X state^T. */
static void T(transpose_state)(T(walk) *w, const real *state)
{
    slice s = {(char *)state, REAL_DTYPE, w->f, w->e, w->lde * (int64_t)sizeof(real), sizeof(real)};
    w->k->pack_transposed(&s, w->turned);
}

/* out[n][f] = X state^T: x_i, rows of values, against every row of the turned state. */
static void T(against_state)(T(walk) *w, const real *x, int64_t n, real *out)
{
    T(approach)(w);
    w->k->product(n, w->f, w->e, x, w->lde, 1, w->turned, out, w->ldf, 0, 0);
}

/* The gradient of rows i .. i + n of head g, as far as it flows: with row factors, without rows of absent keys. */
static void T(load_dout)(T(walk) *w, int64_t g, int64_t i, int64_t n)
{
    if (!w->dout.data) {
        T(zero)(w->o, n * w->lde);
        return;
    }
    T(load)(w, &w->dout, g, w->n, i, n, w->o, w->lde);
    for (int64_t r = 0; r < n; r++)
        if (T(row_is_zero)(w, i + r)) T(zero)(w->o + r * w->lde, w->lde);
    if (w->row_factor) w->k->gate.scale_rows(n, w->lde, w->o, w->lde, w->row_factor + g * w->n + i, 1, w->o, w->lde);
}

/* Rows divided by their weights: o, x and dp become gradients of the undivided sums, and what the divisor passes on joins them. */
static void T(divided_backward)(T(walk) *w, int64_t n, bool inside)
{
    const T(gates) *gate = &w->k->gate;
    const real *z = w->S + w->f * w->lde;
    real *rz = w->R + w->f * w->lde;
    T(weights_of_rows)(w, n, inside);
    gate->scale_rows(n, w->lde, w->o, w->lde, w->weight, 1, w->o, w->lde);
    gate->scale_rows(n, w->ldf, w->x, w->ldf, w->weight, 1, w->x, w->ldf);
    gate->row_dots(n, w->ldf, w->q_rows, w->ldf, w->x, w->ldf, w->spare);
    for (int64_t i = 0; i < n; i++) {
        real dot = w->spare[i], *dp = w->dp + i * w->ldt;
        for (int64_t j = 0; inside && j <= i; j++) {
            dp[j] *= w->weight[i];
            dot += dp[j] * w->p_rows[i * w->ldt + j];
        }
        real dd = -dot * w->weight[i];
        if (w->clamped[i] != 0) dd = 0;
        for (int64_t j = 0; inside && j <= i; j++) dp[j] += dd;
        for (int64_t c = 0; c < w->f; c++) {
            w->x[i * w->ldf + c] += dd * z[c];
            rz[c] += dd * w->q_rows[i * w->ldf + c];
        }
    }
}

/* x, the gradient of scaled features of queries, to the caller's dq. */
static void T(emit_dq)(T(walk) *w, int64_t g, int64_t i, int64_t n)
{
    if (w->with_bonus) T(bonus_into_dq)(w, i, n);
    w->k->gate.scale_rows(n, w->ldf, w->x, w->ldf, &w->scale, 0, w->x, w->ldf);
    if (T(maps_nothing)(&w->q_side)) {
        T(emit)(w, &w->dq, g, w->n, i, n, w->x, w->ldf);
        return;
    }
    T(map_backward)(&w->q_side, n, w->q_raw, w->x, w->d_raw);
    T(emit)(w, &w->dq, g, w->n, i, n, w->d_raw, w->ldd);
}

/* R += queries^T do, from the block's beginning. */
static void T(read_into_R)(T(walk) *w, int64_t n, const real *start, const real *do_panels)
{
    w->k->product(w->f, w->e, n, start, 1, w->ldf, do_panels, w->R, w->lde, &T(one), 0);
}

/* Queries i .. i + n of head g, which read the state alone. */
static void T(read_state_backward)(T(walk) *w, int64_t i, int64_t end)
{
    if (i < end) T(transpose_state)(w, w->S);
    for (int64_t n; i < end; i += n) {
        n = end - i < w->p->block ? end - i : w->p->block;
        for (int64_t g = 0; g < w->p->group; g++) {
            T(load_queries)(w, g, i, n);
            T(load_dout)(w, g, i, n);
            if (w->r->rule) T(apply_rule)(w, n, false);
            T(against_state)(w, w->o, n, w->x);
            if (w->r->by_weights) T(divided_backward)(w, n, false);
            T(read_into_R)(w, n, w->q_rows, T(as_panels)(w, w->o, n, w->e, w->lde, w->do_panels));
            if (w->r->rule) T(rule_backward)(w, n, false);
            T(emit_dq)(w, g, i, n);
        }
    }
}

/* out += the gated lower triangle m, times keys. m holds the gates already where they are scalars. */
static void T(left)(T(walk) *w, const real *m, real *out)
{
    if (w->r->gating == PER_CHANNEL) {
        w->k->gate.left(w->ldf, m, w->k_rows, w->w, w->ldf, out);
        return;
    }
    T(lower_product)(w, w->f, m, T(as_panels)(w, w->k_rows, w->len, w->f, w->ldf, w->panels), out, w->ldf, &T(one), 0);
}

/* out += m^T times x, likewise. */
static void T(right)(T(walk) *w, const real *m, const real *x, real *out)
{
    if (w->r->gating == PER_CHANNEL) {
        w->k->gate.right(w->ldf, m, x, w->w, w->ldf, out);
        return;
    }
    T(upper_product)(w, w->f, m, T(as_panels)(w, x, w->len, w->f, w->ldf, w->panels), out, w->ldf);
}

/* rho += sign * x * dx, per channel; summed over channels where the gate is a scalar. */
static void T(add_rho)(T(walk) *w, const real *x, const real *dx, real sign)
{
    const int64_t n = w->len;
    if (w->r->gating == UNGATED)
        return;
    if (w->r->gating == PER_CHANNEL) {
        w->k->gate.multiply_add(n * w->ldf, sign, x, dx, w->rho);
        return;
    }
    w->k->gate.row_dots(n, w->ldf, x, w->ldf, dx, w->ldf, w->spare);
    for (int64_t i = 0; i < n; i++) w->rho[i] += sign * w->spare[i];
}

/* m = the lower triangle of x U^T, without gates. */
static void T(against_written)(T(walk) *w, const real *x, real *m, bool strict)
{
    const int64_t n = w->len;
    T(token_product)(w, n, n, w->e, x, w->lde, w->vt, m, true);
    w->k->gate.lower(n, m, w->ldt, NULL, 0, strict);
}

/* Scalar gates into a triangle. */
static void T(gate_triangle)(T(walk) *w, real *m)
{
    if (w->decays && w->r->gating != PER_CHANNEL) w->k->gate.lower(w->len, m, w->ldt, w->decays, w->ldt, 0);
}

/* One head's queries of the block: adds to dU, dK, rho and R; emits dq. */
static void T(queries_backward)(T(walk) *w, int64_t g)
{
    const int64_t n = w->len, i = w->t - w->offset;
    if (g != w->loaded_head) {
        T(load_queries)(w, g, i, n);
        T(load_dout)(w, g, i, n);
    }
    w->loaded_head = -1;
    if (w->r->rule) T(apply_rule)(w, n, true);
    T(scores)(w, w->q_rows, w->p_rows, w->strict);
    T(against_written)(w, w->o, w->dp, w->strict);
    T(against_state)(w, w->o, n, w->x);
    T(weigh)(w, w->x, w->before, w->x);
    if (w->r->by_weights) T(divided_backward)(w, n, true);
    const real *do_panels = T(as_panels)(w, w->o, n, w->e, w->lde, w->do_panels);
    T(upper_product)(w, w->e, w->p_rows, do_panels, w->du, w->lde);
    T(read_into_R)(w, n, T(weigh)(w, w->q_rows, w->before, w->q_start), do_panels);
    T(gate_triangle)(w, w->dp);
    T(left)(w, w->dp, w->x);
    T(right)(w, w->dp, w->q_rows, w->dk_rows);
    if (w->r->low_rank) T(queries_low_rank)(w, do_panels);
    T(add_rho)(w, w->q_rows, w->x, 1);
    if (w->row_factor && w->d_decay) T(factors_backward)(w, i);
    if (w->r->rule) T(rule_backward)(w, n, true);
    T(emit_dq)(w, g, i, n);
}

/* What flows from the state behind the block to what was written and to the keys; R moves to its beginning. */
static void T(end_backward)(T(walk) *w)
{
    const int64_t n = w->len;
    real *rz = w->R + w->f * w->lde;
    const real *R = T(as_panels)(w, w->R, w->f, w->e, w->lde, w->R_panels);
    w->k->product(n, w->e, w->f, T(weigh)(w, w->k_rows, w->after, w->k_end), w->ldf, 1, R, w->du, w->lde, 0, 0);
    T(pack_tokens)(w, w->u, n, w->e, w->lde, w->vt);
    T(transpose_state)(w, w->R);
    T(against_state)(w, w->u, n, w->dk_rows);
    T(weigh)(w, w->dk_rows, w->after, w->dk_rows);
    if (T(keeps_sums)(w) && !w->r->logits)
        for (int64_t i = 0; i < n; i++)
            for (int64_t c = 0; c < w->f; c++) w->dk_rows[i * w->ldf + c] += rz[c];
    if (w->r->low_rank) T(end_low_rank)(w, R);
    if (w->total != &T(one)) w->k->gate.scale_rows(w->f, w->lde, w->R, w->lde, w->total, w->r->gating == PER_CHANNEL, w->R, w->lde);
}

/* Kernel B: dU back through the solve and the error. dv_rows, strengths, both parts of dK, R. */
static void T(write_backward)(T(walk) *w)
{
    const int64_t n = w->len;
    const T(gates) *gate = &w->k->gate;
    static const real minus = -1;
    real *d_strength = w->weight, *from_end = w->a + (n - 1) * (w->ldt + 1);
    gate->solve(n, w->lde, from_end, -1, -w->ldt, w->du + (n - 1) * w->lde, -w->lde);      /* (I + A)^T dE = dU, from the last row */
    gate->row_dots(n, w->lde, w->du, w->lde, w->error, w->lde, d_strength);
    gate->scale_rows(n, w->lde, w->du, w->lde, w->strength, 1, w->dv_rows, w->lde);

    T(against_written)(w, w->du, w->dp, true);                                              /* -dA */
    w->spare[0] = 0;
    if (n > 1) gate->row_dots(n, w->width, w->dp, w->ldt, w->a0, w->ldt, w->spare);
    for (int64_t i = 0; i < n; i++) d_strength[i] = (real)w->r->beta_factor * (d_strength[i] - w->spare[i]);
    for (int64_t i = 0; i < n; i++)
        for (int64_t j = 0; j < i; j++) w->dp[i * w->ldt + j] *= -w->strength[i];
    T(gate_triangle)(w, w->dp);

    T(against_state)(w, w->dv_rows, n, w->dk_plus);
    T(weigh)(w, w->dk_plus, w->before, w->dk_plus);
    gate->scale_rows(n, w->ldf, w->dk_plus, w->ldf, &minus, 0, w->dk_plus, w->ldf);
    T(left)(w, w->dp, w->dk_plus);
    T(right)(w, w->dp, w->k_rows, w->dk_rows);
    T(read_into_R)(w, n, w->k_minus, T(as_panels)(w, w->dv_rows, n, w->e, w->lde, w->do_panels));
    T(add_rho)(w, w->k_rows, w->dk_plus, 1);
    T(add_rho)(w, w->k_rows, w->dk_rows, -1);
    w->k->add(n * w->ldf, w->dk_plus, w->dk_rows);
    for (int64_t i = 0; i < n; i++)
        if (T(absent)(w, w->t + i)) d_strength[i] = 0;
    T(emit)(w, &w->dbeta, 0, w->m, w->t, n, d_strength, 1);
}

/* Kernel A with strengths: dV and d strength from dU. */
static void T(weighted_backward)(T(walk) *w)
{
    const int64_t n = w->len;
    real *d_strength = w->weight;
    w->k->gate.row_dots(n, w->lde, w->du, w->lde, w->v_rows, w->lde, d_strength);
    for (int64_t i = 0; i < n; i++) d_strength[i] = T(absent)(w, w->t + i) ? 0 : (real)w->r->beta_factor * d_strength[i];
    w->k->gate.scale_rows(n, w->lde, w->du, w->lde, w->strength, 1, w->du, w->lde);
    T(emit)(w, &w->dbeta, 0, w->m, w->t, n, d_strength, 1);
}

/* rho becomes dg: see the head of this file. A factor of 0 cuts: its own gradient is 0, and those behind it begin anew. */
static void T(gates_backward)(T(walk) *w)
{
    const int64_t n = w->len, ld = w->r->gating == PER_CHANNEL ? w->ldf : 1;
    const bool powers = w->decays == w->buffers_decays && w->r->gating == PER_HEAD && !w->mask;
    T(zero)(w->dg_first, round_up(w->f, w->k->lanes));
    w->k->gate.row_dots(w->f, w->lde, w->R, w->lde, w->S, w->lde, w->dg_first);
    if (ld == 1)
        for (int64_t c = 1; c < w->f; c++) w->dg_first[0] += w->dg_first[c];
    for (int64_t c = 0; w->r->low_rank && c < w->f; c++) w->dg_first[c] -= w->a_rows[c] * w->da_rows[c];      /* read in front of every gate */
    if (ld > 1) w->k->gate.gradients(n, ld, w->w, w->rho, w->dg_first);
    for (int64_t i = 0; ld == 1 && i < n; i++) {
        const real rho = w->rho[i], factor = powers ? w->decay_table[1] : w->w[i];
        if (factor == 0) w->dg_first[0] = 0;
        w->rho[i] = w->dg_first[0];
        w->dg_first[0] -= rho;
    }
    for (int64_t i = 0; i < n; i++)
        if (T(absent)(w, w->t + i)) T(zero)(w->rho + i * ld, ld);
    if (w->d_decay)
        for (int64_t i = 0; i < n; i++) *w->d_decay += w->rho[i];
    if (!w->dg.to.data)
        return;
    if (w->r->gate_floor > -INFINITY) {                        /* raised gates pass nothing on */
        T(load)(w, &w->g, 0, w->m, w->t, n, w->w, ld);
        for (int64_t i = 0; i < n * ld; i++)
            if (w->w[i] < (real)w->r->gate_floor) w->rho[i] = 0;
    }
    T(emit)(w, &w->dg, 0, w->m, w->t, n, w->rho, ld);
}

static void T(emit_dk)(T(walk) *w)
{
    const int64_t n = w->len;
    for (int64_t i = 0; i < n; i++)
        if (T(absent)(w, w->t + i)) T(zero)(w->dk_rows + i * w->ldf, w->ldf);
    if (w->r->logits == TIED_GATES) T(tied_backward)(w);
    if (w->r->logits == RUNNING_SOFTMAX) T(softmax_backward)(w);
    if (T(maps_nothing)(&w->k_side)) {
        T(emit)(w, &w->dk, 0, w->m, w->t, n, w->dk_rows, w->ldf);
        return;
    }
    T(map_backward)(&w->k_side, n, w->k_raw, w->dk_rows, w->d_raw);
    T(emit)(w, &w->dk, 0, w->m, w->t, n, w->d_raw, w->ldd);
}

/* The loaded keys, all finite or one alone; S is the state before them, R moves from behind them to before them. */
static void T(block_backward)(T(walk) *w, bool queries)
{
    const int64_t t = w->t, n = w->len;
    T(pack_keys)(w);
    T(write)(w);
    T(end_backward)(w);
    if (queries || w->r->delta || w->r->low_rank) T(transpose_state)(w, w->S);
    T(zero)(w->rho, w->r->gating == PER_CHANNEL ? n * w->ldf : w->ldt);
    if (w->r->gating == PER_CHANNEL && n < GATED_TOKENS) {
        T(zero)(w->dk_rows + n * w->ldf, (GATED_TOKENS - n) * w->ldf);
        T(zero)(w->x + n * w->ldf, (GATED_TOKENS - n) * w->ldf);
        T(zero)(w->dk_plus + n * w->ldf, w->r->delta ? (GATED_TOKENS - n) * w->ldf : 0);
        T(zero)(w->dp, GATED_TOKENS * w->ldt);
    }
    for (int64_t g = w->p->group - 1; queries && g >= 0; g--) T(queries_backward)(w, g);
    real *dv = w->du;
    if (w->r->delta) {
        T(write_backward)(w);
        dv = w->dv_rows;
    } else {
        if (w->r->low_rank) T(low_rank_backward)(w);
        if (w->r->weighted) T(weighted_backward)(w);
        T(add_rho)(w, w->k_rows, w->dk_rows, -1);
    }
    if (w->d_decay || w->dg.to.data || w->r->logits) T(gates_backward)(w);
    if (w->with_bonus) T(bonus_backward)(w, dv);
    if (w->r->low_rank) T(emit_low_rank)(w);
    for (int64_t i = 0; i < n; i++)
        if (T(absent)(w, t + i)) T(zero)(dv + i * w->lde, w->lde);
    T(emit)(w, &w->dv, 0, w->m, t, n, dv, w->lde);
    T(emit_dk)(w);
}

/* Leading tokens of the block at t whose keys, queries and gradients are finite. Where all are, keys and the last head's queries stay loaded. */
static int64_t T(finite_tokens)(T(walk) *w, int64_t t, int64_t n, bool queries)
{
    T(load_keys)(w, t, n);
    int64_t finite = T(finite_keys)(w);
    w->loaded_head = -1;
    for (int64_t g = 0; queries && g < w->p->group; g++) {
        T(load_queries)(w, g, t - w->offset, finite);
        finite = w->k->gate.finite_rows(finite, w->ldf, w->q_rows, w->ldf);
        T(load_dout)(w, g, t - w->offset, finite);
        finite = w->k->gate.finite_rows(finite, w->lde, w->o, w->lde);
        if (finite == n) w->loaded_head = g;
    }
    return finite;
}

/* Block t .. t + n from `state`, the one before it. Where it holds NaN or infinity it is walked in pieces, so that they go where the recurrence
 * takes them and nowhere else. */
static void T(pieces_backward)(T(walk) *w, int64_t t, int64_t n, bool queries, real *state)
{
    real *const S = w->S;
    w->S = state;                                              /* keys of a running softmax follow from the state */
    for (int64_t end = t + n; end > t;) {
        int64_t at = t, len;
        for (;;) {                                             /* to the last piece before `end` */
            len = T(finite_tokens)(w, at, end - at, queries);
            len = len ? len : 1;
            if (at + len >= end) break;
            at += len;
        }
        if (at > t) {
            w->S = S;
            memcpy(S, state, (size_t)w->state_size * sizeof(real));
            T(absorb)(w, t, at - t);
            w->loaded_head = -1;
            T(load_keys)(w, at, end - at);
        }
        T(block_backward)(w, queries);
        w->S = state;
        end = at;
    }
    w->S = S;
}

/* Block b of the keys: which, and whether queries read in it. */
static bool T(block_at)(const T(walk) *w, T(reach) r, int64_t b, int64_t *t, int64_t *n)
{
    const int64_t step = w->p->block, edges[] = {0, r.first, r.last, w->m};
    for (int region = 0; region < 3; region++) {
        int64_t blocks = (edges[region + 1] - edges[region] + step - 1) / step;
        if (b < blocks) {
            *t = edges[region] + b * step;
            *n = edges[region + 1] - *t < step ? edges[region + 1] - *t : step;
            return region == 1;
        }
        b -= blocks;
    }
    *t = *n = 0;
    return false;
}

static void T(absorb_block)(T(walk) *w, T(reach) r, int64_t b)
{
    int64_t t, n, after, rows;
    T(block_at)(w, r, b + 1, &after, &rows);
    T(block_at)(w, r, b, &t, &n);
    T(expect)(w, after, rows, false, false);
    T(absorb)(w, t, n);
}

/* Forward over blocks first .. last from S, which is kept before each of them in `states`. */
static void T(keep_states)(T(walk) *w, T(reach) r, int64_t first, int64_t last)
{
    for (int64_t b = first; b < last; b++) {
        memcpy(w->states + (b - first) * w->state_size, w->S, (size_t)w->state_size * sizeof(real));
        T(absorb_block)(w, r, b);
    }
}

static void T(walk_backward)(T(walk) *w, int64_t seq)
{
    const T(reach) r = T(reach_of)(w);
    const call *c = w->p->c;
    const int64_t stretch = T(stretch)(w), bytes = w->state_size * (int64_t)sizeof(real);
    real *marks = w->states + stretch * w->state_size;
    int64_t blocks = 0, first = 0, t, n;
    while (T(block_at)(w, r, blocks, &t, &n), n) blocks++;

    T(load_state)(w, seq);
    for (first = 0; first + stretch < blocks; first += stretch) {
        memcpy(marks + first / stretch * w->state_size, w->S, (size_t)bytes);
        for (int64_t b = first; b < first + stretch; b++) T(absorb_block)(w, r, b);
    }
    T(keep_states)(w, r, first, blocks);
    T(state_from)(w, w->R, seq, w->r->final_state ? &c->grad_out[w->r->final_state] : 0, w->r->final_sums ? &c->grad_out[w->r->final_sums] : 0);
    T(turn_state)(w, w->R, -1);
    T(shift_state)(w, w->R, 1);
    T(read_state_backward)(w, r.tail, w->n);
    for (int64_t last = blocks; last > 0; last = first, first -= stretch) {
        if (last < blocks) {
            memcpy(w->S, marks + first / stretch * w->state_size, (size_t)bytes);
            T(keep_states)(w, r, first, last);
        }
        for (int64_t b = last - 1; b >= first; b--) {
            int64_t before, rows;
            bool queries = T(block_at)(w, r, b - 1, &before, &rows);
            T(expect)(w, before, b ? rows : 0, queries, true);
            queries = T(block_at)(w, r, b, &t, &n);
            T(pieces_backward)(w, t, n, queries, w->states + (b - first) * w->state_size);
        }
    }
    T(load_state)(w, seq);
    T(read_state_backward)(w, 0, r.head);
    T(shift_state)(w, w->R, -1);
    T(store_state)(w, w->R, seq, w->r->state ? &c->grad_in[w->r->state] : 0, w->r->sums ? &c->grad_in[w->r->sums] : 0);
}

static void T(backward_task)(void *context, int64_t task, int worker)
{
    const plan *p = context;
    const int64_t seq = task / p->heads;
    T(walk) walk, *w = &walk;
    T(begin_task)(w, p, task, p->scratch + worker * p->scratch_size);
    if (w->row_factor) T(find_row_factors)(w);
    if (!p->r->bidirectional) {
        T(walk_backward)(w, seq);
        return;
    }
    T(carry_over)(w, &w->dq, p->group, w->n, w->d);
    T(carry_over)(w, &w->dk, 1, w->m, w->d);
    T(carry_over)(w, &w->dv, 1, w->m, w->e);
    T(carry_over)(w, &w->dg, 1, w->m, p->r->gating == PER_CHANNEL ? w->f : 1);
    T(carry_over)(w, &w->dbeta, 1, w->m, 1);
    T(carry_over)(w, &w->da, 1, w->m, w->f);
    T(carry_over)(w, &w->db, 1, w->m, w->f);
    T(walk_backward)(w, seq);
    T(turn)(w);
    T(walk_backward)(w, seq);
}

/* What lies at `at` in the partial sums of tasks first, first + step, ... added up in that order. */
static double T(sum_over)(const plan *p, const real *at, int64_t first, int64_t step)
{
    double sum = 0;
    for (int64_t task = first; task < p->tasks; task += step) sum += (double)at[task * p->sums];
    return sum;
}

/* Of a parameter [H D]. */
static void T(reduce_channels)(const plan *p, int64_t f, const real *at, int slot)
{
    for (int64_t h = 0; at && h < p->heads; h++)
        for (int64_t j = 0; j < f; j++) view_set(&p->c->grad_in[slot], h, j, 0, 0, T(sum_over)(p, at + j, h, p->heads));
}

static char *T(row_at)(const view *x, int64_t b, int64_t h, int64_t i, int64_t first)
{
    return x->data + b * x->stride[0] + h * x->stride[1] + i * x->stride[2] + first * x->stride[3];
}

static void T(fold)(void *context, int64_t task, int worker)
{
    enum { STRIP = 256 };
    const folding *f = context;
    const view *to = f->to, *from = f->from;
    const int64_t b = task / to->shape[1], h = task % to->shape[1], cols = to->shape[3];
    (void)worker;
    for (int64_t i = 0; i < to->shape[2]; i++)
        for (int64_t first = 0; first < cols; first += STRIP) {
            const int64_t n = cols - first < STRIP ? cols - first : STRIP;
            real sum[STRIP] = {0};
            for (int64_t m = 0; m < f->members; m++) {
                const real *row = (const real *)T(row_at)(from, b, h * f->members + m, i, first);
                for (int64_t c = 0; c < n; c++) sum[c] += row[c];
            }
            slice out = {T(row_at)(to, b, h, i, first), to->dtype, 1, n, 0, to->stride[3]};
            T(kernels_now)()->store(sum, STRIP, &out);
        }
}

/* Gradients [heads D width] and [heads width] of one matrix and its bias: those of tasks first + k * heads, for each of `heads`. */
static void T(sum_weights)(const T(walk) *w, int64_t head, const real *dw, const real *db, const view *weights, const view *bias, int64_t first)
{
    const plan *p = w->p;
    for (int64_t j = 0; j < p->width; j++) {
        for (int64_t i = 0; dw && i < w->d; i++) view_set(weights, head, i, j, 0, T(sum_over)(p, dw + i * w->ldw + j, first, p->heads));
        if (db) view_set(bias, head, j, 0, 0, T(sum_over)(p, db + j, first, p->heads));
    }
}

static void T(reduce_weights)(const T(walk) *w, int part)
{
    const recurrence *r = w->r;
    const view *grads = w->p->c->grad_in;
    const view *const q_weights = &grads[r->q_weights[part]], *const q_bias = &grads[r->q_bias[part]];
    for (int64_t h = 0; h < w->p->heads; h++)
        T(sum_weights)(w, h, w->k_side.dw[part], w->k_side.db[part], &grads[r->k_weights[part]], &grads[r->k_bias[part]], h);
    for (int64_t hq = 0; w->d_weights_at && hq < w->p->c->size[SYM_HQ]; hq++) {
        const real *at = w->d_weights_at + (hq % w->p->group * w->parts + part) * T(d_weights_size)(w);
        T(sum_weights)(w, hq, r->q_weights[part] && present(q_weights) ? at : NULL, r->q_bias[part] && present(q_bias) ? at + w->d * w->ldw : NULL, q_weights,
                       q_bias, hq / w->p->group);
    }
}

static void T(reduce)(const plan *p)
{
    const call *c = p->c;
    const recurrence *r = p->r;
    const int64_t heads = p->heads;
    T(walk) w;
    T(set_sizes)(&w, p);
    T(point_at_sums)(&w, p->partial);
    for (int64_t h = 0; w.d_decay && h < heads; h++) view_set(&c->grad_in[r->head_gate], h, 0, 0, 0, r->head_gate_factor * T(sum_over)(p, w.d_decay, h, heads));
    T(reduce_channels)(p, w.f, w.d_bound, r->lower_bound);
    T(reduce_channels)(p, w.f, w.d_bonus, r->bonus);
    for (int64_t i = 0; w.k_side.dgamma && i < w.d; i++) view_set(&c->grad_in[r->gamma], i, 0, 0, 0, T(sum_over)(p, w.k_side.dgamma + i, 0, 1));
    for (int64_t i = 0; w.k_side.dbeta && i < w.d; i++) view_set(&c->grad_in[r->beta_map], i, 0, 0, 0, T(sum_over)(p, w.k_side.dbeta + i, 0, 1));
    for (int part = 0; part < w.parts; part++) T(reduce_weights)(&w, part);
}
