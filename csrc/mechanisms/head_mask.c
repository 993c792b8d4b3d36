/* Head mask (Michel et al. 2019, arXiv:1905.10650): o_h = xi_h o_h; the mean of |dL/dxi_h| at xi = 1 is the importance of a head. */
#include "softmax.h"

const mechanism head_mask = {
    .name = "head_mask", .title = "Attention with a mask of heads", .patterns = ALL_PATTERNS, SOFTMAX,
    .paper = "Michel et al. 2019, Are Sixteen Heads Really Better than One? (arXiv:1905.10650)",
    .equation = "out_h = xi_h softmax(scale q k^T) v",
    .notes = "The importance of head h is the mean over examples of |dL/dxi_h| at xi = 1: pass xi as (B, Hq) and take the gradient. A head of 0 has a gradient too. Training with random or important heads masked (arXiv:2009.09672) draws xi anew for each batch. Any dense mechanism takes head_mask.",
    .slots = {QKV, {"xi", "B Hq | Hq", PARAMETER, "factor of the output of each head: 1 = keep", .option = "head_mask", .layer = "ones"}},
    .aliases = "headmask_train",
    .papers = {
        {"Alleviating the Inequality of Attention Heads for Neural Machine Translation", "xi of 0 for heads that are drawn, or the most important ones, in each training step"},
    },
};
