"""Uniform heads (AttentionInfluence, arXiv:2505.07293): in some heads every visible key has the same weight."""
import numpy as np

from ._common import definition, present
from ._dense import OPTIONS, attend, counts, scores


@definition(OPTIONS, lse="return_lse", weights="return_weights")
def head_uniform(q, k, v, *, heads=None, count="visible", options):
    Y, visible = scores(q, k, options)                                                        # [B, Hq, N, M]
    uniform = (np.ones(q.shape[1], bool) if heads is None else heads)[:, None, None]
    Y = np.where(uniform & visible, 0 * present(visible, Y), Y)
    m = np.where(visible, Y, -np.inf).max(axis=-1, initial=-np.inf, keepdims=True)
    m = np.where(m == -np.inf, np.zeros_like(m), m)                                           # nothing to see
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        W = present(visible, np.exp(Y - m))
        Z = W.sum(axis=-1, keepdims=True)
        lse = (m + np.log(Z))[..., 0]
    P = present(visible, W / np.where(Z == 0, np.ones_like(Z), Z))
    over_all = np.where(uniform & (count == "M"), counts(visible, Y.dtype) / max(k.shape[2], 1), 1)
    return {"out": attend(P * over_all, visible, v, options), "lse": lse, "weights": P}
