"""Gated linear attention (arXiv:2312.06635): S_t = diag(e^{g_t}) S_{t-1} + k_t v_t^T, o_t = scale S_t^T q_t, one token at a time."""
import numpy as np

from ._common import definition
from ._recurrent import OPTIONS, scan


@definition(OPTIONS, gates="g", final_state="return_state")
def gla(q, k, v, *, g, initial_state=None, gate_floor=None, check=True, options):
    if check and (g > 0).any():
        raise ValueError("gla: g is positive, expected logarithms of decays, at most 0")
    g = g if gate_floor is None else np.maximum(g, np.asarray(gate_floor, g.dtype))

    def step(S, t):
        return np.exp(g[:, :, t, :, None]) * S + k[:, :, t, :, None] * v[:, :, t, None, :]

    return scan(step, q, k, v, initial_state, options)
