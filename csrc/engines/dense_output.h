/* Stage 11 of the dense engine: what a mechanism does to the output of a token, all heads side by side. */
#ifndef POLYATTN_DENSE_OUTPUT_H
#define POLYATTN_DENSE_OUTPUT_H
#include "dense.h"

/* Where a token stands, and what its functions may read besides its output. */
typedef struct output_token {
    const call *c;
    int64_t b, n;
    const double *shared, *statistic;              /* numbers of all tokens; [Hq] */
    void *own;                                     /* as the mechanism gave it */
} output_token;

/* Rows are [Hq Dv], in double. Functions that are NULL have nothing to do. */
typedef struct output_rows {
    int attended;                                  /* the output [B, Hq, N, Dv], wide and saved, of what the engine gives */
    int statistic;                                 /* the output [B, Hq, N], wide and saved, that they also take: the engine's lse or sums; 0: none */
    int64_t (*count)(const call *c);               /* of shared numbers */
    void (*shared)(const call *c, double *x);
    void (*forward)(const output_token *t, const double *a, double *out);
    /* dshared: to be added to; dstatistic: to be set, 0 on entry. */
    void (*backward)(const output_token *t, const double *a, const double *dout, double *da, double *dstatistic, double *dshared);
    void (*finish)(call *c, const double *dshared);
} output_rows;

status output_forward(call *c, const dense *d, const output_rows *o, void *own);
status output_backward(call *c, const dense *d, const output_rows *o, void *own);

#endif
