/* Uniform heads (Hua et al. 2025, AttentionInfluence, arXiv:2505.07293)
 *
 *     P_ij = 1 / n_i over the n_i visible keys of row i,   o_i = the mean of what it sees        in the heads that are chosen
 *
 * softmax of scores times 0, whatever made them. */
#include "softmax.h"

enum { HEADS = 3 };
enum { COUNT };      /* its words: visible, M */

static bool counts(const call *c) { return c->param[COUNT].i; }

static void rows(const call *c, const tile *t, double *factor, double *shift, double *gain)
{
    const view *heads = &c->in[HEADS];
    (void)shift;
    if (present(heads) && view_get(heads, t->head, 0, 0, 0) == 0) return;
    for (int64_t i = 0; i < t->rows; i++) {
        factor[i] = 0;
        if (c->param[COUNT].i) gain[i] = (double)t->visible[i] / (double)(t->m > 0 ? t->m : 1);
    }
}

static const dense composition = {.weight = WEIGHT_exp, .lse = 1, .weights = 2, .counts = counts, .rows = rows};

static status forward(call *c) { return dense_forward(c, &composition); }
static status backward(call *c) { return dense_backward(c, &composition); }

const mechanism head_uniform = {
    .name = "head_uniform", .title = "Attention with uniform heads", SOFTMAX_PARTS, .patterns = ALL_PATTERNS,
    .paper = "Hua et al. 2025, AttentionInfluence: Adopting Attention Head Influence for Weak-to-Strong Pretraining Data Selection (arXiv:2505.07293)",
    .equation = "P_ij = 1 / n_i over the n_i visible keys in the heads that are chosen,\nelse softmax(scale q k^T),  out = P v",
    .notes = "The influence of heads on a sample is (L_uniform - L) / L, of the losses with them uniform and as they are; the paper takes the 5 % of heads that copy most. lse of a uniform head is log n_i; q and k get no gradient from it. weights are those of count = 'visible'.",
    .slots = {QKV, {"heads", "Hq", MASK, "True for heads that are uniform; None: all", .optional = true}},
    .params = {{"count", WORD, "what the weights are one over: the visible keys of the row, or 'M', all keys, as the text writes it", {.i = 0}, .words = "visible|M"}},
    .forward = forward, .backward = backward,
};
