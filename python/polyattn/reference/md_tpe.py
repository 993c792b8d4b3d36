"""Toeplitz positional encoding on a grid (LightNet, arXiv:2405.21022): causal convolutions with sums of decaying exponentials along each axis, added up."""
import numpy as np

from ._common import definition


@definition(dict(cu_seqlens=None), streams="x", rank=3, heads=False)
def md_tpe(*, x, b, log_decay, grid=None, options):
    B, _, N, D = x.shape
    axes = (N,) if grid is None else tuple(np.atleast_1d(grid))
    cells, out = x.reshape(B, *axes, D), 0
    for axis, (weights, log_lambda) in enumerate(zip(b, log_decay)):                         # [D, E], [D, E] or [E]
        tau = np.arange(axes[axis])
        c = (weights * np.exp(tau[:, None, None].astype(x.dtype) * log_lambda)).sum(axis=-1)     # [length, D]
        y = np.zeros_like(cells)
        for t in tau:
            take = lambda i: (slice(None),) * (axis + 1) + (i,)
            back = c[t - tau[:t + 1]].reshape(t + 1, *(1,) * (len(axes) - axis - 1), D)
            y[take(t)] = (back * cells[take(slice(0, t + 1))]).sum(axis=axis + 1)
        out = out + y
    return {"out": out.reshape(x.shape)}
