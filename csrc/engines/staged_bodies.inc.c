/* Staged mechanisms for one element type: included with REAL defined. */
#include "../simd/real.h"
#include "../isa/kernels.h"
#include "staged_walk.h"
#include <math.h>
#include <string.h>
#include "linear_maps.inc.c"

enum { STRIP = 64 };      /* channels of a row at a time, where only the row of a gate is read */

/* A sequence's query head: plain features of its queries and keys [rows][ld], and of each row a weight, so that remade features are weight * plain. */
typedef struct T(scene) {
    const T(kernels) *k;
    const staging *g;
    T(side) side;
    int64_t n, m, d, ld, present;        /* present: keys that are */
    int64_t seq, head;
    bool blind;                          /* queries see nothing: no key, and no state before them */
    const char *mask;
    int64_t mask_step;
    real *x, *y, *a, *b, *da, *db;       /* raw queries and keys; features; gradients of features, in: of remade ones */
    real *in, *out;                      /* weights of queries and of keys */
    real *vectors, *prefixes;            /* scratch: 12 [ld]; 4 [n][ld] */
    real *scalars;                       /* scratch: 8 [longest of n and m] */
} T(scene);

static bool T(key_there)(const T(scene) *s, int64_t j) { return !s->mask || s->mask[j * s->mask_step]; }

static int64_t T(longest)(const staging *g) { return g->longest_n > g->longest_m ? g->longest_n : g->longest_m; }

static int64_t T(set_scene)(T(scene) *s, const staging *g, char *base)
{
    s->k = T(kernels_now)(), s->g = g;
    s->d = g->c->size[SYM_D], s->ld = round_up(s->d, s->k->lanes);
    const int64_t n = g->longest_n * s->ld, m = g->longest_m * s->ld, rows = T(longest)(g);
    struct { real **to; int64_t count; } parts[] = {
        {&s->x, n}, {&s->y, m}, {&s->a, n}, {&s->b, m}, {&s->da, n}, {&s->db, m}, {&s->in, g->longest_n}, {&s->out, g->longest_m}, {&s->vectors, 12 * s->ld},
        {&s->prefixes, 4 * n}, {&s->scalars, 8 * rows}, {&s->side.y, rows * s->ld}, {&s->side.t, 4 * s->ld},
    };
    int64_t at = 0;
    s->side = (T(side)){.k = s->k, .map = g->s->map, .numbers = g->s->walk.map_numbers, .d = s->d, .f = s->d, .ldd = s->ld, .ldf = s->ld, .ldy = s->ld};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        *parts[i].to = (real *)(base + at);
        at += round_up(parts[i].count * (int64_t)sizeof(real), 64);
    }
    return at;
}

/* Measured with a base of nowhere. */
static int64_t T(scene_size)(const staging *g)
{
    T(scene) s = {0};
    return round_up(T(set_scene)(&s, g, NULL), 4096);
}

static slice T(rows_at)(const view *x, int64_t b, int64_t h, int64_t first, int64_t rows) { return slice_of(x, b, h, first, rows); }

/* Loads a sequence's query head; absent keys are 0, whatever they hold. */
static sequence T(enter)(T(scene) *s, const staging *g, int64_t seq, int64_t h, char *scratch)
{
    const call *c = g->c;
    const sequence q = sequence_of(c, seq);
    const view *mask = &c->in[g->s->walk.mask];
    T(set_scene)(s, g, scratch);
    s->n = q.n, s->m = q.m, s->present = 0, s->seq = seq, s->head = h;
    s->mask = present(mask) ? mask->data + q.batch * mask->stride[0] + q.k0 * mask->stride[1] : NULL;
    s->mask_step = present(mask) ? mask->stride[1] : 0;
    const slice x = T(rows_at)(&c->in[0], q.batch, h, q.q0, q.n), y = T(rows_at)(&c->in[1], q.batch, h / g->group, q.k0, q.m);
    s->k->pack_rows(&x, s->x, s->ld);
    s->k->pack_rows(&y, s->y, s->ld);
    for (int64_t j = 0; j < s->m; j++) {
        s->present += T(key_there)(s, j);
        if (!T(key_there)(s, j)) memset(s->y + j * s->ld, 0, (size_t)s->ld * sizeof(real));
    }
    s->blind = !s->present && !(g->s->walk.state && present(&c->in[g->s->walk.state]));
    if (s->blind) memset(s->x, 0, (size_t)(s->n * s->ld) * sizeof(real));
    T(map_forward)(&s->side, s->n, s->x, s->a);
    T(map_forward)(&s->side, s->m, s->y, s->b);
    for (int64_t j = 0; j < s->m; j++)
        if (!T(key_there)(s, j)) memset(s->b + j * s->ld, 0, (size_t)s->ld * sizeof(real));
    return q;
}

#include "staged_rala.inc.c"
#include "staged_flow.inc.c"

static void T(weigh_rows)(T(scene) *s)
{
    if (s->g->s->kind == REMAKE_RALA)
        T(rala)(s);
    else if (s->g->s->walk.causal)
        T(flow_causal)(s);
    else
        T(flow)(s);
}

/* da, db: from gradients of the remade features to those of the plain ones. */
static void T(weigh_rows_backward)(T(scene) *s)
{
    if (s->g->s->kind == REMAKE_RALA)
        T(rala_backward)(s);
    else if (s->g->s->walk.causal)
        T(flow_causal_backward)(s);
    else
        T(flow_backward)(s);
}

/* Remade features and values of a sequence's query head into the inner call's tensors. */
static void T(remake)(void *context, int64_t task, int worker)
{
    const staging *g = context;
    const int64_t h = task % g->heads;
    T(scene) s;
    const sequence q = T(enter)(&s, g, task / g->heads, h, g->scratch + worker * g->scratch_size);
    const call *w = &g->inner;
    T(weigh_rows)(&s);
    if (g->s->walk.causal && g->s->flows) T(leave_flows)(&s);
    s.k->gate.scale_rows(s.n, s.ld, s.a, s.ld, s.in, 1, s.a, s.ld);
    s.k->gate.scale_rows(s.m, s.ld, s.b, s.ld, s.out, 1, s.b, s.ld);
    const slice a = T(rows_at)(&w->in[0], q.batch, h, q.q0, s.n), b = T(rows_at)(&w->in[1], q.batch, h, q.k0, s.m);
    const slice v = T(rows_at)(&w->in[2], q.batch, h, q.k0, s.m), from = T(rows_at)(&g->c->in[2], q.batch, h / g->group, q.k0, s.m);
    s.k->store(s.a, s.ld, &a);
    s.k->store(s.b, s.ld, &b);
    s.k->pack_rows(&from, (real *)v.data, v.cols);
}

/* x += rows of a gradient [B Hq . cols] of ours. */
static void T(add_rows)(const view *from, sequence q, int64_t h, int64_t first, int64_t rows, real *x, int64_t ld)
{
    const real *row = (const real *)T(rows_at)(from, q.batch, h, first, rows).data;
    for (int64_t i = 0; i < rows; i++)
        for (int64_t c = 0; c < from->shape[3]; c++) x[i * ld + c] += row[i * from->shape[3] + c];
}

static void T(add_values)(const staging *g, sequence q, int64_t h)
{
    const view *from = &g->inner.grad_in[2];
    for (int64_t other = h * g->group + 1; other < (h + 1) * g->group; other++)      /* into that of the group's first head */
        T(add_rows)(from, q, other, q.k0, q.m, (real *)T(rows_at)(from, q.batch, h * g->group, q.k0, q.m).data, from->shape[3]);
    if (!present(&g->c->grad_in[2]))
        return;
    const slice to = T(rows_at)(&g->c->grad_in[2], q.batch, h, q.k0, q.m);
    T(kernels_now)()->store((const real *)T(rows_at)(from, q.batch, h * g->group, q.k0, q.m).data, from->shape[3], &to);
}

static void T(restore)(void *context, int64_t task, int worker)
{
    const staging *g = context;
    const call *c = g->c, *w = &g->inner;
    const int64_t heads = c->size[SYM_H], h = task % heads, size = (int64_t)sizeof(real);
    T(scene) s;
    sequence q = {0};
    real *keys = NULL;                   /* the gradient of the keys, in the place of the group's first head */
    for (int64_t hq = h * g->group; hq < (h + 1) * g->group; hq++) {
        q = T(enter)(&s, g, task / heads, hq, g->scratch + worker * g->scratch_size);
        T(weigh_rows)(&s);
        memset(s.da, 0, (size_t)(s.n * s.ld * size));
        memset(s.db, 0, (size_t)(s.m * s.ld * size));
        T(add_rows)(&w->grad_in[0], q, hq, q.q0, s.n, s.da, s.ld);
        T(add_rows)(&w->grad_in[1], q, hq, q.k0, s.m, s.db, s.ld);
        T(weigh_rows_backward)(&s);
        T(map_backward)(&s.side, s.n, s.x, s.da, s.a);
        T(map_backward)(&s.side, s.m, s.y, s.db, s.b);
        if (s.blind) memset(s.a, 0, (size_t)(s.n * s.ld * size));
        for (int64_t j = 0; j < s.m; j++)
            if (!T(key_there)(&s, j)) memset(s.b + j * s.ld, 0, (size_t)(s.ld * size));
        const slice dq = T(rows_at)(&c->grad_in[0], q.batch, hq, q.q0, s.n);
        if (present(&c->grad_in[0])) s.k->store(s.a, s.ld, &dq);
        if (keys) T(add_rows)(&(view){.data = (char *)keys, .shape = {1, 1, s.m, s.d}}, (sequence){0}, 0, 0, s.m, s.b, s.ld);
        keys = (real *)T(rows_at)(&w->grad_in[1], q.batch, hq, q.k0, s.m).data;
        const slice kept = {(char *)keys, REAL_DTYPE, s.m, s.d, s.d * size, size};
        s.k->store(s.b, s.ld, &kept);
    }
    if (!keys)
        return;
    const slice dk = T(rows_at)(&c->grad_in[1], q.batch, h, q.k0, s.m);
    if (present(&c->grad_in[1])) s.k->store(s.b, s.ld, &dk);
    T(add_values)(g, q, h);
}

/* Rows of the gate u [B N C] of head h. */
static slice T(gate_rows)(const view *u, const call *c, sequence q, int64_t h)
{
    const int64_t cols = c->size[SYM_DV];
    return (slice){u->data + q.batch * u->stride[0] + q.q0 * u->stride[1] + h * cols * u->stride[2], u->dtype, 1, cols, u->stride[1], u->stride[2]};
}

static void T(gate_out)(void *context, int64_t task, int worker)
{
    const staging *g = context;
    const int64_t h = task % g->heads, cols = g->c->size[SYM_DV];
    const sequence q = sequence_of(g->c, task / g->heads);
    const T(kernels) *k = T(kernels_now)();
    slice u = T(gate_rows)(&g->c->in[g->s->gate], g->c, q, h), to = T(rows_at)(&g->c->out[0], q.batch, h, q.q0, 1);
    real *gated = (real *)T(rows_at)(&g->gated, q.batch, h, q.q0, q.n).data, factor[STRIP];
    (void)worker;
    for (int64_t i = 0; i < q.n; i++, u.data += u.row_stride, to.data += to.row_stride, gated += cols)
        for (int64_t first = 0; first < cols; first += STRIP) {
            const int64_t n = cols - first < STRIP ? cols - first : STRIP;
            const slice part = {u.data + first * u.col_stride, u.dtype, 1, n, 0, u.col_stride};
            const slice out = {to.data + first * to.col_stride, to.dtype, 1, n, 0, to.col_stride};
            k->pack_rows(&part, factor, n);
            for (int64_t c = 0; c < n; c++) factor[c] *= gated[first + c];
            k->store(factor, n, &out);
        }
}

/* `gated` holds the output before the gate where du is wanted, and afterwards its gradient. */
static void T(gate_backward)(void *context, int64_t task, int worker)
{
    const staging *g = context;
    const int64_t h = task % g->heads, cols = g->c->size[SYM_DV];
    const sequence q = sequence_of(g->c, task / g->heads);
    const T(kernels) *k = T(kernels_now)();
    const view *du = &g->c->grad_in[g->s->gate], *dout = &g->c->grad_out[0];
    const slice u = T(gate_rows)(&g->c->in[g->s->gate], g->c, q, h);
    real *gated = (real *)T(rows_at)(&g->gated, q.batch, h, q.q0, q.n).data, factor[STRIP], gradient[STRIP] = {0};
    (void)worker;
    for (int64_t i = 0; i < q.n; i++, gated += cols)
        for (int64_t first = 0; first < cols; first += STRIP) {
            const int64_t n = cols - first < STRIP ? cols - first : STRIP;
            const slice part = {u.data + i * u.row_stride + first * u.col_stride, u.dtype, 1, n, 0, u.col_stride};
            k->pack_rows(&part, factor, n);
            if (present(dout)) {
                const slice from = T(rows_at)(dout, q.batch, h, q.q0 + i, 1);
                k->pack_rows(&(slice){from.data + first * from.col_stride, from.dtype, 1, n, 0, from.col_stride}, gradient, n);
            }
            if (present(du)) {
                const slice to = T(gate_rows)(du, g->c, q, h);
                for (int64_t c = 0; c < n; c++) gated[first + c] *= gradient[c];
                k->store(gated + first, n, &(slice){to.data + i * to.row_stride + first * to.col_stride, to.dtype, 1, n, 0, to.col_stride});
            }
            for (int64_t c = 0; c < n; c++) gated[first + c] = gradient[c] * factor[c];
        }
}

const stage_entries T(stage_entries) = {T(scene_size), T(remake), T(restore), T(gate_out), T(gate_backward)};
