/* Score functions as programs: what the tracer (python/polyattn/_flex) makes of a user's function, and what a call binds it to.
 *
 * A value has one of five ranks: one per tile, per query (row), per key (column), per diagonal (q - kv), per score. An instruction works in the phase of its
 * rank: vectors of rows, columns and diagonals once a tile, strips of scores after them, and then what follows sums over the tile. A slot is a place of
 * a value; its row stride (0, 1, -1 for diagonals, the strip's) lets one kernel per operation serve every rank. */
#ifndef POLYATTN_FLEX
#define POLYATTN_FLEX
#include "../core/view.h"

enum { FLEX_STRIP_ROWS = 12, FLEX_STRIP_KEYS = 64, FLEX_LANES = 16, FLEX_ROWS = 96, FLEX_KEYS = 256, FLEX_BLOCK = 128, FLEX_CAPTURES = 32, FLEX_MASKS = 2 };

typedef enum flex_phase {
    PHASE_SCALAR, PHASE_ROW, PHASE_COLUMN, PHASE_DIAGONAL, PHASE_TILE, PHASE_ROW_AFTER, PHASE_COLUMN_AFTER, PHASE_DIAGONAL_AFTER, PHASE_SCALAR_AFTER, PHASES
} flex_phase;

/* Slots 0 to 4 are b, h (scalars), q (row), kv (column), q - kv (diagonal). A diagonal vector lies so that score (r, j) of the tile finds its
 * value at [rows - 1 - r + j]. FAULT collects lanes in which an index was outside its tensor. */
typedef enum flex_kind {
    KIND_CONSTANT, KIND_SCALAR, KIND_ROW, KIND_COLUMN, KIND_DIAGONAL, KIND_TILE, KIND_SCORE, KIND_OUT, KIND_SEED, KIND_CAPTURED, KIND_GRADIENT,
    KIND_SUM_SCALAR, KIND_SUM_ROW, KIND_SUM_COLUMN, KIND_SUM_DIAGONAL, KIND_FAULT, KINDS
} flex_kind;

typedef struct flex_ins { int32_t phase, op, form, d, a, b, c; } flex_ins;                 /* form: bit i is set where operand i is a vector */
typedef struct flex_def { int32_t kind, index; bool integer; double value; } flex_def;     /* index: of a tile temporary, a captured tensor, a fault */

/* Immutable, shared by threads, holds no tensor. */
typedef struct flex_program {
    int n, slots, moving;
    int first[PHASES + 1];           /* instructions of each phase */
    int64_t cells;                   /* elements of `real` that a worker needs */
    flex_ins *code;
    flex_def *def;
    int64_t *at;                     /* where the memory of a slot begins among the cells */
    int32_t *move;                   /* slots whose place changes from strip to strip */
} flex_program;

typedef enum flex_gradient { GRADIENT_NONE, GRADIENT_SHARED, GRADIENT_PRIVATE } flex_gradient;

/* Elements of `real` or integers of its size, C order. SHARED gradients are added to where they lie, in an order that `conflicts` keeps fixed; PRIVATE
 * ones are added up per sequence and head first. */
typedef struct flex_capture {
    char *data, *gradient;
    int64_t count, cell;             /* cell: of a private gradient among those of a worker */
    flex_gradient mode;
} flex_capture;

/* Which scores exist, in blocks of `rows` queries and `keys` (a multiple of 64) keys: state 0 empty, 2 full, 1 as the bits say, [rows][keys / 64] words for
 * each partial block. Sequences and heads may be 1: the same for all. */
typedef struct flex_blocks {
    int64_t sequences, heads, n, m, rows, keys, down, across;
    const unsigned char *state;      /* [sequences][heads][down][across] */
    const int32_t *place;            /* the same shape: number of the partial block */
    const uint64_t *bits;
} flex_blocks;

enum { CONFLICT_SEQUENCES = 1, CONFLICT_HEADS = 2, CONFLICT_QUERIES = 4 };

/* What one call attaches to itself. */
typedef struct flex {
    const flex_program *forward, *backward;      /* either may be NULL: only masks; a gradient that passes unchanged */
    int captures, masks, conflicts;
    bool hides, wide;                            /* may make a score -inf; captured tensors are float64 */
    int64_t sequences, heads, n, m;              /* of the call that it was made for */
    int64_t own;                                 /* cells of private gradients */
    flex_capture capture[FLEX_CAPTURES];
    flex_blocks mask[FLEX_MASKS];
    int fault;                                   /* 1 + number of an index that was outside its tensor */
} flex;

const char *flex_op_name(int op);        /* NULL beyond the last */
/* `code` [n], `def` [slots]; NULL and *why when they are inconsistent, or memory is out (*why NULL). */
flex_program *flex_program_new(const flex_ins *code, int n, const flex_def *def, int slots, const char **why);
void flex_program_free(flex_program *p);
/* ANDs the mask's bits into bits [rows][words] of the rectangle; returns 0 nobody is seen, 2 nothing was changed, 1 else. */
int flex_blocks_cover(const flex_blocks *b, int64_t sequence, int64_t head, int64_t q0, int64_t rows, int64_t k0, int64_t keys, uint64_t *bits, int64_t words);

/* A value that a worker has nothing of yet counts as a fault of the whole call. */
static inline void flex_fault(flex *f, int site) { __atomic_store_n(&f->fault, site + 1, __ATOMIC_RELAXED); }

#endif
