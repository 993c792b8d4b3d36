/* The dense engine: tiles of Q K^T -> score terms -> weight function -> normaliser -> times V, and its exact recomputing backward. */
#ifndef POLYATTN_DENSE_H
#define POLYATTN_DENSE_H
#include "../isa/slice.h"
#include "../mechanisms/mechanism.h"
#include "rotary.h"
#include "weights.h"
#include <string.h>

#define ENTRY(name) WEIGHT_##name,
typedef enum weight { WEIGHTS(ENTRY) WEIGHT_COUNT } weight;      /* a file of csrc/weights each */
#undef ENTRY

/* Where the engine's options stand among the slots and parameters of a call: c->in[c->p->first_option + DENSE_MASK]. */
enum {
    DENSE_MASK, DENSE_BIAS, DENSE_ALIBI, DENSE_CU_Q, DENSE_CU_K,
    DENSE_Q_WEIGHT, DENSE_K_WEIGHT, DENSE_Q_BIAS, DENSE_K_BIAS, DENSE_TAU, DENSE_Q_TAU, DENSE_K_TAU, DENSE_V_TAU, DENSE_PHI, DENSE_PSI,
    DENSE_SSMAX, DENSE_SSMAX_BIAS, DENSE_HEAD_MASK, DENSE_T5, DENSE_SWIN, DENSE_GMM_SIGMA, DENSE_GMM_ALPHA, DENSE_ELM, DENSE_LOGIT_SCALE,
    DENSE_EXISTENCE, DENSE_EXISTENCE_Q, DENSE_IMAGE, DENSE_SOFTPAG_HEADS, DENSE_POSITIONS, DENSE_POSITIONS_Q, DENSE_INV_FREQ,
    DENSE_TXL_U, DENSE_TXL_W, DENSE_TXL_R,
};
enum {
    DENSE_SCALE, DENSE_CAUSAL, DENSE_WINDOW, DENSE_SOFTCAP, DENSE_DROPOUT, DENSE_SEED, DENSE_OFFSET, DENSE_PRECISION,
    DENSE_QK_NORM, DENSE_NORM_EPS, DENSE_ENTROPY, DENSE_LOGN, DENSE_POS_TEMP, DENSE_POS_FLOOR, DENSE_POS_OFFSET, DENSE_ILLAMA,
    DENSE_T5_DISTANCE, DENSE_T5_BOTH, DENSE_T5_SCALE, DENSE_ALIBI_FACTOR, DENSE_ALIBI_TRAINED, DENSE_GRID, DENSE_GMM_PREFIX, DENSE_GMM_CUTOFF,
    DENSE_EXISTENCE_FLOOR, DENSE_EXISTENCE_CROSS, DENSE_SOFA_SIGMA, DENSE_SOFA_MODE, DENSE_SOFTPAG, DENSE_SINK_TOKENS,
    DENSE_ROPE, DENSE_ROPE_RULE, DENSE_TXL_ZERO = DENSE_ROPE_RULE + ROTARY_RULES,
};
enum { NORM_NONE, NORM_RMS, NORM_LAYER, NORM_L2 };      /* words of qk_norm */

static inline const view *dense_slot(const call *c, int option) { return &c->in[c->p->first_option + option]; }
static inline const value *dense_param(const call *c, int option) { return &c->param[c->p->first_param + option]; }

double dense_alibi_slope(int64_t heads, int64_t h);      /* of the standard ladder */
double dense_scale(const call *c);         /* of q . k, its default resolved */
int64_t dense_norm(const call *c);         /* of queries and keys */
int64_t dense_longest(const call *c);      /* queries or keys of a sequence, at most */
int64_t dense_txl_zero(const call *c);     /* which row of txl_r is that of distance 0 */
bool dense_turns(const call *c);           /* whether queries and keys take rotary positions */
rotary dense_rotary(const call *c);
bool dense_prepares(const call *c);        /* whether q, k or v are changed before the scores: dense_prologue.inc.c */

/* Whether the slot was given as this word, or left away where it is the default. */
static inline bool given_word(const call *c, int slot, const char *word)
{
    const char *at = c->p->slots[slot].words;
    const size_t n = strlen(word);
    for (int i = c->word[slot]; i > 0; i--) at = strchr(at, '|') + 1;
    return c->word[slot] >= 0 && !strncmp(at, word, n) && (at[n] == '|' || !at[n]);
}

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

/* Numbers of the adaptive filter (terms/filter.inc.c), in the type of the accumulation: of lags j - i - M + N from 1 - M to N - 1 (and a pad) E, b, S of each
 * query head, |k|^2 and |q|^2. gradient: sums[sequences][Hq] of 3 (by lag: dL/db, dL/dS, dL/dE), M (|k|^2), N (|q|^2), and 1 (dy y / tau^2). */
enum { FILTER_PAD = 64 };
static inline int64_t filter_lags(int64_t n, int64_t m) { return round_up(n + m, FILTER_PAD) + FILTER_PAD; }
typedef struct filter {
    bool robust, full;
    const void *tables, *keys, *queries;      /* [Hq][3][lags], [B][H][M and a pad], [B][Hq][N] */
    const double *tau;                        /* [Hq], squared */
    void (*gradient)(call *c, const struct filter *f, const double *sums);
    void *own;                                /* the row's */
} filter;

/* What is special to a mechanism. The slots q, k, v are the row's first three, `out` is its first output. */
typedef struct dense {
    weight weight;
    int lse, weights;                /* outputs of that meaning; 0: none */
    bool precise;                    /* no weight is rounded to bfloat16: one may outweigh all others, or the sums are an output of float32 */
    int sinks;                       /* slot of one logit per query head, or one for all (rank 0), that joins the sum of family A; 0: none */
    /* Slots [Hq, D] or [D], [Hq, Dv] or [Dv] of a key that every query of the head sees, and of its value (family A, instead of `sinks`); a value without
     * a key is added to every output. Either may be absent in a call. 0: none. */
    int sink_keys, sink_values;
    bool beside;                     /* the key joins no sum: its value is added, times the share of its weight in the row's sum and its own */
    bool (*counts)(const call *c);   /* whether `rows`, `normal` or `parameters` need the visible keys of each query; NULL: they do not */
    bool early;                      /* factor and shift before the bias instead (stage 4) */
    /* score = factor_i score + shift_i after all other terms, out_i = gain_i sum_j weight_ij v_j; all three are 1, 0, 1 on entry. NULL: nothing of it. */
    void (*rows)(const call *c, const tile *block, double *factor, double *shift, double *gain);
    /* sums[(s Hq + h) 2 + (0, 1)] = sums over the scores of head h, sequence s, of dL/d(score before) score before, and of dL/dscore after. */
    void (*rows_gradient)(call *c, const double *sums);

    /* A constant added to the scores of head h by their distance |i + M - N - j|: bias[0..n). NULL: none. */
    void (*lags)(const call *c, int64_t head, int64_t n, double *bias);

    /* POINTWISE: the weights of row i are divided by z_i, whose derivative by the sum of the row's weights is slope_i; 1 and 0 on entry. The output
     * `sums` [B, Hq, N], which is saved, holds those sums; 0: z does not depend on them. */
    void (*normal)(const call *c, const tile *block, const double *sums, double *z, double *slope);
    int sums;
    /* What the weight function is given for a row of the block: POINTWISE p[0], WHOLE_ROW all. Of the first `learned` the backward sums the gradients
     * per sequence and head: sums[(s Hq + h) learned + i]. */
    void (*parameters)(const call *c, const tile *block, int64_t row, double *p);
    int learned;
    void (*learned_gradient)(call *c, const double *sums);
    /* Blocks of keys that are chosen: score[i] of key block i, of `block` keys each, for query block `row` (of position i + M - N over `block`) is added to
     * its scores; -inf: absent. `blocks` of them. NULL: none. */
    int64_t (*block)(const call *c);
    void (*block_scores)(const call *c, const tile *t, int64_t row, int64_t blocks, double *score);
    const filter *filter;            /* NULL: none */
} dense;

status dense_forward(call *c, const dense *d);
status dense_backward(call *c, const dense *d);

#endif
