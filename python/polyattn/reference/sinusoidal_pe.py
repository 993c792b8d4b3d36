"""Sinusoidal position embedding (arXiv:1706.03762): sines and cosines of positions added to tokens."""
import numpy as np

from ._common import definition
from ._positions import by_sequence


@definition(dict(cu_seqlens=None), streams="x", rank=3, heads=False, arrange=by_sequence)
def sinusoidal_pe(*, x, positions=None, base=10000.0, order="interleaved", offset=0, options):
    N, D = x.shape[2:]
    p = np.asarray(np.arange(N) + offset if positions is None else positions, x.dtype)
    channel = np.arange(D)
    pair, cosine = (channel // 2, channel % 2) if order == "interleaved" else (channel % -(-D // 2), channel // -(-D // 2))
    angle = p[..., None] * np.asarray(base, x.dtype) ** np.asarray(-2 * pair / max(D, 1), x.dtype)
    return {"out": x + np.where(cosine == 1, np.cos(angle), np.sin(angle))}
