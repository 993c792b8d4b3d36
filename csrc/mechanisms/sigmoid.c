/* Sigmoid attention (Ramapuram et al. 2024, arXiv:2409.04431)
 *
 *     P_ij = sigmoid(e^temp Y_ij + b),   o_i = r_i sum_j P_ij v_j,   Y as in sdpa
 *
 * Family B of the dense engine: no row statistics, so partial results over keys simply add. */
#include "../engines/dense.h"
#include <math.h>

enum { B = 3, TEMP, ROW_COUNT = 1, BY_COUNT = 1, BY_ROOT = 2 };      /* slots; words of b and of row_scale */

static bool counts(const call *c) { return c->word[B] == ROW_COUNT || c->param[0].i; }

static void rows(const call *c, const tile *t, double *factor, double *shift, double *gain)
{
    const view *b = &c->in[B];
    const double temp = present(&c->in[TEMP]) ? exp(view_get(&c->in[TEMP], 0, 0, 0, 0)) : 1;
    for (int64_t i = 0; i < t->rows; i++) {
        const double count = t->visible ? fmax((double)t->visible[i], 1) : 1, keys = c->word[B] == ROW_COUNT ? count : fmax((double)t->m, 1);
        factor[i] = temp;
        shift[i] = present(b) ? view_get(b, b->rank ? t->head : 0, 0, 0, 0) : -log(keys);
        gain[i] = c->param[0].i == BY_COUNT ? 1 / count : c->param[0].i == BY_ROOT ? 1 / sqrt(count) : 1;
    }
}

static void gradient(call *c, const double *sums)
{
    const view *b = &c->grad_in[B], *temp = &c->grad_in[TEMP];
    const int64_t heads = c->size[SYM_HQ];
    double all[2] = {0};
    for (int64_t h = 0; h < heads; h++) {
        double own = 0;
        for (int64_t s = 0; s < c->sequences; s++) all[0] += sums[(s * heads + h) * 2], own += sums[(s * heads + h) * 2 + 1];
        all[1] += own;
        if (present(b) && b->rank) view_set(b, h, 0, 0, 0, own);
    }
    if (present(b) && !b->rank) view_set(b, 0, 0, 0, 0, all[1]);
    if (present(temp)) view_set(temp, 0, 0, 0, 0, all[0]);
}

static const dense composition = {.weight = WEIGHT_sigmoid, .weights = 1, .counts = counts, .rows = rows, .rows_gradient = gradient};

static status forward(call *c) { return dense_forward(c, &composition); }
static status backward(call *c) { return dense_backward(c, &composition); }

const mechanism sigmoid = {
    .name = "sigmoid", .title = "Sigmoid attention", .engine = DENSE, .patterns = ALL_PATTERNS,
    .paper = "Ramapuram et al. 2024, Theory, Analysis, and Best Practices for Sigmoid Self-Attention (arXiv:2409.04431)",
    .equation = "P = sigmoid(exp(temp) Y + b),  out = row_scale P v,  Y = softcap(scale q k^T) + bias",
    .cost = "O(N M (D + Dv)) time, O(1) memory beyond inputs and outputs",
    .notes = "b = 'auto' is -log(M), one constant for all rows (of each packed sequence); when decoding, freeze it at its training value by passing a number. 'rowcount' is -log of the row's visible keys, a different model.",
    .module = "qk_norm=layer",
    .slots = {
        {"q", "B Hq N D", QUERY, "queries"},
        {"k", "B H M D", KEY, "keys; Hq is a multiple of H, query head h reads head h // (Hq / H)"},
        {"v", "B H M Dv", VALUE, "values"},
        {"b", "Hq |", PARAMETER, "added to the scaled scores: a number, one per head, or 'auto' = -log(M), or 'rowcount'", DRAW_ABSENT, .optional = true, .words = "auto|rowcount"},
        {"temp", "", PARAMETER, "log of a factor of the scores; default 0", DRAW_ABSENT, .optional = true, .layer = "zeros"},
    },
    .outputs = {
        {"out", "B Hq N Dv", OUTPUT, "attended values"},
        {"weights", "B Hq N M", STATISTIC, "P before dropout and row_scale: explicitly N x M; no gradient flows through it", .when = "return_weights", .constant = true},
    },
    .params = {
        {"row_scale", WORD, "'count': rows divided by their visible keys; 'sqrt_count': by its square root", {.i = 0}, .words = "none|count|sqrt_count"},
    },
    .papers = {
        {"Theory, Analysis, and Best Practices for Sigmoid Self-Attention", "the mechanism"},
    },
    .forward = forward, .backward = backward,
};
