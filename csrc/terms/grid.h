/* Tables over relative positions of tokens on a grid: entry (query - key) of one to three axes, each 2 W - 1 long, the last fastest.
 *
 * An entry's number is place(query) + centre - place(key), place the number of a cell in a grid of the table's extents. The scratch holds the entries
 * from the last to the first, so that keys side by side find theirs side by side: what each sums, its value, the places of a tile's keys. Tokens
 * before the grid's (a class token) have no entry. Included once per element type. */

typedef struct T(grid) {
    int64_t axis[3], prefix, entries, centre;
    real *sums, *value;                    /* [entries]; a block of queries adds one number of each query to an entry at most */
    int32_t *place;                        /* [keys], -1: before the grid */
    bool beside;                           /* the tile's keys stand side by side */
} T(grid);

static inline int64_t T(grid_place)(const T(grid) *g, int64_t token)
{
    const int64_t p = token - g->prefix, c = p % g->axis[2], b = p / g->axis[2] % g->axis[1], a = p / g->axis[2] / g->axis[1];
    return p < 0 ? -1 : (a * (2 * g->axis[1] - 1) + b) * (2 * g->axis[2] - 1) + c;
}

/* Without `grid` all tokens stand on a line, `line` cells long. */
static inline T(grid) T(grid_of)(const call *c, int64_t line, int64_t prefix, real *scratch)
{
    const value *given = dense_param(c, DENSE_GRID);
    T(grid) g = {.axis = {given->none ? line : given->i, given->none ? 1 : given->j, given->none ? 1 : given->k}, .prefix = prefix};
    if (g.axis[0] < 1) g.axis[0] = 1;
    g.entries = (2 * g.axis[0] - 1) * (2 * g.axis[1] - 1) * (2 * g.axis[2] - 1), g.centre = g.entries / 2;
    const int64_t step = round_up(g.entries, 16);
    g.sums = scratch;
    if (scratch) g.value = scratch + step, g.place = (int32_t *)(void *)(g.value + step);
    return g;
}

static inline int64_t T(grid_scratch)(const T(grid) *g) { return 2 * round_up(g->entries, 16) + DENSE_KEYS; }

static inline void T(grid_keys)(T(grid) *g, const tile *t)
{
    for (int64_t j = 0; j < t->keys; j++) g->place[j] = (int32_t)T(grid_place)(g, t->k0 + j);
    g->beside = g->place[0] >= 0 && g->place[t->keys - 1] - g->place[0] == t->keys - 1;
}

/* Values of the tile's keys for the query at `place`, in whole vectors: where they lie, or copied. */
static inline const real *T(grid_values)(const T(grid) *g, const tile *t, int64_t place, real outside, real *copy)
{
    const real *from = g->value + g->centre - place;
    if (g->beside) return from + g->place[0];
    for (int64_t j = 0; j < t->keys; j++) copy[j] = g->place[j] < 0 ? outside : from[g->place[j]];
    for (int64_t j = t->keys; j < round_up(t->keys, LANES); j++) copy[j] = outside;
    return copy;
}

/* Adds a number of each key to its entry. */
static inline void T(grid_add)(const T(grid) *g, const tile *t, int64_t place, const real *x)
{
    real *to = g->sums + g->centre - place;
    if (g->beside) {
        T(add)(t->keys, x, to + g->place[0]);
        return;
    }
    for (int64_t j = 0; j < t->keys; j++)
        if (g->place[j] >= 0) to[g->place[j]] += x[j];
}

static inline void T(grid_end)(const T(grid) *g, double *sums)
{
    for (int64_t e = 0; e < g->entries; e++) sums[e] += (double)g->sums[g->entries - 1 - e];
}
