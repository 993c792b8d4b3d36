"""Selective scan, S6 (arXiv:2312.00752): h_t = e^{delta_t A} h_{t-1} + delta_t u_t Bm_t, out_t = <Cm_t, h_t> + Dskip u_t, for every channel by itself."""
import numpy as np

from ._common import definition, present


def by_channel(given, flat):
    """Bm and Cm of any of their forms as [B, H, N, S], a row for every channel."""
    B, H, N = given["u"].shape

    def whole(x):
        if x.ndim == 2 and not (flat and len(x) == N):                     # [H, S], constant
            return np.broadcast_to(x[:, None], (B, H, N, x.shape[1]))
        x = x[None] if flat else x
        x = x[:, None] if x.ndim == 3 else np.swapaxes(x, 2, 3)            # [B, G, N, S]
        return x[:, np.arange(H) * x.shape[1] // max(H, 1)]

    return {name: whole(given[name]) for name in ("Bm", "Cm")}


@definition(dict(key_mask=None, cu_seqlens=None), streams="u", rank=3, rows="delta z", arrange=by_channel, final_state="return_state")
def mamba1(*, u, delta, A, Bm, Cm, Dskip=None, z=None, delta_bias=None, initial_state=None, delta_softplus=False, options):
    (B, H, N), S = u.shape, A.shape[1]
    h = np.zeros((B, H, S), u.dtype) if initial_state is None else initial_state
    delta = delta if delta_bias is None else delta + delta_bias[:, None]
    delta = np.logaddexp(np.zeros((), u.dtype), delta) if delta_softplus else delta
    out = np.zeros((B, H, N), u.dtype)
    for t in range(N):
        after = np.exp(delta[:, :, t, None] * A) * h + (delta * u)[:, :, t, None] * Bm[:, :, t]
        h = after if options.key_mask is None else np.where(options.key_mask[:, t, None, None] != 0, after, h)
        out[:, :, t] = (Cm[:, :, t] * h).sum(axis=-1)
    out = out if Dskip is None else out + Dskip[:, None] * u
    out = out if z is None else out * z / (1 + np.exp(-z))
    return {"out": out if options.key_mask is None else present(options.key_mask[:, None] != 0, out), "final_state": h}
