"""Softmax with a sink in its denominator (gpt-oss; off-by-one softmax where a = 0)."""
import numpy as np

from ._common import definition, present
from ._dense import OPTIONS, attend, scores


@definition(OPTIONS, lse="return_lse", weights="return_weights")
def sink_logit(q, k, v, *, a=None, options):
    Y, visible = scores(q, k, options)                                                        # [B, Hq, N, M]
    a = np.broadcast_to(np.asarray(0 if a is None else a, Y.dtype), q.shape[1])[:, None]      # [Hq, 1]
    m = np.maximum(np.where(visible, Y, -np.inf).max(axis=-1, initial=-np.inf), a)
    W = present(visible, np.exp(np.where(visible, Y, 0) - m[..., None]))
    Z = W.sum(axis=-1) + np.exp(a - m)
    P = W / Z[..., None]
    return {"out": attend(P, visible, v, options), "lse": m + np.log(Z), "weights": P}
