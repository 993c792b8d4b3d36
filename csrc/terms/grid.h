/* Tables over relative positions of tokens on a grid: entry (query - key) of one to three axes, each 2 W - 1 long, the last fastest.
 *
 * An entry's number is place(query) + centre - place(key), place the number of a cell in a grid of the table's extents. Scratch: what each entry sums
 * (double), its value, the places of a tile's keys. Tokens before the grid's (a class token) have no entry. Included once per element type. */

typedef struct T(grid) {
    int64_t axis[3], prefix, entries, centre;
    double *sums;                          /* [entries] */
    real *value;
    int32_t *place;                        /* [keys], -1: before the grid */
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
    g.sums = (double *)(void *)scratch;
    if (scratch) g.value = scratch + step * (int64_t)(sizeof(double) / sizeof(real)), g.place = (int32_t *)(void *)(g.value + step);
    return g;
}

static inline int64_t T(grid_scratch)(const T(grid) *g) { return round_up(g->entries, 16) * (1 + (int64_t)(sizeof(double) / sizeof(real))) + DENSE_KEYS; }

static inline void T(grid_keys)(const T(grid) *g, const tile *t)
{
    for (int64_t j = 0; j < t->keys; j++) g->place[j] = (int32_t)T(grid_place)(g, t->k0 + j);
}
