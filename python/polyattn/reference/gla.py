"""Gated linear attention (arXiv:2312.06635): S_t = diag(e^{g_t}) S_{t-1} + k_t v_t^T, o_t = scale S_t^T q_t, one token at a time."""
import numpy as np

from ._common import definition
from ._recurrent import OPTIONS, log_gates, scan


@definition(OPTIONS, gates="g", final_state="return_state")
def gla(q, k, v, *, g, initial_state=None, gate_floor=None, check=True, options):
    g = log_gates("gla", g, check, gate_floor)

    def step(S, t):
        return np.exp(g[:, :, t, :, None]) * S + k[:, :, t, :, None] * v[:, :, t, None, :]

    return scan(step, q, k, v, initial_state, options)
