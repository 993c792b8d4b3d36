/* Sigmoid attention (Ramapuram et al. 2024, arXiv:2409.04431)
 *
 *     P_ij = sigmoid(e^temp Y_ij + b),   o_i = r_i sum_j P_ij v_j,   Y as in sdpa
 *
 * Family B of the dense engine: no row statistics, so partial results over keys simply add. */
#include "../engines/dense.h"

const mechanism sigmoid = {
    .name = "sigmoid", .title = "Sigmoid attention", .engine = DENSE, .patterns = ALL_PATTERNS,
    .paper = "Ramapuram et al. 2024, Theory, Analysis, and Best Practices for Sigmoid Self-Attention (arXiv:2409.04431)",
    .equation = "P = sigmoid(exp(temp) Y + b),  out = row_scale P v,  Y = softcap(scale q k^T) + bias",
    .cost = "O(N M (D + Dv)) time, O(1) memory beyond inputs and outputs",
    .notes = "b = 'auto' is -log(M), one constant for all rows (of each packed sequence); when decoding, freeze it at its training value by passing a number. 'rowcount' is -log of the row's visible keys, a different model.",
    .slots = {
        {"q", "B Hq N D", QUERY, "queries"},
        {"k", "B H M D", KEY, "keys; Hq is a multiple of H, query head h reads head h // (Hq / H)"},
        {"v", "B H M Dv", VALUE, "values"},
        {"b", "Hq |", PARAMETER, "added to the scaled scores: a number, one per head, or 'auto' = -log(M), or 'rowcount'", DRAW_ABSENT, .optional = true, .words = "auto|rowcount"},
        {"temp", "", PARAMETER, "log of a factor of the scores; default 0", DRAW_ABSENT, .optional = true},
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
    .forward = dense_forward, .backward = dense_backward,
};
