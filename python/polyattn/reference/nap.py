"""Normalized attention pooling (arXiv:2005.09561): standardised scores as weights."""
import numpy as np

from ._common import definition, present
from ._dense import OPTIONS, attend, counts, scores


@definition({**OPTIONS, "scale": 1.0}, weights="return_weights")
def nap(q, k, v, *, g=None, b=None, eps=1e-3, options):
    Y, visible = scores(q, k, options)                                                        # [B, Hq, N, M]
    n = counts(visible, Y.dtype)
    mean = present(visible, Y).sum(axis=-1, keepdims=True) / n
    centred = present(visible, Y - mean)
    sd = np.sqrt((centred ** 2).sum(axis=-1, keepdims=True) / n) + np.asarray(eps, Y.dtype)
    H = centred / np.where(sd == 0, np.ones_like(sd), sd)
    g, b = (np.full(q.shape[1], default, Y.dtype) if x is None else x for x, default in ((g, 1), (b, 0)))
    P = present(visible, g[:, None, None] * H + b[:, None, None])
    return {"out": attend(P, visible, v, options), "weights": P}
