/* State-space duality (Mamba-2) on kernel A: step sizes dt become strengths and, times a rate per head, log gates; read-outs get a skip from their
 * own value and a gate. The arrays [B HV M] of steps, gates and their gradients are the only ones beyond those of the walk, apart from read-outs
 * where they are not yet what the caller wants. */
#ifndef POLYATTN_SSD_H
#define POLYATTN_SSD_H
#include "recurrent.h"

/* Slots by number; 0 where the row has none. */
typedef struct ssd {
    int dt, rate, dt_bias, skip, z, segments;
    bool softplus;
    double low, high;            /* dt is clamped to */
} ssd;

/* `r` reads slot dt as strengths and slot rate as gates of every step. */
status ssd_check(call *c, const ssd *x);
status ssd_forward(call *c, const recurrence *r, const ssd *x);
status ssd_backward(call *c, const recurrence *r, const ssd *x);

#endif
