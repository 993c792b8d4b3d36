/* Normalized attention pooling (Richter and Wattenhofer 2020, arXiv:2005.09561)
 *
 *     P_ij = g_h H_ij + b_h,   H_ij = (Y_ij - mean_j Y_ij) / (deviation_j Y_ij + eps),   o_i = sum_j P_ij v_j
 *
 * mean and deviation over the visible keys of row i. Family C of the dense engine: both from the whole row, in two passes. */
#include "pointwise.h"

enum { G = 3, B };

static void parameters(const call *c, const tile *t, int64_t row, double *p)
{
    (void)row;
    p[0] = present(&c->in[G]) ? view_get(&c->in[G], t->head, 0, 0, 0) : 1;
    p[1] = present(&c->in[B]) ? view_get(&c->in[B], t->head, 0, 0, 0) : 0;
    p[2] = c->param[0].f;
}

static void gradient(call *c, const double *sums) { store_learned(c, sums, 2, (const int[]){G, B}); }

static const dense composition = {.weight = WEIGHT_nap, .weights = 1, .parameters = parameters, .learned = 2, .learned_gradient = gradient};

static status forward(call *c) { return dense_forward(c, &composition); }
static status backward(call *c) { return dense_backward(c, &composition); }

const mechanism nap = {
    .name = "nap", .title = "Normalized attention pooling", WHOLE_ROWS,
    .paper = "Richter and Wattenhofer 2020, Normalized Attention Without Probability Cage (arXiv:2005.09561)",
    .equation = "P = g (Y - mean Y) / (std Y + eps) + b,  out = P v,  over the visible keys of each row",
    .notes = "Statistics cancel the scale but for eps, so its default is 1. A row of one key has P = b. The authors' block follows with LayerNorm over the joined heads (eps 1e-3), GELU (tanh) and the output projection, and drops 0.1 of P.",
    .slots = {
        QKV,
        {"g", "Hq", PARAMETER, "gain of the normalised scores; default 1", DRAW_ABSENT, .optional = true, .layer = "ones"},
        {"b", "Hq", PARAMETER, "weight of a key of average score; default 0", DRAW_ABSENT, .optional = true, .layer = "zeros"},
    },
    .outputs = {OUT, WEIGHTS_OUT},
    .params = {
        {"eps", NUMBER, "added to the deviation", {.f = 1e-3}, .max = 1e6},
        {"scale", NUMBER, "factor of q . k", {.f = 1}, .option = "scale"},
    },
    .papers = {{"Normalized Attention Without Probability Cage", "the mechanism"}},
    .forward = forward, .backward = backward,
};
