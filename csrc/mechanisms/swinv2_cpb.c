/* Scaled cosine attention with Swin V2's continuous position bias (Liu et al. 2022, arXiv:2111.09883)
 *
 *     Y_ij = exp(min(l_h, log 100)) cos(q_i, k_j) + 16 sigmoid(W2 relu(W1 c + b1)),    c = sign(u) log2(|u| + 1) / log2 8,   u = 8 delta / (W - 1)
 *
 * delta = query - key on each axis of the window. The MLP runs over the table of relative positions, once for a call; the table is the term swin_bias. */
#include "../core/alloc.h"
#include "softmax.h"
#include <math.h>
#include <string.h>

enum { Q, K, V, W1, B1, W2 };
enum { GRID_AXES, PRETRAINED };
enum { AXES = 3 };

typedef struct window {
    int64_t axes, entries, hidden, heads, length[AXES];
    double trained[AXES];
} window;

/* None: a line of as many tokens as there are keys. */
static window window_of(const call *c)
{
    const value *g = &c->param[GRID_AXES], *p = &c->param[PRETRAINED];
    window w = {.axes = c->in[W1].shape[1], .entries = 1, .hidden = c->in[W1].shape[0], .heads = c->size[SYM_HQ]};
    const int64_t own[AXES] = {g->none ? c->size[SYM_M] : g->i, g->none ? 1 : g->j, g->none ? 1 : g->k}, other[AXES] = {p->i, p->j, p->k};
    for (int a = 0; a < AXES; a++) {
        w.length[a] = own[a] > 1 ? own[a] : 1, w.trained[a] = p->none ? (double)w.length[a] : (double)other[a];
        w.entries *= 2 * w.length[a] - 1;
    }
    return w;
}

static status check(call *c)
{
    const value *g = &c->param[GRID_AXES], *p = &c->param[PRETRAINED];
    const long long axes = g->none ? 1 : (long long)g->f, tokens = c->size[SYM_M];
    if (!g->none && g->i * g->j * g->k != tokens)
        return FAIL(c, BAD_VALUE, "swinv2_cpb: grid has %lld cells, expected %lld, the tokens of the window", (long long)(g->i * g->j * g->k), tokens);
    if (c->in[W1].shape[1] != axes)
        return FAIL(c, BAD_VALUE, "swinv2_cpb: cpb_w1 takes %lld coordinates, expected %lld, the axes of the grid", (long long)c->in[W1].shape[1], axes);
    if (!p->none && (long long)p->f != axes)
        return FAIL(c, BAD_VALUE, "swinv2_cpb: pretrained has %lld axes, expected %lld, those of the grid", (long long)p->f, axes);
    return OK;
}

/* Coordinates of an entry of the table; an axis of length 1 has none but 0. */
static void coordinates(const window *w, int64_t entry, double *c)
{
    for (int a = AXES - 1; a >= 0; a--) {
        const int64_t n = 2 * w->length[a] - 1;
        const double delta = (double)(entry % n - (w->length[a] - 1)), u = w->trained[a] > 1 ? 8 * delta / (w->trained[a] - 1) : 0;
        entry /= n;
        c[a] = copysign(log2(fabs(u) + 1) / 3, u);
    }
}

static void hidden_of(const call *c, const window *w, const double *place, double *h)
{
    for (int64_t i = 0; i < w->hidden; i++) {
        h[i] = view_get(&c->in[B1], i, 0, 0, 0);
        for (int64_t a = 0; a < w->axes; a++) h[i] += view_get(&c->in[W1], i, a, 0, 0) * place[a];
        h[i] = fmax(h[i], 0);
    }
}

static void fill(const call *c, const window *w, double *table, double *h)
{
    double place[AXES];
    for (int64_t e = 0; e < w->entries; e++) {
        coordinates(w, e, place), hidden_of(c, w, place, h);
        for (int64_t head = 0; head < w->heads; head++) {
            double sum = 0;
            for (int64_t i = 0; i < w->hidden; i++) sum += view_get(&c->in[W2], head, i, 0, 0) * h[i];
            table[e * w->heads + head] = 16 / (1 + exp(-sum));
        }
    }
}

static bool wants(const call *c) { return present(&c->grad_in[W1]) || present(&c->grad_in[B1]) || present(&c->grad_in[W2]); }

/* From the gradient of the table: through the sigmoid, W2, the rectifier and W1. sums: of W1 [hidden][axes], b1 [hidden], W2 [heads][hidden]. */
static void learn(call *c, const window *w, const double *table, const double *dtable, double *h, double *sums)
{
    double place[AXES], *dw1 = sums, *db1 = dw1 + w->hidden * w->axes, *dw2 = db1 + w->hidden;
    memset(sums, 0, (size_t)(w->hidden * (w->axes + 1 + w->heads)) * sizeof *sums);
    for (int64_t e = 0; e < w->entries; e++) {
        coordinates(w, e, place), hidden_of(c, w, place, h);
        for (int64_t i = 0; i < w->hidden; i++) {
            double dh = 0;
            for (int64_t head = 0; head < w->heads; head++) {
                const double y = table[e * w->heads + head], du = dtable[e * w->heads + head] * y * (1 - y / 16);
                dw2[head * w->hidden + i] += du * h[i];
                dh += du * view_get(&c->in[W2], head, i, 0, 0);
            }
            if (h[i] <= 0) continue;
            db1[i] += dh;
            for (int64_t a = 0; a < w->axes; a++) dw1[i * w->axes + a] += dh * place[a];
        }
    }
    for (int64_t i = 0; i < w->hidden; i++) {
        for (int64_t a = 0; a < w->axes && present(&c->grad_in[W1]); a++) view_set(&c->grad_in[W1], i, a, 0, 0, dw1[i * w->axes + a]);
        if (present(&c->grad_in[B1])) view_set(&c->grad_in[B1], i, 0, 0, 0, db1[i]);
        for (int64_t head = 0; head < w->heads && present(&c->grad_in[W2]); head++) view_set(&c->grad_in[W2], head, i, 0, 0, dw2[head * w->hidden + i]);
    }
}

/* The call with the table in the place of the engine's option. */
static status with_table(call *c, status (*f)(call *), bool back)
{
    const window w = window_of(c);
    const int64_t cells = w.entries * w.heads;
    value *grid = &c->param[c->p->first_param + DENSE_GRID];
    view *table = &c->in[c->p->first_option + DENSE_SWIN], *gradient = &c->grad_in[c->p->first_option + DENSE_SWIN];
    const value before = *grid;
    double *memory = allocate(2 * cells + w.hidden * (w.axes + 2 + w.heads), sizeof *memory);
    if (!memory) return FAIL(c, NO_MEMORY, "swinv2_cpb: no memory for a table of %lld biases", (long long)cells);
    fill(c, &w, memory, memory + 2 * cells);
    *grid = c->param[GRID_AXES];
    *table = (view){(char *)memory, F64, 2, {w.entries, w.heads}, {w.heads * 8, 8}};
    if (back && wants(c)) *gradient = *table, gradient->data = (char *)(memory + cells);
    const status s = f(c);
    if (s == OK && back && wants(c)) learn(c, &w, memory, memory + cells, memory + 2 * cells, memory + 2 * cells + w.hidden);
    *grid = before, table->data = gradient->data = NULL;
    release(memory);
    return s;
}

static status forward(call *c) { return with_table(c, softmax_forward, false); }
static status backward(call *c) { return with_table(c, softmax_backward, true); }

const mechanism swinv2_cpb = {
    .name = "swinv2_cpb", .title = "Cosine attention with a continuous position bias", .patterns = SELF | CAUSAL_SELF, SOFTMAX_PARTS,
    .paper = "Liu et al. 2022, Swin Transformer V2: Scaling Up Capacity and Resolution (arXiv:2111.09883)",
    .equation = "P = softmax(exp(min(l_h, log 100)) <q / |q|, k / |k|> + b),  out = P v\nb = 16 sigmoid(W2 relu(W1 c + b1))\nc = sign(u) log2(|u| + 1) / 3,  u = 8 (query - key) / (W - 1)",
    .notes = "One window per sequence of the batch. On an axis of length 1 u is 0 (ours; the original divides by 0). Query i is token i + M - N. The shift mask is a mask of one matrix per window.",
    .slots = {
        QKV,
        {"cpb_w1", "Ch Ax", PARAMETER, "W1, from the coordinates of the axes", .layer = "normal*0.02"},
        {"cpb_b1", "Ch", PARAMETER, "b1", .layer = "zeros"},
        {"cpb_w2", "Hq Ch", PARAMETER, "W2, to a bias of each head", .layer = "normal*0.02"},
        {"logit_scale", "Hq", PARAMETER, "l_h, log of the factor of the cosines, at most log 100", .option = "logit_scale", .layer = "2.302585"},
    },
    .params = {
        {"grid", GRID, "axes of the window, the last fastest; None: a line", {.none = true}, .optional = true},
        {"pretrained", GRID, "window whose W stands in u: the one of the pretraining; None: grid", {.none = true}, .optional = true},
    },
    .without = "qk_norm qk_norm_eps q_norm_weight k_norm_weight q_norm_bias k_norm_bias tau swin_table grid gmm_sigma gmm_alpha gmm_prefix gmm_cutoff cu_seqlens_q cu_seqlens_k",
    .papers = {
        {"S2LIC: Learned Image Compression with the SwinV2 Block, Adaptive Channel-wise and Global-inter Attention Context", "attention of its windows"},
    },
    .check = check, .forward = forward, .backward = backward,
};
