/* Scalable softmax (Nakanishi 2025, arXiv:2501.19399)
 *
 *     P_ij = n_i^(s_h X_ij) / sum_j n_i^(s_h X_ij),   n_i visible keys of query i
 *
 * so that the sharpness does not fade as the context grows. */
#include "softmax.h"

const mechanism ssmax = {
    .name = "ssmax", .title = "Scalable softmax", .patterns = ALL_PATTERNS, SOFTMAX,
    .paper = "Nakanishi 2025, Scalable-Softmax Is Superior for Attention (arXiv:2501.19399)",
    .equation = "P = softmax((s_h log n_i + b_h) scale q k^T),  out = P v",
    .notes = "A query that sees one key gives it all its weight. Any dense mechanism takes ssmax and ssmax_bias.",
    .slots = {QKV, {"s", "Hq |", PARAMETER, "s_h of each head, or one", .option = "ssmax", .layer = "0.43"},
              {"b", "Hq |", PARAMETER, "added to s_h log n_i", DRAW_ABSENT, .optional = true, .option = "ssmax_bias", .layer = "zeros"}},
};
