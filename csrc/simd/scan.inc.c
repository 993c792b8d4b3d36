/* Bodies of scan.h. */

INLINE vec T(of_state)(const real *x, int64_t row, int64_t t, int64_t m) { return row ? v_set(x[t * row + m]) : v_load(x + m * LANES); }

INLINE void T(scan_walk)(const T(scan_tile) *x, real *y, real *decay, real *kept)
{
    const vec skip = v_load(x->skip);
    for (int64_t t = 0; t < x->tokens; t++) {
        if (x->seen && !x->seen[t]) {
            v_store(y + t * LANES, v_set(0));
            continue;
        }
        const vec u = v_load(x->u + t * LANES), delta = v_load(x->delta + t * LANES), w = v_mul(delta, u);
        vec sum = v_mul(skip, u);
        for (int64_t m = 0; m < x->states; m++) {
            const vec e = v_exp2(v_mul(delta, v_load(x->a + m * LANES))), before = v_mul(e, v_load(x->h + m * LANES));
            const vec h = v_fma(w, T(of_state)(x->b, x->b_row, t, m), before);
            sum = v_fma(T(of_state)(x->c, x->c_row, t, m), h, sum);
            v_store(x->h + m * LANES, h);
            if (!decay)
                continue;
            v_store(decay + (t * x->states + m) * LANES, e);
            v_store(kept + (t * x->states + m) * LANES, before);
        }
        v_store(y + t * LANES, sum);
    }
}

static void T(scan_forward)(const T(scan_tile) *x, real *y) { T(scan_walk)(x, y, NULL, NULL); }
static void T(scan_record)(const T(scan_tile) *x, real *y, real *decay, real *kept) { T(scan_walk)(x, y, decay, kept); }

/* Terms of the gradients of B and C at states m.. of token t: summed over the lanes, or added up lane by lane. */
INLINE void T(scan_give)(vec *terms, int64_t row, int64_t t, int64_t m, int64_t states, real *to)
{
    if (row)
        v_store(to + t * round_up(states, LANES) + m, v_sums(terms));
    else
        for (int64_t i = 0; i < LANES && m + i < states; i++) v_store(to + (m + i) * LANES, v_add(v_load(to + (m + i) * LANES), terms[i]));
}

static void T(scan_hidden)(const T(scan_tile) *x, const T(scan_gradient) *g, int64_t t)
{
    const int64_t ld = round_up(x->states, LANES);
    v_store(g->du + t * LANES, v_set(0));
    v_store(g->ddelta + t * LANES, v_set(0));
    for (int64_t m = 0; m < ld; m += LANES) {
        if (x->b_row) v_store(g->db + t * ld + m, v_set(0));
        if (x->c_row) v_store(g->dc + t * ld + m, v_set(0));
    }
}

static void T(scan_backward)(const T(scan_tile) *x, const T(scan_gradient) *g)
{
    const vec skip = v_load(x->skip);
    for (int64_t t = x->tokens - 1; t >= 0; t--) {
        if (x->seen && !x->seen[t]) {
            T(scan_hidden)(x, g, t);
            continue;
        }
        const vec u = v_load(x->u + t * LANES), delta = v_load(x->delta + t * LANES), dy = v_load(g->dy + t * LANES), w = v_mul(delta, u);
        vec rate = v_set(0), written = v_set(0), to_b[LANES], to_c[LANES];
        for (int64_t first = 0; first < x->states; first += LANES) {
            for (int64_t i = 0; i < LANES; i++) {
                const int64_t m = first + i, at = (t * x->states + m) * LANES;
                if (m >= x->states) {
                    to_b[i] = to_c[i] = v_set(0);
                    continue;
                }
                const vec b = T(of_state)(x->b, x->b_row, t, m), before = v_load(g->kept + at);
                const vec dh = v_fma(T(of_state)(x->c, x->c_row, t, m), dy, v_load(g->dh + m * LANES)), r = v_mul(dh, before);
                rate = v_fma(v_load(x->a + m * LANES), r, rate);
                written = v_fma(b, dh, written);
                to_b[i] = v_mul(dh, w), to_c[i] = v_mul(dy, v_fma(w, b, before));
                v_store(g->da + m * LANES, v_fma(delta, r, v_load(g->da + m * LANES)));
                v_store(g->dh + m * LANES, v_mul(v_load(g->decay + at), dh));
            }
            T(scan_give)(to_b, x->b_row, t, first, x->states, g->db);
            T(scan_give)(to_c, x->c_row, t, first, x->states, g->dc);
        }
        v_store(g->du + t * LANES, v_fma(delta, written, v_mul(skip, dy)));
        v_store(g->ddelta + t * LANES, v_fma(u, written, v_mul(v_set((real)0.69314718055994531), rate)));
        v_store(g->dskip, v_fma(u, dy, v_load(g->dskip)));
    }
}

/* log(1 + w) for w in [0, 1], as 2 artanh(w / (2 + w)). */
INLINE vec T(log1p_unit)(vec w)
{
    enum { TERMS = REAL == 32 ? 8 : 17 };
    const vec s = v_div(w, v_add(v_set(2), w)), square = v_mul(s, s);
    vec sum = v_set((real)1 / (2 * TERMS - 1));
    UNROLL(16) for (int i = TERMS - 2; i >= 0; i--) sum = v_fma(sum, square, v_set((real)1 / (real)(2 * i + 1)));
    return v_mul(v_add(s, s), sum);
}

/* e^-|x|; NaN passes. */
INLINE vec T(exp_of_size)(vec x)
{
    const vec negative = v_sub(v_set(0), x);
    return v_exp(v_min(negative, x));
}

INLINE vec T(sigmoid)(vec x, vec w) { return v_div(v_select(v_lt(x, v_set(0)), w, v_set(1)), v_add(v_set(1), w)); }

static void T(scan_steps)(int64_t tokens, const real *bias, real *delta, real *slope)
{
    const vec more = v_load(bias);
    for (int64_t t = 0; t < tokens; t++) {
        const vec x = v_add(v_load(delta + t * LANES), more);
        if (!slope) {
            v_store(delta + t * LANES, x);
            continue;
        }
        const vec w = T(exp_of_size)(x);
        v_store(delta + t * LANES, v_add(v_max(v_set(0), x), T(log1p_unit)(w)));
        v_store(slope + t * LANES, T(sigmoid)(x, w));
    }
}

static void T(scan_gate)(int64_t n, const real *z, real *y)
{
    for (int64_t i = 0; i < n; i += LANES) {
        const vec x = v_load(z + i);
        v_store(y + i, v_mul(v_load(y + i), v_mul(x, T(sigmoid)(x, T(exp_of_size)(x)))));
    }
}

static void T(scan_gate_backward)(int64_t n, const real *y, real *z, real *dy)
{
    for (int64_t i = 0; i < n; i += LANES) {
        const vec x = v_load(z + i), d = v_load(dy + i), s = T(sigmoid)(x, T(exp_of_size)(x)), one = v_set(1);
        v_store(z + i, v_mul(v_mul(d, v_load(y + i)), v_mul(s, v_fma(x, v_sub(one, s), one))));
        v_store(dy + i, v_mul(d, v_mul(x, s)));
    }
}
