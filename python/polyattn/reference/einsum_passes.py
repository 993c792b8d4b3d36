"""Softmax attention in one, two or three passes over the keys (FuseMax, arXiv:2406.10491): the cascades as the paper writes them, a row at a time."""
import numpy as np

from ._common import definition, present
from ._dense import OPTIONS, attend, scores


@definition(OPTIONS, lse="return_lse", weights="return_weights")
def einsum_passes(q, k, v, *, schedule="1pass", options):
    Y, visible = scores(q, k, options)                                                        # [B, Hq, N, M]
    S = np.where(visible, Y, -np.inf)
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        top, W, Z = {"1pass": one, "2pass": two, "3pass": three}[schedule](S)
        lse = top + np.log(Z)
    P = present(visible, W / np.where(Z == 0, np.ones_like(Z), Z)[..., None])
    return {"out": attend(P, visible, v, options), "lse": lse, "weights": P}


def finite(m):
    return np.where(m == -np.inf, np.zeros_like(m), m)                                        # nothing to see


def three(S):
    """The maximum; then numerators and their sum; then the division."""
    GM = finite(S.max(axis=-1, initial=-np.inf))
    SN = np.exp(S - GM[..., None])
    return GM, SN, SN.sum(axis=-1)


def two(S, partition=4):
    """Maxima, numerators and sums of partitions; then what joins them."""
    parts = [S[..., j:j + partition] for j in range(0, max(S.shape[-1], 1), partition)]
    LM = [finite(part.max(axis=-1, initial=-np.inf)) for part in parts]
    SLN = [np.exp(part - m[..., None]) for part, m in zip(parts, LM)]
    GM = np.max(LM, axis=0)
    c = [np.exp(m - GM) for m in LM]
    return GM, np.concatenate([x * n[..., None] for x, n in zip(SLN, c)], axis=-1), sum(x.sum(axis=-1) * n for x, n in zip(SLN, c))


def one(S):
    """A running maximum; what was summed is corrected when it moves."""
    m, Z, W = np.full(S.shape[:-1], -np.inf, S.dtype), np.zeros(S.shape[:-1], S.dtype), np.zeros_like(S)
    for j in range(S.shape[-1]):
        moved = np.maximum(m, S[..., j])
        correction = np.exp(finite(m) - finite(moved)) * (m > -np.inf)
        W[..., :j] *= correction[..., None]
        W[..., j] = np.exp(S[..., j] - finite(moved))
        Z = Z * correction + W[..., j]
        m = moved
    return finite(m), W, Z
