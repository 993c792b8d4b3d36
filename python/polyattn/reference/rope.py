"""Rotary position embedding (arXiv:2104.09864) and its scalings: each pair of channels turned by position times its frequency."""
import numpy as np

from ._common import definition
from ._positions import RULE, by_sequence, rotate, turned


@definition(dict(cu_seqlens=None), streams="x", arrange=by_sequence)
def rope(*, x, positions=None, inv_freq=None, cos=None, sin=None, rotary_dim=None, base=RULE["base"], scaling=RULE["scaling"], factor=RULE["factor"], train_len=RULE["train_len"],
         beta_fast=RULE["beta_fast"], beta_slow=RULE["beta_slow"], truncate=RULE["truncate"], amplitude=None, pairing="half", offset=0, length=None, inverse=False, options):
    N = x.shape[2]
    if cos is not None:
        A = np.asarray(amplitude or 1, x.dtype)
        return {"out": turned(x, A * cos, A * (-sin if inverse else sin), pairing)}
    p = np.arange(N) + offset if positions is None else positions[:, 0]
    own = inv_freq if inv_freq is None or inv_freq.ndim == 1 else inv_freq[options.sequence:options.sequence + x.shape[0]]
    out = rotate(x, p, N + offset if length is None else length, channels=rotary_dim, pairing=pairing, amplitude=amplitude, inv_freq=own, inverse=inverse, base=base, scaling=scaling,
                 factor=factor, train_len=train_len, beta_fast=beta_fast, beta_slow=beta_slow, truncate=truncate)
    return {"out": out}
