"""Gated linear attention with scalar gates: S_t = e^{g_t + gamma_h} S_{t-1} + k_t v_t^T, o_t = scale S_t^T q_t, one token at a time."""
import numpy as np

from ._common import definition
from ._recurrent import OPTIONS, log_gates, scan


@definition(OPTIONS, gates="g", final_state="return_state")
def simple_gla(q, k, v, *, g, g_gamma=None, initial_state=None, gate_floor=None, check=True, options):
    g = log_gates("simple_gla", g, check, gate_floor)
    g = g if g_gamma is None else g + g_gamma[:, None]

    def step(S, t):
        return np.exp(g[:, :, t, None, None]) * S + k[:, :, t, :, None] * v[:, :, t, None, :]

    return scan(step, q, k, v, initial_state, options)
