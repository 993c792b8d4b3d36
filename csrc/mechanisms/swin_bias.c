/* Swin's relative position bias (Liu et al. 2021, arXiv:2103.14030): Y_ij = scale <q_i, k_j> + table[place(i) - place(j), h] of the tokens of a window. */
#include "softmax.h"

const mechanism swin_bias = {
    .name = "swin_bias", .title = "Attention with Swin's relative bias", .patterns = SELF | CAUSAL_SELF, SOFTMAX,
    .paper = "Liu et al. 2021, Swin Transformer: Hierarchical Vision Transformer using Shifted Windows (arXiv:2103.14030)",
    .equation = "P = softmax(scale q k^T + table[place(i) - place(j), h]),  out = P v",
    .notes = "One window per sequence of the batch, one to three axes, tokens row-major. A shift mask is a bias or a mask of one matrix per window. Query i is token i + M - N. Any dense mechanism takes swin_table and grid.",
    .slots = {
        QKV,
        {"table", "Rel Hq", PARAMETER, "biases of relative positions (query - key), 2 W - 1 of each axis, the last fastest; a line may be longer than the tokens", .option = "swin_table", .layer = "normal*0.02"},
    },
    .params = {
        {"grid", GRID, "axes of the window, the last fastest; None: a line", {.none = true}, .optional = true, .option = "grid"},
    },
};
