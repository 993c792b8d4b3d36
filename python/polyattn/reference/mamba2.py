"""Mamba-2 (arXiv:2405.21060): S_t = e^{dt_t A} S_{t-1} + dt_t Bm_t x_t^T, y_t = scale S_t^T Cm_t + Dskip x_t, out_t = y_t silu(z_t)."""
import numpy as np

from ._common import definition, heads_of, present
from ._recurrent import OPTIONS, grouped, scan


@definition({**OPTIONS, "scale": 1.0}, streams="Cm Bm x", gates="dt", rows="z", final_state="return_state")
def mamba2(*, Cm, Bm, x, dt, A, dt_bias=None, Dskip=None, z=None, seq_idx=None, initial_state=None, dt_softplus=True, dt_limit=None, options):
    dt = dt if dt_bias is None else dt + dt_bias[:, None]
    dt = np.logaddexp(0, dt) if dt_softplus else dt
    dt = np.clip(dt, *(dt_limit or (0, np.inf)))
    Cm, Bm = grouped(Cm, Bm, x)
    g, new = dt * A[:, None], np.zeros(dt.shape[::2], bool) if seq_idx is None else beginnings(seq_idx, options.key_mask)      # [B, H, M], [B, M]

    def step(S, t):
        kept = present(~new[:, t, None, None, None], S)
        return np.exp(g[:, :, t, None, None]) * kept + (dt[:, :, t, None] * Bm[:, :, t])[..., None] * x[:, :, t, None, :]

    result = scan(step, Cm, Bm, dt[..., None] * x, initial_state, options)
    y, N, M = result["out"], Cm.shape[2], x.shape[2]
    there = None if options.key_mask is None or N != M else options.key_mask[:, None, :, None] != 0
    if Dskip is not None:
        own = np.arange(N) + (M - N if options.causal is True else 0)
        rows = [i for i in range(N) if 0 <= own[i] < M]
        skip = (Dskip if Dskip.ndim == 2 else Dskip[:, None])[:, None, :] * x[:, :, own[rows]]
        seen = True if options.key_mask is None else options.key_mask[:, own[rows]][:, None, :, None] != 0
        y[:, :, rows] += heads_of(present(seen, skip), y.shape[1])
    if z is not None:
        y = y * z / (1 + np.exp(-z))
    return {**result, "out": y if there is None else present(there, y)}


def beginnings(seq_idx, mask):
    """Which tokens have another id than the last present one before them."""
    new = np.zeros(seq_idx.shape, bool)
    for b, ids in enumerate(seq_idx):
        last = None
        for t in range(len(ids)):
            if mask is None or mask[b, t]:
                new[b, t] = last is not None and ids[t] != last
                last = ids[t]
    return new
