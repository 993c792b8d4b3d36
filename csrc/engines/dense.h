/* The dense engine: tiles of Q K^T -> score terms -> weight function -> normaliser -> times V, and its exact recomputing backward. */
#ifndef POLYATTN_DENSE_H
#define POLYATTN_DENSE_H
#include "../isa/slice.h"
#include "../mechanisms/mechanism.h"
#include "weights.h"

#define ENTRY(name) WEIGHT_##name,
typedef enum weight { WEIGHTS(ENTRY) WEIGHT_COUNT } weight;      /* a file of csrc/weights each */
#undef ENTRY

/* Where the engine's options stand among the slots and parameters of a call: c->in[c->p->first_option + DENSE_MASK]. */
enum {
    DENSE_MASK, DENSE_BIAS, DENSE_ALIBI, DENSE_CU_Q, DENSE_CU_K,
    DENSE_Q_WEIGHT, DENSE_K_WEIGHT, DENSE_Q_BIAS, DENSE_K_BIAS, DENSE_TAU, DENSE_Q_TAU, DENSE_K_TAU, DENSE_V_TAU, DENSE_PHI, DENSE_PSI,
};
enum {
    DENSE_SCALE, DENSE_CAUSAL, DENSE_WINDOW, DENSE_SOFTCAP, DENSE_DROPOUT, DENSE_SEED, DENSE_OFFSET, DENSE_PRECISION,
    DENSE_QK_NORM, DENSE_NORM_EPS, DENSE_ENTROPY,
};
enum { NORM_NONE, NORM_RMS, NORM_LAYER, NORM_L2 };      /* words of qk_norm */

static inline const view *dense_slot(const call *c, int option) { return &c->in[c->p->first_option + option]; }
static inline const value *dense_param(const call *c, int option) { return &c->param[c->p->first_param + option]; }

double dense_scale(const call *c);         /* of q . k, its default resolved */
bool dense_prepares(const call *c);        /* whether q, k or v are changed before the scores: dense_prologue.inc.c */

/* A rectangle of scores of one query head: positions inside its sequence. A block is the rectangle of some queries and all keys. */
typedef struct tile {
    int64_t sequence, head;
    int64_t q0, rows, k0, keys;
    int64_t n, m;                    /* queries and keys of the sequence */
    int64_t first_q, first_k;        /* where the sequence begins among the rows of the caller's arrays (packed sequences; else 0) */
    const int64_t *visible;          /* [rows] keys that each query sees, where the mechanism asks for them */
} tile;

/* The part of x [B, Hq, N, M] (axes that broadcast have stride 0) under a tile. */
static inline slice under_tile(const view *x, const tile *t)
{
    slice all = slice_of(x, x->shape[0] == 1 ? 0 : t->sequence, t->head, t->first_q + t->q0, t->rows);
    all.data += (t->first_k + t->k0) * all.col_stride;
    all.cols = t->keys;
    return all;
}

enum { DENSE_ROWS = 96, DENSE_KEYS = 256 };      /* at most so many queries in a block, of one or several heads; at most so many keys in a tile */

enum { ROW_PARAMETERS = 4 };       /* numbers that a weight function may be given for each row */
enum { DENSE_SPAN = 4 };       /* tiles of keys that one task of a sequence with few queries walks */

/* What is special to a mechanism. The slots q, k, v are the row's first three, `out` is its first output. */
typedef struct dense {
    weight weight;
    int lse, weights;                /* outputs of that meaning; 0: none */
    int sinks;                       /* slot of one logit per query head, or one for all (rank 0), that joins the sum of family A; 0: none */
    /* Slots [Hq, D] or [D], [Hq, Dv] or [Dv] of a key that every query of the head sees, and of its value (family A, instead of `sinks`); a value without
     * a key is added to every output. Either may be absent in a call. 0: none. */
    int sink_keys, sink_values;
    bool (*counts)(const call *c);   /* whether `rows`, `normal` or `parameters` need the visible keys of each query; NULL: they do not */
    bool early;                      /* factor and shift before the bias instead (stage 4) */
    /* score = factor_i score + shift_i after all other terms, out_i = gain_i sum_j weight_ij v_j; all three are 1, 0, 1 on entry. NULL: nothing of it. */
    void (*rows)(const call *c, const tile *block, double *factor, double *shift, double *gain);
    /* sums[(s Hq + h) 2 + (0, 1)] = sums over the scores of head h, sequence s, of dL/d(score before) score before, and of dL/dscore after. */
    void (*rows_gradient)(call *c, const double *sums);

    /* POINTWISE: the weights of row i are divided by z_i, whose derivative by the sum of the row's weights is slope_i; 1 and 0 on entry. The output
     * `sums` [B, Hq, N], which is saved, holds those sums; 0: z does not depend on them. */
    void (*normal)(const call *c, const tile *block, const double *sums, double *z, double *slope);
    int sums;
    /* What the weight function is given for a row of the block: POINTWISE p[0], WHOLE_ROW all. Of the first `learned` the backward sums the gradients
     * per sequence and head: sums[(s Hq + h) learned + i]. */
    void (*parameters)(const call *c, const tile *block, int64_t row, double *p);
    int learned;
    void (*learned_gradient)(call *c, const double *sums);
} dense;

status dense_forward(call *c, const dense *d);
status dense_backward(call *c, const dense *d);

#endif
