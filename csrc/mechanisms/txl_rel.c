/* Relative attention of Transformer-XL (Dai et al. 2019, arXiv:1901.02860)
 *
 *     Y_ij = scale (<q_i + u, k_j> + <q_i + w, R[i + M - N - j]>)
 *
 * The term txl, which every dense mechanism takes; distances are indexed, in the place of the paper's shift. */
#include "softmax.h"

const mechanism txl_rel = {
    .name = "txl_rel", .title = "Relative attention of Transformer-XL", .patterns = ALL_PATTERNS, SOFTMAX,
    .paper = "Dai et al. 2019, Transformer-XL: Attentive Language Models beyond a Fixed-Length Context (arXiv:1901.02860)",
    .equation = "P = softmax(scale ((q_i + u) k_j + (q_i + w) R[i + M - N - j])),  out = P v",
    .notes = "A memory is more keys than queries. R is W_r times the sinusoids of distances, row 0 that of distance 0 (the original stores them the other way round). Not causal, R has rows for distances of later keys too, as XLNet has: zero says where 0 stands. Any dense "
             "mechanism takes txl_u, txl_w and txl_r.",
    .slots = {
        QKV,
        {"u", "Hq D", PARAMETER, "added to the queries that keys meet", .option = "txl_u", .layer = "zeros"},
        {"w", "Hq D", PARAMETER, "added to the queries that distances meet", .option = "txl_w", .layer = "zeros"},
        {"R", "Hq Lr D", PARAMETER, "vectors of distances i + M - N - j, row `zero` that of 0", .option = "txl_r", .layer = "normal*0.02"},
    },
    .params = {
        {"zero", INTEGER, "must be a row of R: that of distance 0, before it those of later keys; None: 0 when causal, else the middle", {.none = true}, .max = 1e9, .optional = true, .option = "txl_zero"},
    },
    .without = "phi psi",
};
