#include "lrpe.h"
#include "rotary.h"
#include "../core/alloc.h"
#include <math.h>
#include <string.h>

enum { AXES = 3 };

typedef struct spread {
    const lrpe_form *form;
    int64_t width, given;                /* channels of an axis; columns of theta */
    double *sums;                        /* backward: dtheta of each task, [sequences][H][given]; NULL: not wanted */
} spread;

static int64_t width_of(const call *c, const lrpe_form *w) { return (c->size[SYM_D] + w->axes - 1) / w->axes; }

status check_lrpe(call *c, const lrpe_form *w)
{
    const view *theta = &c->in[w->theta];
    const int64_t given = present(theta) ? theta->shape[theta->rank - 1] : 1, width = width_of(c, w);
    if (given > width && given > 1)
        return FAIL(c, BAD_VALUE, "%s: theta has %lld angles, expected at most %lld, the channels%s", c->p->row->name, (long long)given, (long long)width, w->axes > 1 ? " of an axis" : "");
    return OK;
}

/* Angles of the channels of an axis: fewer than those leave the last ones unturned, one is for all of them. Without theta a ladder over all heads. */
static void find_theta(const call *c, const spread *w, int64_t head, double *theta)
{
    const view *v = &c->in[w->form->theta];
    const double ladder = (double)(c->size[SYM_H] * w->width);
    for (int64_t t = 0; t < w->width; t++) {
        const int64_t column = w->given == 1 ? 0 : t;
        theta[t] = !present(v) ? pow(10000, -2 * (double)(head * w->width + t) / ladder) : column >= w->given ? 0 : v->rank == 2 ? view_get(v, head, column, 0, 0) : view_get(v, column, 0, 0, 0);
    }
}

/* Coordinates of the token at place `at` of its sequence. */
static void coordinates(const call *c, const spread *w, const sequence *q, int64_t at, double *out)
{
    const value *g = w->form->grid;
    const int64_t cell = at - w->form->prefix;
    if (!g || g->none) {
        out[0] = w->form->positions >= 0 ? position_of(&c->in[w->form->positions], q->batch, q->q0 + at, q->q0, w->form->offset) : (double)cell;
        return;
    }
    out[0] = (double)(cell / (g->j * g->k)), out[1] = (double)(cell / g->k % g->j), out[2] = (double)(cell % g->k);
}

/* y [2 D] of x [D]. */
static void forward_token(const turning *t, int64_t dim, int64_t width, const double *x, double *y)
{
    for (int64_t first = 0; first < dim; first += width, t++)
        for (int64_t i = 0; i < width && first + i < dim; i++)
            y[first + i] = x[first + i] * t->cos[i], y[dim + first + i] = x[first + i] * t->sin[i];
}

/* dy [2 D] -> dx in its first half; what falls on theta is added to dtheta. */
static void backward_token(const turning *t, const double *place, int64_t dim, const spread *w, const double *x, double *dy, double *dtheta)
{
    for (int64_t first = 0; first < dim; first += w->width, t++, place++)
        for (int64_t i = 0; i < w->width && first + i < dim; i++) {
            const double a = dy[first + i], b = dy[dim + first + i], moved = b * t->cos[i] - a * t->sin[i];
            dy[first + i] = a * t->cos[i] + b * t->sin[i];
            if (dtheta && (w->given == 1 || i < w->given) && moved != 0) dtheta[w->given == 1 ? 0 : i] += *place * x[first + i] * moved;
        }
}

static void walk(const tokens *x, int64_t s, int64_t head, double *scratch, bool back)
{
    call *c = x->c;
    const spread *w = x->own;
    const sequence q = sequence_of(c, s);
    const int64_t dim = c->size[SYM_D];
    double *rows = scratch + AXES * turning_size(w->width), *wide = rows + ELEMENTWISE_ROWS * dim, *dtheta = w->sums ? w->sums + (s * x->heads + head) * w->given : NULL;
    turning t[AXES];
    for (int a = 0; a < w->form->axes; a++) {
        t[a] = lay_turning(w->width, scratch + a * turning_size(w->width));
        find_theta(c, w, head, t[a].theta), prime_turning(&t[a]);
    }
    for (int64_t i = 0; i < q.n; i += ELEMENTWISE_ROWS) {
        const int64_t n = q.n - i < ELEMENTWISE_ROWS ? q.n - i : ELEMENTWISE_ROWS;
        read_rows(&c->in[0], q.batch, head, q.q0 + i, n, dim, rows);
        if (back) read_rows(&c->grad_out[0], q.batch, head, q.q0 + i, n, 2 * dim, wide);
        for (int64_t j = 0; j < n; j++) {
            double place[AXES] = {0}, *own = rows + j * dim, *pair = wide + j * 2 * dim;
            if (i + j >= w->form->prefix) coordinates(c, w, &q, i + j, place);
            for (int a = 0; a < w->form->axes; a++) turn_to(&t[a], place[a]);
            if (back) {
                backward_token(t, place, dim, w, own, pair, dtheta);
                memcpy(own, pair, (size_t)dim * sizeof *own);
            } else
                forward_token(t, dim, w->width, own, pair);
        }
        if (!back)
            write_rows(wide, &c->out[0], q.batch, head, q.q0 + i, n);
        else if (present(&c->grad_in[0]))
            write_rows(rows, &c->grad_in[0], q.batch, head, q.q0 + i, n);
    }
}

static void forward_head(const tokens *x, int64_t s, int64_t head, double *scratch) { walk(x, s, head, scratch, false); }
static void backward_head(const tokens *x, int64_t s, int64_t head, double *scratch) { walk(x, s, head, scratch, true); }

static tokens tokens_of(call *c, const spread *w)
{
    const int64_t dim = c->size[SYM_D];
    return (tokens){.c = c, .own = w, .heads = c->size[SYM_H], .scratch_size = AXES * turning_size(w->width) + 3 * ELEMENTWISE_ROWS * dim, .work = 2 * c->size[SYM_N] * dim};
}

static spread spread_of(const call *c, const lrpe_form *w)
{
    const view *theta = &c->in[w->theta];
    return (spread){.form = w, .width = width_of(c, w), .given = present(theta) ? theta->shape[theta->rank - 1] : 0};
}

status lrpe_forward(call *c, const lrpe_form *form)
{
    const spread w = spread_of(c, form);
    tokens x = tokens_of(c, &w);
    x.head = forward_head;
    return each_head(&x, "angles");
}

status lrpe_backward(call *c, const lrpe_form *form)
{
    const view *grad = &c->grad_in[form->theta];
    const int64_t tasks = c->sequences * c->size[SYM_H];
    spread w = spread_of(c, form);
    tokens x = tokens_of(c, &w);
    x.head = backward_head;
    if (present(grad)) {
        w.sums = allocate(tasks * w.given, sizeof *w.sums);
        if (!w.sums) return FAIL(c, NO_MEMORY, "%s: no memory for the gradient of theta", c->p->row->name);
        memset(w.sums, 0, (size_t)(tasks * w.given) * sizeof *w.sums);
    }
    const status s = each_head(&x, "angles");
    for (int64_t i = 0; s == OK && w.sums && i < w.given; i++) {
        double all = 0;
        for (int64_t h = 0; h < x.heads; h++) {
            double sum = 0;
            for (int64_t n = 0; n < c->sequences; n++) sum += w.sums[(n * x.heads + h) * w.given + i];
            all += sum;
            if (grad->rank == 2) view_set(grad, h, i, 0, 0, sum);
        }
        if (grad->rank == 1) view_set(grad, i, 0, 0, 0, all);
    }
    release(w.sums);
    return s;
}
