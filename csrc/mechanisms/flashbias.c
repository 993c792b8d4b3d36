/* FlashBias (Wu et al. 2025, arXiv:2505.12044)
 *
 *     Y_ij = scale <q_i, k_j> + <phi_i, psi_j>
 *
 * as one product of [scale q, phi] and [k, psi]: the prologue of the dense engine. */
#include "softmax.h"

const mechanism flashbias = {
    .name = "flashbias", .title = "Attention with a low-rank bias", .patterns = ALL_PATTERNS, SOFTMAX,
    .paper = "Wu et al. 2025, FlashBias: Fast Computation of Attention with Bias (arXiv:2505.12044)",
    .equation = "P = softmax(scale q k^T + phi psi^T),  out = P v",
    .notes = "The bias is not scaled and stands before softcap. Exact factors: ALiBi under a causal mask, phi = m_h [-(i + M - N), 1], psi = [1, j] (the official demo has the other sign); -w_i |x_i - x_j|^2, phi = w_i [2 x_i, -|x_i|^2, 1], psi = [x_j, 1, -|x_j|^2]. "
             "psi has the heads of the keys. Any dense mechanism takes phi and psi.",
    .slots = {
        QKV,
        {"phi", "B Hq N R | Hq N R | N R", GATE, "factors of the bias of the queries", .option = "phi"},
        {"psi", "B H M R | H M R | M R", GATE, "factors of the bias of the keys", .option = "psi"},
    },
};
