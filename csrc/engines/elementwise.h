/* Operations on tokens by themselves: no queries meet keys. Rows are read as doubles in blocks, changed and stored, whatever the types of the arrays. */
#ifndef POLYATTN_ELEMENTWISE_H
#define POLYATTN_ELEMENTWISE_H
#include "../isa/slice.h"
#include "../mechanisms/mechanism.h"

enum { ELEMENTWISE_CU };                 /* slots of the engine's options */
enum { ELEMENTWISE_ROWS = 64 };          /* at most so many tokens in a block */

typedef struct tokens tokens;

/* One operation of a call. Tasks are heads of sequences; `head` does one with `scratch` of `scratch_size` doubles. */
struct tokens {
    call *c;
    const void *own;                     /* what the operation needs besides */
    int64_t heads, scratch_size, work;   /* work: numbers that a task touches, about */
    void (*head)(const tokens *x, int64_t sequence, int64_t head, double *scratch);
    double *memory;
};

status each_head(tokens *x, const char *what);

/* Rows of x [B, H, N, cols] at (b, h) as doubles [rows][cols], and back. An absent x is zero: a gradient that nobody gave. */
void read_rows(const view *x, int64_t b, int64_t h, int64_t row, int64_t rows, int64_t cols, double *out);
void write_rows(const double *from, const view *x, int64_t b, int64_t h, int64_t row, int64_t rows);

/* The same of any part of an array, `ld` numbers from row to row; what is beyond its columns is 0. */
void read_slice(const slice *x, int64_t ld, double *out);
void write_slice(const double *from, int64_t ld, const slice *x);

int64_t longest_sequence(const call *c);

/* Tokens are queries and keys at once. */
static inline void bind_tokens(call *c) { c->size[SYM_M] = c->size[SYM_N]; }
/* The last axis of the output, where no input has its length. */
static inline void bind_width(call *c, int64_t n) { const axes *a = &c->p->results[0]; c->size[a->symbol[a->rank - 1]] = n; }

/* x [B, N, D] as [B, 1, N, D]. */
static inline void with_heads(view *x)
{
    for (int axis = x->rank++; axis > 1; axis--) x->shape[axis] = x->shape[axis - 1], x->stride[axis] = x->stride[axis - 1];
    x->shape[1] = 1, x->stride[1] = 0;
}

/* Whether a grid (none: a line) has a cell for each token after the first `prefix`. */
status check_cells(call *c, const value *grid, int64_t prefix);

/* Position of token `row` of the array, in a sequence that begins at `first`: given [B, N], or where it stands plus `offset`. */
static inline double position_of(const view *given, int64_t batch, int64_t row, int64_t first, double offset)
{
    return present(given) ? view_get(given, batch, row, 0, 0) : (double)(row - first) + offset;
}

#endif
