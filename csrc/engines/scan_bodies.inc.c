/* The tasks of the selective scan for one element type: included with REAL defined. */
#include "../simd/real.h"
#include "../isa/kernels.h"
#include "scan_walk.h"
#include <string.h>

/* A sequence's block of channels, with the scratch of a worker. */
typedef struct T(block) {
    const scanning *w;
    const T(kernels) *k;
    sequence one;
    int64_t number, group, first, channels;          /* of the block, among those of the sequence */
    T(scan_tile) tile;
    real *u, *delta, *slope, *z, *y, *turned;        /* [SCAN_CHUNK][lanes]; turned: the same the other way round */
    real *b, *c;                                     /* [SCAN_CHUNK][ld], or [states][lanes] */
    real *a, *h, *skip, *bias;
    unsigned char *seen;
    real *decay, *kept, *dy, *du, *ddelta, *sums;    /* of the backward */
} T(block);

/* Numbers of `sums` before each of its parts; everything where parts == 5. */
static int64_t T(part)(const scanning *w, int part) { return ((part < 3 ? part : 3) * w->states + (part > 3 ? part - 3 : 0)) * w->lanes; }

static real *T(take)(char *scratch, int64_t *at, int64_t n)
{
    const int64_t here = *at;
    *at += n * (int64_t)sizeof(real);
    return scratch ? (real *)(scratch + here) : NULL;
}

/* Lays the scratch of a worker out; the bytes that it takes. */
static int64_t T(lay)(T(block) *x, const scanning *w, char *scratch)
{
    const int64_t tile = SCAN_CHUNK * w->lanes, states = w->states * w->lanes, of_states = SCAN_CHUNK * w->ld > states ? SCAN_CHUNK * w->ld : states;
    const int64_t held = w->marks ? SCAN_CHUNK * states : 0;
    int64_t at = 0;
    real **const tiles[] = {&x->u, &x->delta, &x->slope, &x->z, &x->y, &x->turned, &x->dy, &x->du, &x->ddelta};
    for (int i = 0; i < 9; i++) *tiles[i] = T(take)(scratch, &at, tile);
    x->b = T(take)(scratch, &at, of_states), x->c = T(take)(scratch, &at, of_states);
    x->a = T(take)(scratch, &at, states), x->h = T(take)(scratch, &at, states);
    x->skip = T(take)(scratch, &at, w->lanes), x->bias = T(take)(scratch, &at, w->lanes);
    x->seen = (unsigned char *)T(take)(scratch, &at, SCAN_CHUNK);
    x->sums = T(take)(scratch, &at, T(part)(w, 5));
    x->decay = T(take)(scratch, &at, held), x->kept = T(take)(scratch, &at, held);
    return at;
}

static void T(scan_measure)(scanning *w)
{
    T(block) x;
    w->scratch_size = round_up(T(lay)(&x, w, NULL), 64);
}

/* Channels from `offset` bytes on with `cols` numbers each, as [cols][lanes]; zeros where the view is absent. */
static void T(load_channels)(const T(block) *x, const view *from, int64_t cols, int64_t offset, int64_t channel_stride, int64_t stride, real *to)
{
    if (present(from))
        x->k->pack_columns(&(slice){from->data + offset, from->dtype, x->channels, cols, channel_stride, stride}, to, x->w->lanes);
    else
        memset(to, 0, (size_t)(cols * x->w->lanes) * sizeof(real));
}

/* Of [H] or [H Ds]. */
static void T(load_parameter)(const T(block) *x, int slot, int64_t cols, real *to)
{
    const view *given = &x->w->c->in[slot], *from = slot && present(given) ? given : &(view){0};
    T(load_channels)(x, from, cols, x->first * from->stride[0], from->stride[0], cols > 1 ? from->stride[1] : 0, to);
}

/* Of [B H Ds]. */
static void T(load_state)(const T(block) *x, const view *given, int64_t sequence, real *to)
{
    const view *from = present(given) ? given : &(view){0};
    T(load_channels)(x, from, x->w->states, sequence * from->stride[0] + x->first * from->stride[1], from->stride[1], from->stride[2], to);
}

static void T(store_state)(const T(block) *x, const real *state, int64_t sequence, const view *to)
{
    if (present(to))
        x->k->store(state, x->w->lanes, &(slice){to->data + sequence * to->stride[0] + x->first * to->stride[1], to->dtype, x->w->states, x->channels, to->stride[2],
                                                 to->stride[1]});
}

static T(block) T(open_block)(const scanning *w, int64_t s, int64_t number, int worker)
{
    const int64_t width = w->groups ? w->c->size[SYM_H] / w->groups : 0, each = w->groups ? w->blocks / w->groups : 1, within = number % each * w->lanes;
    T(block) x = {.w = w, .k = T(kernels_now)(), .one = sequence_of(w->c, s), .number = number, .group = number / each};
    x.first = x.group * width + within, x.channels = width - within < w->lanes ? width - within : w->lanes;
    T(lay)(&x, w, w->scratch + worker * w->scratch_size);
    T(load_parameter)(&x, w->s->a, w->states, x.a);
    x.k->scale(w->states * w->lanes, (real)1.4426950408889634, x.a);
    T(load_parameter)(&x, w->s->skip, 1, x.skip);
    T(load_parameter)(&x, w->s->bias, 1, x.bias);
    const view *const of_states[] = {&w->c->in[w->s->b], &w->c->in[w->s->c]};
    for (int i = 0; i < 2; i++)
        if (of_states[i]->rank == 2) T(load_parameter)(&x, i ? w->s->c : w->s->b, w->states, i ? x.c : x.b);
    x.tile = (T(scan_tile)){.states = w->states, .u = x.u, .delta = x.delta, .a = x.a, .b = x.b, .c = x.c, .b_row = of_states[0]->rank > 2 ? w->ld : 0,
                            .c_row = of_states[1]->rank > 2 ? w->ld : 0, .skip = x.skip, .h = x.h};
    return x;
}

/* Tokens from `t` of the block's channels in x [B H N]. */
static slice T(tokens_of)(const T(block) *x, const view *v, int64_t t)
{
    return (slice){v->data + x->one.batch * v->stride[0] + x->first * v->stride[1] + (x->one.q0 + t) * v->stride[2], v->dtype, x->channels, x->tile.tokens,
                   v->stride[1], v->stride[2]};
}

/* Whether channels, and not tokens, lie side by side. */
static bool T(by_token)(const slice *s) { return s->row_stride == dtype_size(s->dtype); }
static slice T(swapped)(const slice *s) { return (slice){s->data, s->dtype, s->cols, s->rows, s->col_stride, s->row_stride}; }

static void T(load_tokens)(const T(block) *x, const view *v, int64_t t, real *to)
{
    if (!present(v)) {
        memset(to, 0, (size_t)(x->tile.tokens * x->w->lanes) * sizeof(real));
        return;
    }
    const slice from = T(tokens_of)(x, v, t), rows = T(swapped)(&from);
    if (T(by_token)(&from))
        x->k->pack_rows(&rows, to, x->w->lanes);
    else
        x->k->pack_columns(&from, to, x->w->lanes);
}

/* Rows of tokens that are not there are 0. */
static void T(store_tokens)(const T(block) *x, real *from, int64_t t, const view *v)
{
    if (!present(v))
        return;
    const int64_t lanes = x->w->lanes, size = (int64_t)sizeof(real);
    const slice to = T(tokens_of)(x, v, t), rows = T(swapped)(&to);
    for (int64_t i = 0; x->tile.seen && i < x->tile.tokens; i++)
        if (!x->seen[i]) memset(from + i * lanes, 0, (size_t)(lanes * size));
    if (T(by_token)(&to)) {
        x->k->store(from, lanes, &rows);
        return;
    }
    x->k->pack_columns(&(slice){(char *)from, REAL_DTYPE, x->tile.tokens, x->channels, lanes * size, size}, x->turned, SCAN_CHUNK);
    x->k->store(x->turned, SCAN_CHUNK, &to);
}

/* Tokens from `t` of x [B N Ds] or [B G Ds N]. */
static slice T(states_of)(const scanning *w, const sequence *one, int64_t group, const view *v, int64_t t, int64_t tokens)
{
    const int token = v->rank == 3 ? 1 : 3;
    return (slice){v->data + one->batch * v->stride[0] + (v->rank == 3 ? 0 : group * v->stride[1]) + (one->q0 + t) * v->stride[token], v->dtype, tokens, w->states,
                   v->stride[token], v->stride[2]};
}

/* The next tokens, at most a chunk, from `t` on: whatever the forward reads of them. */
static void T(load_chunk)(T(block) *x, int64_t t)
{
    const scanning *w = x->w;
    const view *in = w->c->in, *mask = &in[w->s->mask];
    x->tile.tokens = x->one.n - t < SCAN_CHUNK ? x->one.n - t : SCAN_CHUNK;
    x->tile.seen = present(mask) ? x->seen : NULL;
    for (int64_t i = 0; x->tile.seen && i < x->tile.tokens; i++) x->seen[i] = mask->data[x->one.batch * mask->stride[0] + (x->one.q0 + t + i) * mask->stride[1]] != 0;
    T(load_tokens)(x, &in[w->s->u], t, x->u);
    T(load_tokens)(x, &in[w->s->delta], t, x->delta);
    x->k->scan.steps(x->tile.tokens, x->bias, x->delta, w->s->softplus ? x->slope : NULL);
    if (present(&in[w->s->z])) T(load_tokens)(x, &in[w->s->z], t, x->z);
    for (int i = 0; i < 2; i++) {
        const view *v = &in[i ? w->s->c : w->s->b];
        if (v->rank == 2)
            continue;
        const slice rows = T(states_of)(w, &x->one, x->group, v, t, x->tile.tokens);
        x->k->pack_rows(&rows, i ? x->c : x->b, w->ld);
    }
}

static void T(scan_forward_task)(void *context, int64_t task, int worker)
{
    const scanning *w = context;
    call *c = w->c;
    const int64_t s = task / w->blocks;
    T(block) x = T(open_block)(w, s, task % w->blocks, worker);
    T(load_state)(&x, w->s->state ? &c->in[w->s->state] : &(view){0}, s, x.h);
    for (int64_t t = 0; t < x.one.n; t += SCAN_CHUNK) {
        T(load_chunk)(&x, t);
        x.k->scan.forward(&x.tile, x.y);
        if (present(&c->in[w->s->z])) x.k->scan.gate(x.tile.tokens * w->lanes, x.z, x.y);
        T(store_tokens)(&x, x.y, t, &c->out[0]);
    }
    T(store_state)(&x, x.h, s, &c->out[1]);
}

static real *T(marks_of)(const scanning *w, const T(block) *x, int64_t s, int64_t chunk)
{
    const int64_t before = scan_chunks_before(w->c, s) - scan_chunks_before(w->c, w->first), own = scan_chunks(x->one.n);
    return (real *)w->marks + (before * w->blocks + x->number * own + chunk) * w->states * w->lanes;
}

static real *T(carried_of)(const scanning *w, int64_t task) { return (real *)w->carried + task * w->states * w->lanes; }
static real *T(sums_of)(const scanning *w, int64_t task) { return (real *)w->sums + task * T(part)(w, 5); }
static real *T(shared_of)(const scanning *w, int which, int64_t task) { return (real *)w->shared[which] + task * w->span_row; }

static void T(scan_mark)(void *context, int64_t task, int worker)
{
    const scanning *w = context;
    const int64_t s = w->first + task / w->blocks, states = w->states * w->lanes;
    T(block) x = T(open_block)(w, s, task % w->blocks, worker);
    T(load_state)(&x, w->s->state ? &w->c->in[w->s->state] : &(view){0}, s, x.h);
    for (int64_t chunk = 0; chunk < scan_chunks(x.one.n); chunk++) {
        memcpy(T(marks_of)(w, &x, s, chunk), x.h, (size_t)states * sizeof(real));
        if ((chunk + 1) * SCAN_CHUNK >= x.one.n)
            break;
        T(load_chunk)(&x, chunk * SCAN_CHUNK);
        x.k->scan.forward(&x.tile, x.y);
    }
    T(load_state)(&x, &w->c->grad_out[1], s, T(carried_of)(w, task));
    memset(T(sums_of)(w, task), 0, (size_t)T(part)(w, 5) * sizeof(real));
}

/* `shared`: where the gradients of b and c of this chunk go. */
static void T(chunk_backward)(T(block) *x, int64_t t, real *carried, real *const *shared)
{
    const scanning *w = x->w;
    const call *c = w->c;
    const T(kernels) *k = x->k;
    T(load_chunk)(x, t);
    const int64_t n = x->tile.tokens * w->lanes;
    k->scan.record(&x->tile, x->y, x->decay, x->kept);
    T(load_tokens)(x, &c->grad_out[0], t, x->dy);
    if (present(&c->in[w->s->z])) {
        k->scan.gate_backward(n, x->y, x->z, x->dy);
        T(store_tokens)(x, x->z, t, &c->grad_in[w->s->z]);
    }
    real *const sums = x->sums;
    memset(sums, 0, (size_t)T(part)(w, 5) * sizeof(real));
    const T(scan_gradient) g = {.decay = x->decay, .kept = x->kept, .dy = x->dy, .dh = carried, .du = x->du, .ddelta = x->ddelta, .da = sums,
                                .dskip = sums + T(part)(w, 3), .db = x->tile.b_row ? shared[0] : sums + T(part)(w, 1),
                                .dc = x->tile.c_row ? shared[1] : sums + T(part)(w, 2)};
    k->scan.backward(&x->tile, &g);
    if (w->s->softplus) k->gate.multiply(n, x->slope, x->ddelta, x->ddelta);
    T(store_tokens)(x, x->du, t, &c->grad_in[w->s->u]);
    T(store_tokens)(x, x->ddelta, t, &c->grad_in[w->s->delta]);
    for (int64_t i = 0; i < x->tile.tokens; i++)
        if (!x->tile.seen || x->seen[i]) k->add(w->lanes, x->ddelta + i * w->lanes, sums + T(part)(w, 4));
}

static void T(scan_backward_task)(void *context, int64_t task, int worker)
{
    const scanning *w = context;
    const int64_t s = w->first + task / w->blocks, start = w->span * SCAN_SPAN;
    if (start >= sequence_of(w->c, s).n)
        return;
    T(block) x = T(open_block)(w, s, task % w->blocks, worker);
    const int64_t last = x.one.n < start + SCAN_SPAN ? x.one.n : start + SCAN_SPAN;
    for (int64_t t = (last - 1) / SCAN_CHUNK * SCAN_CHUNK; t >= start; t -= SCAN_CHUNK) {
        real *const shared[] = {T(shared_of)(w, 0, task) + (t - start) * w->ld, T(shared_of)(w, 1, task) + (t - start) * w->ld};
        memcpy(x.h, T(marks_of)(w, &x, s, t / SCAN_CHUNK), (size_t)(w->states * w->lanes) * sizeof(real));
        T(chunk_backward)(&x, t, T(carried_of)(w, task), shared);
        x.k->add(T(part)(w, 5), x.sums, T(sums_of)(w, task));
    }
}

/* Blocks are added up in their order: all of them, or those of each group. */
static void T(scan_share)(void *context, int64_t task, int worker)
{
    enum { CHUNKS = SCAN_SPAN / SCAN_CHUNK };
    const scanning *w = context;
    const T(kernels) *k = T(kernels_now)();
    const sequence one = sequence_of(w->c, w->first + task / CHUNKS);
    const int64_t within = task % CHUNKS * SCAN_CHUNK, t = w->span * SCAN_SPAN + within, tokens = one.n - t < SCAN_CHUNK ? one.n - t : SCAN_CHUNK;
    (void)worker;
    for (int i = 0; i < 2 && tokens > 0; i++) {
        const view *to = &w->c->grad_in[i ? w->s->c : w->s->b];
        if (!present(to) || to->rank < 3)
            continue;
        const int64_t groups = to->rank == 3 ? 1 : w->groups, each = w->blocks / groups;
        for (int64_t g = 0; g < groups; g++) {
            real *sum = T(shared_of)(w, i, task / CHUNKS * w->blocks + g * each) + within * w->ld;
            for (int64_t block = 1; block < each; block++) k->add(tokens * w->ld, sum + block * w->span_row, sum);
            const slice rows = T(states_of)(w, &one, g, to, t, tokens);
            k->store(sum, w->ld, &rows);
        }
    }
}

static void T(scan_collect)(void *context, int64_t block, int worker)
{
    const scanning *w = context;
    const T(kernels) *k = T(kernels_now)();
    real *total = (real *)w->total + block * T(part)(w, 5);
    for (int64_t i = 0; i < w->wave; i++) {
        const T(block) x = T(open_block)(w, w->first + i, block, worker);
        if (w->s->state) T(store_state)(&x, T(carried_of)(w, i * w->blocks + block), w->first + i, &w->c->grad_in[w->s->state]);
        k->add(T(part)(w, 5), T(sums_of)(w, i * w->blocks + block), total);
    }
}

static void T(scan_give_sums)(void *context, int64_t block, int worker)
{
    const scanning *w = context;
    const T(block) x = T(open_block)(w, 0, block, worker);
    const int slots[] = {w->s->a, w->s->b, w->s->c, w->s->skip, w->s->bias};
    for (int i = 0; i < 5; i++) {
        const view *to = &w->c->grad_in[slots[i]];
        if (slots[i] && present(to) && to->rank <= 2)
            x.k->store((real *)w->total + block * T(part)(w, 5) + T(part)(w, i), w->lanes,
                       &(slice){to->data + x.first * to->stride[0], to->dtype, i < 3 ? w->states : 1, x.channels, i < 3 ? to->stride[1] : 0, to->stride[0]});
    }
}

static int64_t T(scan_lanes)(void) { return T(kernels_now)()->lanes; }

const scan_entries T(scan_entries) = {T(scan_lanes), T(scan_measure), T(scan_forward_task), T(scan_mark), T(scan_backward_task), T(scan_share), T(scan_collect), T(scan_give_sums)};
