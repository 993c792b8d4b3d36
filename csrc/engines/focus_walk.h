/* Between focus.c, which owns memory and threads, and the loops, which are compiled for float and for double. */
#ifndef POLYATTN_FOCUS_WALK_H
#define POLYATTN_FOCUS_WALK_H
#include "focus.h"

enum { FOCUS_ROWS = 16 };                /* tokens of a task, with all of their heads */

typedef struct focusing {
    call *c;
    const focus *f;
    call inner;                          /* of the walk: features in the place of q and k, and their gradients */
    int64_t batch, query_tasks, key_tasks;      /* of each sequence of the batch: queries first */
    double *inverse;                     /* [H][D]: 1 / t */
    void *partial;                       /* backward: [tasks][H][D] of the compute type: sums of x dx; NULL: not wanted */
    char *scratch;
    int64_t scratch_size;
} focusing;

typedef struct focus_entries {
    int64_t (*scratch)(const focusing *g);
    void (*forward)(void *focusing, int64_t task, int worker);
    void (*backward)(void *focusing, int64_t task, int worker);
    void (*table)(void *focusing, int64_t task, int worker);      /* its gradient: a task is FOCUS_ROWS keys of every sequence */
    void (*reduce)(const focusing *g);                            /* that of t */
} focus_entries;

extern const focus_entries focus_entries_f32, focus_entries_f64;

#endif
