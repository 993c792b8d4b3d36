"""Squared ReLU attention (arXiv:2202.10447, arXiv:2209.10655)."""
import numpy as np

from ._common import definition, present
from ._dense import OPTIONS, attend, counts, scores, unscaled


@definition(OPTIONS, sums="return_sums", weights="return_weights")
def relu2(q, k, v, *, norm="count", score_div="none", options):
    if score_div == "count":
        Y, visible = scores(q, k, unscaled(options), row=lambda n: 1 / n)                     # [B, Hq, N, M]
    else:
        Y, visible = scores(q, k, options)
    W = present(visible, np.maximum(Y, 0) ** 2)
    Z = W.sum(axis=-1, keepdims=True)
    P = W / {"count": counts(visible, Y.dtype), "none": 1, "l1": Z + np.asarray(1e-8, Y.dtype)}[norm]
    return {"out": attend(P, visible, v, options), "sums": Z[..., 0], "weights": P}
