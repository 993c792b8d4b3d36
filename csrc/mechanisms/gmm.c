/* Gaussian mixture mask of scores (Li et al. 2023, arXiv:2309.05375)
 *
 *     Y_ij = X_ij sum_k alpha_kh exp(-d_ij^2 / (2 (sigma_kh^2 + 1e-5))),   d the distance of the tokens on the grid */
#include "softmax.h"

const mechanism gmm = {
    .name = "gmm", .title = "Attention with a Gaussian mixture mask", .patterns = SELF | CAUSAL_SELF, SOFTMAX,
    .paper = "Li et al. 2023, Toward a Deeper Understanding: RetNet Viewed through Convolution (arXiv:2309.05375)",
    .equation = "P = softmax((scale q k^T) * G),  G_ij = sum_k alpha_k exp(-d_ij^2 / (2 sigma_k^2)),  out = P v",
    .notes = "The authors draw alpha as 2 N(0, 1) and sigma as 10 N(0, 1) + 10, with K = 5. Tokens before the grid (a class token) keep their scores: project decision. Query i is token i + M - N. Any dense mechanism takes gmm_sigma and gmm_alpha.",
    .slots = {
        QKV,
        {"sigma", "K Hq", PARAMETER, "widths of the Gaussians", .option = "gmm_sigma", .layer = "normal*10"},
        {"alpha", "K Hq", PARAMETER, "weights of the Gaussians", .option = "gmm_alpha", .layer = "normal*2"},
    },
    .params = {
        {"grid", GRID, "axes of the grid, the last fastest; None: a line", {.none = true}, .optional = true, .option = "grid"},
        {"prefix", INTEGER, "tokens before the grid's", {.i = 0}, .max = 1e9, .option = "gmm_prefix"},
        {"cutoff_d2", NUMBER, "squared distance beyond which G is 0; None: none (103 reproduces the underflow of the official code)", {.none = true}, .max = 1e300, .optional = true, .option = "gmm_cutoff"},
    },
};
