/* T5's bias: score_ij += scale table[bucket(j - i - M + N), h].  dtable[b, h] = scale sum of dscore over the pairs of bucket b.
 *
 * Near distances have a bucket each, far ones share buckets whose first distances grow geometrically. A bucket is a run of diagonals: a tile reads and
 * sums diagonals. Scratch: what each bucket sums (double), its first distance, its value, then the diagonals of a tile. */

typedef struct T(t5_scratch) { double *sums; real *first, *value, *diagonal; } T(t5_scratch);

static T(t5_scratch) T(t5_lay)(const T(bound) *x, real *scratch)
{
    const int64_t buckets = x->operand->shape[0], step = round_up(buckets, 16);
    double *sums = (double *)(void *)scratch;
    real *first = (real *)(void *)(sums + step);
    return (T(t5_scratch)){sums, first, first + step, first + 2 * step};
}

static bool T(t5_bias_bind)(T(bound) *x, bool backward)
{
    const int slot = x->call->p->first_option + DENSE_T5;
    x->operand = &x->call->in[slot];
    if (!present(x->operand)) return false;
    x->scratch = (2 + (int64_t)(sizeof(double) / sizeof(real))) * round_up(x->operand->shape[0], 16) + DENSE_ROWS + DENSE_KEYS + 2 * LANES;
    x->scratch = round_up(x->scratch, 16);
    x->sums = backward && present(&x->call->grad_in[slot]) ? (int)x->operand->shape[0] : 0;
    return true;
}

/* Buckets of one direction, and whether there are two. */
static int64_t T(t5_half)(const T(bound) *x, bool *both)
{
    const value *given = dense_param(x->call, DENSE_T5_BOTH);
    *both = given->none ? !dense_param(x->call, DENSE_CAUSAL)->i : given->i != 0;
    return x->operand->shape[0] / (*both ? 2 : 1);
}

static void T(t5_bias_begin)(const T(bound) *x, real *scratch, const tile *block)
{
    bool both;
    const T(t5_scratch) w = T(t5_lay)(x, scratch);
    const int64_t half = T(t5_half)(x, &both), near = half / 2, all = x->operand->shape[0];
    const double longest = dense_param(x->call, DENSE_T5_DISTANCE)->f, scale = dense_param(x->call, DENSE_T5_SCALE)->f;
    for (int64_t b = 0; b < all; b++) w.sums[b] = 0, w.value[b] = (real)(scale * view_get(x->operand, b, block->head, 0, 0));
    for (int64_t b = 0; b < half; b++) {       /* the least integer from which floor(log(n / near) / log(longest / near) (half - near)) is b - near */
        const double power = near ? (double)near * pow(longest / (double)near, (double)(b - near) / (double)(half - near)) : b ? INFINITY : 0;
        w.first[b] = (real)(b <= near && near ? (double)b : fmax(ceil(power - 1e-9 * power), (double)near));
    }
}

/* The bucket of each diagonal of the tile: f(bucket, d), d = 0 the last query and the first key. */
#define T5_DIAGONALS(statement) \
    do { \
        bool both; \
        const int64_t half = T(t5_half)(x, &both), first = t->k0 - (t->q0 + t->rows - 1 + t->m - t->n); \
        int64_t b = half - 1; \
        for (int64_t d = 0; d < t->rows + t->keys - 1; d++) { \
            const int64_t r = first + d, n = r > 0 ? both ? r : 0 : -r; \
            while (b > 0 && (real)n < w.first[b]) b--; \
            while (b < half - 1 && (real)n >= w.first[b + 1]) b++; \
            const int64_t bucket = b + (both && r > 0 ? half : 0); \
            statement; \
        } \
    } while (0)

static void T(t5_bias_forward)(const T(bound) *x, real *scratch, const tile *t, real *s, int64_t ld)
{
    const T(t5_scratch) w = T(t5_lay)(x, scratch);
    T5_DIAGONALS(w.diagonal[d] = w.value[bucket]);
    for (int64_t i = 0; i < t->rows; i++, s += ld) T(add)(t->keys, w.diagonal + t->rows - 1 - i, s);
}

static void T(t5_bias_backward)(const T(bound) *x, real *scratch, const tile *t, const real *input, real *ds, int64_t ld)
{
    const T(t5_scratch) w = T(t5_lay)(x, scratch);
    (void)input;
    if (!x->sums) return;
    memset(w.diagonal, 0, (size_t)(t->rows + t->keys) * sizeof(real));
    for (int64_t i = 0; i < t->rows; i++, ds += ld) T(add)(t->keys, ds, w.diagonal + t->rows - 1 - i);
    T5_DIAGONALS(w.sums[bucket] += (double)w.diagonal[d]);
}
#undef T5_DIAGONALS

static void T(t5_bias_end)(const T(bound) *x, real *scratch, const tile *block, double *sums)
{
    const T(t5_scratch) w = T(t5_lay)(x, scratch);
    (void)block;
    for (int b = 0; b < x->sums; b++) sums[b] += w.sums[b];
}

static void T(t5_bias_finish)(const T(bound) *x, call *c, const double *sums)
{
    T(store_table)(c, &c->grad_in[c->p->first_option + DENSE_T5], sums, x->sums, dense_param(c, DENSE_T5_SCALE)->f);
}

static const T(term) T(term_t5_bias) = {
    STAGE_BIAS, T(t5_bias_bind), T(t5_bias_begin), T(t5_bias_forward), T(t5_bias_backward), T(t5_bias_end), T(t5_bias_finish),
};
