#include "elementwise.h"
#include "../core/alloc.h"
#include "../core/parallel.h"
#include <string.h>
#define REAL 64
#include "../simd/real.h"
#include "../isa/kernels.h"

const options elementwise_options = {
    .slots = {
        {"cu_seqlens", "S", INDEX, "packed sequences: where each begins, and the total at the end (int32 or int64); positions restart", DRAW_ABSENT, .optional = true},
    },
};

status check_cells(call *c, const value *grid, int64_t prefix)
{
    const int64_t tokens = c->size[SYM_N] - prefix, cells = grid->none ? tokens : grid->i * grid->j * grid->k;
    if (!grid->none && c->cu_k)
        return FAIL(c, BAD_VALUE, "%s: grid is given with cu_seqlens, expected one of them (packed sequences stand on lines)", c->p->row->name);
    if (cells == tokens) return OK;
    return FAIL(c, BAD_VALUE, "%s: grid has %lld cells, expected %lld, the tokens on it", c->p->row->name, (long long)cells, (long long)tokens);
}

static void run_head(void *context, int64_t task, int worker)
{
    const tokens *x = context;
    x->head(x, task / x->heads, task % x->heads, x->memory + worker * x->scratch_size);
}

status each_head(tokens *x, const char *what)
{
    const int64_t tasks = x->c->sequences * x->heads;
    x->memory = allocate(parallel_width(), x->scratch_size * (int64_t)sizeof *x->memory);
    if (!x->memory)
        return FAIL(x->c, NO_MEMORY, "%s: no memory for %s", x->c->p->row->name, what);
    if ((double)tasks * (double)x->work >= 1 << 16)
        parallel_for(tasks, run_head, x);
    else
        for (int64_t task = 0; task < tasks; task++) run_head(x, task, 0);
    release(x->memory);
    return OK;
}

void read_slice(const slice *x, int64_t ld, double *out) { kernels_now_f64()->pack_rows(x, out, ld); }
void write_slice(const double *from, int64_t ld, const slice *x) { kernels_now_f64()->store(from, ld, x); }

void read_rows(const view *x, int64_t b, int64_t h, int64_t row, int64_t rows, int64_t cols, double *out)
{
    const slice from = slice_of(x, b, h, row, rows);
    if (present(x))
        read_slice(&from, cols, out);
    else
        memset(out, 0, (size_t)(rows * cols) * sizeof *out);
}

void write_rows(const double *from, const view *x, int64_t b, int64_t h, int64_t row, int64_t rows)
{
    const slice to = slice_of(x, b, h, row, rows);
    write_slice(from, to.cols, &to);
}

int64_t longest_sequence(const call *c)
{
    int64_t most = 0;
    for (int64_t s = 0; s < c->sequences; s++) most = sequence_of(c, s).n > most ? sequence_of(c, s).n : most;
    return most;
}
