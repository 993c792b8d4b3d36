"""Rectified linear attention (arXiv:2104.07012): ReLU weights, a norm over all heads of a token, a gate."""
from types import SimpleNamespace

import numpy as np

from ._common import definition, present
from ._dense import OPTIONS, attend, scores


@definition({name: x for name, x in OPTIONS.items() if name != "head_mask"}, attended="return_attended", weights="return_weights")
def rela(q, k, v, *, gamma=None, w_g=None, variant="gated", eps=1e-8, options):
    o = SimpleNamespace(**{**vars(options), "head_mask": None})
    Y, visible = scores(q, k, o)                                                              # [B, Hq, N, M]
    W = present(visible, np.maximum(Y, 0))
    a = attend(W, visible, v, o)                                                              # [B, Hq, N, Dv]
    out = a
    if variant != "none":
        square = (a * a).mean(axis=(1, 3), keepdims=True) if a.size else np.zeros_like(a)
        out = a / np.sqrt(square + np.asarray(eps, a.dtype)) * (1 if gamma is None else gamma[:, None])
    if variant == "gated":
        with np.errstate(over="ignore"):
            out = out / (1 + np.exp(-a * (1 if w_g is None else w_g[:, None])))
    return {"out": out, "attended": a, "weights": W}
