/* Scores of blocks of keys that a mechanism chooses: score_ij += s(block of i + M - N, block of j), -inf: absent. No gradient.
 *
 * Scratch, in double: [blocks of queries under a block of the engine's][blocks of keys]. */

static bool T(blocks_bind)(T(bound) *x, bool backward)
{
    (void)backward;
    if (!x->mechanism->block_scores) return false;
    const int64_t size = x->mechanism->block(x->call);
    x->length = (T(longest_sequence)(x->call, true) + size - 1) / size;
    x->hides = true;
    x->scratch = round_up((DENSE_ROWS / size + 2) * x->length * (int64_t)(sizeof(double) / sizeof(real)), 16);
    return true;
}

/* The block where query i stands; before the first key they are negative. */
static int64_t T(block_of_query)(const tile *t, int64_t i, int64_t size)
{
    const int64_t at = t->q0 + i + t->m - t->n;
    return at < 0 ? -((size - 1 - at) / size) : at / size;
}

static void T(blocks_begin)(const T(bound) *x, real *scratch, const tile *t)
{
    const int64_t size = x->mechanism->block(x->call), blocks = (t->m + size - 1) / size, first = T(block_of_query)(t, 0, size);
    double *score = (double *)(void *)scratch;
    for (int64_t r = first; r <= T(block_of_query)(t, t->rows - 1, size); r++, score += x->length) x->mechanism->block_scores(x->call, t, r, blocks, score);
}

/* Of the rows `first` to the last of a tile; a tile is of the same queries as its block. */
static bool T(blocks_empty)(const T(bound) *x, const real *scratch, const tile *t)
{
    const int64_t size = x->mechanism->block(x->call), first = T(block_of_query)(t, 0, size), rows = T(block_of_query)(t, t->rows - 1, size) - first + 1;
    const double *score = (const double *)(const void *)scratch;
    for (int64_t r = 0; r < rows; r++)
        for (int64_t j = t->k0 / size; j * size < t->k0 + t->keys; j++)
            if (score[r * x->length + j] != -INFINITY) return false;
    return true;
}

static void T(blocks_forward)(const T(bound) *x, real *scratch, const tile *t, real *s, int64_t ld)
{
    const int64_t size = x->mechanism->block(x->call), first = T(block_of_query)(t, 0, size);
    for (int64_t i = 0; i < t->rows; i++, s += ld) {
        const double *score = (const double *)(const void *)scratch + (T(block_of_query)(t, i, size) - first) * x->length;
        for (int64_t j = 0; j < t->keys;) {
            const int64_t block = (t->k0 + j) / size;
            int64_t end = (block + 1) * size - t->k0;
            if (end > t->keys) end = t->keys;
            const real add = (real)score[block];
            if (add == -INFINITY)
                for (; j < end; j++) s[j] = add;
            else if (add != 0)
                for (; j < end; j++) s[j] += add;
            j = end;
        }
    }
}

static const T(term) T(term_blocks) = {STAGE_BIAS, .bind = T(blocks_bind), .begin = T(blocks_begin), .forward = T(blocks_forward), .empty = T(blocks_empty)};
