/* Toeplitz positional encoding along each axis of a grid (Qin et al. 2024, LightNet, arXiv:2405.21022)
 *
 *     out_t = sum over axes of sum_{u <= t} c_{t-u} x_u,     c_tau = sum_e b_e lambda_e^tau,      per channel
 *
 * as the recurrence g_e <- lambda_e g_e + b_e x_t, out_t = sum_e g_e, of lines along the axis; LANES channels are walked side by side. */
#include "../core/alloc.h"
#include "../engines/elementwise.h"
#include <math.h>
#include <string.h>

enum { X, B, LOG_DECAY };
enum { GRID_AXES };
enum { LANES = 16, AXES = 3 };

typedef struct toeplitz {
    int64_t axes, terms, blocks;         /* terms: e; blocks of channels */
    int64_t length[AXES];
    double *sums;                        /* backward: [tasks][2][axes][terms][LANES] of b and of log lambda */
    bool back;
} toeplitz;

static toeplitz toeplitz_of(const call *c)
{
    const value *g = &c->param[GRID_AXES];
    return (toeplitz){.axes = c->in[B].shape[0], .terms = c->in[B].shape[2], .blocks = (c->size[SYM_D] + LANES - 1) / LANES, .length = {g->i, g->j, g->k}};
}

static status check(call *c)
{
    const value *g = &c->param[GRID_AXES];
    const int64_t axes = g->none ? 1 : (int64_t)g->f;
    if (c->in[B].shape[0] != axes)
        return FAIL(c, BAD_VALUE, "md_tpe: b has kernels of %lld axes, expected %lld, those of the grid", (long long)c->in[B].shape[0], (long long)axes);
    return check_cells(c, g, 0);
}

/* Kernels of axis a for the channels from d on: b and lambda [terms][LANES]; what is beyond the channels is 0. */
static void kernels_of(const call *c, const toeplitz *w, int64_t a, int64_t d, double *b, double *decay)
{
    const view *log_decay = &c->in[LOG_DECAY];
    for (int64_t e = 0; e < w->terms; e++)
        for (int64_t l = 0; l < LANES; l++) {
            const bool there = d + l < c->size[SYM_D];
            b[e * LANES + l] = there ? view_get(&c->in[B], a, d + l, e, 0) : 0;
            decay[e * LANES + l] = !there ? 0 : exp(log_decay->rank == 3 ? view_get(log_decay, a, d + l, e, 0) : view_get(log_decay, a, e, 0, 0));
        }
}

/* A line of n tokens, `step` apart: y += the convolution of x. g [terms][LANES]. */
static void forward_line(int64_t n, int64_t step, int64_t terms, const double *b, const double *decay, const double *x, double *y, double *g)
{
    memset(g, 0, (size_t)(terms * LANES) * sizeof *g);
    for (int64_t t = 0; t < n; t++, x += step * LANES, y += step * LANES)
        for (int64_t e = 0; e < terms; e++)
            for (int64_t l = 0; l < LANES; l++) {
                double *at = g + e * LANES + l;
                *at = decay[e * LANES + l] * *at + b[e * LANES + l] * x[l];
                y[l] += *at;
            }
}

/* dx += the convolution of dy backwards, r_t = dy_t + lambda r_{t+1}; what falls on b is sum x r, on log lambda sum lambda g_{t-1} r_t, g made again. */
static void backward_line(int64_t n, int64_t step, int64_t terms, const double *b, const double *decay, const double *x, const double *dy, double *dx, double *scratch, double *db, double *dlog)
{
    const int64_t width = terms * LANES;
    double *r = scratch, *g = scratch + width;       /* g [n + 1][terms][LANES], before each token */
    memset(scratch, 0, (size_t)(2 * width) * sizeof *scratch);
    for (int64_t t = 0; t < n; t++)
        for (int64_t i = 0; i < width; i++) g[(t + 1) * width + i] = decay[i] * g[t * width + i] + b[i] * x[t * step * LANES + i % LANES];
    for (int64_t t = n - 1; t >= 0; t--)
        for (int64_t i = 0; i < width; i++) {
            const int64_t l = t * step * LANES + i % LANES;
            r[i] = dy[l] + decay[i] * r[i];
            dx[l] += b[i] * r[i];
            db[i] += x[l] * r[i], dlog[i] += decay[i] * g[t * width + i] * r[i];
        }
}

/* Channels from d on of all tokens of a sequence, [n][LANES]. */
static slice block_of(const view *x, const sequence *q, int64_t d)
{
    const int64_t left = x->shape[2] - d;
    return (slice){x->data + q->batch * x->stride[0] + q->q0 * x->stride[1] + d * x->stride[2], x->dtype, q->n, left < LANES ? left : LANES, x->stride[1], x->stride[2]};
}

static void walk(const tokens *x, int64_t s, int64_t block, double *scratch)
{
    call *c = x->c;
    const toeplitz *w = x->own;
    const sequence q = sequence_of(c, s);
    const int64_t d = block * LANES, width = w->terms * LANES, task = s * x->heads + block;
    double *in = scratch, *dy = in + q.n * LANES, *out = dy + q.n * LANES, *b = out + q.n * LANES, *decay = b + width, *lines = decay + width;
    double *db = w->sums + task * 2 * w->axes * width, *dlog = db + w->axes * width;
    const view *to = w->back ? &c->grad_in[X] : &c->out[0];
    slice from = block_of(&c->in[X], &q, d);
    read_slice(&from, LANES, in);
    memset(out, 0, (size_t)(q.n * LANES) * sizeof *out);
    if (w->back && present(&c->grad_out[0])) from = block_of(&c->grad_out[0], &q, d), read_slice(&from, LANES, dy);
    else memset(dy, 0, (size_t)(q.n * LANES) * sizeof *dy);
    for (int64_t a = 0; a < w->axes; a++) {
        const int64_t n = c->param[GRID_AXES].none ? q.n : w->length[a];
        int64_t step = 1;
        for (int64_t i = a + 1; i < w->axes; i++) step *= w->length[i];
        kernels_of(c, w, a, d, b, decay);
        for (int64_t line = 0; n && line < q.n / n; line++) {
            const int64_t first = (line / step * step * n + line % step) * LANES;
            if (w->back)
                backward_line(n, step, w->terms, b, decay, in + first, dy + first, out + first, lines, db + a * width, dlog + a * width);
            else
                forward_line(n, step, w->terms, b, decay, in + first, out + first, lines);
        }
    }
    if (!present(to)) return;
    from = block_of(to, &q, d);
    write_slice(out, LANES, &from);
}

/* Gradients of the kernels from the sums of tasks, in order. */
static void finish(call *c, const toeplitz *w)
{
    const int64_t width = w->terms * LANES, size = 2 * w->axes * width;
    for (int64_t a = 0; a < w->axes; a++)
        for (int64_t e = 0; e < w->terms; e++) {
            double shared = 0;
            for (int64_t d = 0; d < c->size[SYM_D]; d++) {
                double sum[2] = {0, 0};
                for (int64_t s = 0; s < c->sequences; s++)
                    for (int i = 0; i < 2; i++) sum[i] += w->sums[(s * w->blocks + d / LANES) * size + (i * w->axes + a) * width + e * LANES + d % LANES];
                if (present(&c->grad_in[B])) view_set(&c->grad_in[B], a, d, e, 0, sum[0]);
                if (present(&c->grad_in[LOG_DECAY]) && c->in[LOG_DECAY].rank == 3) view_set(&c->grad_in[LOG_DECAY], a, d, e, 0, sum[1]);
                shared += sum[1];
            }
            if (present(&c->grad_in[LOG_DECAY]) && c->in[LOG_DECAY].rank == 2) view_set(&c->grad_in[LOG_DECAY], a, e, 0, 0, shared);
        }
}

static status run(call *c, bool back)
{
    toeplitz w = toeplitz_of(c);
    const int64_t tasks = c->sequences * w.blocks, width = w.terms * LANES, n = longest_sequence(c);
    w.back = back;
    w.sums = allocate(back ? tasks * 2 * w.axes : 0, width * (int64_t)sizeof *w.sums);
    if (!w.sums) return FAIL(c, NO_MEMORY, "md_tpe: no memory for sums of %lld channels", (long long)c->size[SYM_D]);
    if (back) memset(w.sums, 0, (size_t)(tasks * 2 * w.axes * width) * sizeof *w.sums);
    tokens x = {.c = c, .own = &w, .heads = w.blocks, .scratch_size = 3 * n * LANES + (back ? n + 4 : 3) * width, .work = n * width * w.axes, .head = walk};
    const status s = each_head(&x, "lines of tokens");
    if (s == OK && back) finish(c, &w);
    release(w.sums);
    return s;
}

static status forward(call *c) { return run(c, false); }
static status backward(call *c) { return run(c, true); }

const mechanism md_tpe = {
    .name = "md_tpe", .title = "Toeplitz positional encoding on a grid", .engine = ELEMENTWISE, .patterns = SELF | CAUSAL_SELF,
    .paper = "Qin et al. 2024, You Only Scan Once: Efficient Multi-dimension Sequential Modeling with LightNet (arXiv:2405.21022)",
    .equation = "out_t = sum_axes sum_{u <= t} c_{t-u} x_u,  c_tau = sum_e b_e exp(log_decay_e tau)",
    .cost = "O(N D E) time; the backward holds E numbers per token of 16 channels",
    .notes = "Of whole tokens, causal along each axis; the caller adds the residual. The sum over axes and the form of the kernel are a project decision after the first author's xopes library. The tied form of xmixers, one decay per head: E = 1, b the inner product of the "
             "head's two vectors and log_decay for each channel. layout= changes nothing.",
    .slots = {
        {"x", "B N D", QUERY, "tokens of the grid, row by row"},
        {"b", "Ax D E", PARAMETER, "weights of the kernels of each axis", .layer = "normal*0.02"},
        {"log_decay", "Ax D E | Ax E", PARAMETER, "log lambda, below 0, for each channel or for all of them", DRAW_LOG_DECAY, .layer = "-0.1"},
    },
    .outputs = {{"out", "B N D", OUTPUT, "positions of tokens, to be added to them"}},
    .params = {{"grid", GRID, "axes of the grid, the last fastest; None: a line", {.none = true}, .optional = true}},
    .bind = bind_tokens, .check = check, .forward = forward, .backward = backward,
};
