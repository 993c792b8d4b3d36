/* Softmax attention in one, two or three passes over the keys (Nayak et al. 2024, FuseMax, arXiv:2406.10491)
 *
 *     3: M = max_j Y_j;  D = sum_j e^(Y_j - M);  o = sum_j (e^(Y_j - M) / D) v_j
 *     2: per partition t of the keys M_t = max Y_j, N_j = e^(Y_j - M_t), D_t = sum N_j, and M = max_t M_t;  o = sum_t (e^(M_t - M) / D) sum_j N_j v_j
 *     1: a running maximum, and sums that are corrected when it moves
 *
 * of one row, equal but for rounding. 1 is family A of the dense engine, 2 and 3 are its family D; the backward is the same for all. */
#include "softmax.h"

enum { SCHEDULE };

static void parameters(const call *c, const tile *t, int64_t row, double *p) { (void)t, (void)row, p[0] = (double)c->param[SCHEDULE].i + 1; }

static status forward(call *c)
{
    static const dense passes = {.weight = WEIGHT_softmax_passes, .lse = 1, .weights = 2, .parameters = parameters};
    return c->param[SCHEDULE].i ? dense_forward(c, &passes) : softmax_forward(c);
}

const mechanism einsum_passes = {
    .name = "einsum_passes", .title = "Softmax attention in one, two or three passes", SOFTMAX_PARTS, .patterns = ALL_PATTERNS,
    .paper = "Nayak et al. 2024, FuseMax: Leveraging Extended Einsums to Optimize Attention Accelerator Design (arXiv:2406.10491)",
    .equation = "out = softmax(scale q k^T) v,  scheduled",
    .notes = "A schedule has k passes if something that needs a whole row is needed k times: 3 is PyTorch's and TensorFlow's eager softmax, FLAT, E.T.; 2 is TileFlow, Choi et al.; 1 is FlashAttention, Rabe and Staats. 2 and 3 hold a row of M scores, 1 holds none; 3 divides M weights of a row, 1 divides its Dv sums. Partitions have 256 keys.",
    .slots = {QKV},
    .params = {{"schedule", WORD, "passes over the keys of a row", {.i = 0}, .words = "1pass|2pass|3pass"}},
    .forward = forward, .backward = softmax_backward,
};
