/* The walk: what one task (a sequence, a key/value head) reads, keeps and writes. A block of up to `tokens` keys is loaded, its gates become
 * running products of factors e^g <= 1 (never e^{-G}; a gate of -inf is a factor 0), and S, its state before the block, moves on by products. */

typedef struct T(walk) {
    const plan *p;
    const recurrence *r;
    const T(kernels) *k;
    int64_t d, f, e, ldd, ldf, lde, ldw, tokens, ldt, state_size;
    int parts;                           /* matrices of a map: learned weights, or omega */
    T(side) q_side, k_side;
    real scale;

    /* the task */
    int64_t head, n, m, offset;          /* query i reads after key i + offset. With several keys per token: steps, of which query rows take one each */
    int64_t micro;                       /* steps of a token */
    int64_t keys;                        /* that there are: m, or a little less */
    bool reverse, strict;                /* the walk from the other end; without what a token itself writes */
    int64_t own;                         /* query i's own key is i + own */
    bool with_bonus;
    flow q, key, v, g, beta, a_in, b_in, dout;
    sink out, dq, dk, dv, dg, dbeta, da, db;
    const char *mask;                    /* NULL: every key is present */
    int64_t mask_step;
    real *shifts;                        /* of key exponents, where a softmax runs over all positions; NULL: none. States outside are without */
    int64_t first_key;                   /* the first present one; -1: there is a state before all of them */
    double log_decay;

    /* the block: keys t .. t + len */
    int64_t t, len, width;               /* width: len in whole vectors */
    int64_t loaded_head;                 /* backward: the head whose queries and gradients lie in q_rows and o; -1: none */
    real *k_raw, *k_rows, *v_rows, *w, *strength;
    real *before, *after, *total;        /* products of factors up to and with each token; behind each token; of all. NULL: 1 */
    real *decays;                        /* [tokens][ldt], scalar gates: product of the factors behind j up to i */
    real *kt, *k_end, *k_minus;          /* K^T packed; K to the end of the block; -K from its beginning */
    real *a0, *a, *error, *u, *u_panels; /* delta: key scores, times strengths, V - K S; what is written (v_rows in kernel A without strengths) */

    /* queries of one head */
    real *q_raw, *q_rows, *q_start, *p_rows, *o, *weight, *clamped, *feature_sums, *q_plain, *part;

    const real *origin;                  /* one token of decoding: the caller's state, which its block reads in place of S; else NULL */
    real *S, *S_panels, *decay_table, *buffers_before, *buffers_after, *buffers_decays, *ones, *spare;
    real *a_rows, *b_rows, *a_start, *b_end, *bt, *z, *z_panels, *z_keys, *minus_ab, *pb_rows;      /* kernel C, see recurrent_low_rank.inc.c */
    real *dz, *zt, *da_rows, *db_rows, *dpb;
    real *bonus, *own_k, *own_v;         /* read first: weights of the channels of own keys; keys and values */
    real *bound, *open;                  /* tied gates: their lower bound, and 1 less that (0 in the padding) */
    real *most, *sum, *z_end;            /* running softmax: the largest logit so far, the sum of e^(x - that), and z behind the block */
    real *row_factor, *row_slope;        /* stabilise: [group][n]; [n], derivative of its logarithm by the decay */

    /* backward */
    real *R, *R_panels, *states, *vt, *do_panels, *dp, *turned, *x, *dk_rows, *dk_plus, *du, *dv_rows, *rho, *dg_first, *panels, *d_raw;

    /* gradients of parameters, of this task; NULL: not wanted */
    real *d_decay, *d_bound, *d_bonus;
    real *weights_at, *d_weights_at, *k_weights_at;      /* query heads' W, W^T, b one after the other; their gradients dW, db; those of the keys */
    char *carry;                         /* bidirectional: where the next array of what the first direction found goes */
    approach next;
} T(walk);

static const real T(one) = 1;

static bool T(keeps_sums)(const T(walk) *w) { return w->r->sums || w->r->by_weights || w->r->rule; }

static void T(untie)(T(walk) *w);                 /* recurrent_logits.inc.c */
static void T(run_softmax)(T(walk) *w);
static void T(load_low_rank)(T(walk) *w);         /* recurrent_low_rank.inc.c */
static void T(write_low_rank)(T(walk) *w);
static void T(advance_low_rank)(T(walk) *w);

/* Rows t .. t + n, in the order of the walk. */
static slice T(rows_of)(const T(walk) *w, const flow *x, int64_t g, int64_t length, int64_t t, int64_t n)
{
    int64_t first = w->reverse ? length - 1 - t : t;
    return (slice){x->data + g * x->head + first * x->row, x->dtype, n, x->cols, w->reverse ? -x->row : x->row, x->col};
}

static void T(zero)(real *x, int64_t n) { memset(x, 0, (size_t)n * sizeof(real)); }

/* Of the steps t .. t + n of a walk with several keys per token, the rows that x has: the first, how many, and the step of the first less t. */
static slice T(rows_among)(const flow *x, int64_t g, int64_t t, int64_t n, int64_t *step)
{
    const int64_t past = t - x->phase, first = past <= 0 ? 0 : (past + x->every - 1) / x->every, end = t + n - x->phase;
    const int64_t last = end <= 0 ? 0 : (end + x->every - 1) / x->every, rows = (last < x->rows ? last : x->rows) - first;
    *step = first * x->every + x->phase - t;
    return (slice){x->data + g * x->head + first * x->row, x->dtype, rows > 0 ? rows : 0, x->cols, x->row, x->col};
}

static void T(load_steps)(const T(walk) *w, const flow *x, int64_t g, int64_t t, int64_t n, real *out, int64_t ld)
{
    int64_t step;
    slice s = T(rows_among)(x, g, t, n, &step);
    T(zero)(out, n * ld);
    for (int64_t rows = s.rows; rows > 0; rows--, step += x->every, s.data += s.row_stride) {
        s.rows = 1;
        w->k->pack_rows(&s, out + step * ld, ld);
    }
}

static void T(load)(const T(walk) *w, const flow *x, int64_t g, int64_t length, int64_t t, int64_t n, real *out, int64_t ld)
{
    if (x->every) {
        T(load_steps)(w, x, g, t, n, out, ld);
        return;
    }
    slice s = T(rows_of)(w, x, g, length, t, n);
    w->k->pack_rows(&s, out, ld);
}

static void T(emit)(const T(walk) *w, const sink *x, int64_t g, int64_t length, int64_t t, int64_t n, real *rows, int64_t ld)
{
    if (!x->to.data)
        return;
    if (x->to.every) {
        int64_t step;
        slice s = T(rows_among)(&x->to, g, t, n, &step);
        if (s.rows) w->k->store(rows + step * ld, ld * x->to.every, &s);
        return;
    }
    if (x->plus.data) {
        slice s = T(rows_of)(w, &x->plus, g, length, t, 1);
        for (int64_t i = 0; i < n; i++, s.data += s.row_stride)
            for (int64_t c = 0; c < s.cols; c++) rows[i * ld + c] += *(const real *)(s.data + c * s.col_stride);
    }
    slice s = T(rows_of)(w, &x->to, g, length, t, n);
    w->k->store(rows, ld, &s);
}

/* Rows t .. t + n, which the next block will read or write. */
static void T(expect_rows)(T(walk) *w, const flow *x, int64_t g, int64_t length, int64_t t, int64_t n)
{
    if (!x->data || n < 1 || x->col != dtype_size(x->dtype) || w->next.count == APPROACHING)
        return;
    int64_t step;
    w->next.rows[w->next.count++] = x->every ? T(rows_among)(x, g, t, n, &step) : T(rows_of)(w, x, g, length, t, n);
}

/* Those of keys t .. t + n, which the next block will take, of their queries and of their gradients. */
static void T(expect)(T(walk) *w, int64_t t, int64_t n, bool queries, bool gradients)
{
    w->next.count = w->next.first = 0;
    T(expect_rows)(w, &w->key, 0, w->m, t, n);
    T(expect_rows)(w, &w->v, 0, w->m, t, n);
    if (w->r->gating == PER_CHANNEL) T(expect_rows)(w, &w->g, 0, w->m, t, n);
    T(expect_rows)(w, &w->a_in, 0, w->m, t, n);
    T(expect_rows)(w, &w->b_in, 0, w->m, t, n);
    for (int64_t g = 0; queries && g < w->p->group; g++) {
        T(expect_rows)(w, &w->q, g, w->n, t - w->offset, n);
        T(expect_rows)(w, &w->dout, g, w->n, t - w->offset, n);
        T(expect_rows)(w, &w->out.to, g, w->n, t - w->offset, n);
        T(expect_rows)(w, &w->dq.to, g, w->n, t - w->offset, n);
    }
    if (!gradients) return;
    T(expect_rows)(w, &w->dk.to, 0, w->m, t, n);
    T(expect_rows)(w, &w->dv.to, 0, w->m, t, n);
    if (w->r->gating == PER_CHANNEL) T(expect_rows)(w, &w->dg.to, 0, w->m, t, n);
}

/* A few of the expected lines move into the second cache while the core multiplies: waiting for all of them at once took a fifth of the time (D = 64). */
static void T(approach)(T(walk) *w)
{
    enum { LINE = 64 };
    int64_t lines = 96;
    while (w->next.first < w->next.count && lines > 0) {
        slice *x = &w->next.rows[w->next.first];
        const int64_t bytes = x->cols * dtype_size(x->dtype);
        for (; x->rows && lines > 0; x->rows--, x->data += x->row_stride)
            for (int64_t at = 0; at < bytes; at += LINE, lines--) __builtin_prefetch(x->data + at, 0, 2);
        if (!x->rows) w->next.first++;
    }
}

static bool T(absent)(const T(walk) *w, int64_t t)
{
    return w->mask && t < w->keys && !w->mask[(w->reverse ? w->m - 1 - t : t) * w->mask_step];
}

/* A matrix of ours as the right side of a product: where one panel holds it, it lies right already. */
static const real *T(as_panels)(const T(walk) *w, const real *x, int64_t rows, int64_t cols, int64_t ld, real *buffer)
{
    if (cols <= w->k->panel)
        return x;
    slice s = {(char *)x, REAL_DTYPE, rows, cols, ld * (int64_t)sizeof(real), sizeof(real)};
    w->k->pack_panels(&s, buffer);
    return buffer;
}

enum { DEEPEST = 256, SHALLOW = 16 };      /* features in one running sum; where as much is subtracted from it */

/* Tokens as columns of a product: packed in groups, so that what lies above the diagonal can be left out. */
enum { TOKEN_GROUP = 16 };

static void T(pack_tokens)(const T(walk) *w, const real *x, int64_t n, int64_t cols, int64_t ld, real *out)
{
    for (int64_t j = 0; j < n; j += TOKEN_GROUP) {
        int64_t rows = n - j < TOKEN_GROUP ? n - j : TOKEN_GROUP;
        slice s = {(char *)(x + j * ld), REAL_DTYPE, rows, cols, ld * (int64_t)sizeof(real), sizeof(real)};
        w->k->pack_transposed(&s, out + j * cols);
    }
}

/* m[len][len], lower triangle = x times the packed tokens, of rows that lose a weight of all keys alike: little may be left of sums that are large. */
static void T(token_sums)(T(walk) *w, const real *x, real *m)
{
    for (int64_t j = 0; j < w->len; j += TOKEN_GROUP) {
        const int64_t n = w->len - j < TOKEN_GROUP ? w->len - j : TOKEN_GROUP, rows = w->len - j, first = j * w->ldt + j;
        for (int64_t at = 0; at < w->f; at += SHALLOW) {
            const int64_t depth = w->f - at < SHALLOW ? w->f - at : SHALLOW;
            w->k->product_at(rows, n, depth, x + j * w->ldf + at, w->ldf, 1, w->kt + j * w->f, w->f, at, at ? w->part : m + first, at ? TOKEN_GROUP : w->ldt, 0, 0);
            for (int64_t i = 0; at && i < rows; i++) w->k->add(n, w->part + i * TOKEN_GROUP, m + first + i * w->ldt);
        }
    }
}

/* c[rows][n] = a times the n packed tokens; `lower`: rows are tokens too, and those above a group are left alone. */
static void T(token_product)(T(walk) *w, int64_t rows, int64_t n, int64_t depth, const real *a, int64_t lda, const real *packed, real *c, bool lower)
{
    for (int64_t j = 0; j < n; j += TOKEN_GROUP) {
        int64_t first = lower ? j : 0;
        T(approach)(w);
        w->k->product(rows - first, n - j < TOKEN_GROUP ? n - j : TOKEN_GROUP, depth, a + first * lda, lda, 1, packed + j * depth, c + first * w->ldt + j,
                      w->ldt, 0, 0);
    }
}

/* Rows of key-like features times the gate products `factor` of their tokens; the rows themselves where there are no gates. */
static real *T(weigh)(const T(walk) *w, real *x, const real *factor, real *out)
{
    if (!factor)
        return x;
    if (w->r->gating == PER_CHANNEL)
        w->k->gate.multiply(w->len * w->ldf, x, factor, out);
    else
        w->k->gate.scale_rows(w->len, w->ldf, x, w->ldf, factor, 1, out, w->ldf);
    return out;
}

/* Log gates of the block into factors e^g. */
static void T(load_gates)(T(walk) *w)
{
    const int64_t n = w->len, ld = w->r->gating == PER_CHANNEL ? w->ldf : 1;
    const int64_t count = ld == 1 ? round_up(n, w->k->lanes) : n * ld;
    if (w->r->gating == PER_HEAD) {
        for (int64_t i = 0; i < count; i++) w->w[i] = w->decay_table[1];
        return;
    }
    T(load)(w, &w->g, 0, w->m, w->t, n, w->w, ld);
    for (int64_t i = n * ld; i < count; i++) w->w[i] = 0;
    if (w->r->gate_floor > -INFINITY)
        for (int64_t i = 0; i < n * ld; i++) w->w[i] = w->w[i] < (real)w->r->gate_floor ? (real)w->r->gate_floor : w->w[i];
    if (w->log_decay != 0)
        for (int64_t i = 0; i < n; i++) w->w[i] += (real)w->log_decay;
    w->k->gate.exponentials(count, w->w, w->w);
}

/* Absent keys: no key, no value, nothing of their gates; not even their NaN. */
static void T(clear_absent)(T(walk) *w)
{
    for (int64_t i = 0; i < w->len; i++) {
        if (!T(absent)(w, w->t + i))
            continue;
        T(zero)(w->k_raw + i * w->ldd, w->ldd);
        T(zero)(w->k_rows + i * w->ldf, w->ldf);
        T(zero)(w->v_rows + i * w->lde, w->lde);
        if (w->r->delta || w->r->weighted) w->strength[i] = 0;
        if (w->r->gating == PER_CHANNEL)
            for (int64_t c = 0; c < w->ldf; c++) w->w[i * w->ldf + c] = 1;
        else if (w->r->gating != UNGATED)
            w->w[i] = 1;
    }
}

/* Products of factors: w->before, after, total, decays. */
static void T(accumulate_gates)(T(walk) *w)
{
    const int64_t n = w->len, ld = w->r->gating == PER_CHANNEL ? w->ldf : 1;
    if (w->r->gating == UNGATED) {
        w->before = w->after = w->decays = NULL;
        w->total = (real *)&T(one);
        return;
    }
    w->before = w->buffers_before, w->after = w->buffers_after, w->decays = w->buffers_decays;
    w->total = w->before + (n - 1) * ld;
    if (ld > 1) {
        w->k->gate.accumulate(n, ld, w->w, w->before, w->after);
        return;
    }
    w->before[0] = w->w[0], w->after[n - 1] = 1;
    for (int64_t i = 1, back = n - 2; i < n; i++, back--) {
        w->before[i] = w->before[i - 1] * w->w[i];
        w->after[back] = w->after[back + 1] * w->w[back + 1];
    }
    T(zero)(w->decays, w->ldt);
    for (int64_t i = 0; i < n; i++) {
        real *row = w->decays + i * w->ldt;
        if (i) w->k->gate.scale_rows(1, w->ldt, row - w->ldt, 0, w->w + i, 0, row, 0);
        row[i] = 1;
    }
}

/* One decay for every token: the products are powers, made once per task. */
static void T(use_powers)(T(walk) *w)
{
    const int64_t n = w->len;
    w->before = w->decay_table + 1;
    w->after = w->buffers_after;
    for (int64_t i = 0; i < n; i++) w->after[i] = w->decay_table[n - 1 - i];
    w->total = w->decay_table + n;
    w->decays = w->buffers_decays;       /* made by begin_task */
}

static void T(load_keys)(T(walk) *w, int64_t t, int64_t n)
{
    w->t = t, w->len = n, w->width = round_up(n, w->k->lanes);
    w->k_side.place = t + 1;
    bool mapped = !T(maps_nothing)(&w->k_side), raw = mapped || w->r->logits;
    T(load)(w, &w->key, 0, w->m, t, n, raw ? w->k_raw : w->k_rows, raw ? w->ldd : w->ldf);
    T(load)(w, &w->v, 0, w->m, t, n, w->v_rows, w->lde);
    if (mapped) T(map_forward)(&w->k_side, n, w->k_raw, w->k_rows);
    if (w->r->delta || w->r->weighted) {
        T(load)(w, &w->beta, 0, w->m, t, n, w->strength, 1);
        for (int64_t i = 0; i < n; i++) w->strength[i] *= (real)w->r->beta_factor;
    }
    bool powers = w->r->gating == PER_HEAD && !w->mask;
    if (w->r->logits == TIED_GATES)
        T(untie)(w);
    else if (w->r->logits == RUNNING_SOFTMAX)
        T(run_softmax)(w);
    else if (w->r->gating != UNGATED && !powers)
        T(load_gates)(w);
    if (w->r->low_rank) T(load_low_rank)(w);
    if (w->mask) T(clear_absent)(w);
    if (powers)
        T(use_powers)(w);
    else
        T(accumulate_gates)(w);
    if (w->r->gating == PER_CHANNEL && n < GATED_TOKENS) {      /* the triangles always take whole blocks */
        T(zero)(w->k_rows + n * w->ldf, (GATED_TOKENS - n) * w->ldf);
        T(zero)(w->w + n * w->ldf, (GATED_TOKENS - n) * w->ldf);
    }
}

/* Leading tokens of the loaded block that are finite. The others must not share products with them: 0 times NaN is NaN. */
static int64_t T(finite_keys)(const T(walk) *w)
{
    const T(gates) *g = &w->k->gate;
    int64_t n = g->finite_rows(w->len, w->ldf, w->k_rows, w->ldf);
    n = g->finite_rows(n, w->lde, w->v_rows, w->lde);
    if (w->r->low_rank) n = g->finite_rows(g->finite_rows(n, w->ldf, w->a_rows, w->ldf), w->ldf, w->b_rows, w->ldf);
    if (w->r->gating == PER_CHANNEL)
        return g->finite_rows(n, w->ldf, w->w, w->ldf);
    for (int64_t i = 0; i < n; i++)
        if (((w->r->delta || w->r->weighted) && !isfinite((double)w->strength[i])) || (w->r->gating == PER_STEP && !isfinite((double)w->w[i]))) return i;
    return n;
}

/* m[rows of len][keys] = the gated scores of x against the block's keys, lower triangle (strictly when `strict`), 0 above. Needs kt. */
static void T(scores)(T(walk) *w, const real *x, real *m, bool strict)
{
    if (w->r->gating == PER_CHANNEL) {
        w->k->gate.scores(w->f, x, w->kt, w->w, w->ldf, m, strict);
        return;
    }
    if (w->r->rule == RULE_MAGNITUDE || w->r->rule == RULE_INJECTIVE)
        T(token_sums)(w, x, m);
    else
        T(token_product)(w, w->len, w->len, w->f, x, w->ldf, w->kt, m, true);
    w->k->gate.lower(w->len, m, w->ldt, w->decays, w->ldt, strict);
}

/* All rows of a block of gates as columns. */
static void T(turn_gated)(const T(walk) *w, const real *x, real *out)
{
    slice s = {(char *)x, REAL_DTYPE, GATED_TOKENS, w->f, w->ldf * (int64_t)sizeof(real), sizeof(real)};
    w->k->pack_columns(&s, out, GATED_TOKENS);
}

static void T(pack_keys)(T(walk) *w)
{
    if (w->r->gating == PER_CHANNEL)
        T(turn_gated)(w, w->k_rows, w->kt);
    else
        T(pack_tokens)(w, w->k_rows, w->len, w->f, w->ldf, w->kt);
    if (w->r->low_rank) T(turn_gated)(w, w->b_rows, w->bt);
}

/* c[len][cols] (+)= M b with M lower triangular: rows in strips that stop at their last key. `load` as in product. */
static void T(lower_product)(T(walk) *w, int64_t cols, const real *m, const real *b, real *c, int64_t ldc, const real *load, int64_t step)
{
    const int64_t n = w->len, panel = w->k->panel, strip = 2 * w->k->tile_rows;
    for (int64_t j = 0; j < cols; j += panel)
        for (int64_t i = 0, rows; i < n; i += rows) {
            rows = n - i < strip ? n - i : strip;
            T(approach)(w);
            w->k->product(rows, cols - j < panel ? cols - j : panel, i + rows, m + i * w->ldt, w->ldt, 1, b + j * n, c + i * ldc + j, ldc,
                          load ? load + i * step : 0, step);
        }
}

/* c[len][cols] += M^T b. */
static void T(upper_product)(T(walk) *w, int64_t cols, const real *m, const real *b, real *c, int64_t ldc)
{
    const int64_t n = w->len, panel = w->k->panel, strip = 2 * w->k->tile_rows;
    for (int64_t j = 0; j < cols; j += panel) {
        int64_t left = cols - j < panel ? cols - j : panel, width = round_up(left, w->k->lanes);
        for (int64_t i = 0, rows; i < n; i += rows) {
            rows = n - i < strip ? n - i : strip;
            T(approach)(w);
            w->k->product(rows, left, n - i, m + i * w->ldt + i, 1, w->ldt, b + j * n + i * width, c + i * ldc + j, ldc, &T(one), 0);
        }
    }
}

/* out[n][e] = load out + rows times the state before the block. One row reads it as it lies: packing it would be a read more. */
static void T(times_state)(T(walk) *w, int64_t n, const real *rows, real *out, const real *load)
{
    if (n == 1)
        w->k->stream_sum(1, w->lde, w->f, rows, w->ldf, (const char *)(w->origin ? w->origin : w->S), REAL_DTYPE, w->lde * (int64_t)sizeof(real), out, w->lde, load, 0);
    else
        w->k->product(n, w->e, w->f, rows, w->ldf, 1, T(as_panels)(w, w->S, w->f, w->e, w->lde, w->S_panels), out, w->lde, load, 0);
}

/* What the keys write: U with (I + A) U = strength (V - K S); V itself, or strength V, in kernel A. Needs kt when delta, kt and bt of kernel C. */
static void T(write)(T(walk) *w)
{
    if (!w->r->delta) {
        if (w->r->weighted)
            w->k->gate.scale_rows(w->len, w->lde, w->v_rows, w->lde, w->strength, 1, w->u, w->lde);
        else
            w->u = w->v_rows;
        if (w->r->low_rank) T(write_low_rank)(w);
        return;
    }
    const int64_t n = w->len;
    const T(gates) *g = &w->k->gate;
    static const real minus = -1;
    if (n > 1) {
        T(scores)(w, w->k_rows, w->a0, true);
        g->scale_rows(n, w->width, w->a0, w->ldt, w->strength, 1, w->a, w->ldt);
    }
    const real *start = T(weigh)(w, w->k_rows, w->before, w->k_minus);
    g->scale_rows(n, w->ldf, start, w->ldf, &minus, 0, w->k_minus, w->ldf);
    memcpy(w->error, w->v_rows, (size_t)(n * w->lde) * sizeof(real));
    T(times_state)(w, n, w->k_minus, w->error, &T(one));
    g->scale_rows(n, w->lde, w->error, w->lde, w->strength, 1, w->u, w->lde);
    g->solve(n, w->lde, w->a, w->ldt, 1, w->u, w->lde);
}

/* S to the end of the block. */
static void T(advance)(T(walk) *w)
{
    const int64_t n = w->len;
    const real *k_end = T(weigh)(w, w->k_rows, w->after, w->k_end);
    const real *u = T(as_panels)(w, w->u, n, w->e, w->lde, w->u_panels);
    const int64_t each = w->r->gating == PER_CHANNEL, strip = 4 * w->k->tile_rows;
    if (w->origin)
        w->k->gate.outer(w->f, w->lde, w->origin, w->total, each, k_end, w->u, w->r->low_rank ? T(weigh)(w, w->b_rows, w->after, w->b_end) : NULL, w->z, w->S);
    for (int64_t c = 0; !w->origin && c < w->f; c += strip) {
        T(approach)(w);
        w->k->product(w->f - c < strip ? w->f - c : strip, w->e, n, k_end + c, 1, w->ldf, u, w->S + c * w->lde, w->lde, w->total + c * each, each);
    }
    if (w->r->low_rank && !w->origin) T(advance_low_rank)(w);
    w->origin = NULL;
    if (w->r->logits == RUNNING_SOFTMAX) memcpy(w->S + w->f * w->lde, w->z_end, (size_t)w->ldf * sizeof(real));
    else if (T(keeps_sums)(w)) {
        real *z = w->S + w->f * w->lde;
        for (int64_t i = 0; i < n; i++)
            for (int64_t c = 0; c < w->f; c++) z[c] += w->k_rows[i * w->ldf + c];
    }
}

/* Keys t .. t + n into the state, nobody reading. */
static void T(absorb)(T(walk) *w, int64_t t, int64_t n)
{
    for (int64_t len; n > 0; t += len, n -= len) {
        const int64_t size = n < w->p->block ? n : w->p->block, behind = n - size;
        T(load_keys)(w, t, size);
        if (behind > 0) T(expect)(w, t + size, behind < size ? behind : size, false, false);
        len = T(finite_keys)(w);
        len = len ? len : 1;
        if (len < w->len) T(load_keys)(w, t, len);
        if ((w->r->delta || w->r->low_rank) && len > 1) T(pack_keys)(w);
        T(write)(w);
        T(advance)(w);
    }
}
