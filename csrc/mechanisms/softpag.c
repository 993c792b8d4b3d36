/* Soft perturbed-attention guidance (Ahn et al. 2025, arXiv:2506.10978)
 *
 *     P' = (1 - u) P + u I,   o_i = (1 - u) sum_j P_ij v_j + u v_i      in the heads that are chosen
 *
 * Stage 8 of the dense engine: engines/dense_identity.inc.c. */
#include "softmax.h"

const mechanism softpag = {
    .name = "softpag", .title = "Attention interpolated with the identity (SoftPAG)", .patterns = SELF | CAUSAL_SELF | CAUSAL_CROSS | DECODE, SOFTMAX,
    .paper = "Ahn et al. 2025, Fine-Grained Perturbation Guidance via Attention Head Selection (arXiv:2506.10978)",
    .equation = "out = ((1 - u) P + u I) v,  P = softmax(scale q k^T),  in the heads that are chosen",
    .notes = "u = 1 is perturbed-attention guidance: eps + w (eps - eps_perturbed), w >= 0, the second from the network with these heads changed. Query i is key i + M - N (a project decision, as for decoding); a query that does not see its own key gets nothing of the identity, which dropout drops as it does P. weights are those of P. Any dense mechanism takes softpag.",
    .slots = {QKV, {"heads", "Hq", MASK, "True for heads that are changed; None: all", .optional = true, .option = "softpag_heads"}},
    .params = {{"u", NUMBER, "share of the identity", {.f = 0.5}, .max = 1, .option = "softpag"}},
};
