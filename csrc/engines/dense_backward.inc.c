/* Backward: P again from the saved LSE, tile by tile. A block of queries walks over the tiles of its keys, sums its dQ, and adds to dK and dV of a part:
 * a few consecutive blocks of one key/value head. Parts are added up in their order, so that bits do not depend on who ran them. */

enum { T(PART) = 4 };                  /* blocks */

/* What a part adds up. */
typedef struct T(sums) {
    real *dk, *dv;                     /* [keys][dim_ld], [keys][value_ld]; NULL where not wanted */
    unsigned char *touched;            /* per tile of keys: else nothing stands there yet */
    double *numbers;                   /* [group][sums] */
} T(sums);

typedef struct T(backward_work) {
    T(scores) scores;
    real *out, *dout, *dw, *dq;        /* [rows][value], [rows][value], [rows][ld], [rows][dim_ld] */
    real *dout_wide;                   /* [rows][value_ld], of blocks that stream */
    real *q_panels, *dout_panels;
    real *lse, *delta, *sink;          /* [rows]; sink: dL/d(score of the sink's key) */
    real *along;                       /* [rows]: of the identity */
    real *given;                       /* dL/dP of a tile before the head mask, [rows][ld], where the mask wants a gradient */
    bool q_finite, dout_finite;
    double *z;                         /* [3][rows]: POINTWISE: z, its slope, the sum of the row */
    T(row_tiles) whole;                /* WHOLE_ROW */
} T(backward_work);

/* What a worker owns; all but `work` of plans where it takes whole heads. */
typedef struct T(backward_worker) {
    T(backward_work) work;
    T(pack) pack;
    T(sums) total, part;
} T(backward_worker);

typedef struct T(backward_run) {
    const T(job) *job;
    T(plan) plan;
    T(pack) *pack;
    T(sums) *total, *part;             /* per head in flight; per part of a round (not `own`) */
    double *numbers;                   /* [sequences][Hq][sums] of the call */
    T(backward_worker) *worker;
    int64_t first, heads, tiles, parts, from, round;      /* of the wave; parts of a head at most; of the round */
} T(backward_run);

static void T(lay_sums)(const T(job) *x, arena *a, T(sums) *w)
{
    w->dk = present(&x->c->grad_in[1]) ? carve(a, round_up(x->max_m, x->keys) * x->dim_ld, sizeof(real)) : NULL;
    w->dv = present(&x->c->grad_in[2]) ? carve(a, round_up(x->max_m, x->keys) * x->value_ld, sizeof(real)) : NULL;
    w->touched = carve(a, x->max_m / x->keys + 1, 1);
    w->numbers = carve(a, x->group * x->sums, sizeof(double));
}

static void T(lay_backward)(const T(job) *x, arena *a, T(backward_work) *w)
{
    T(lay_scores)(x, a, &w->scores);
    w->out = carve(a, x->rows * x->value, sizeof(real));
    w->dout = carve(a, x->rows * x->value, sizeof(real));
    w->dw = carve(a, x->rows * x->ld, sizeof(real));
    w->dq = carve(a, x->rows * x->dim_ld, sizeof(real));
    w->dout_wide = carve(a, x->rows * x->value_ld, sizeof(real));
    w->q_panels = carve(a, x->rows * x->dim_ld, sizeof(real));
    w->dout_panels = carve(a, x->rows * x->value_ld, sizeof(real));
    w->lse = carve(a, x->rows, sizeof(real));
    w->delta = carve(a, x->rows, sizeof(real));
    w->sink = x->sink_key ? carve(a, x->rows, sizeof(real)) : NULL;
    w->along = x->identity ? carve(a, x->rows, sizeof(real)) : NULL;
    w->z = x->d->normal ? carve(a, 3 * x->rows, sizeof(double)) : NULL;
    w->given = (x->head_sum >= 0 || x->weighed) && x->w->family != WHOLE_ROW ? carve(a, x->rows * x->ld, sizeof(real)) : NULL;
    if (x->w->family == WHOLE_ROW) T(lay_row_tiles)(x, a, &w->whole);
}

static void T(clear_sums)(const T(job) *x, T(sums) *w, int64_t m)
{
    memset(w->touched, 0, (size_t)(m / x->keys + 1));
    memset(w->numbers, 0, (size_t)(x->group * x->sums) * sizeof(double));
}

/* A row of a statistic [B, Hq, N], or zeros. */
static void T(read_statistic)(const T(job) *x, const view *v, const block *b, int64_t h, real *out)
{
    memset(out, 0, (size_t)b->rows * sizeof(real));
    if (!present(v)) return;
    char *from = v->data + b->sequence.batch * v->stride[0] + (b->head + h) * v->stride[1] + (b->sequence.q0 + b->q0) * v->stride[2];
    const slice row = {from, v->dtype, 1, b->rows, 0, v->stride[2]};
    x->k->pack_rows(&row, out, b->rows);
}

/* Family A: delta_i = sum_j P_ij dP_ij - dLSE_i; dLSE is what the sink's logit gets -delta of, by its share of the row. */
static void T(read_rows)(const T(job) *x, T(backward_work) *w, const block *b, int64_t h, double *numbers)
{
    const sequence *seq = &b->sequence;
    const int64_t row = h * b->rows;
    const slice out = slice_of(&x->c->out[0], seq->batch, b->head + h, seq->q0 + b->q0, b->rows);
    x->k->pack_rows(&out, w->out + row * x->value, x->value);
    T(read_statistic)(x, &x->c->out[x->d->lse], b, h, w->lse + row);
    T(read_statistic)(x, &x->c->grad_out[x->d->lse], b, h, w->delta + row);
    const double logit = x->sink_sums && x->d->sinks ? view_get(&x->c->in[x->d->sinks], x->c->in[x->d->sinks].rank ? b->head + h : 0, 0, 0, 0) : -INFINITY;
    for (int64_t i = row; i < row + b->rows; i++) {
        w->delta[i] = x->k->dot(x->value, w->out + i * x->value, w->dout + i * x->value) - w->delta[i] - (x->identity ? w->along[i] : 0);
        if (logit != -INFINITY) numbers[0] -= exp((double)(real)logit - (double)w->lse[i]) * (double)w->delta[i];
    }
}

/* The sink's key and value: its weight is p = exp(y - LSE), dy = p (<dO, v> - delta), dk += dy q, dv += p dO. A value without a key has the weight 1 and
 * is no part of what delta is about; nor is one beside the sum, whose dy = p (1 - p) <dO, v> is taken from dLSE. */
static void T(sink_rows)(const T(job) *x, T(backward_work) *w, const block *b, int64_t h, double *numbers)
{
    const real *value = x->sink_value ? w->scores.sink_value + h * x->value_ld : NULL;
    const double mask = T(head_factor)(x, b->number, b->head + h), share = x->sink_key && !x->beside ? T(kept_share)(x, b->head + h) : 1;
    for (int64_t i = h * b->rows; i < (h + 1) * b->rows; i++) {
        const real *dout = w->dout + i * x->value, *q = w->scores.q + i * x->dim;
        const double p = T(sink_weight)(x, w->scores.sink, w->lse, i), given = value ? (double)x->k->dot(x->value, value, dout) : 0;
        const double along = mask * share * given, dy = x->beside ? p * (1 - p) * along : p * (along - (double)w->delta[i]);
        if (x->sink_key) w->sink[i] = (real)dy;
        if (!x->sink_key || x->beside) w->delta[i] -= (real)(p * along - (x->beside ? dy : 0));
        for (int64_t d = 0; d < x->dim && x->sink_key; d++) numbers[d] += dy * (double)q[d];
        for (int64_t d = 0; d < x->value; d++) numbers[x->dim + d] += mask * share * p * (double)dout[d];
        if (x->head_sum >= 0) numbers[x->head_sum] += share * p * given;
    }
}

/* Family B: delta_i and dO_i become what they are after the division by z_i; what is wanted of the sums themselves joins delta. */
static void T(divide_rows)(const T(job) *x, T(backward_work) *w, const block *b)
{
    const int64_t rows = b->heads * b->rows;
    double *sums = w->z + 2 * x->rows;
    for (int64_t h = 0; h < b->heads && x->d->sums; h++) {
        const int64_t row = h * b->rows;
        const slice out = slice_of(&x->c->out[0], b->sequence.batch, b->head + h, b->sequence.q0 + b->q0, b->rows);
        x->k->pack_rows(&out, w->out + row * x->value, x->value);
        T(read_statistic)(x, &x->c->out[x->d->sums], b, h, w->lse + row);
    }
    for (int64_t i = 0; i < rows; i++) sums[i] = x->d->sums ? (double)w->lse[i] : 0;
    for (int64_t h = 0; h < b->heads && x->d->sums; h++) T(read_statistic)(x, &x->c->grad_out[x->d->sums], b, h, w->lse + h * b->rows);
    T(find_normal)(x, &w->scores, b, sums, w->z, w->z + x->rows);
    for (int64_t i = 0; i < rows; i++) {
        real *dout = w->dout + i * x->value;
        const double slope = w->z[x->rows + i];
        w->delta[i] = slope == 0 ? 0 : (real)(slope / w->z[i] * (double)(x->k->dot(x->value, w->out + i * x->value, dout) - (x->identity ? w->along[i] : 0)));
        if (x->d->sums) w->delta[i] -= w->lse[i];
        x->k->scale(x->value, (real)(1 / w->z[i]), dout);
    }
}

/* Queries and dO of the block, as rows and as panels. */
static void T(begin_backward)(const T(job) *x, T(backward_work) *w, const block *b, T(sums) *sums)
{
    const sequence *seq = &b->sequence;
    const int64_t rows = b->heads * b->rows;
    T(begin_block)(x, &w->scores, b);
    for (int64_t h = 0; h < b->heads; h++) {
        real *dout = w->dout + h * b->rows * x->value;
        memset(dout, 0, (size_t)(b->rows * x->value) * sizeof(real));
        if (present(&x->c->grad_out[0])) {
            const slice from = slice_of(&x->c->grad_out[0], seq->batch, b->head + h, seq->q0 + b->q0, b->rows);
            x->k->pack_rows(&from, dout, x->value);
        }
        double *numbers = sums->numbers + (b->head + h - b->kv * x->group) * x->sums;
        const double along = x->identity ? T(identity_along)(x, &w->scores, b, h, w->dout, w->along) : 0;
        if (x->head_sum >= 0) numbers[x->head_sum] += along;
        if (x->w->family == RUNNING_MAXIMUM) T(read_rows)(x, w, b, h, numbers);
        if (x->sink_key || x->sink_value) T(sink_rows)(x, w, b, h, numbers);
        if (x->d->rows)
            for (int64_t i = 0; i < b->rows; i++) x->k->scale(x->value, (real)w->scores.rows[2 * x->rows + h * b->rows + i], dout + i * x->value);
    }
    if (x->w->family != RUNNING_MAXIMUM) {
        memset(w->delta, 0, (size_t)rows * sizeof(real));
        if (w->z) T(divide_rows)(x, w, b);
        for (int64_t i = 0; i < rows; i++) w->lse[i] = x->d->parameters ? (real)w->scores.parameters[i * ROW_PARAMETERS] : 0;
    }
    const slice q = {(char *)w->scores.q, REAL_DTYPE, rows, x->dim, x->dim * (int64_t)sizeof(real), sizeof(real)};
    const slice dout = {(char *)w->dout, REAL_DTYPE, rows, x->value, x->value * (int64_t)sizeof(real), sizeof(real)};
    if (w->scores.streams) x->k->pack_rows(&dout, w->dout_wide, x->value_ld);
    x->k->pack_panels(&q, w->q_panels);
    x->k->pack_panels(&dout, w->dout_panels);
    w->q_finite = x->k->finite(w->q_panels, rows * x->dim_ld);
    w->dout_finite = x->k->finite(w->dout_panels, rows * x->value_ld);
}

/* c += a^T b over the rows of the block, a [rows][ld] of scores, b a packed operand of its queries, c [keys][ldc] of the whole sequence. */
static void T(add_to_keys)(const T(job) *x, const T(scores) *s, const block *b, const real *a, const real *panels, bool finite, int64_t cols, real *c, bool touched)
{
    static const real one = 1;
    enum { COLUMNS = 2 * STRIP };
    const int64_t ldc = round_up(cols, x->k->lanes), all = b->heads * b->rows, step = s->strips == 1 || b->heads > 1 ? s->keys : COLUMNS;
    const real *load = touched || s->keys != s->depth ? &one : NULL;
    if (!touched && load) memset(c + s->base * ldc, 0, (size_t)(s->depth * ldc) * sizeof(real));
    for (int64_t j = 0; j < s->keys; j += step) {
        const int64_t keys = least(step, s->keys - j);
        int64_t first = 0, end = all;
        if (step == COLUMNS) {             /* the strips that see any of these keys lie together */
            const strip *i = s->strip, *last = s->strip + s->strips;
            while (i < last && i->end <= j) i++;
            while (last > i && last[-1].begin >= j + keys) last--;
            first = i < last ? i->row : 0, end = i < last ? last[-1].row + last[-1].rows : 0;
        }
        if (s->hidden && !finite)
            x->k->product_seen(keys, cols, end - first, a + first * x->ld + j, 1, x->ld, panels, all, first, c + (s->k0 + j) * ldc, ldc, load, 0,
                               s->seen + first * x->keys + j, 1, x->keys, s->clean);
        else
            x->k->product_at(keys, cols, end - first, a + first * x->ld + j, 1, x->ld, panels, all, first, c + (s->k0 + j) * ldc, ldc, load, 0);
    }
}

/* A tile's rows of scores of one head times its factor. */
static void T(mask_heads)(const T(job) *x, const T(scores) *s, const block *b, real *a)
{
    for (int64_t h = 0; h < b->heads && x->head_mask; h++)
        for (int64_t i = h * b->rows; i < (h + 1) * b->rows; i++) x->k->scale(s->keys, (real)T(head_factor)(x, b->number, b->head + h), a + i * x->ld);
}

/* dxi_h += sum_ij P_ij dL/dP_ij. */
static void T(sum_heads)(const T(job) *x, const T(backward_work) *w, const block *b, T(sums) *sums)
{
    const T(scores) *s = &w->scores;
    for (const strip *i = s->strip; i < s->strip + s->strips && w->given && x->head_sum >= 0; i++)
        for (int64_t r = i->row; r < i->row + i->rows; r++) {
            double *sum = sums->numbers + (b->head + r / b->rows - b->kv * x->group) * x->sums + x->head_sum;
            const real *p = s->s + r * x->ld, *g = w->given + r * x->ld;
            for (int64_t j = i->begin; j < i->end; j++) *sum += p[j] != 0 ? (double)p[j] * (double)g[j] : 0;      /* what is absent may be anything */
        }
}

/* Gradients of factors of weights. */
static void T(sum_factors)(const T(job) *x, T(backward_work) *w, const block *b)
{
    T(scores) *s = &w->scores;
    if (!x->weighed) return;
    T(clear_beyond_strips)(x, s, s->s);
    for (int64_t h = 0; h < b->heads; h++) {
        const tile t = block_tile(b, h, s->k0, s->keys);
        const int64_t at = h * b->rows * x->ld;
        for (int i = 0; i < x->terms; i++)
            if (x->bound[i].term->weighed)
                x->bound[i].term->weighed(&x->bound[i], s->term[i] + h * x->bound[i].scratch, &t, s->s + at, w->given + at, (real)T(head_factor)(x, b->number, b->head + h), x->ld);
    }
}

/* Scores become weights, dL/dP in w->dw becomes dL/dscore. */
static void T(weigh_backward)(const T(job) *x, T(backward_work) *w, const block *b)
{
    T(scores) *s = &w->scores;
    T(drop_strips)(x, s, w->dw);
    T(weigh_terms)(x, s, b, w->dw);
    T(share_heads)(x, s, b, w->dw);
    if (w->given) memcpy(w->given, w->dw, (size_t)(b->heads * b->rows * x->ld) * sizeof(real));
    T(mask_heads)(x, s, b, w->dw);
    for (const strip *i = s->strip; i < s->strip + s->strips; i++) {
        const int64_t at = i->row * x->ld + i->begin;
        x->w->backward(i->rows, T(strip_width)(x, i), s->s + at, w->dw + at, x->ld, w->lse + i->row, w->delta + i->row, s->hidden);
    }
}

/* What a tile adds to dV; from dL/dscore in w->dw to dL/d(q k), and what that adds to dQ and dK. */
static void T(tile_backward)(const T(job) *x, T(backward_work) *w, const T(pack) *p, const block *b, T(sums) *sums, bool begun)
{
    static const real one = 1;
    T(scores) *s = &w->scores;
    T(clear_beyond_strips)(x, s, w->dw);
    T(sum_heads)(x, w, b, sums);
    T(sum_factors)(x, w, b);
    if (sums->dv) {
        T(drop_strips)(x, s, s->s);
        T(weigh_terms)(x, s, b, s->s);
        T(share_heads)(x, s, b, s->s);
        T(mask_heads)(x, s, b, s->s);
        T(clear_beyond_strips)(x, s, s->s);
        T(add_to_keys)(x, s, b, s->s, w->dout_panels, w->dout_finite, x->value, sums->dv, sums->touched[s->number]);
    }
    for (int64_t h = 0; h < b->heads; h++) {
        const tile t = block_tile(b, h, s->k0, s->keys);
        const int64_t at = h * b->rows * x->ld;
        for (int i = x->terms - 1; i >= 0; i--)
            if (x->bound[i].term->backward)
                x->bound[i].term->backward(&x->bound[i], s->term[i] + h * x->bound[i].scratch, &t, s->inputs[i] ? s->inputs[i] + at : NULL, w->dw + at, x->ld);
    }
    if (present(&x->c->grad_in[0]) && s->streams)
        T(stream_sum)(x, s, b, 1, w->dw, w->dq, begun ? &one : NULL, 0);
    else if (present(&x->c->grad_in[0]))
        T(sum_strips)(x, s, w->dw, p->k + s->base * x->dim_ld, p->k_finite[s->number], x->dim, w->dq, begun ? &one : NULL, 0);
    if (sums->dk) T(add_to_keys)(x, s, b, w->dw, w->q_panels, w->q_finite, x->dim, sums->dk, sums->touched[s->number]);
    sums->touched[s->number] = 1;
}

/* The rows of one head: scores become weights, dL/dP becomes dL/dscore. */
static void T(rows_backward_whole)(const T(job) *x, const T(row_tiles) *r, const block *b, int64_t h, int64_t width, const double *parameters, double *numbers)
{
    const real mask = (real)T(head_factor)(x, b->number, b->head + h);
    for (int64_t i = h * b->rows; i < (h + 1) * b->rows; i++) {
        real *p = r->s + i * r->ld, *dw = r->dw + i * r->ld;
        if (r->given) memcpy(r->given, dw, (size_t)width * sizeof(real));
        if (x->head_mask) x->k->scale(width, mask, dw);
        x->w->row_backward(width, p, dw, parameters + i * ROW_PARAMETERS, numbers + x->sink_sums, r->scratch);
        for (int64_t j = 0; j < width && r->given; j++) numbers[x->head_sum] += p[j] != 0 ? (double)p[j] * (double)r->given[j] : 0;
    }
}

/* Families C and D. Returns whether any key was seen. */
static bool T(backward_whole)(const T(job) *x, T(backward_work) *w, const T(pack) *p, const block *b, T(sums) *sums, span tiles)
{
    const int64_t width = T(row_width)(x, b, tiles);
    T(scores) *s = &w->scores;
    T(row_tiles) *r = &w->whole;
    bool begun = false, again = false;
    for (int i = 0; i < x->terms; i++) again |= x->bound[i].keeps_input;
    for (int64_t kb = tiles.begin; kb < tiles.end; kb++) {
        if (!T(collect_scores)(x, s, r, p, b, tiles, kb)) continue;
        T(multiply_strips)(x, s, w->dout, x->value, p->v_transposed + s->base * x->value, w->dw);
        T(drop_strips)(x, s, w->dw);
        T(weigh_terms)(x, s, b, w->dw);
        T(share_heads)(x, s, b, w->dw);
        T(collect)(x, s, w->dw, 0, r->dw + (kb - tiles.begin) * x->keys, r->ld);
    }
    for (int64_t h = 0; h < b->heads; h++)
        T(rows_backward_whole)(x, r, b, h, width, s->parameters, sums->numbers + (b->head + h - b->kv * x->group) * x->sums);
    for (int64_t kb = tiles.begin; kb < tiles.end; kb++) {
        const int64_t at = (kb - tiles.begin) * x->keys;
        if (!r->there[kb - tiles.begin]) continue;
        const bool strays = r->there[kb - tiles.begin] == 2 && !(p->k_finite[kb] && w->q_finite && w->dout_finite);
        T(revisit)(x, s, r, p, b, tiles, kb, strays || again);
        if (strays) T(see)(x, s, b);
        T(spread)(x, s, r->s + at, r->ld, s->s), T(spread)(x, s, r->dw + at, r->ld, w->dw);
        T(tile_backward)(x, w, p, b, sums, begun);
        begun = true;
    }
    return begun;
}

static void T(backward_block)(const T(job) *x, T(backward_work) *w, const T(pack) *p, const block *b, T(sums) *sums)
{
    const int64_t rows = b->heads * b->rows;
    const tile all = block_tile(b, 0, 0, b->sequence.m);
    const span tiles = key_blocks(&x->schedule, &all, x->keys);
    T(scores) *s = &w->scores;
    bool begun = false;
    T(begin_backward)(x, w, b, sums);
    if (x->w->family == WHOLE_ROW) begun = T(backward_whole)(x, w, p, b, sums, tiles);
    for (int64_t kb = tiles.begin; kb < tiles.end && x->w->family != WHOLE_ROW; kb++) {
        if (!T(score_tile)(x, s, p, b, kb)) continue;
        if (s->hidden && (s->streams || !(p->k_finite[kb] && w->q_finite && w->dout_finite))) T(see)(x, s, b);
        if (s->streams)
            T(stream_scores)(x, s, b, 2, w->dout_wide, w->dw);
        else
            T(multiply_strips)(x, s, w->dout, x->value, p->v_transposed + s->base * x->value, w->dw);
        T(weigh_backward)(x, w, b);
        T(tile_backward)(x, w, p, b, sums, begun);
        begun = true;
    }
    if (!begun) memset(w->dq, 0, (size_t)(rows * x->dim_ld) * sizeof(real));
    for (int64_t i = 0; i < rows && x->sink_key; i++)
        for (int64_t d = 0; d < x->dim; d++) w->dq[i * x->dim_ld + d] += w->sink[i] * s->sink_key[i / b->rows * x->dim + d];
    if (x->identity) T(identity_backward)(x, s, b, w->out, sums->dv);
    x->k->scale(rows * x->dim_ld, x->scale, w->dq);
    for (int64_t h = 0; h < b->heads; h++) {
        const tile t = block_tile(b, h, 0, b->sequence.m);
        for (int i = 0; i < x->terms; i++)
            if (x->bound[i].term->end)
                x->bound[i].term->end(&x->bound[i], s->term[i] + h * x->bound[i].scratch, &t, sums->numbers + (t.head - b->kv * x->group) * x->sums + x->first_sum[i]);
        if (!present(&x->c->grad_in[0])) continue;
        for (int i = 0; i < x->terms; i++)
            if (x->bound[i].term->queries)
                x->bound[i].term->queries(&x->bound[i], s->term[i] + h * x->bound[i].scratch, &t, w->dq + h * b->rows * x->dim_ld, x->dim_ld);
        const slice dq = slice_of(&x->c->grad_in[0], b->sequence.batch, t.head, b->sequence.q0 + b->q0, b->rows);
        x->k->store(w->dq + h * b->rows * x->dim_ld, x->dim_ld, &dq);
    }
}

/* Part `part` of a head: its blocks, in order. False: there is no such part. */
static bool T(backward_part)(const T(job) *x, T(backward_work) *w, const T(pack) *p, const sequence *seq, int64_t s, int64_t kv, int64_t part, T(sums) *sums)
{
    const int64_t first = part * T(PART);
    if (!block_of(seq, s, kv, x->group, first).rows)
        return false;
    T(clear_sums)(x, sums, seq->m);
    for (int64_t i = first; i < first + T(PART); i++) {
        const block b = block_of(seq, s, kv, x->group, i);
        if (b.rows) T(backward_block)(x, w, p, &b, sums);
    }
    return true;
}

/* total += part. */
static void T(merge)(const T(job) *x, T(sums) *total, const T(sums) *part, int64_t m)
{
    for (int64_t i = 0; i < x->group * x->sums; i++) total->numbers[i] += part->numbers[i];
    for (int64_t t = 0; t * x->keys < m; t++) {
        const int64_t k = x->keys * x->dim_ld, v = x->keys * x->value_ld, keys = least(x->keys, m - t * x->keys);
        if (!part->touched[t]) continue;
        if (!total->touched[t]) {
            if (total->dk) memcpy(total->dk + t * k, part->dk + t * k, (size_t)(keys * x->dim_ld) * sizeof(real));
            if (total->dv) memcpy(total->dv + t * v, part->dv + t * v, (size_t)(keys * x->value_ld) * sizeof(real));
        } else {
            if (total->dk) x->k->add(keys * x->dim_ld, part->dk + t * k, total->dk + t * k);
            if (total->dv) x->k->add(keys * x->value_ld, part->dv + t * v, total->dv + t * v);
        }
        total->touched[t] = 1;
    }
}

/* dK and dV of one tile of keys; numbers go with the first. */
static void T(store_tile)(const T(job) *x, double *numbers, const sequence *seq, int64_t s, int64_t kv, T(sums) *total, int64_t t)
{
    const int64_t k0 = t * x->keys, n = least(x->keys, seq->m - k0);
    if (!t) memcpy(numbers + (s * x->c->size[SYM_HQ] + kv * x->group) * x->sums, total->numbers, (size_t)(x->group * x->sums) * sizeof(double));
    if (n <= 0) return;
    if (total->dk) {
        const slice dk = slice_of(&x->c->grad_in[1], seq->batch, kv, seq->k0 + k0, n);
        if (!total->touched[t]) memset(total->dk + k0 * x->dim_ld, 0, (size_t)(n * x->dim_ld) * sizeof(real));
        x->k->store(total->dk + k0 * x->dim_ld, x->dim_ld, &dk);
    }
    if (total->dv) {
        const slice dv = slice_of(&x->c->grad_in[2], seq->batch, kv, seq->k0 + k0, n);
        if (!total->touched[t]) memset(total->dv + k0 * x->value_ld, 0, (size_t)(n * x->value_ld) * sizeof(real));
        x->k->store(total->dv + k0 * x->value_ld, x->value_ld, &dv);
    }
}

static void T(backward_own)(void *context, int64_t task, int worker)
{
    const T(backward_run) *r = context;
    const T(job) *x = r->job;
    const int64_t head = r->first + task, s = head / x->c->size[SYM_H], kv = head % x->c->size[SYM_H];
    const sequence seq = sequence_of(x->c, s);
    const span tiles = T(tiles_of)(x, &seq);
    T(backward_worker) *w = &r->worker[worker];
    for (int64_t t = tiles.begin; t < tiles.end; t++) T(pack_tile)(x, &w->pack, &seq, kv, t);
    if (!T(backward_part)(x, &w->work, &w->pack, &seq, s, kv, 0, &w->total)) T(clear_sums)(x, &w->total, seq.m);
    for (int64_t i = 1; T(backward_part)(x, &w->work, &w->pack, &seq, s, kv, i, &w->part); i++) T(merge)(x, &w->total, &w->part, seq.m);
    for (int64_t t = 0; t == 0 || t * x->keys < seq.m; t++) T(store_tile)(x, r->numbers, &seq, s, kv, &w->total, t);
}

static void T(backward_pack)(void *context, int64_t task, int worker)
{
    const T(backward_run) *r = context;
    const T(job) *x = r->job;
    const int64_t slot = task / r->tiles, t = task % r->tiles, head = r->first + slot;
    const sequence seq = sequence_of(x->c, head / x->c->size[SYM_H]);
    const span tiles = T(tiles_of)(x, &seq);
    (void)worker;
    if (!t) T(clear_sums)(x, &r->total[slot], seq.m);
    if (t >= tiles.begin && t < tiles.end) T(pack_tile)(x, &r->pack[slot], &seq, head % x->c->size[SYM_H], t);
}

static void T(backward_item)(void *context, int64_t task, int worker)
{
    const T(backward_run) *r = context;
    const T(job) *x = r->job;
    const int64_t slot = (r->from + task) / r->parts, part = (r->from + task) % r->parts, head = r->first + slot, s = head / x->c->size[SYM_H];
    const sequence seq = sequence_of(x->c, s);
    if (!T(backward_part)(x, &r->worker[worker].work, &r->pack[slot], &seq, s, head % x->c->size[SYM_H], part, &r->part[task]))
        T(clear_sums)(x, &r->part[task], seq.m);
}

/* Adds the parts of this round to their heads. */
static void T(backward_merge)(void *context, int64_t task, int worker)
{
    const T(backward_run) *r = context;
    const T(job) *x = r->job;
    const sequence seq = sequence_of(x->c, (r->first + task) / x->c->size[SYM_H]);
    (void)worker;
    for (int64_t i = 0; i < r->round && r->from + i < r->heads * r->parts; i++)
        if ((r->from + i) / r->parts == task) T(merge)(x, &r->total[task], &r->part[i], seq.m);
}

static void T(backward_store)(void *context, int64_t task, int worker)
{
    const T(backward_run) *r = context;
    const T(job) *x = r->job;
    const int64_t slot = task / r->tiles, head = r->first + slot, s = head / x->c->size[SYM_H];
    const sequence seq = sequence_of(x->c, s);
    (void)worker;
    T(store_tile)(x, r->numbers, &seq, s, head % x->c->size[SYM_H], &r->total[slot], task % r->tiles);
}

/* Heads `first` to `end`, by whatever plan suits their number. */
static void T(backward_heads)(T(backward_run) *r, int64_t first, int64_t end)
{
    r->first = first;
    if (r->plan.own) {
        T(run)(&r->plan, end - first, T(backward_own), r);
        return;
    }
    for (; r->first < end; r->first += r->plan.in_flight) {
        r->heads = least(r->plan.in_flight, end - r->first);
        T(run)(&r->plan, r->heads * r->tiles, T(backward_pack), r);
        for (r->from = 0; r->from < r->heads * r->parts; r->from += r->round) {
            T(run)(&r->plan, least(r->round, r->heads * r->parts - r->from), T(backward_item), r);
            T(run)(&r->plan, r->heads, T(backward_merge), r);
        }
        T(run)(&r->plan, r->heads * r->tiles, T(backward_store), r);
    }
}

/* Which heads add to the same elements of a gradient in the form of the scores, and so must not run beside each other. */
typedef enum T(order) { T(FREE), T(BY_SEQUENCE), T(BY_SEQUENCE_OWN), T(BY_HEAD), T(ONE_WORKER_A_HEAD), T(SERIAL) } T(order);

/* What CONFLICT_ bits of a term ask for. */
static T(order) T(order_of_conflicts)(const T(job) *x, int conflicts)
{
    const bool sequences = conflicts & CONFLICT_SEQUENCES && x->c->sequences > 1, heads = conflicts & CONFLICT_HEADS, queries = conflicts & CONFLICT_QUERIES;
    if (heads) return sequences || queries || x->group > 1 ? T(SERIAL) : T(BY_HEAD);
    return sequences ? queries ? T(BY_SEQUENCE_OWN) : T(BY_SEQUENCE) : queries ? T(ONE_WORKER_A_HEAD) : T(FREE);
}

static T(order) T(order_of)(const T(job) *x)
{
    T(order) order = T(FREE);
    for (int i = 0; i < x->terms; i++) {
        const view *g = &x->bound[i].gradient;
        if (x->bound[i].conflicts) {
            const T(order) wanted = T(order_of_conflicts)(x, x->bound[i].conflicts);
            order = order == T(FREE) || order == wanted ? wanted : T(SERIAL);
        }
        if (!present(g)) continue;
        const bool sequences = x->c->sequences > 1 && (g->shape[0] == 1 || !g->stride[0]) && !x->c->cu_k;
        const bool heads = g->shape[1] > 1 && !g->stride[1], queries = g->shape[2] > 1 && !g->stride[2];
        const bool packed = x->c->cu_k && (queries || (g->shape[3] > 1 && !g->stride[3] && !g->stride[2]));
        const T(order) own = packed || (queries && (sequences || heads)) ? T(SERIAL) : queries ? T(ONE_WORKER_A_HEAD) : heads ? x->group == 1 ? T(BY_HEAD) : T(SERIAL)
            : sequences ? T(BY_SEQUENCE) : T(FREE);
        if (own == order || own == T(FREE)) continue;
        order = order == T(FREE) ? own : T(SERIAL);
    }
    return order;
}

/* Whether every head walks all of its scores, and no two of them fall on one element: then nobody needs to zero the gradient first. */
static bool T(all_walked)(const T(job) *x, const view *g)
{
    const schedule *s = &x->schedule;
    return !s->mask && s->left < 0 && s->right < 0 && !s->causal && !x->c->cu_k && x->max_n > 0 && x->max_m > 0 && x->heads > 0 && g->stride[2] && g->stride[3];
}

/* Where terms with a gradient in the form of the scores add it up: in the caller's array where that is of `real` (or nothing is to be added),
 * else in a buffer of the same elements. */
static status T(open_gradients)(T(job) *x, real **buffers)
{
    for (int i = 0; i < x->terms; i++) {
        view *g = &x->bound[i].gradient;
        if (!present(g)) continue;
        bool sums = false;
        x->bound[i].unset = T(all_walked)(x, g);
        if (!x->bound[i].unset) zero_view(g);
        for (int axis = 0; axis < 4; axis++) sums |= g->shape[axis] > 1 && !g->stride[axis];
        if (g->dtype == REAL_DTYPE || !sums) continue;
        int64_t count = 1;
        for (int axis = 3; axis >= 0; axis--) {
            const bool shared = !g->stride[axis];          /* one element even where there are no scores */
            g->stride[axis] = shared ? 0 : count * (int64_t)sizeof(real);
            count *= shared ? 1 : g->shape[axis];
        }
        buffers[i] = allocate(count, sizeof(real));
        if (!buffers[i])
            return FAIL(x->c, NO_MEMORY, "%s: no memory for a gradient of %lld numbers", x->c->p->row->name, (long long)count);
        if (!x->bound[i].unset) memset(buffers[i], 0, (size_t)count * sizeof(real));
        g->data = (char *)buffers[i], g->dtype = REAL_DTYPE;
    }
    return OK;
}

static void T(close_gradients)(const T(job) *x, real **buffers, bool done)
{
    for (int i = 0; i < x->terms; i++) {
        const view *from = &x->bound[i].gradient, *to = &x->c->grad_in[x->bound[i].slot];
        for (int64_t b = 0; buffers[i] && done && b < (to->stride[0] ? to->shape[0] : 1); b++)
            for (int64_t h = 0; h < (to->stride[1] ? to->shape[1] : 1); h++) {
                slice rows = slice_of(to, b, h, 0, to->stride[2] ? to->shape[2] : 1);
                if (!rows.col_stride) rows.cols = 1;
                x->k->store((const real *)(const void *)(from->data + b * from->stride[0] + h * from->stride[1]),
                            from->stride[2] / (int64_t)sizeof(real), &rows);
            }
        release(buffers[i]);
    }
}

/* Gradients of the sink's key or value: numbers from `from` on, of each head or summed over heads. */
static void T(store_sink)(const T(job) *x, const double *numbers, int slot, int64_t from, int64_t n)
{
    const view *g = &x->c->grad_in[slot];
    const int64_t sequences = x->c->sequences, heads = x->c->size[SYM_HQ];
    for (int64_t d = 0; slot && present(g) && d < n; d++) {
        double all = 0;
        for (int64_t h = 0; h < heads; h++) {
            double sum = 0;
            for (int64_t s = 0; s < sequences; s++) sum += numbers[(s * heads + h) * x->sums + from + d];
            all += sum;
            if (g->rank == 2) view_set(g, h, d, 0, 0, sum);
        }
        if (g->rank == 1) view_set(g, d, 0, 0, 0, all);
    }
}

/* dSinks and what terms summed. */
static void T(finish_numbers)(const T(job) *x, double *numbers)
{
    const int64_t sequences = x->c->sequences, heads = x->c->size[SYM_HQ];
    double *one = numbers + sequences * heads * x->sums;       /* the same, of one term */
    double all = 0;
    T(store_sink)(x, numbers, x->sink_key ? x->d->sink_keys : 0, 0, x->dim), T(store_sink)(x, numbers, x->sink_value ? x->d->sink_values : 0, x->dim, x->value);
    for (int64_t h = 0; h < heads && x->d->sinks && x->sink_sums; h++) {
        double sum = 0;
        for (int64_t s = 0; s < sequences; s++) sum += numbers[(s * heads + h) * x->sums];
        all += sum;
        if (x->c->in[x->d->sinks].rank) view_set(&x->c->grad_in[x->d->sinks], h, 0, 0, 0, sum);
    }
    if (x->d->sinks && x->sink_sums && !x->c->in[x->d->sinks].rank) view_set(&x->c->grad_in[x->d->sinks], 0, 0, 0, 0, all);
    for (int64_t n = 0; n < sequences * heads; n++)
        for (int j = 0; j < x->learned; j++) one[n * x->learned + j] = numbers[n * x->sums + x->sink_sums + j];
    if (x->learned) x->d->learned_gradient(x->c, one);
    for (int i = 0; i < x->terms; i++) {
        const T(bound) *b = &x->bound[i];
        for (int64_t n = 0; n < sequences * heads; n++)
            for (int j = 0; j < b->sums; j++) one[n * b->sums + j] = numbers[n * x->sums + x->first_sum[i] + j];
        if (b->term->finish) b->term->finish(b, x->c, one);
    }
}

static void T(backward_run_all)(T(backward_run) *r, T(order) order)
{
    const T(job) *x = r->job;
    const int64_t each = order == T(BY_SEQUENCE) || order == T(BY_SEQUENCE_OWN) ? x->c->size[SYM_H] : order == T(BY_HEAD) ? 1 : x->heads;
    for (int64_t head = 0; head < x->heads; head += each) T(backward_heads)(r, head, head + each);
}

/* Lays the memory out; without a base it only measures. */
static void T(lay_run)(T(backward_run) *r, arena *a)
{
    const T(job) *x = r->job;
    const int64_t in_flight = r->plan.own ? 0 : r->plan.in_flight, round = r->plan.own ? 0 : r->round;
    T(backward_worker) unused;
    r->numbers = carve(a, 2 * x->c->sequences * x->c->size[SYM_HQ] * x->sums, sizeof(double));
    r->worker = carve(a, r->plan.workers, sizeof *r->worker);
    for (int i = 0; i < r->plan.workers; i++) {
        T(backward_worker) *w = a->base ? &r->worker[i] : &unused;
        T(lay_backward)(x, a, &w->work);
        if (r->plan.own) T(lay_pack)(x, a, &w->pack), T(lay_sums)(x, a, &w->total), T(lay_sums)(x, a, &w->part);
    }
    r->pack = carve(a, in_flight, sizeof *r->pack), r->total = carve(a, in_flight, sizeof *r->total), r->part = carve(a, round, sizeof *r->part);
    for (int64_t i = 0; i < in_flight; i++) T(lay_pack)(x, a, a->base ? &r->pack[i] : &unused.pack), T(lay_sums)(x, a, a->base ? &r->total[i] : &unused.total);
    for (int64_t i = 0; i < round; i++) T(lay_sums)(x, a, a->base ? &r->part[i] : &unused.part);
}

static status T(backward)(call *c, const dense *d)
{
    T(job) x = T(job_of)(c, d, true, false);
    const T(order) order = T(order_of)(&x);
    T(backward_run) r = {.job = &x, .plan = T(plan_of)(&x, order == T(BY_SEQUENCE) || order == T(BY_SEQUENCE_OWN) ? c->size[SYM_H] : order == T(BY_HEAD) ? least(x.heads, 1) : x.heads)};
    if (order == T(SERIAL)) r.plan = (T(plan)){1, true, 1};
    if (order == T(ONE_WORKER_A_HEAD) || order == T(BY_SEQUENCE_OWN)) r.plan.own = true;
    const cut longest = cut_queries(x.max_n, x.group);
    r.tiles = most((x.max_m + x.keys - 1) / x.keys, 1);
    r.parts = (x.group * most(longest.along, 1) + T(PART) - 1) / T(PART);
    r.round = 2 * r.plan.workers;
    arena size = {0};
    T(lay_run)(&r, &size);
    real *buffers[TERM_MAX] = {0};
    char *memory = size.overflow ? NULL : allocate(size.used, 1);
    if (!memory)
        return FAIL(c, NO_MEMORY, "%s: no memory for the workspace of its backward", c->p->row->name);
    status s = T(open_gradients)(&x, buffers);
    if (s == OK) {
        arena a = {memory, 0, false};
        T(lay_run)(&r, &a);
        if (r.numbers) memset(r.numbers, 0, (size_t)(2 * c->sequences * c->size[SYM_HQ] * x.sums) * sizeof(double));
        T(backward_run_all)(&r, order);
        T(finish_numbers)(&x, r.numbers);
    }
    T(close_gradients)(&x, buffers, s == OK);
    release(memory);
    return s;
}
