"""ReLU attention over the number of visible keys (arXiv:2410.13835)."""
import numpy as np

from ._common import definition, present
from ._dense import OPTIONS, attend, counts, scores


@definition(OPTIONS, weights="return_weights")
def relu_n(q, k, v, *, options):
    Y, visible = scores(q, k, options)                                                        # [B, Hq, N, M]
    P = present(visible, np.maximum(Y, 0)) / counts(visible, Y.dtype)
    return {"out": attend(P, visible, v, options), "weights": P}
