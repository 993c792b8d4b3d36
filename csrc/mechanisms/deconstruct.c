/* Variants of "Deconstructing Attention" (arXiv:2510.11602)
 *
 *     'taylor2':  W = 1 + Y + Y^2 / 2,  P = W / sum_j W;  per_order: each power divided by its own sum, o = sum_n (sum_j Y^n v_j) / (sum_j Y^n)
 *     'key_only': P_ij = exp(g_j) / sum of visible exp(g_j),  g_j = scale <silu(u_j), k_j>, the same for every query
 *
 * Family B of the dense engine, once or for each power; 'key_only' is softmax attention of queries 1 and keys g_j, of one channel. */
#include "pointwise.h"
#include "../core/alloc.h"
#include <string.h>

enum { U = 3, VARIANT = 0, PER_ORDER, KEY_ONLY = 1, ORDERS = 3 };

static void over_row(const call *c, const tile *t, const double *sums, double *z, double *slope)
{
    (void)c;
    for (int64_t i = 0; i < t->rows; i++)
        if (sums[i] != 0) z[i] = sums[i], slope[i] = 1;
}

/* A sum that vanishes is held at 1e-6 of its sign, where it changes nothing. */
static void over_signed(const call *c, const tile *t, const double *sums, double *z, double *slope)
{
    (void)c;
    for (int64_t i = 0; i < t->rows; i++) {
        const bool held = fabs(sums[i]) < 1e-6;
        z[i] = held ? sums[i] < 0 ? -1e-6 : 1e-6 : sums[i], slope[i] = !held;
    }
}

static void second(const call *c, const tile *t, int64_t row, double *p) { (void)c, (void)t, (void)row; p[0] = 2; }
static void unclamped(const call *c, const tile *t, int64_t row, double *p) { (void)c, (void)t, (void)row; p[0] = INFINITY; }

static const dense taylor2 = {.weight = WEIGHT_taylor, .precise = true, .sums = 1, .normal = over_row, .parameters = second};
static const dense softmax = {.weight = WEIGHT_exp, .precise = true, .lse = 1};
static const dense order[ORDERS] = {
    {.weight = WEIGHT_uniform, .precise = true, .sums = 1, .normal = over_row},
    {.weight = WEIGHT_linear, .precise = true, .sums = 1, .normal = over_signed, .parameters = unclamped},
    {.weight = WEIGHT_half_square, .precise = true, .sums = 1, .normal = over_signed},
};

static status no_memory(call *c) { return FAIL(c, NO_MEMORY, "deconstruct: no memory for the scores of keys or a pass of its own"); }

/* to += from, or = where `first`: every element once, whatever axes share it. */
static void add(const view *to, const view *from, bool first)
{
    int64_t n[4];
    for (int i = 0; i < 4; i++) n[i] = i < to->rank && to->stride[i] ? to->shape[i] : i < to->rank ? (to->shape[i] > 0) : 1;
    for (int64_t i = 0; i < n[0]; i++)
        for (int64_t j = 0; j < n[1]; j++)
            for (int64_t k = 0; k < n[2]; k++)
                for (int64_t l = 0; l < n[3]; l++) view_set(to, i, j, k, l, view_get(from, i, j, k, l) + (first ? 0 : view_get(to, i, j, k, l)));
}

/* A contiguous array of the compute type in the form of x: axes that share elements share them. */
static view like(const call *c, const view *x)
{
    int64_t shape[MAX_RANK];
    for (int i = 0; i < x->rank; i++) shape[i] = x->stride[i] || !x->shape[i] ? x->shape[i] : 1;
    view v = new_array(c->compute, x->rank, shape);
    for (int i = 0; i < x->rank; i++) v.shape[i] = x->shape[i], v.stride[i] = x->stride[i] ? v.stride[i] : 0;
    return v;
}

static view output_like(const call *c, int rank) { return new_array(c->compute, rank, (const int64_t[]){c->in[0].shape[0], c->size[SYM_HQ], c->in[0].shape[2], c->size[SYM_DV]}); }

/* Forward of one power; its output and sums are new. */
static status forward_order(call *c, int n, view *out, view *sums)
{
    call inner = *c;
    inner.out[0] = *out = output_like(c, 4), inner.out[1] = *sums = output_like(c, 3);
    if (!present(out) || !present(sums)) return no_memory(c);
    const status s = dense_forward(&inner, &order[n]);
    c->message = inner.message;
    return s;
}

static status forward_orders(call *c)
{
    view total = {0};
    status s = OK;
    for (int n = 0; n < ORDERS && s == OK; n++) {
        view out = {0}, sums = {0};
        s = forward_order(c, n, &out, &sums);
        if (s == OK && n) add(&total, &out, false);
        if (s == OK && n == ORDERS - 1) add(&c->out[0], &total, true);
        if (s == OK && n == ORDERS - 1 && present(&c->out[1])) add(&c->out[1], &sums, true);
        release(sums.data);
        if (n) release(out.data);
        else total = out;
    }
    release(total.data);
    return s;
}

/* The powers one after the other: what each gives of every gradient is added. */
static status backward_order(call *c, int n, const view *total)
{
    call inner = *c;
    view out = {0}, sums = {0};
    status s = forward_order(c, n, &out, &sums);
    for (int i = 0; i < c->p->n_slots; i++) {
        inner.grad_in[i] = (view){0};
        if (s != OK || !present(&c->grad_in[i])) continue;
        inner.grad_in[i] = n ? like(c, &c->grad_in[i]) : total[i];
        if (!present(&inner.grad_in[i])) s = no_memory(c);
    }
    inner.out[0] = out, inner.out[1] = sums, inner.grad_out[1] = (view){0};
    if (s == OK) s = dense_backward(&inner, &order[n]), c->message = inner.message;
    for (int i = 0; i < c->p->n_slots && n; i++) {
        if (s == OK && present(&inner.grad_in[i])) add(&total[i], &inner.grad_in[i], false);
        release(inner.grad_in[i].data);
    }
    release(out.data), release(sums.data);
    return s;
}

static status backward_orders(call *c)
{
    view total[MAX_SLOTS] = {{0}};
    status s = OK;
    for (int i = 0; i < c->p->n_slots && s == OK; i++)
        if (present(&c->grad_in[i])) {
            total[i] = like(c, &c->grad_in[i]);
            if (!present(&total[i])) s = no_memory(c);
        }
    for (int n = 0; n < ORDERS && s == OK; n++) s = backward_order(c, n, total);
    for (int i = 0; i < c->p->n_slots; i++) {
        if (s == OK && present(&total[i])) add(&c->grad_in[i], &total[i], true);
        release(total[i].data);
    }
    return s;
}

/* silu and its slope. */
static double silu(double x, double *slope)
{
    const double s = 1 / (1 + exp(-x));
    *slope = s * (1 + x * (1 - s));
    return x == -INFINITY ? 0 : x * s;
}

/* g of every key, or with dg what it gives u and k. */
static void key_scores(const call *c, const view *g, const view *dg)
{
    const view *u = present(&c->in[U]) ? &c->in[U] : &c->in[0], *du = present(&c->in[U]) ? &c->grad_in[U] : &c->grad_in[0], *k = &c->in[1], *dk = &c->grad_in[1];
    const double scale = dense_scale(c);
    for (int64_t i = 0; i < k->shape[0] * k->shape[1] * k->shape[2]; i++) {
        const int64_t m = i % k->shape[2], h = i / k->shape[2] % k->shape[1], b = i / k->shape[2] / k->shape[1];
        const double own = dg ? scale * view_get(dg, b, h, m, 0) : 0;
        double sum = 0, slope;
        for (int64_t d = 0; d < k->shape[3]; d++) {
            const double x = silu(view_get(u, b, h, m, d), &slope), y = view_get(k, b, h, m, d);
            sum += x * y;
            if (dg && present(du)) view_set(du, b, h, m, d, own == 0 ? 0 : own * y * slope);
            if (dg && present(dk)) view_set(dk, b, h, m, d, own == 0 ? 0 : own * x);
        }
        if (!dg) view_set(g, b, h, m, 0, scale * sum);
    }
}

static status key_only(call *c, bool backward)
{
    static const float one_f = 1;
    static const double one = 1;
    const int64_t keys[] = {c->in[1].shape[0], c->in[1].shape[1], c->in[1].shape[2], 1};
    const view g = new_array(c->compute, 4, keys), dg = backward ? new_array(c->compute, 4, keys) : (view){0};
    call inner = *c;
    status s = present(&g) && (!backward || present(&dg)) ? OK : no_memory(c);
    if (s == OK) {
        key_scores(c, &g, NULL);
        inner.in[0] = (view){c->compute == F32 ? (char *)(void *)&one_f : (char *)(void *)&one, c->compute, 4, {c->in[0].shape[0], c->size[SYM_HQ], c->in[0].shape[2], 1}, {0}};
        inner.in[1] = g, inner.grad_in[0] = (view){0}, inner.grad_in[1] = dg, inner.size[SYM_D] = 1;
        inner.param[c->p->first_param + DENSE_SCALE] = (value){.f = 1}, inner.param[c->p->first_param + DENSE_ENTROPY] = (value){.none = true};
        s = backward ? dense_backward(&inner, &softmax) : dense_forward(&inner, &softmax);
        c->message = inner.message;
    }
    if (s == OK && backward) {
        const view *dq = &c->grad_in[0];
        for (int64_t i = 0; present(dq) && present(&c->in[U]) && i < dq->shape[0] * dq->shape[1] * dq->shape[2]; i++)
            for (int64_t d = 0; d < dq->shape[3]; d++) view_set(dq, i / dq->shape[2] / dq->shape[1], i / dq->shape[2] % dq->shape[1], i % dq->shape[2], d, 0);
        key_scores(c, &g, &dg);
    }
    release(g.data), release(dg.data);
    return s;
}

static status check(call *c)
{
    static const int of_queries[] = {DENSE_TAU, DENSE_Q_TAU, DENSE_K_TAU, DENSE_PHI, DENSE_PSI, DENSE_LOGIT_SCALE, DENSE_TXL_U, DENSE_TXL_R};
    const bool keys = c->param[VARIANT].i == KEY_ONLY, alone = c->size[SYM_HQ] == c->size[SYM_H] && c->size[SYM_N] == c->size[SYM_M] && (!c->cu_k || c->cu_k == c->cu_q);
    if (keys && c->param[PER_ORDER].i)
        return FAIL(c, BAD_VALUE, "deconstruct: per_order belongs to variant='taylor2'");
    if (present(&c->in[U]) && !keys)
        return FAIL(c, BAD_VALUE, "deconstruct: u is given with variant='taylor2', expected None");
    if (keys && !present(&c->in[U]) && !alone)
        return FAIL(c, BAD_VALUE, "deconstruct: variant='key_only' needs u, unless each key has a query of its own");
    for (size_t i = 0; keys && i < sizeof of_queries / sizeof *of_queries; i++)
        if (present(dense_slot(c, of_queries[i])))
            return FAIL(c, BAD_VALUE, "deconstruct: %s does not go with variant='key_only', whose scores have no queries", c->p->slots[c->p->first_option + of_queries[i]].name);
    if (keys && (dense_norm(c) != NORM_NONE || dense_turns(c)))
        return FAIL(c, BAD_VALUE, "deconstruct: %s does not go with variant='key_only', whose scores have no queries", dense_turns(c) ? "rope" : "qk_norm");
    return OK;
}

static status forward(call *c)
{
    if (c->param[VARIANT].i == KEY_ONLY) return key_only(c, false);
    return c->param[PER_ORDER].i ? forward_orders(c) : dense_forward(c, &taylor2);
}

static status backward(call *c)
{
    if (c->param[VARIANT].i == KEY_ONLY) return key_only(c, true);
    return c->param[PER_ORDER].i ? backward_orders(c) : dense_backward(c, &taylor2);
}

const mechanism deconstruct = {
    .name = "deconstruct", .title = "Attention deconstructed: Taylor weights, key-only weights", POINTWISE_COST,
    .paper = "2025, Deconstructing Attention: Investigating Design Principles for Effective Language Modeling (arXiv:2510.11602)",
    .equation = "P = (1 + Y + Y^2 / 2) / row sum,  or P_ij = exp(g_j) / row sum, g = scale <silu(u), k>",
    .notes = "One normaliser for all powers is a project decision; per_order is the recurrent form of the paper's appendix, three walks. The paper's other variants are sdpa with queries and keys of another stream (of random embeddings, of one fixed text, of the input embeddings), which may be one for the whole batch (stride 0), and head_mask with no mixing.",
    .slots = {
        QKV,
        {"u", "B H M D", GATE, "variant = 'key_only': query projection of each key's own position; default q, where each key has one", DRAW_ABSENT, .optional = true},
    },
    .outputs = {
        {"out", "B Hq N Dv", OUTPUT, "attended values", .saved = true},
        {"sums", "B Hq N", STATISTIC, "sum of the row's weights; its logarithm for 'key_only', of the second power for per_order", .when = "return_sums", .constant = true, .saved = true, .wide = true},
    },
    .params = {
        {"variant", WORD, "weights: the series of exp to the second power, or exp of a score of the key alone", {.i = 0}, .words = "taylor2|key_only"},
        {"per_order", BOOLEAN, "each power is divided by its own sum (the first held at 1e-6 where it vanishes)", {.i = 0}},
    },
    .papers = {{"Deconstructing Attention: Investigating Design Principles for Effective Language Modeling", "'Approximate' is taylor2, 'Non-approximate' key_only"}},
    .check = check, .forward = forward, .backward = backward,
};
