/* Running a program on tiles of scores. */
#include "flex_ops.inc.c"

/* A program at work: its places, and where in the cells of a worker they point to. */
typedef struct T(machine) {
    const flex_program *p;
    flex *bound;
    real *cells;
    T(place) *place;
    char *private_gradients;          /* of this worker */
} T(machine);

enum { T(FLEX_PLACE) = sizeof(T(place)) / sizeof(real) };

static inline int64_t T(flex_cells)(const flex_program *p) { return p ? round_up(p->cells + (int64_t)p->slots * T(FLEX_PLACE), FLEX_LANES) : 0; }

static T(machine) T(machine_at)(const flex_program *p, flex *f, real *cells, real *own)
{
    return (T(machine)){p, f, cells, (T(place) *)(void *)(cells + p->cells), (char *)own};
}

static void T(fill)(real *to, const flex_def *d, int64_t n)
{
    const T(cell) whole = d->integer ? (T(cell))d->value : 0;
    for (int64_t i = 0; i < n; i++)
        if (d->integer) memcpy(to + i, &whole, sizeof whole);
        else to[i] = (real)d->value;
}

static void T(put)(real *to, int64_t value)
{
    const T(cell) x = (T(cell))value;
    memcpy(to, &x, sizeof x);
}

static void T(run_phase)(const T(machine) *m, int phase, int64_t rows, int64_t width)
{
    const flex_ins *x = m->p->code + m->p->first[phase], *end = m->p->code + m->p->first[phase + 1];
    for (; x < end; x++) T(operations)[x->op][x->form](m->place + x->d, m->place + x->a, m->place + x->b, m->place + x->c, rows, width);
}

/* Before the tiles of `rows` queries from q0 of one head. */
static void T(machine_begin)(const T(machine) *m, int64_t sequence, int64_t head, int64_t q0, int64_t rows, int64_t n)
{
    const flex_program *p = m->p;
    for (int i = 0; i < p->slots; i++) {
        const flex_def *d = &p->def[i];
        const int kind = d->kind;
        real *at = m->cells + p->at[i];
        if (kind == KIND_CAPTURED) at = (real *)(void *)m->bound->capture[d->index].data;
        if (kind == KIND_GRADIENT) {
            const flex_capture *x = &m->bound->capture[d->index];
            at = x->mode == GRADIENT_PRIVATE ? (real *)(void *)m->private_gradients + x->cell : (real *)(void *)x->gradient;
        }
        m->place[i] = (T(place)){at, kind == KIND_TILE ? FLEX_STRIP_KEYS : 0};
        if (kind == KIND_CONSTANT || kind == KIND_FAULT) T(fill)(at, d, FLEX_LANES);
    }
    for (int j = 0; j < FLEX_LANES; j++) T(put)(m->place[0].p + j, sequence), T(put)(m->place[1].p + j, head);
    for (int64_t i = 0; i < round_up(rows, FLEX_LANES); i++) T(put)(m->place[2].p + i, q0 + i < n ? q0 + i : n - 1);
    T(run_phase)(m, PHASE_SCALAR, 1, FLEX_LANES);
    T(run_phase)(m, PHASE_ROW, 1, round_up(rows, FLEX_LANES));
}

/* Positions of the tile's keys and diagonals, sums at zero. Beyond the last key the last one is repeated: every load stays inside. */
static void T(machine_tile)(const T(machine) *m, const tile *t, int64_t width, int64_t span)
{
    real *kv = m->cells + m->p->at[3], *diagonal = m->cells + m->p->at[4];
    for (int64_t j = 0; j < width; j++) T(put)(kv + j, t->k0 + j < t->m ? t->k0 + j : t->m - 1);
    for (int64_t i = 0; i < span; i++) {
        const int64_t d = t->q0 - t->k0 + t->rows - 1 - i;
        T(put)(diagonal + i, d < 1 - t->m ? 1 - t->m : d > t->n - 1 ? t->n - 1 : d);
    }
    for (int i = 0; i < m->p->slots; i++) {
        const int kind = m->p->def[i].kind;
        real *at = m->cells + m->p->at[i];
        if (kind == KIND_SUM_ROW) memset(at, 0, (size_t)(round_up(t->rows, FLEX_LANES) * FLEX_LANES) * sizeof *at);
        if (kind == KIND_SUM_COLUMN) memset(at, 0, (size_t)width * sizeof *at);
        if (kind == KIND_SUM_SCALAR) memset(at, 0, FLEX_LANES * sizeof *at);
        if (kind == KIND_SUM_DIAGONAL) memset(at, 0, (size_t)span * sizeof *at);
    }
}

/* The places of strip (r, j). */
static void T(machine_strip)(const T(machine) *m, const tile *t, int64_t r, int64_t j, const real *score, const real *seed, real *out, int64_t ld)
{
    for (int i = 0; i < m->p->moving; i++) {
        const int slot = m->p->move[i], kind = m->p->def[slot].kind;
        real *at = m->cells + m->p->at[slot];
        T(place) *x = &m->place[slot];
        if (kind == KIND_ROW) *x = (T(place)){at + r, 1};
        else if (kind == KIND_COLUMN || kind == KIND_SUM_COLUMN) *x = (T(place)){at + j, 0};
        else if (kind == KIND_DIAGONAL || kind == KIND_SUM_DIAGONAL) *x = (T(place)){at + t->rows - 1 - r + j, -1};
        else if (kind == KIND_SUM_ROW) *x = (T(place)){at + r * FLEX_LANES, FLEX_LANES};
        else *x = (T(place)){(kind == KIND_SCORE ? (real *)(uintptr_t)score : kind == KIND_SEED ? (real *)(uintptr_t)seed : out) + r * ld + j, ld};
    }
}

/* Sums of lanes, in the order of the lanes, and the places of whole vectors. */
static void T(machine_fold)(const T(machine) *m, int64_t rows)
{
    for (int i = 0; i < m->p->slots; i++) {
        const int kind = m->p->def[i].kind;
        real *at = m->cells + m->p->at[i];
        if (kind == KIND_ROW || kind == KIND_COLUMN || kind == KIND_DIAGONAL || (kind >= KIND_SUM_SCALAR && kind <= KIND_SUM_DIAGONAL)) m->place[i] = (T(place)){at, 0};
        for (int64_t r = 0; kind == KIND_SUM_ROW && r < round_up(rows, FLEX_LANES); r++) {
            real s = 0;
            for (int l = 0; l < T(FLEX_WIDTH); l++) s += at[r * FLEX_LANES + l];
            at[r] = s;
        }
        if (kind != KIND_SUM_SCALAR) continue;
        real s = 0;
        for (int l = 0; l < T(FLEX_WIDTH); l++) s += at[l];
        for (int l = 0; l < FLEX_LANES; l++) at[l] = s;
    }
}

/* One tile, out may be score or seed; columns up to whole vectors are written. */
static void T(machine_run)(const T(machine) *m, const tile *t, const real *score, const real *seed, real *out, int64_t ld)
{
    const int64_t width = round_up(t->keys, FLEX_LANES), span = round_up(t->rows + width, FLEX_LANES), cells = round_up(t->keys, LANES);
    const bool strips = m->p->first[PHASE_TILE] < m->p->first[PHASE_TILE + 1];
    T(machine_tile)(m, t, width, span);
    for (int i = 0; i < m->p->slots; i++) {
        const int kind = m->p->def[i].kind;
        if (kind == KIND_ROW || kind == KIND_COLUMN || kind == KIND_DIAGONAL) m->place[i] = (T(place)){m->cells + m->p->at[i], 0};
    }
    T(run_phase)(m, PHASE_COLUMN, 1, width);
    T(run_phase)(m, PHASE_DIAGONAL, 1, span);
    for (int64_t r = 0; strips && r < t->rows; r += FLEX_STRIP_ROWS)
        for (int64_t j = 0; j < cells; j += FLEX_STRIP_KEYS) {
            T(machine_strip)(m, t, r, j, score, seed, out, ld);
            T(run_phase)(m, PHASE_TILE, t->rows - r < FLEX_STRIP_ROWS ? t->rows - r : FLEX_STRIP_ROWS, cells - j < FLEX_STRIP_KEYS ? cells - j : FLEX_STRIP_KEYS);
        }
    if (m->p->first[PHASE_ROW_AFTER] < m->p->n) {
        T(machine_fold)(m, t->rows);
        T(run_phase)(m, PHASE_ROW_AFTER, 1, round_up(t->rows, FLEX_LANES));
        T(run_phase)(m, PHASE_COLUMN_AFTER, 1, width);
        T(run_phase)(m, PHASE_DIAGONAL_AFTER, 1, span);
        T(run_phase)(m, PHASE_SCALAR_AFTER, 1, FLEX_LANES);
    }
    for (int i = 0; i < m->p->slots; i++)
        if (m->p->def[i].kind == KIND_FAULT)
            for (int l = 0; l < T(FLEX_WIDTH); l++)
                if (T(cell_at)(m->place[i].p + l)) flex_fault(m->bound, m->p->def[i].index);
}

/* The bound program alone on one tile, for tests and block masks: the backward where there is a seed. `memory` as T(flex_tile_cells) says. */
static void T(flex_tile)(flex *f, real *memory, const tile *t, const real *score, const real *seed, real *out, int64_t ld)
{
    const T(machine) x = T(machine_at)(seed ? f->backward : f->forward, f, memory, NULL);
    T(machine_begin)(&x, t->sequence, t->head, t->q0, t->rows, t->n);
    T(machine_run)(&x, t, score, seed, out, ld);
}

#if REAL == 32
INLINE uint64_t flex_word(const float *x, int64_t n)
{
    uint64_t word = 0;
    int64_t j = 0;
#if SIMD == SIMD_AVX512
    for (; j + 16 <= n; j += 16) word |= (uint64_t)_mm512_movepi32_mask(_mm512_loadu_si512(x + j)) << j;
#elif SIMD == SIMD_AVX2
    for (; j + 8 <= n; j += 8) word |= (uint64_t)(unsigned)_mm256_movemask_ps(_mm256_loadu_ps(x + j)) << j;
#endif
    for (; j < n; j++) word |= (uint64_t)(cell_at_f32(x + j) & 1) << j;
    return word;
}

/* Bits of a boolean program on at most FLEX_BLOCK x FLEX_BLOCK scores: [FLEX_BLOCK][FLEX_BLOCK / 64]; returns how many are set. `memory`: flex_cells and a block more. */
static int64_t flex_block(flex *f, float *memory, const tile *whole, uint64_t *bits)
{
    float *out = memory + flex_cells_f32(f->forward);
    int64_t ones = 0;
    memset(bits + whole->rows * (FLEX_BLOCK / 64), 0, (size_t)((FLEX_BLOCK - whole->rows) * (FLEX_BLOCK / 64)) * sizeof *bits);
    for (int64_t r = 0; r < whole->rows; r += FLEX_BLOCK / 2) {
        tile t = *whole;
        t.q0 += r, t.rows = whole->rows - r < FLEX_BLOCK / 2 ? whole->rows - r : FLEX_BLOCK / 2;
        flex_tile_f32(f, memory, &t, out, NULL, out, FLEX_BLOCK);
        for (int64_t i = 0; i < t.rows; i++)
            for (int64_t j = 0; j < FLEX_BLOCK; j += 64) {
                const uint64_t word = j < t.keys ? flex_word(out + i * FLEX_BLOCK + j, t.keys - j < 64 ? t.keys - j : 64) : 0;
                bits[((r + i) * FLEX_BLOCK + j) / 64] = word;
                ones += __builtin_popcountll(word);
            }
    }
    return ones;
}
#endif
