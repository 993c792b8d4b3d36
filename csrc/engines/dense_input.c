#include "dense_input.h"
#include "../core/alloc.h"
#include "../core/parallel.h"

typedef struct mapping {
    call *c;
    const input_map *map;
    int slot;
    view from, to, dfrom, dto;         /* the caller's rows and the mapped ones, their gradients: [B, heads, tokens, dim] */
    int64_t count;
    double *shared, *rows, *sums;      /* [count]; [workers][3][dim]; [B heads][count] */
} mapping;

static void read_row(const view *v, int64_t b, int64_t h, int64_t n, double *row)
{
    for (int64_t d = 0; d < v->shape[3]; d++) row[d] = view_get(v, b, h, n, d);
}

static void write_row(const view *v, int64_t b, int64_t h, int64_t n, const double *row)
{
    for (int64_t d = 0; d < v->shape[3]; d++) view_set(v, b, h, n, d, row[d]);
}

static void map_head(void *context, int64_t task, int worker)
{
    const mapping *m = context;
    const int64_t dim = m->from.shape[3], heads = m->from.shape[1];
    double *x = m->rows + worker * 3 * dim, *y = x + dim;
    input_row r = {m->c, m->slot, task / heads, task % heads, 0, dim, m->shared};
    for (; r.n < m->from.shape[2]; r.n++) {
        read_row(&m->from, r.b, r.h, r.n, x);
        m->map->forward(&r, x, y);
        write_row(&m->to, r.b, r.h, r.n, y);
    }
}

static void pull_head(void *context, int64_t task, int worker)
{
    const mapping *m = context;
    const int64_t dim = m->from.shape[3], heads = m->from.shape[1];
    double *x = m->rows + worker * 3 * dim, *dy = x + dim, *dx = dy + dim, *sums = m->sums + task * m->count;
    input_row r = {m->c, m->slot, task / heads, task % heads, 0, dim, m->shared};
    memset(sums, 0, (size_t)m->count * sizeof *sums);
    for (; r.n < m->from.shape[2]; r.n++) {
        read_row(&m->from, r.b, r.h, r.n, x), read_row(&m->dto, r.b, r.h, r.n, dy);
        m->map->backward(&r, x, dy, dx, sums);
        if (present(&m->dfrom)) write_row(&m->dfrom, r.b, r.h, r.n, dx);
    }
}

static status no_memory(call *c) { return FAIL(c, NO_MEMORY, "%s: no memory for mapped queries, keys and values", c->p->row->name); }

static status each_head(mapping *m, task_fn f)
{
    const int64_t tasks = m->from.shape[0] * m->from.shape[1];
    const bool shared = tasks * m->from.shape[2] * m->from.shape[3] >= 1 << 14;
    m->rows = allocate(shared ? parallel_width() : 1, 3 * m->from.shape[3] * (int64_t)sizeof(double));
    if (!m->rows) return no_memory(m->c);
    if (shared)
        parallel_for(tasks, f, m);
    else
        for (int64_t i = 0; i < tasks; i++) f(m, i, 0);
    release(m->rows);
    return OK;
}

static void close(mapping *m)
{
    for (int i = 0; i < 3; i++) release(m[i].to.data), release(m[i].dto.data), release(m[i].sums);
    release(m[0].shared);
}

/* The mapped rows of a call, and room for their gradients. */
static status open(mapping *m, call *c, const input_map *map, const bool mapped[3], bool backward)
{
    const int64_t count = map->count ? map->count(c) : 0;
    double *shared = allocate(count, sizeof(double));
    for (int i = 0; i < 3; i++) m[i] = (mapping){.c = c, .map = map, .slot = i, .from = c->in[i], .dfrom = c->grad_in[i], .count = count, .shared = shared};
    if (!shared) return no_memory(c);
    if (map->shared) map->shared(c, shared);
    for (int i = 0; i < 3; i++) {
        if (!mapped[i]) continue;
        m[i].to = new_array(c->compute, 4, m[i].from.shape);
        if (backward) m[i].dto = new_array(c->compute, 4, m[i].from.shape);
        if (backward) m[i].sums = allocate(m[i].from.shape[0] * m[i].from.shape[1], count * (int64_t)sizeof(double));
        if (!present(&m[i].to) || (backward && (!present(&m[i].dto) || !m[i].sums))) return no_memory(c);
        TRY(each_head(&m[i], map_head));
    }
    return OK;
}

static status run_inside(mapping *m, call *c, const bool mapped[3], status (*run)(call *c))
{
    call inner = *c;
    for (int i = 0; i < 3; i++)
        if (mapped[i]) inner.in[i] = m[i].to, inner.grad_in[i] = m[i].dto;
    const status s = run(&inner);
    c->message = inner.message;
    return s;
}

status input_forward(call *c, const input_map *map, const bool mapped[3], status (*run)(call *c))
{
    mapping m[3];
    status s = open(m, c, map, mapped, false);
    if (s == OK) s = run_inside(m, c, mapped, run);
    close(m);
    return s;
}

/* What heads gathered, in their order, in the place of the shared numbers. */
static status pull(mapping *m, const bool mapped[3])
{
    for (int i = 0; i < 3; i++)
        if (mapped[i]) TRY(each_head(&m[i], pull_head));
    memset(m->shared, 0, (size_t)m->count * sizeof *m->shared);
    for (int i = 0; i < 3; i++)
        for (int64_t h = 0; mapped[i] && h < m[i].from.shape[0] * m[i].from.shape[1]; h++)
            for (int64_t j = 0; j < m->count; j++) m->shared[j] += m[i].sums[h * m->count + j];
    if (m->map->finish) m->map->finish(m->c, m->shared);
    return OK;
}

status input_backward(call *c, const input_map *map, const bool mapped[3], status (*run)(call *c))
{
    mapping m[3];
    status s = open(m, c, map, mapped, true);
    if (s == OK) s = run_inside(m, c, mapped, run);
    if (s == OK) s = pull(m, mapped);
    close(m);
    return s;
}
