"""RWKV-6 time mixing (arXiv:2404.05892): o_t = scale (S_{t-1} + (u k_t) v_t^T)^T q_t, then S_t = diag(e^{w_t}) S_{t-1} + k_t v_t^T."""
import numpy as np

from ._common import definition
from ._recurrent import OPTIONS, log_gates, scan


@definition({**OPTIONS, "scale": 1.0}, gates="w", final_state="return_state")
def rwkv6(q, k, v, *, w, u=None, initial_state=None, gate_floor=None, check=True, options):
    w = log_gates("rwkv6", w, check, gate_floor, "w")
    u = np.ones((k.shape[1], k.shape[3]), k.dtype) if u is None else u                 # [H, D]

    def step(S, t):
        return np.exp(w[:, :, t, :, None]) * S + k[:, :, t, :, None] * v[:, :, t, None, :]

    return scan(step, q, k, v, initial_state, options, bonus=u)
