/* Stage 11 of the dense engine: what a mechanism does to the output of a token, all heads side by side. */
#ifndef POLYATTN_DENSE_OUTPUT_H
#define POLYATTN_DENSE_OUTPUT_H
#include "dense.h"

/* Rows are [Hq Dv], in double; `x` holds what all tokens share, `count` numbers, and `dx` the same of gradients. */
typedef struct output_rows {
    int attended;                                 /* the output [B, Hq, N, Dv], wide and saved, of what the engine gives */
    int64_t (*count)(const call *c);
    void (*shared)(const call *c, double *x);
    void (*forward)(const call *c, const double *x, const double *a, double *out);
    void (*backward)(const call *c, const double *x, const double *a, const double *dout, double *da, double *dx);      /* dx: to be added to */
    void (*finish)(call *c, const double *dx);
} output_rows;

status output_forward(call *c, const dense *d, const output_rows *o);
status output_backward(call *c, const dense *d, const output_rows *o);

#endif
