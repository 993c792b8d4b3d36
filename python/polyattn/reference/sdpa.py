"""Scaled dot-product attention (arXiv:1706.03762): o_i = sum_j softmax_j(scale <q_i, k_j>) v_j."""
import numpy as np

from ._common import definition, present
from ._dense import OPTIONS, attend, scores


@definition(OPTIONS, lse="return_lse", weights="return_weights")
def sdpa(q, k, v, *, sinks=None, options):
    Y, visible = scores(q, k, options)                                                        # [B, Hq, N, M]
    sink = np.full(1, -np.inf, Y.dtype) if sinks is None else sinks[:, None]                  # a score without a value
    m = np.maximum(np.where(visible, Y, -np.inf).max(axis=-1, initial=-np.inf), sink)         # [B, Hq, N]
    m = np.where(m == -np.inf, np.zeros_like(m), m)                                           # nothing to see
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        W = present(visible, np.exp(Y - m[..., None]))
        Z = W.sum(axis=-1) + np.exp(sink - m)
        lse = m + np.log(Z)
    P = present(visible, W / np.where(Z == 0, np.ones_like(Z), Z)[..., None])
    return {"out": attend(P, visible, v, options), "lse": lse, "weights": P}
