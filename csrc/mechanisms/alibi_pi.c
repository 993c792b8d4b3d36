/* Position interpolation for ALiBi (Al-Khateeb et al. 2023, arXiv:2310.13017): slopes m_h / f, f = max(1, M / L) for M keys where training had L. */
#include "softmax.h"

const mechanism alibi_pi = {
    .name = "alibi_pi", .title = "ALiBi with interpolated positions", .patterns = ALL_PATTERNS, SOFTMAX,
    .paper = "Al-Khateeb et al. 2023, Position Interpolation Improves ALiBi Extrapolation (arXiv:2310.13017)",
    .equation = "P = softmax(scale q k^T - (m_h / f) |i + M - N - j|),  out = P v",
    .notes = "'dynamic' is f = max(1, M / train_len) with the keys of the call (of each packed sequence): when decoding f grows with every step beyond train_len, where a prefill has one f for all rows. Any dense mechanism takes alibi_factor.",
    .slots = {QKV, {"slopes", "B Hq | Hq", PARAMETER, "m_h, or a published rule", DRAW_UNIT, .optional = true, .words = "standard|geometric|none", .option = "alibi_slopes"}},
    .params = {
        {"factor", NUMBER, "f, by which slopes are divided; None: max(1, M / train_len)", {.none = true}, .min = 1e-6, .max = 1e300, .optional = true, .option = "alibi_factor"},
        {"train_len", NUMBER, "L, keys in training", {.none = true}, .min = 1, .max = 1e300, .optional = true, .option = "alibi_train_len"},
    },
};
