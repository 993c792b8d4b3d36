"""Retention (arXiv:2307.08621, eq. 5): S_t = e^{g_h} S_{t-1} + k_t v_t^T, o_t = scale S_t^T q_t, one token at a time."""
import numpy as np

from ._common import constant, definition, heads_of, present, weighted_sum
from ._recurrent import OPTIONS, scale, scan


@definition(OPTIONS, final_state="return_state")
def retention(q, k, v, *, decay=None, initial_state=None, stabilise=False, options):
    H = k.shape[1]
    g = np.log1p(-2.0 ** (-5.0 - np.arange(H))).astype(k.dtype) if decay is None else decay   # [H]
    if stabilise:
        return stabilised(q, k, v, g, options)

    def step(S, t):
        return np.exp(g)[:, None, None] * S + k[:, :, t, :, None] * v[:, :, t, None, :]

    return scan(step, q, k, v, initial_state, options)


def stabilised(q, k, v, g, options):
    """The authors' parallel form: row i of the decay mask over the square root of its sum, then rows over their absolute sum, at least 1."""
    Hq, N, M = q.shape[1], q.shape[2], k.shape[2]
    distance = np.arange(N)[:, None] - np.arange(M)
    decays = np.where(distance >= 0, np.exp(g)[:, None, None] ** np.maximum(distance, 0), np.zeros((), q.dtype))
    decays = decays / np.sqrt(decays.sum(axis=-1, keepdims=True))
    seen = np.broadcast_to(distance >= 0, (1, Hq, N, M))
    W = scale(q, options) * present(seen, q @ np.swapaxes(heads_of(k, Hq), 2, 3)) * heads_of(decays[None], Hq)
    W = W / constant(np.clip(np.abs(W).sum(axis=-1, keepdims=True), 1, 5e4))
    return {"out": weighted_sum(W, seen, heads_of(v, Hq)), "final_state": None}
