/* Element-wise mask of scores (Li et al. 2023, arXiv:2309.05375): Y = X * G, then softmax. */
#include "softmax.h"

const mechanism elm = {
    .name = "elm", .title = "Attention with an element-wise mask of the scores", .patterns = SELF | CAUSAL_SELF | CROSS | CAUSAL_CROSS, SOFTMAX,
    .paper = "Li et al. 2023, Toward a Deeper Understanding: RetNet Viewed through Convolution (arXiv:2309.05375)",
    .equation = "P = softmax((scale q k^T) * G),  out = P v",
    .notes = "G is the authors' (N, M), of each head or of each sequence; theirs begins as 0 (uniform attention), a layer of ours as 1. Swin's variant adds a relative bias after it. Any dense mechanism takes elm.",
    .slots = {
        QKV,
        {"G", "B Hq N M", PARAMETER, "multiplies the scores, before bias and mask", .broadcast = true, .option = "elm", .layer = "ones"},
    },
};
