/* Sinusoidal position embedding (Vaswani et al. 2017, arXiv:1706.03762)
 *
 *     out = x + PE,     PE[p, 2 t] = sin(p base^(-2 t / D)),   PE[p, 2 t + 1] = cos(p base^(-2 t / D)) */
#include "../engines/elementwise.h"
#include "../engines/rotary.h"
#include <math.h>

enum { X, POSITIONS };
enum { BASE, ORDER, OFFSET };

/* Sines and cosines; of an odd number of channels the last pair has no cosine. */
static void add(const turning *t, int64_t dim, bool halves, double *x)
{
    for (int64_t i = 0; i < t->pairs; i++) {
        const int64_t second = halves ? t->pairs + i : 2 * i + 1;
        x[halves ? i : 2 * i] += t->sin[i];
        if (second < dim) x[second] += t->cos[i];
    }
}

static void head(const tokens *x, int64_t s, int64_t h, double *scratch)
{
    call *c = x->c;
    const sequence q = sequence_of(c, s);
    const int64_t dim = c->size[SYM_D], pairs = (dim + 1) / 2;
    view from = c->in[X], to = c->out[0];
    double *rows = scratch + turning_size(pairs);
    turning t = lay_turning(pairs, scratch);
    (void)h;
    for (int64_t i = 0; i < pairs; i++) t.theta[i] = pow(c->param[BASE].f, -2 * (double)i / (double)dim);
    prime_turning(&t);
    with_heads(&from), with_heads(&to);
    for (int64_t i = q.q0; i < q.q0 + q.n; i += ELEMENTWISE_ROWS) {
        const int64_t n = q.q0 + q.n - i < ELEMENTWISE_ROWS ? q.q0 + q.n - i : ELEMENTWISE_ROWS;
        read_rows(&from, q.batch, 0, i, n, dim, rows);
        for (int64_t j = 0; j < n; j++) {
            turn_to(&t, position_of(&c->in[POSITIONS], q.batch, i + j, q.q0, (double)c->param[OFFSET].i));
            add(&t, dim, c->param[ORDER].i, rows + j * dim);
        }
        write_rows(rows, &to, q.batch, 0, i, n);
    }
}

static void copy(const tokens *x, int64_t s, int64_t h, double *rows)
{
    call *c = x->c;
    const sequence q = sequence_of(c, s);
    view from = c->grad_out[0], to = c->grad_in[X];
    (void)h;
    with_heads(&from), with_heads(&to);
    for (int64_t i = q.q0; i < q.q0 + q.n; i++) read_rows(&from, q.batch, 0, i, 1, c->size[SYM_D], rows), write_rows(rows, &to, q.batch, 0, i, 1);
}

static status run(call *c, void (*f)(const tokens *, int64_t, int64_t, double *))
{
    const int64_t dim = c->size[SYM_D];
    tokens x = {.c = c, .heads = 1, .scratch_size = turning_size((dim + 1) / 2) + ELEMENTWISE_ROWS * dim, .work = c->size[SYM_N] * dim, .head = f};
    return each_head(&x, "angles");
}

static status forward(call *c) { return run(c, head); }
static status backward(call *c) { return present(&c->grad_in[X]) ? run(c, copy) : OK; }

const mechanism sinusoidal_pe = {
    .name = "sinusoidal_pe", .title = "Sinusoidal position embedding", .engine = ELEMENTWISE, .patterns = SELF | CROSS | DECODE,
    .paper = "Vaswani et al. 2017, Attention Is All You Need (arXiv:1706.03762)",
    .equation = "out = x + PE,  PE[p, 2 t] = sin(p base^(-2 t / D)),  PE[p, 2 t + 1] = cos(p base^(-2 t / D))",
    .cost = "O(N D) time, no memory of that size",
    .notes = "D counts the channels of a whole token here; layout= changes nothing. Of zeros it gives the embedding itself.",
    .slots = {
        {"x", "B N D", QUERY, "tokens"},
        {"positions", "B N", INDEX, "p of each token; default offset + 0 .. N - 1", DRAW_ABSENT, .optional = true, .broadcast = true},
    },
    .outputs = {{"out", "B N D", OUTPUT, "tokens with their positions"}},
    .params = {
        {"base", NUMBER, "of the wavelengths", {.f = 10000}, .min = 1e-6, .max = 1e300},
        {"order", WORD, "of the channels: 'interleaved' (sin, cos, sin, ...) or 'concat', all sines first, as Transformer-XL has them", {.i = 0}, .words = "interleaved|concat"},
        {"offset", INTEGER, "position of the first token", {.i = 0}},
    },
    .papers = {
        {"Towards Inducing Document-Level Abilities in Standard Multilingual Neural Machine Translation Models", "the positions that rotary ones replace"},
    },
    .bind = bind_tokens, .forward = forward, .backward = backward,
};
