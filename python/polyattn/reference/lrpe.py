"""Linearized relative positional encoding (arXiv:2307.14995): [x cos(p theta); x sin(p theta)]."""
import numpy as np

from ._common import definition
from ._positions import by_sequence, ladder, spread


@definition(dict(cu_seqlens=None), streams="x", arrange=by_sequence)
def lrpe(*, x, theta=None, positions=None, offset=0, options):
    N = x.shape[2]
    p = np.asarray(np.arange(N) + offset if positions is None else positions, x.dtype)                # [N] or [B, 1, N]
    return {"out": spread(x, p[..., None] * ladder(theta, x.shape[1], x.shape[3], x.dtype)[:, None])}
