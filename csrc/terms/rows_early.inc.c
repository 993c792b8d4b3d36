/* The term `rows`, before the bias. */

static bool T(rows_early_bind)(T(bound) *x, bool backward)
{
    T(rows_bind)(x, backward);
    return x->mechanism->rows && x->mechanism->early;
}

static const T(term) T(term_rows_early) = {
    STAGE_MULTIPLY, T(rows_early_bind), T(rows_begin), T(rows_forward), T(rows_backward), T(rows_end), T(rows_finish),
};
