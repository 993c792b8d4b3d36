/* Between ssd.c, which owns memory and threads, and the bodies, which are compiled for float and for double. */
#ifndef POLYATTN_SSD_WALK_H
#define POLYATTN_SSD_WALK_H
#include "ssd.h"
#include "../isa/slice.h"

/* One stage of a call. A task is a head of a row of tokens [steps] or of a sequence [rows]. */
typedef struct ssd_stage {
    const call *c;
    const recurrence *r;
    const ssd *x;
    view steps, gates;           /* [B HV M] of the compute type: clamped dt, log gates */
    view d_steps, d_gates;
    view y, dy;                  /* [B HO N Dv]: read-outs, before the gate where the backward wants them; gradients of these */
    view dx;                     /* [B HV M Dv], to be added to */
    double *sums;                /* per task, `each`: of rate and dt_bias; or of a skip per channel */
    int64_t each;
    bool ungated;                /* the backward wants read-outs before their gate */
    int group;                   /* heads of read-outs per head of values */
} ssd_stage;

typedef struct ssd_entries {
    void (*steps)(void *stage, int64_t task, int worker);
    void (*steps_backward)(void *stage, int64_t task, int worker);
    void (*finish)(void *stage, int64_t task, int worker);             /* y + skip x; gated into c->out[0] unless `ungated` */
    void (*gate_backward)(void *stage, int64_t task, int worker);      /* dz, and dy */
    void (*skip_backward)(void *stage, int64_t task, int worker);
    void (*copy)(const view *from, const view *to);                    /* [B H L D]; zeros where `from` is absent */
} ssd_entries;

extern const ssd_entries ssd_f32, ssd_f64;

/* The key that is query 0's own: query i's is i + that. */
static inline int64_t ssd_own(const ssd_stage *s, sequence one) { return s->r->causal == 1 ? one.m - one.n : 0; }

#endif
