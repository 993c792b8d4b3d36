/* Between staged.c, which owns memory and threads, and the loops, which are compiled for float and for double. */
#ifndef POLYATTN_STAGED_WALK_H
#define POLYATTN_STAGED_WALK_H
#include "staged.h"

typedef struct staging {
    call *c;
    const stage *s;
    call inner;                          /* of the walk: features [B Hq . D], values with Hq heads, all of the compute type */
    view gated;                          /* the output before the gate */
    int64_t heads, group, longest_n, longest_m;
    char *scratch;
    int64_t scratch_size;
} staging;

typedef struct stage_entries {
    int64_t (*scratch)(const staging *g);
    void (*remake)(void *staging, int64_t task, int worker);         /* a task: a sequence's query head */
    void (*restore)(void *staging, int64_t task, int worker);        /* a sequence's key/value head: gradients of what was remade to the caller's */
    void (*gate)(void *staging, int64_t task, int worker);           /* out = gated u */
    void (*gate_backward)(void *staging, int64_t task, int worker);  /* the gradient of `gated`, and of u */
} stage_entries;

extern const stage_entries stage_entries_f32, stage_entries_f64;

#endif
