/* Kernel C: S_t = diag(e^{g_t}) S_{t-1} + b_t z_t^T + k_t v_t^T with z_t = S_{t-1}^T a_t, read before the gate of t. What a_t sees inside a block is what a
 * query at t - 1 would: its triangles are those of queries, one row down; a_rows, z_scores and their like have a row of zeros behind the last token.
 * In a block, with Z of rows z_t: Z = A S + (A K) V + (A B) Z, one triangular solve. */

enum { SHIFTED_TOKENS = GATED_TOKENS + 1 };

/* a and b of the block. */
static void T(load_low_rank)(T(walk) *w)
{
    const int64_t n = w->len;
    T(load)(w, &w->a_in, 0, w->m, w->t, n, w->a_rows, w->ldf);
    T(load)(w, &w->b_in, 0, w->m, w->t, n, w->b_rows, w->ldf);
    T(zero)(w->a_rows + n * w->ldf, (SHIFTED_TOKENS - n) * w->ldf);
    T(zero)(w->b_rows + n * w->ldf, (GATED_TOKENS - n) * w->ldf);
    for (int64_t i = 0; i < n; i++)
        if (T(absent)(w, w->t + i)) {
            T(zero)(w->a_rows + i * w->ldf, w->ldf);
            T(zero)(w->b_rows + i * w->ldf, w->ldf);
        }
}

/* Rows of a-like features times the gate products in front of their tokens. */
static void T(weigh_shifted)(const T(walk) *w, const real *x, real *out)
{
    if (out != x) memcpy(out, x, (size_t)w->ldf * sizeof(real));
    w->k->gate.multiply((w->len - 1) * w->ldf, x + w->ldf, w->before, out + w->ldf);
}

/* z, z_keys = A K and minus_ab = -A B of the block. Needs kt, bt and S_panels. */
static void T(write_low_rank)(T(walk) *w)
{
    const int64_t n = w->len;
    const T(gates) *g = &w->k->gate;
    static const real minus = -1;
    T(weigh_shifted)(w, w->a_rows, w->a_start);
    T(times_state)(w, n, w->a_start, w->z, NULL);
    if (n == 1)
        return;
    T(zero)(w->z_keys, w->ldt);
    T(zero)(w->minus_ab, w->ldt);
    g->scores(w->f, w->a_rows + w->ldf, w->kt, w->w, w->ldf, w->z_keys + w->ldt, 0);
    g->scores(w->f, w->a_rows + w->ldf, w->bt, w->w, w->ldf, w->minus_ab + w->ldt, 0);
    g->scale_rows(n, w->ldt, w->minus_ab, w->ldt, &minus, 0, w->minus_ab, w->ldt);
    T(lower_product)(w, w->e, w->z_keys, T(as_panels)(w, w->v_rows, n, w->e, w->lde, w->u_panels), w->z, w->lde, &T(one), 0);
    g->solve(n, w->lde, w->minus_ab, w->ldt, 1, w->z, w->lde);
}

static void T(advance_low_rank)(T(walk) *w)
{
    const int64_t n = w->len;
    const real *b_end = T(weigh)(w, w->b_rows, w->after, w->b_end);
    w->k->product(w->f, w->e, n, b_end, 1, w->ldf, T(as_panels)(w, w->z, n, w->e, w->lde, w->z_panels), w->S, w->lde, &T(one), 0);
}

/* o += what the loaded queries see of b z^T inside the block. */
static void T(read_low_rank)(T(walk) *w)
{
    w->k->gate.scores(w->f, w->q_rows, w->bt, w->w, w->ldf, w->pb_rows, 0);
    T(lower_product)(w, w->e, w->pb_rows, T(as_panels)(w, w->z, w->len, w->e, w->lde, w->z_panels), w->o, w->lde, &T(one), 0);
}

/* As end_backward: from the state behind the block. R and w->turned hold it before it moves. */
static void T(end_low_rank)(T(walk) *w, const real *R)
{
    const int64_t n = w->len;
    w->k->product(n, w->e, w->f, T(weigh)(w, w->b_rows, w->after, w->b_end), w->ldf, 1, R, w->dz, w->lde, 0, 0);
    T(pack_tokens)(w, w->z, n, w->e, w->lde, w->zt);
    T(against_state)(w, w->z, n, w->db_rows);
    T(weigh)(w, w->db_rows, w->after, w->db_rows);
    T(zero)(w->db_rows + n * w->ldf, (GATED_TOKENS - n) * w->ldf);
    T(zero)(w->da_rows, SHIFTED_TOKENS * w->ldf);
    T(zero)(w->dpb, SHIFTED_TOKENS * w->ldt);
}

/* m = the lower triangle of x Z^T. */
static void T(against_z)(T(walk) *w, const real *x, real *m, bool strict)
{
    T(token_product)(w, w->len, w->len, w->e, x, w->lde, w->zt, m, true);
    w->k->gate.lower(w->len, m, w->ldt, NULL, 0, strict);
}

/* One head's queries, whose x and gradients o are loaded. */
static void T(queries_low_rank)(T(walk) *w, const real *do_panels)
{
    const T(gates) *g = &w->k->gate;
    T(against_z)(w, w->o, w->dpb, false);
    g->scores(w->f, w->q_rows, w->bt, w->w, w->ldf, w->pb_rows, 0);
    T(upper_product)(w, w->e, w->pb_rows, do_panels, w->dz, w->lde);
    g->left(w->ldf, w->dpb, w->b_rows, w->w, w->ldf, w->x);
    g->right(w->ldf, w->dpb, w->q_rows, w->w, w->ldf, w->db_rows);
}

/* dz back through the solve: dv, both parts of dk and db, da, R and rho. */
static void T(low_rank_backward)(T(walk) *w)
{
    const int64_t n = w->len;
    const T(gates) *g = &w->k->gate;
    const real *shifted = w->a_rows + w->ldf;
    real *triangle = w->dpb + w->ldt;
    g->solve(n, w->lde, w->minus_ab + (n - 1) * (w->ldt + 1), -1, -w->ldt, w->dz + (n - 1) * w->lde, -w->lde);
    const real *dz_panels = T(as_panels)(w, w->dz, n, w->e, w->lde, w->do_panels);
    if (n > 1) T(upper_product)(w, w->e, w->z_keys, dz_panels, w->du, w->lde);
    T(against_state)(w, w->dz, n, w->da_rows);
    T(weigh_shifted)(w, w->da_rows, w->da_rows);
    T(zero)(w->dpb, SHIFTED_TOKENS * w->ldt);
    T(against_written)(w, w->dz, w->dpb, true);
    g->left(w->ldf, triangle, w->k_rows, w->w, w->ldf, w->da_rows + w->ldf);
    g->right(w->ldf, triangle, shifted, w->w, w->ldf, w->dk_rows);
    T(against_z)(w, w->dz, w->dpb, true);
    g->left(w->ldf, triangle, w->b_rows, w->w, w->ldf, w->da_rows + w->ldf);
    g->right(w->ldf, triangle, shifted, w->w, w->ldf, w->db_rows);
    T(read_into_R)(w, n, w->a_start, dz_panels);
    T(add_rho)(w, w->b_rows, w->db_rows, -1);
    g->multiply_add((n - 1) * w->ldf, 1, shifted, w->da_rows + w->ldf, w->rho);
}

static void T(emit_low_rank)(T(walk) *w)
{
    for (int64_t i = 0; i < w->len; i++)
        if (T(absent)(w, w->t + i)) {
            T(zero)(w->da_rows + i * w->ldf, w->ldf);
            T(zero)(w->db_rows + i * w->ldf, w->ldf);
        }
    T(emit)(w, &w->da, 0, w->m, w->t, w->len, w->da_rows, w->ldf);
    T(emit)(w, &w->db, 0, w->m, w->t, w->len, w->db_rows, w->ldf);
}
