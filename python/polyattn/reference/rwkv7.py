"""RWKV-7 (arXiv:2503.14456): S_t = diag(e^{w_t}) S_{t-1} + b_t (S_{t-1}^T a_t)^T + k_t v_t^T, o_t = scale S_t^T q_t, one token at a time."""
import numpy as np

from ._common import definition
from ._recurrent import OPTIONS, log_gates, scan


@definition({**OPTIONS, "scale": 1.0}, gates="w a b", final_state="return_state")
def rwkv7(q, k, v, *, w, a, b, initial_state=None, gate_floor=None, check=True, options):
    w = log_gates("rwkv7", w, check, gate_floor, "w")

    def step(S, t):
        recalled = np.einsum("bhde,bhd->bhe", S, a[:, :, t])
        return np.exp(w[:, :, t, :, None]) * S + b[:, :, t, :, None] * recalled[:, :, None] + k[:, :, t, :, None] * v[:, :, t, None, :]

    return scan(step, q, k, v, initial_state, options, additive=False)
