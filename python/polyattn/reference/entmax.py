"""Alpha-entmax attention (arXiv:1602.02068, arXiv:1905.05702), by bisection for every alpha but 1."""
import numpy as np

from ._common import definition, present
from ._dense import OPTIONS, attend, scores


@definition(OPTIONS, weights="return_weights")
def entmax(q, k, v, *, alpha=None, options):
    Y, visible = scores(q, k, options)                                                        # [B, Hq, N, M]
    alpha = np.broadcast_to(np.asarray(1.5 if alpha is None else alpha, Y.dtype), q.shape[1])
    P = np.stack([weights(Y[:, h], visible[:, h], alpha[h]) for h in range(q.shape[1])], axis=1) if Y.size else np.zeros_like(Y)
    return {"out": attend(P, visible, v, options), "weights": P}


def weights(Y, visible, alpha):
    """Of one head, [B, N, M]: tau between max - 1, where the powers sum to at least 1, and max."""
    top = np.where(visible, Y, -np.inf).max(axis=-1, keepdims=True)
    Z = present(visible, Y - np.where(top == -np.inf, np.zeros_like(top), top))
    if alpha == 1:
        return normalised(present(visible, np.exp(Z)))
    X, power = (alpha - 1) * Z, 1 / (alpha - 1)
    low, high = np.full_like(top, -1), np.zeros_like(top)
    for _ in range(60):
        tau = (low + high) / 2
        much = present(visible, np.maximum(X - tau, 0) ** power).sum(axis=-1, keepdims=True) >= 1
        low, high = np.where(much, tau, low), np.where(much, high, tau)
    return normalised(present(visible, np.maximum(X - low, 0) ** power))


def normalised(W):
    Z = W.sum(axis=-1, keepdims=True)
    return W / np.where(Z == 0, np.ones_like(Z), Z)
