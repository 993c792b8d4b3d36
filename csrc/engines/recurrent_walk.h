/* Between recurrent.c, which owns memory and threads, and the walk, which is compiled for float and for double. */
#ifndef POLYATTN_RECURRENT_WALK_H
#define POLYATTN_RECURRENT_WALK_H
#include "recurrent.h"
#include "linear_maps.h"
#include "../isa/slice.h"

/* Rows of one task in somebody's array: [heads][length][cols], strides in bytes. Absent: data == NULL. */
typedef struct flow {
    char *data;
    dtype dtype;
    int64_t cols, head, row, col;
    int64_t every, phase, rows;          /* tokens of several keys: row i is that of step i * every + phase of the walk; how many there are */
} flow;

/* Rows that will be wanted soon: those from `first` on have not been asked for yet. */
enum { APPROACHING = 12 };
typedef struct approach { slice rows[APPROACHING]; int first, count; } approach;

/* Rows on their way out: converted into `to`, after what lies in `plus` has been added to them. `later`: where they end up when two
 * directions are added. */
typedef struct sink { flow to, plus, later; } sink;

/* Sizes of one call, the same for each of its tasks. */
typedef struct plan {
    call *c;
    const recurrence *r;
    bool backward;
    int64_t block;               /* tokens of one set of products */
    int64_t heads;               /* states of a sequence: one for each head of values */
    int64_t group;               /* query heads that read one state */
    int64_t members;             /* grouped values: states that one head of keys writes, each read by that head of queries; else 1 */
    int64_t d, f, e;             /* raw features, mapped features, value width */
    int64_t width;               /* of a map's weights or omega */
    int64_t longest_n, longest_m;
    int64_t tasks;               /* (sequence, head) */
    view dq, dk;                 /* backward: where they go; with grouped values, arrays of the compute type with the heads of the values */
    int64_t sums;                /* gradients of parameters, elements per task */
    void *partial;               /* [tasks][sums] of the compute type */
    char *scratch;               /* [workers][scratch_size bytes] */
    int64_t scratch_size;
} plan;

bool turned_features(const call *c, const recurrence *r);

/* Gradients of the members of each group, summed in their order. A task is a head of `to`. */
typedef struct folding { const view *from, *to; int64_t members; } folding;

/* Per compute type. */
typedef struct entries {
    void (*measure)(plan *p);            /* scratch_size and sums */
    void (*forward)(void *plan, int64_t task, int worker);
    void (*backward)(void *plan, int64_t task, int worker);
    void (*reduce)(const plan *p);       /* gradients of parameters from partial sums, in the order of tasks */
    void (*fold)(void *folding, int64_t task, int worker);
    int64_t (*gate_above)(const call *c, int gate, const view *mask, int64_t b, int64_t h);   /* t * D + c of the first positive gate of a present key, or -1 */
} entries;

extern const entries entries_f32, entries_f64;

#endif
