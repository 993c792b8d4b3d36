"""Softmax over the visible keys, as rows share it that do something else around it."""
import numpy as np

from ._common import present
from ._dense import scores


def softmax(q, k, o):
    """(P, visible, lse): [B, Hq, N, M] twice and [B, Hq, N]."""
    Y, visible = scores(q, k, o)
    m = np.where(visible, Y, -np.inf).max(axis=-1, initial=-np.inf)
    m = np.where(m == -np.inf, np.zeros_like(m), m)                                           # nothing to see
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        W = present(visible, np.exp(Y - m[..., None]))
        Z = W.sum(axis=-1)
        lse = m + np.log(Z)
    return present(visible, W / np.where(Z == 0, np.ones_like(Z), Z)[..., None]), visible, lse
