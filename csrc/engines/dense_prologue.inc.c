/* Prologue: what happens to queries, keys and values before the scores (stage 1 of spec/dense-scores.md 0.2) and the factors that join them (stage 2).
 *
 *     y = R f (g . n(x) + b) + u_h,  f = tau_h * factor of the token * (a call's constant);  then phi behind q and psi behind k
 *
 * n: nothing, x / rms(x), (x - mean) / std(x), x / |x|; R: nothing, or the turn by the token's position (rotary.h). Prepared copies in the type of the
 * accumulation take the place of the caller's arrays, and the backward takes their gradients through the same steps. A call that uses none of it never
 * comes here. */

#undef LOG_100
#define LOG_100 4.605170185988092

typedef struct T(side) {
    int slot, heads, norm;             /* of q, k or v among the slots; its heads; word of qk_norm */
    int weight, bias, tau, token, factor, add; /* slots of g, b, tau, the token's factor, phi or psi, u; -1: none */
    int64_t rows, dim, wide;           /* of the caller's array per head; dim with the factor's columns */
    double constant, eps, *gain, *shift;       /* g and b, [dim] */
    real *x, *dx;                      /* [B][heads][rows][wide] */
    double *sums;                      /* [B heads][3 dim + 1]: of g, b, tau, u */
    double *elsewhere;                 /* [heads][dim]: what of the sums of u is not its own: a term's gradient of the queries (txl) */
    view mine, grad, sum;              /* the caller's; sum: the gradient of u */
    call *c;
    const rotary *turn;                /* NULL: none */
    double *scratch;                   /* of its angles, for each worker */
    bool changes;                      /* something but the turn */
    bool logarithm;                    /* tau is given by its logarithm, at most LOG_100 */
    bool used, wanted;                 /* wanted: some gradient of this side */
} T(side);

typedef struct T(prologue) {
    T(side) side[3];                   /* q, k, v */
    value scale, trained;              /* the caller's, as the size of a query is */
    int64_t dim;
    char *memory;
    rotary turn;
} T(prologue);

static const view *T(operand)(const T(side) *s, int slot) { return slot < 0 ? NULL : &s->c->in[slot]; }
static bool T(wants)(const T(side) *s, int slot) { return slot >= 0 && present(&s->c->grad_in[slot]); }

/* tau and the factor of token `row` of (b, h), apart: each one's gradient is the product of the others. */
static void T(factors)(const T(side) *s, int64_t b, int64_t h, int64_t row, double *tau, double *token)
{
    const view *x = T(operand)(s, s->tau), *y = T(operand)(s, s->token);
    *tau = x ? view_get(x, x->rank ? h : 0, 0, 0, 0) : 1;
    if (s->logarithm) *tau = exp(fmin(*tau, LOG_100));
    *token = y ? view_get(y, b, h, row, 0) : 1;
}

/* 1 / (what n divides by), and the mean that it subtracts. */
static double T(normaliser)(const T(side) *s, const real *x, double *mean)
{
    double sum = 0, square = 0;
    const double n = (double)most(s->dim, 1);
    *mean = 0;
    if (!s->norm) return 1;
    if (s->norm == NORM_LAYER) {
        for (int64_t d = 0; d < s->dim; d++) sum += (double)x[d];
        *mean = sum / n;
    }
    for (int64_t d = 0; d < s->dim; d++) square += ((double)x[d] - *mean) * ((double)x[d] - *mean);
    return s->norm == NORM_L2 ? 1 / fmax(sqrt(square), 1e-12) : 1 / sqrt(square / n + s->eps);
}

/* Where row `row` of the factor of (b, h) stands: phi may leave away its axes of sequences and heads. */
static slice T(factor_row)(const view *v, int64_t b, int64_t h, int64_t row)
{
    const int64_t index[3] = {b, h, row};
    slice x = {v->data, v->dtype, 1, v->shape[v->rank - 1], 0, v->stride[v->rank - 1]};
    for (int i = 0; i < v->rank - 1; i++) x.data += index[4 - v->rank + i] * v->stride[i];
    return x;
}

/* Rows x [rows][wide] of (b, h), or their gradients (`back`), turned by their positions: query i stands where key i + M - N does. */
static void T(turn_side)(const T(side) *s, int64_t b, int worker, bool back, real *x)
{
    const call *c = s->c;
    const view *keys = dense_slot(c, DENSE_POSITIONS), *own = s->slot ? keys : dense_slot(c, DENSE_POSITIONS_Q);
    double *scratch = s->scratch + worker * turning_size(s->turn->pairs);
    for (int64_t n = c->cu_k ? 0 : b; n < (c->cu_k ? c->sequences : b + 1); n++) {
        const sequence q = sequence_of(c, n);
        const int64_t first = s->slot ? q.k0 : q.q0, rows = s->slot ? q.m : q.n, at = s->slot ? 0 : q.m - q.n;
        turning t = begin_turning(s->turn, n, (double)q.m, scratch);
        for (int64_t i = 0; i < rows; i++) {
            turn_to(&t, present(own) ? view_get(own, q.batch, first + i, 0, 0) : present(keys) ? view_get(keys, q.batch, q.k0 + at + i, 0, 0) : (double)(at + i));
            T(turn)(&t, back, x + (first + i) * s->wide);
        }
    }
}

static void T(side_forward)(void *context, int64_t task, int worker)
{
    const T(side) *s = context;
    const T(kernels) *k = T(kernels_now)();
    const int64_t b = task / s->heads, h = task % s->heads;
    const view *extra = T(operand)(s, s->factor);
    const slice from = slice_of(&s->mine, b, h, 0, s->rows);
    real *x = s->x + task * s->rows * s->wide;
    k->pack_rows(&from, x, s->wide);
    for (int64_t i = 0; i < s->rows && s->changes; i++, x += s->wide) {
        double mean, tau, token, r = T(normaliser)(s, x, &mean);
        T(factors)(s, b, h, i, &tau, &token);
        const double f = tau * token * s->constant;
        for (int64_t d = 0; d < s->dim; d++) x[d] = (real)((((double)x[d] - mean) * r * s->gain[d] + s->shift[d]) * f);
        if (extra) {
            const slice row = T(factor_row)(extra, b, h, i);
            k->pack_rows(&row, x + s->dim, row.cols);
        }
    }
    x = s->x + task * s->rows * s->wide;
    if (s->turn) T(turn_side)(s, b, worker, false, x);
    for (int64_t d = 0; d < s->dim && s->add >= 0; d++) {
        const double u = view_get(&s->c->in[s->add], h, d, 0, 0);
        for (int64_t i = 0; i < s->rows; i++) x[i * s->wide + d] = (real)((double)x[i * s->wide + d] + u);
    }
}

/* dy [wide] of one row -> dx in place; what falls on g, b and tau is added to sums. A row without a gradient gives none, whatever stands in x. */
static void T(row_backward)(const T(side) *s, int64_t b, int64_t h, int64_t row, const real *x, real *dy, double *sums)
{
    double mean, tau, token, r, own = 0, total = 0, moment = 0;
    bool any = false;
    for (int64_t d = 0; d < s->dim; d++) any |= dy[d] != 0;
    T(factors)(s, b, h, row, &tau, &token);
    r = T(normaliser)(s, x, &mean);
    const double f = tau * token * s->constant;
    for (int64_t d = 0; d < s->dim && any; d++) {
        const double n = ((double)x[d] - mean) * r, dn = (double)dy[d] * f;
        own += (double)dy[d] * (n * s->gain[d] + s->shift[d]);
        sums[d] += dn * n, sums[s->dim + d] += dn;
        total += dn * s->gain[d], moment += dn * s->gain[d] * n;
    }
    sums[2 * s->dim] += own * token * s->constant;
    if (T(wants)(s, s->token)) view_set(&s->c->grad_in[s->token], b, h, row, 0, own * tau * s->constant);
    const double count = (double)most(s->dim, 1);
    total = s->norm == NORM_LAYER ? total / count : 0;
    moment = s->norm == NORM_NONE || (s->norm == NORM_L2 && r >= 1e12) ? 0 : s->norm == NORM_L2 ? moment : moment / count;
    for (int64_t d = 0; d < s->dim && any; d++) {
        const double n = ((double)x[d] - mean) * r, dn = (double)dy[d] * f * s->gain[d];
        dy[d] = (real)(r * (dn - total - n * moment));
    }
}

static void T(side_backward)(void *context, int64_t task, int worker)
{
    const T(side) *s = context;
    const T(kernels) *k = T(kernels_now)();
    const int64_t b = task / s->heads, h = task % s->heads;
    real *dy = s->dx + task * s->rows * s->wide, *x = s->x + task * s->rows * s->wide;
    double *sums = s->sums + task * (3 * s->dim + 1), *du = sums + 2 * s->dim + 1;
    const view *dx = &s->grad;
    memset(sums, 0, (size_t)(3 * s->dim + 1) * sizeof *sums);
    for (int64_t i = 0; i < s->rows && s->add >= 0; i++)
        for (int64_t d = 0; d < s->dim; d++) du[d] += (double)dy[i * s->wide + d];
    if (s->turn) T(turn_side)(s, b, worker, true, dy);
    for (int64_t i = 0; i < s->rows && s->changes; i++) {
        const slice from = slice_of(&s->mine, b, h, i, 1);
        k->pack_rows(&from, x, s->dim);
        T(row_backward)(s, b, h, i, x, dy + i * s->wide, sums);
    }
    if (present(dx)) {
        const slice to = slice_of(dx, b, h, 0, s->rows);
        k->store(dy, s->wide, &to);
    }
}

/* dphi: the columns behind those of q, summed over the axes that phi leaves away, in order. */
static void T(store_factor)(const T(side) *s)
{
    const view *g = &s->c->grad_in[s->factor];
    const int64_t batch = s->mine.shape[0], columns = s->wide - s->dim;
    const int64_t heads = g->rank >= 3 ? s->heads : 1, over = s->heads / (heads ? heads : 1), sequences = g->rank == 4 ? batch : 1;
    for (int64_t b = 0; b < sequences; b++)
        for (int64_t h = 0; h < heads; h++)
            for (int64_t i = 0; i < s->rows; i++) {
                real *sum = s->dx + ((b * s->heads + h) * s->rows + i) * s->wide + s->dim;
                for (int64_t n = 1; n < over * (batch / (sequences ? sequences : 1)); n++) {
                    const real *other = s->dx + (((b + n / over) * s->heads + h + n % over) * s->rows + i) * s->wide + s->dim;
                    for (int64_t r = 0; r < columns; r++) sum[r] += other[r];
                }
                const slice to = T(factor_row)(g, b, h, i);
                T(kernels_now)()->store(sum, s->wide, &to);
            }
}

/* The gradients of what all tokens share, from the sums of the heads in order. */
static void T(side_finish)(const T(side) *s)
{
    const int64_t tasks = s->mine.shape[0] * s->heads, step = 3 * s->dim + 1;
    for (int64_t d = 0; d < 2 * s->dim; d++) {
        double sum = 0;
        const int slot = d < s->dim ? s->weight : s->bias;
        for (int64_t t = 0; t < tasks; t++) sum += s->sums[t * step + d];
        if (T(wants)(s, slot)) view_set(&s->c->grad_in[slot], d % s->dim, 0, 0, 0, sum);
    }
    if (T(wants)(s, s->tau)) {
        const view *g = &s->c->grad_in[s->tau];
        double all = 0;
        for (int64_t h = 0; h < s->heads; h++) {
            double sum = 0;
            for (int64_t t = h; t < tasks; t += s->heads) sum += s->sums[t * step + 2 * s->dim];
            const double given = view_get(&s->c->in[s->tau], g->rank ? h : 0, 0, 0, 0);
            if (s->logarithm) sum *= given > LOG_100 ? 0 : exp(given);
            all += sum;
            if (g->rank) view_set(g, h, 0, 0, 0, sum);
        }
        if (!g->rank) view_set(g, 0, 0, 0, 0, all);
    }
    for (int64_t h = 0; h < s->heads && T(wants)(s, s->add); h++)
        for (int64_t d = 0; d < s->dim; d++) {
            double sum = -s->elsewhere[h * s->dim + d];
            for (int64_t t = h; t < tasks; t += s->heads) sum += s->sums[t * step + 2 * s->dim + 1 + d];
            view_set(&s->c->grad_in[s->add], h, d, 0, 0, sum);
        }
    if (T(wants)(s, s->factor)) T(store_factor)(s);
}

static int T(slot_of)(const call *c, int option)
{
    const int slot = c->p->first_option + option;
    return present(&c->in[slot]) ? slot : -1;
}

static T(side) T(side_of)(call *c, int slot, const rotary *turn)
{
    static const int weight[3] = {DENSE_Q_WEIGHT, DENSE_K_WEIGHT, 0}, bias[3] = {DENSE_Q_BIAS, DENSE_K_BIAS, 0};
    const bool scored = slot < 2;
    const value *eps = dense_param(c, DENSE_NORM_EPS);
    T(side) s = {.slot = slot, .heads = (int)c->size[slot ? SYM_H : SYM_HQ], .norm = scored ? (int)dense_norm(c) : 0, .constant = 1, .c = c};
    s.weight = scored ? T(slot_of)(c, weight[slot]) : -1, s.bias = scored ? T(slot_of)(c, bias[slot]) : -1;
    s.tau = slot ? -1 : T(slot_of)(c, DENSE_TAU);
    s.logarithm = !slot && s.tau < 0 && T(slot_of)(c, DENSE_LOGIT_SCALE) >= 0;
    if (s.logarithm) s.tau = T(slot_of)(c, DENSE_LOGIT_SCALE);
    s.token = T(slot_of)(c, DENSE_Q_TAU + slot);
    s.factor = scored ? T(slot_of)(c, DENSE_PHI + slot) : -1;
    s.add = slot ? -1 : T(slot_of)(c, DENSE_TXL_U);
    s.mine = c->in[slot], s.grad = c->grad_in[slot];
    s.rows = s.mine.shape[2], s.dim = s.wide = s.mine.shape[3];
    s.eps = !eps->none ? eps->f : s.norm == NORM_LAYER ? 1e-5 : 1e-6;
    if (s.factor >= 0) {
        const view *v = &c->in[s.factor];
        s.wide += v->shape[v->rank - 1];
        s.constant = slot ? 1 : dense_scale(c);      /* the factors are not scaled: the scale moves from the product to q */
    }
    s.changes = s.norm || s.tau >= 0 || s.token >= 0 || s.factor >= 0 || s.constant != 1;
    s.turn = scored && dense_turns(c) ? turn : NULL;
    s.used = s.changes || s.turn || s.add >= 0;
    s.wanted = present(&c->grad_in[slot]) || T(wants)(&s, s.weight) || T(wants)(&s, s.bias) || T(wants)(&s, s.tau) || T(wants)(&s, s.token) || T(wants)(&s, s.factor)
        || T(wants)(&s, s.add);
    return s;
}

static void T(each_head)(T(side) *s, task_fn f)
{
    const int64_t tasks = s->mine.shape[0] * s->heads, work = tasks * s->rows * s->wide;
    if (work >= 1 << 16)
        parallel_for(tasks, f, s);
    else
        for (int64_t t = 0; t < tasks; t++) f(s, t, 0);
}

static void T(prepare_side)(T(side) *s, call *c, int i)
{
    if (!s->used) return;
    for (int64_t d = 0; d < s->dim; d++) {
        s->gain[d] = s->weight < 0 ? 1 : view_get(&c->in[s->weight], d, 0, 0, 0);
        s->shift[d] = s->bias < 0 ? 0 : view_get(&c->in[s->bias], d, 0, 0, 0);
    }
    T(each_head)(s, T(side_forward));
    const int64_t row = s->wide * (int64_t)sizeof(real), head = row * s->rows;
    view prepared = {(char *)s->x, REAL_DTYPE, 4, {s->mine.shape[0], s->heads, s->rows, s->wide}, {head * s->heads, head, row, sizeof(real)}};
    c->in[i] = prepared;
    if (i < 2) c->size[SYM_D] = s->wide;
    prepared.data = (char *)s->dx;
    c->grad_in[i] = prepared;
    if (!s->elsewhere) return;
    memset(s->elsewhere, 0, (size_t)(s->heads * s->dim) * sizeof *s->elsewhere);
    s->sum = c->grad_in[s->add];
    c->grad_in[s->add] = (view){(char *)s->elsewhere, F64, 2, {s->heads, s->dim}, {s->dim * 8, 8}};
}

/* Memory, the prepared arrays, and the call made to take them in place of the caller's until it is closed. */
static status T(open_prologue)(T(prologue) *p, call *c, bool backward)
{
    arena size = {0};
    value *scale = &c->param[c->p->first_param + DENSE_SCALE], *trained = &c->param[c->p->first_param + DENSE_ENTROPY];
    *p = (T(prologue)){.scale = *scale, .trained = *trained, .dim = c->size[SYM_D]};
    p->turn = dense_rotary(c);
    const int workers = dense_turns(c) ? parallel_width() : 0;
    for (int i = 0; i < 3; i++) p->side[i] = T(side_of)(c, i, &p->turn);
    for (int pass = 0; pass < 2; pass++) {
        arena a = {p->memory, 0, false};
        for (T(side) *s = p->side; s < p->side + 3; s++) {
            if (!s->used) continue;
            const int64_t heads = s->mine.shape[0] * s->heads;
            s->gain = carve(&a, s->dim, sizeof(double)), s->shift = carve(&a, s->dim, sizeof(double));
            s->scratch = s->turn ? carve(&a, workers * turning_size(s->turn->pairs), sizeof(double)) : NULL;
            s->x = carve(&a, heads * s->rows * s->wide, sizeof(real));
            s->dx = backward && s->wanted ? carve(&a, heads * s->rows * s->wide, sizeof(real)) : NULL;
            s->sums = backward && s->wanted ? carve(&a, heads * (3 * s->dim + 1), sizeof(double)) : NULL;
            s->elsewhere = backward && T(wants)(s, s->add) ? carve(&a, s->heads * s->dim, sizeof(double)) : NULL;
        }
        size = a;
        if (pass) break;
        p->memory = size.overflow ? NULL : allocate(most(size.used, 1), 1);
        if (!p->memory)
            return FAIL(c, NO_MEMORY, "%s: no memory for prepared queries and keys", c->p->row->name);
    }
    *scale = (value){.f = p->side[0].factor >= 0 ? 1 : dense_scale(c)}, *trained = (value){.none = true};
    for (int i = 0; i < 3; i++) T(prepare_side)(&p->side[i], c, i);
    return OK;
}

static void T(close_prologue)(T(prologue) *p, call *c)
{
    for (int i = 0; i < 3; i++) c->in[i] = p->side[i].mine, c->grad_in[i] = p->side[i].grad;
    if (p->side[0].elsewhere) c->grad_in[p->side[0].add] = p->side[0].sum;
    c->param[c->p->first_param + DENSE_SCALE] = p->scale, c->param[c->p->first_param + DENSE_ENTROPY] = p->trained;
    c->size[SYM_D] = p->dim;
}

static status T(prepared_forward)(call *c, const dense *d)
{
    T(prologue) p;
    status s = T(open_prologue)(&p, c, false);
    if (s == OK) s = T(forward)(c, d);
    T(close_prologue)(&p, c);
    release(p.memory);
    return s;
}

static status T(prepared_backward)(call *c, const dense *d)
{
    T(prologue) p;
    status s = T(open_prologue)(&p, c, true);
    if (s == OK) s = T(backward)(c, d);
    T(close_prologue)(&p, c);
    for (T(side) *side = p.side; side < p.side + 3 && s == OK; side++) {
        if (!side->dx) continue;
        T(each_head)(side, T(side_backward));
        T(side_finish)(side);
    }
    release(p.memory);
    return s;
}
