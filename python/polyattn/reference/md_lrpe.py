"""Linearized relative positions on a grid (LightNet, arXiv:2405.21022): [x cos Theta; x sin Theta], the channels shared out to the axes."""
import numpy as np

from ._common import definition
from ._positions import coordinates, ladder, spread


@definition(dict(cu_seqlens=None), streams="x")
def md_lrpe(*, x, theta=None, grid=None, prefix=0, options):
    _, H, N, D = x.shape
    place = coordinates(N - prefix, grid, x.dtype)                                                     # [axes, tokens]
    of_axis = ladder(theta, H, -(-D // len(place)), x.dtype)                                           # [H, channels of an axis]
    angles = np.concatenate([a[:, None] * of_axis[:, None] for a in place], axis=-1)[..., :D]          # [H, tokens, D]
    return {"out": spread(x, np.concatenate([np.zeros((H, min(prefix, N), D), x.dtype), angles], axis=1))}
