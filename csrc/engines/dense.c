#include "dense.h"
#include "dense_schedule.h"
#include "../core/alloc.h"
#include "../core/parallel.h"
#include "../core/philox.h"
#include <math.h>
#include <string.h>

/* Cuts one allocation into arrays: run once without a base to learn the size, then once for every worker. */
typedef struct arena {
    char *base;
    int64_t used;
    bool overflow;
} arena;

static void *carve(arena *a, int64_t count, int64_t size)
{
    int64_t bytes;
    void *p = a->base ? a->base + a->used : NULL;
    if (__builtin_mul_overflow(count, size, &bytes) || bytes > INT64_MAX / 4 - a->used)
        a->overflow = true;
    else
        a->used = round_up(a->used + bytes, 64);
    return p;
}

static inline int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }
static inline int64_t most(int64_t a, int64_t b) { return a > b ? a : b; }

enum { TERM_MAX = 16, HEADS_MAX = DENSE_ROWS, STRIP = 24, STRIPS_MAX = DENSE_ROWS };

/* Some rows of a block, and the columns of a tile that any of them sees; at most one strip for every head or STRIP rows. */
typedef struct strip { int64_t row, rows, begin, end; } strip;

/* Queries of one block: of `heads` query heads from `head`, `rows` each. */
typedef struct block {
    sequence sequence;
    int64_t number, kv;              /* of the sequence; of the key/value head */
    int64_t head, heads, q0, rows;
} block;

/* Block `item` of key/value head kv of sequence s; no rows: there is no such block. */
static block block_of(const sequence *seq, int64_t s, int64_t kv, int64_t group, int64_t item)
{
    const cut x = cut_queries(seq->n, group);
    block b = {*seq, s, kv, 0, 0, 0, 0};
    if (item >= x.groups * x.along)
        return b;
    const int64_t first = item / x.along * x.heads;
    b.head = kv * group + first, b.heads = least(x.heads, group - first);
    b.q0 = item % x.along * x.rows, b.rows = least(x.rows, seq->n - b.q0);
    return b;
}

static inline tile block_tile(const block *b, int64_t h, int64_t k0, int64_t keys)
{
    return (tile){b->number, b->head + h, b->q0, b->rows, k0, keys, b->sequence.n, b->sequence.m, b->sequence.q0, b->sequence.k0, NULL};
}

/* All bits zero: 0 in every float type. */
static void zero_view(const view *x)
{
    const int64_t size = dtype_size(x->dtype), run = x->stride[3] == size ? x->shape[3] : 1;
    if (!present(x)) return;
    for (int64_t b = 0; b < (x->stride[0] ? x->shape[0] : 1); b++)
        for (int64_t h = 0; h < (x->stride[1] ? x->shape[1] : 1); h++)
            for (int64_t i = 0; i < (x->stride[2] ? x->shape[2] : 1); i++)
                for (int64_t j = 0; j < (x->stride[3] ? x->shape[3] : 1); j += run)
                    memset(x->data + b * x->stride[0] + h * x->stride[1] + i * x->stride[2] + j * x->stride[3], 0, (size_t)(run * size));
}

#define REAL 32
#include "dense_body.inc.c"
#undef REAL
#define REAL 64
#include "dense_body.inc.c"

status dense_forward(call *c, const dense *d)
{
    if (dense_prepares(c)) return c->compute == F64 ? prepared_forward_f64(c, d) : prepared_forward_f32(c, d);
    return c->compute == F64 ? forward_f64(c, d) : forward_f32(c, d);
}

status dense_backward(call *c, const dense *d)
{
    if (dense_prepares(c)) return c->compute == F64 ? prepared_backward_f64(c, d) : prepared_backward_f32(c, d);
    return c->compute == F64 ? backward_f64(c, d) : backward_f32(c, d);
}
