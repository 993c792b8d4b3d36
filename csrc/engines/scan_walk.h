/* Between scan.c, which owns memory and threads, and the loops, which are compiled for float and for double. */
#ifndef POLYATTN_SCAN_WALK_H
#define POLYATTN_SCAN_WALK_H
#include "scan.h"

/* Tokens whose decays and states the backward holds at once, and whose part of the gradients of b and c it holds for every block of channels. */
enum { SCAN_CHUNK = 64, SCAN_SPAN = 4 * SCAN_CHUNK };

typedef struct scanning {
    call *c;
    const scan *s;
    int64_t lanes, states, ld;           /* ld: states in whole vectors */
    int64_t groups, blocks;              /* of channels: groups of b and c, and blocks of `lanes` channels, which end with their group */
    int64_t longest;
    char *scratch;                       /* [workers][scratch_size bytes] */
    int64_t scratch_size;

    /* Backward: sequences of a wave are walked together. Of each and each block: */
    int64_t first, wave;                 /* the first sequence, and how many */
    int64_t span;                        /* the tokens that are walked: the span-th SCAN_SPAN of every sequence */
    void *marks;                         /* states before each chunk [chunks of the sequence][states][lanes] */
    void *carried;                       /* [states][lanes]: the gradient of the state */
    void *sums;                          /* [3 states + 2][lanes]: gradients of a, of constant b and c, of skip and bias, over the tokens walked so far */
    void *shared[2];                     /* [span_row]: gradients of b and c over the channels of the block, [tokens of a span][ld] */
    int64_t span_row;
    void *total;                         /* [blocks] of `sums` over the waves so far */
} scanning;

static inline int64_t scan_chunks(int64_t tokens) { return (tokens + SCAN_CHUNK - 1) / SCAN_CHUNK; }

/* Chunks of the sequences before s, or a few more. */
static inline int64_t scan_chunks_before(const call *c, int64_t s)
{
    if (!c->cu_k)
        return s * scan_chunks(c->size[SYM_N]);
    return c->cu_k[s] / SCAN_CHUNK + s;
}

typedef struct scan_entries {
    int64_t (*lanes)(void);
    void (*measure)(scanning *w);
    void (*forward)(void *scanning, int64_t task, int worker);       /* a task: a sequence's block of channels */
    void (*mark)(void *scanning, int64_t task, int worker);          /* ... of the wave: states before each chunk; the gradient of the last one */
    void (*backward)(void *scanning, int64_t task, int worker);      /* a span of it */
    void (*share)(void *scanning, int64_t task, int worker);         /* a chunk of a sequence's span: gradients of b and c over all channels */
    void (*collect)(void *scanning, int64_t block, int worker);      /* sums of the wave into the total, gradients of initial states to the caller */
    void (*give)(void *scanning, int64_t block, int worker);         /* the total to the caller */
} scan_entries;

extern const scan_entries scan_entries_f32, scan_entries_f64;

#endif
