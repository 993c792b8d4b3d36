"""Variants of "Deconstructing Attention" (arXiv:2510.11602): weights of a short series of exp, and weights that only keys decide."""
from types import SimpleNamespace

import numpy as np

from ._common import definition, present
from ._dense import OPTIONS, attend, scale_of, scores
from ._softmax import softmax


@definition(OPTIONS, gates="u", sums="return_sums")
def deconstruct(q, k, v, *, u=None, variant="taylor2", per_order=False, options):
    if variant == "key_only":
        u = q if u is None else u
        with np.errstate(over="ignore"):
            g = scale_of(q, k, options) * (u / (1 + np.exp(-u)) * k).sum(axis=-1, keepdims=True)      # [B, H, M, 1]
        alone = SimpleNamespace(**{**vars(options), "scale": 1.0, "entropy_scale": None})
        P, visible, lse = softmax(np.ones_like(q[..., :1]), g, alone)
        return {"out": attend(P, visible, v, options), "sums": lse}
    Y, visible = scores(q, k, options)                                                        # [B, Hq, N, M]
    powers = [present(visible, w) for w in (np.ones_like(Y), Y, Y * Y * np.asarray(0.5, Y.dtype))]
    if not per_order:
        W = sum(powers)
        sums = W.sum(axis=-1)
        return {"out": attend(W / np.where(sums == 0, 1, sums)[..., None], visible, v, options), "sums": sums}
    out = np.zeros((*q.shape[:3], v.shape[-1]), Y.dtype)
    for n, W in enumerate(powers):
        sums = W.sum(axis=-1)
        held = np.where(np.abs(sums) < 1e-6, np.where(sums < 0, -1e-6, 1e-6), sums) if n else np.maximum(sums, 1)
        out = out + attend(W / held[..., None].astype(Y.dtype), visible, v, options)
    return {"out": out, "sums": sums}
