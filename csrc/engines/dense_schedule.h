/* Which scores of a dense call exist: causality, window, ends of sequences and boolean masks, as full, empty and partial tiles. */
#ifndef POLYATTN_DENSE_SCHEDULE_H
#define POLYATTN_DENSE_SCHEDULE_H
#include "dense.h"
#include "../flex/program.h"

typedef enum coverage { TILE_EMPTY, TILE_FULL, TILE_PARTIAL } coverage;

typedef struct schedule {
    const view *mask;                /* boolean [B, Hq, N, M], or NULL */
    int64_t left, right;             /* window; -1 unlimited */
    int64_t sinks;                   /* first keys, which the window's left edge does not hide */
    int64_t causal;                  /* 0, 1 bottom-right, 2 top-left */
    const flex *flex;                /* block masks, or NULL */
} schedule;

typedef struct span { int64_t begin, end; } span;

/* Queries of one key/value head as blocks: `groups` times `along` blocks of `heads` query heads (short sequences: the heads of a group share
 * products) and `rows` queries each. Depends on shape alone. */
typedef struct cut { int64_t heads, rows, groups, along; } cut;

schedule schedule_of(const call *c);
span reach(const schedule *s, int64_t n, int64_t m, int64_t query);          /* the keys that causality, window and length leave, but for sinks */
span reach_rows(const schedule *s, const tile *t, int64_t first, int64_t last);     /* of a tile, what any of these queries may see lies in it */
int64_t reach_count(const schedule *s, int64_t n, int64_t m, int64_t query);        /* how many keys they leave, with sinks */
span key_blocks(const schedule *s, const tile *block, int64_t keys);         /* numbers of the tiles of `keys` keys that a block of queries may need */
/* Partial: bits [rows][words] of the keys that are seen, 0 beyond the last key. Full only where keys are a multiple of `lanes`. */
coverage cover(const schedule *s, const tile *t, int64_t lanes, uint64_t *bits, int64_t words);
cut cut_queries(int64_t n, int64_t group);

#endif
