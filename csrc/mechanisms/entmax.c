/* Sparsemax, 1.5-entmax, alpha-entmax (Martins and Astudillo 2016, arXiv:1602.02068; Peters et al. 2019, arXiv:1905.05702)
 *
 *     P_i = argmax over the simplex of <p, Y_i> + H_alpha(p) = [(alpha - 1) Y_ij - tau_i]_+^(1 / (alpha - 1)),   o_i = sum_j P_ij v_j
 *
 * alpha = 1 is softmax, 2 sparsemax. Family D of the dense engine: one search for tau serves every alpha, exact where sorting would be. */
#include "pointwise.h"

enum { ALPHA = 3 };

static double alpha_of(const call *c, int64_t head)
{
    const view *alpha = &c->in[ALPHA];
    return present(alpha) ? view_get(alpha, alpha->rank ? head : 0, 0, 0, 0) : 1.5;
}

static void parameters(const call *c, const tile *t, int64_t row, double *p)
{
    (void)row;
    p[0] = alpha_of(c, t->head);
    p[1] = c->compute == F64 ? 60 : 30;
}

static void gradient(call *c, const double *sums) { store_learned(c, sums, 1, (const int[]){ALPHA}); }

static status check(call *c)
{
    for (int64_t h = 0; present(&c->in[ALPHA]) && h < (c->in[ALPHA].rank ? c->size[SYM_HQ] : 1); h++)
        if (!(alpha_of(c, h) >= 1 && alpha_of(c, h) < INFINITY))
            return FAIL(c, BAD_VALUE, "entmax: alpha is %g, expected at least 1", alpha_of(c, h));
    return OK;
}

static const dense composition = {.weight = WEIGHT_entmax, .weights = 1, .parameters = parameters, .learned = 1, .learned_gradient = gradient};

static status forward(call *c) { return dense_forward(c, &composition); }
static status backward(call *c) { return dense_backward(c, &composition); }

const mechanism entmax = {
    .name = "entmax", .title = "Alpha-entmax attention", .aliases = "sparsemax", WHOLE_ROWS,
    .paper = "Peters et al. 2019, Sparse Sequence-to-Sequence Models (arXiv:1905.05702); Martins and Astudillo 2016, From Softmax to Sparsemax (arXiv:1602.02068)",
    .equation = "P = [(alpha - 1) Y - tau]_+^(1 / (alpha - 1)),  tau such that rows sum to 1,  out = P v",
    .notes = "Newton's method instead of sorting or a number of bisections: the same numbers, to rounding. Between 1 and about 1.01 the exponent makes float32 lose digits; there use float64, or 1.",
    .slots = {
        QKV,
        {"alpha", "Hq |", PARAMETER, "at least 1: 1 softmax, 2 sparsemax; of each head or one; default 1.5", DRAW_ABOVE_ONE, .optional = true},
    },
    .outputs = {OUT, WEIGHTS_OUT},
    .papers = {
        {"Sparse Attention with Linear Units", "what it is compared with"},
    },
    .check = check, .forward = forward, .backward = backward,
};
