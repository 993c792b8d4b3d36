/* Bias: score_ij += bias_ij, with any broadcasting; -inf makes a key absent. Its gradient is dscore, summed over the axes that broadcast. */

static bool T(bias_from)(T(bound) *x, int slot, bool backward)
{
    x->slot = slot;
    x->operand = &x->call->in[slot];
    if (!present(x->operand) || !is_float(x->operand->dtype))
        return false;
    x->hides = true;
    x->scratch = DENSE_KEYS;
    if (backward) x->gradient = x->call->grad_in[slot];
    return true;
}

static bool T(bias_bind)(T(bound) *x, bool backward) { return T(bias_from)(x, x->call->p->first_option + DENSE_BIAS, backward); }

enum { T(BIAS_AHEAD) = 8 };

/* Row r of the tile's bias as whole vectors: where it lies, or copied. */
INLINE const real *T(bias_row)(const slice *b, int64_t r, real *copy)
{
    const char *p = b->data + r * b->row_stride;
    const int64_t width = round_up(b->cols, LANES), size = b->col_stride > 0 ? b->col_stride : 0, ahead = T(BIAS_AHEAD) * b->row_stride;
    for (int64_t at = 0; at < b->cols * size; at += 64) __builtin_prefetch(p + ahead + at);      /* rows lie too far apart for the machine to see it coming */
    if (b->dtype == REAL_DTYPE && b->col_stride == (int64_t)sizeof(real) && b->cols == width && (uintptr_t)p % sizeof(real) == 0)
        return (const real *)(const void *)p;
    if (r && !b->row_stride)
        return copy;
    T(read_row)(b, r, copy);
    for (int64_t j = b->cols; j < width; j++) copy[j] = 0;
    return copy;
}

/* What is absent stays absent: a bias and a float mask may both be given. Finite sums stay above the floor: a bias of the most negative float is a
 * very small score, not an absent key, and its multiple with log2(e) is still a number. */
static void T(bias_forward)(const T(bound) *x, real *scratch, const tile *t, real *s, int64_t ld)
{
    const slice b = under_tile(x->operand, t);
    const vec lowest = v_set(REAL == 32 ? (real)-2.3e38 : (real)(REAL_LOWEST / 1.5));
    for (int64_t i = 0; i < t->rows; i++, s += ld) {
        const real *row = T(bias_row)(&b, i, scratch);
        UNROLL(2) for (int64_t j = 0; j < t->keys; j += LANES) {
            vec x = v_load(s + j), y = v_load(row + j);
            v_store(s + j, v_select(v_absent(x), x, v_select(v_absent(y), y, v_max(lowest, v_add(x, y)))));
        }
    }
}

/* Adds a tile of numbers to the term's gradient [B, Hq, N, M] with any broadcasting. */
static void T(add_under_tile)(const T(bound) *x, const tile *t, const real *ds, int64_t ld)
{
    const view *v = &x->gradient;
    const slice g = under_tile(v, t);
    const bool first = (t->sequence == 0 || (v->shape[0] > 1 && v->stride[0])) && (t->head == 0 || v->stride[1]);
    if (g.dtype != REAL_DTYPE || (x->unset && first)) {      /* not of `real`: no two scores fall on one element, which is rounded once, here */
        T(store)(ds, ld, &g);
        return;
    }
    for (int64_t i = 0; i < t->rows; i++, ds += ld) {
        char *p = g.data + i * g.row_stride;
        if (g.col_stride == (int64_t)sizeof(real))
            T(add)(t->keys, ds, (real *)(void *)p);
        else if (!g.col_stride)
            *(real *)(void *)p += (real)T(sum)(t->keys, ds);
        else
            for (int64_t j = 0; j < t->keys; j++, p += g.col_stride) *(real *)(void *)p += ds[j];
    }
}

static void T(bias_backward)(const T(bound) *x, real *scratch, const tile *t, const real *input, real *ds, int64_t ld)
{
    (void)scratch, (void)input;
    if (present(&x->gradient)) T(add_under_tile)(x, t, ds, ld);
}

static const T(term) T(term_bias) = {STAGE_BIAS, .bind = T(bias_bind), .forward = T(bias_forward), .backward = T(bias_backward)};
