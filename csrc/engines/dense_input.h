/* Stage 1 of the dense engine: a mechanism's own map of queries, keys or values, before the engine's. */
#ifndef POLYATTN_DENSE_INPUT_H
#define POLYATTN_DENSE_INPUT_H
#include "dense.h"

/* A row of q, k or v (`slot` 0, 1, 2), of `dim` numbers, and what its functions may read besides it. */
typedef struct input_row {
    const call *c;
    int slot;
    int64_t b, h, n, dim;
    const double *shared;
} input_row;

/* Rows in double. count, shared and finish may be NULL. */
typedef struct input_map {
    int64_t (*count)(const call *c);               /* of numbers that all rows share */
    void (*shared)(const call *c, double *x);
    void (*forward)(const input_row *r, const double *x, double *y);
    void (*backward)(const input_row *r, const double *x, const double *dy, double *dx, double *dshared);      /* dshared: to be added to */
    void (*finish)(call *c, const double *dshared);      /* of all slots together */
} input_map;

/* `run` on a call that has the mapped rows in the place of q, k and v where `mapped` says so; then what its gradients become. */
status input_forward(call *c, const input_map *map, const bool mapped[3], status (*run)(call *c));
status input_backward(call *c, const input_map *map, const bool mapped[3], status (*run)(call *c));

#endif
