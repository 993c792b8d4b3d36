"""Uniform heads (AttentionInfluence, arXiv:2505.07293): in some heads every visible key has the same weight."""
import numpy as np

from ._common import definition, present
from ._dense import OPTIONS, attend, counts, probabilities, scores


@definition(OPTIONS, lse="return_lse", weights="return_weights")
def head_uniform(q, k, v, *, heads=None, count="visible", options):
    Y, visible = scores(q, k, options)                                                        # [B, Hq, N, M]
    uniform = (np.ones(q.shape[1], bool) if heads is None else heads)[:, None, None]
    Y = np.where(uniform & visible, 0 * present(visible, Y), Y)
    P, lse = probabilities(Y, visible)
    over_all = np.where(uniform & (count == "M"), counts(visible, Y.dtype) / max(k.shape[2], 1), 1)
    return {"out": attend(P * over_all, visible, v, options), "lse": lse, "weights": P}
