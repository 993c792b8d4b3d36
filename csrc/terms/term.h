/* A score term: what changes a tile of scores before the weight function, and its backward. A file here is a term; the build finds it. A term
 * sees its operands, a tile and where the tile lies, nothing else of the engine. Included once per element type. */
#ifndef POLYATTN_TERM
#define POLYATTN_TERM
#include "../engines/dense.h"
#include "terms.h"

/* Part 0.2 of spec/dense-scores.md: terms are applied in this order, in that of their names where stages are equal. */
enum { STAGE_SCORE = 2, STAGE_SOFTCAP = 3, STAGE_MULTIPLY = 4, STAGE_BIAS = 5, STAGE_PROGRAM = 6, STAGE_ROWS = 7, STAGE_WEIGHTS = 8, STAGE_OUTPUT = 11 };
#endif

/* A term of one call. */
typedef struct T(bound) {
    const struct T(term) *term;
    const call *call;
    const dense *mechanism;
    const view *operand;
    view gradient;         /* of the operand, where wanted: [B, Hq, N, M] of `real`, zero at first, what falls on one element is summed by adding */
    bool unset;            /* it is not zero at first: the first head that walks an element sees all of its own, once each, and stores them */
    int slot;              /* of the operand, when its gradient has that form */
    int64_t scratch;       /* elements of scratch that the term needs in each task */
    int sums;              /* numbers per sequence and head that the backward adds up for `finish` */
    bool hides;            /* may make a score -inf: an absent key */
    bool backward;         /* it is, of the term's own knowledge */
    int conflicts;         /* what adds to the same elements of gradients that the term writes by itself (CONFLICT_ of flex/program.h) */
    bool keeps_input;      /* the backward reads the scores that the forward was given */
    real number;
    int64_t length;        /* of the longest sequence, where the term sums by position */
} T(bound);

/* Functions may be NULL where there is nothing to do. Scores [rows][ld]; columns up to whole vectors may be read and written. */
typedef struct T(term) {
    int stage;
    bool (*bind)(T(bound) *x, bool backward);                                         /* false: the call does not use the term */
    void (*begin)(const T(bound) *x, real *scratch, const tile *block);             /* before the tiles of a block of queries */
    void (*forward)(const T(bound) *x, real *scratch, const tile *t, real *s, int64_t ld);
    /* ds: dL/d(what forward gave) -> dL/d(what it was given), `input`. Where ds is 0 nothing may come out of it, whatever stands in input. */
    void (*backward)(const T(bound) *x, real *scratch, const tile *t, const real *input, real *ds, int64_t ld);
    void (*end)(const T(bound) *x, real *scratch, const tile *block, double *sums);   /* adds what the block's backward gathered */
    void (*finish)(const T(bound) *x, call *c, const double *sums);                   /* sums [sequences][Hq][x->sums] */
    bool (*empty)(const T(bound) *x, const real *scratch, const tile *t);             /* nothing of the tile is seen: it is not looked at. After `begin` */
    void (*weigh)(const T(bound) *x, real *scratch, const tile *t, real *w, int64_t ld);      /* after the weight function: times constants; its own backward */
    /* Where those are learned: p, weights before `weigh`, 0 where there are none; given: dL/dp, times `mask` of the head (anything where p is 0). */
    void (*weighed)(const T(bound) *x, real *scratch, const tile *t, const real *p, const real *given, real mask, int64_t ld);
    void (*queries)(const T(bound) *x, const real *scratch, const tile *block, real *dq, int64_t ld);      /* after `end`: adds what the term gives the block's queries */
} T(term);

/* Keys, or queries, of the longest sequence. */
static inline int64_t T(longest_sequence)(const call *c, bool keys)
{
    int64_t most = 0;
    for (int64_t s = 0; s < c->sequences; s++) {
        const sequence q = sequence_of(c, s);
        if ((keys ? q.m : q.n) > most) most = keys ? q.m : q.n;
    }
    return most;
}

/* The gradient of a number per head, of a sequence's heads, or one number: numbers[(s Hq + h) step]. */
static inline void T(store_by_head)(const call *c, const view *g, const double *numbers, int64_t step)
{
    const int64_t heads = c->size[SYM_HQ];
    double every = 0;
    for (int64_t h = 0; h < heads && present(g); h++) {
        double all = 0;
        for (int64_t s = 0; s < c->sequences; s++) {
            all += numbers[(s * heads + h) * step];
            if (g->rank == 2) view_set(g, s, h, 0, 0, numbers[(s * heads + h) * step]);
        }
        every += all;
        if (g->rank == 1) view_set(g, h, 0, 0, 0, all);
    }
    if (present(g) && !g->rank) view_set(g, 0, 0, 0, 0, every);
}

/* The gradient of a table [entries, Hq]: factor times numbers [sequences][Hq][entries]. */
static inline void T(store_table)(const call *c, const view *g, const double *numbers, int64_t entries, double factor)
{
    const int64_t heads = c->size[SYM_HQ];
    for (int64_t h = 0; h < heads; h++)
        for (int64_t e = 0; e < entries; e++) {
            double all = 0;
            for (int64_t s = 0; s < c->sequences; s++) all += numbers[(s * heads + h) * entries + e];
            view_set(g, e, h, 0, 0, factor * all);
        }
}
