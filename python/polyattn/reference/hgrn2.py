"""HGRN2 (arXiv:2404.07904): alpha_t = lb + (1 - lb) sigmoid(f_t), S_t = diag(alpha_t) S_{t-1} + (1 - alpha_t) v_t^T, o_t = scale S_t^T q_t."""
import numpy as np

from ._common import definition
from ._recurrent import OPTIONS, scan


@definition(OPTIONS, gates="f", final_state="return_state")
def hgrn2(q, v, *, f, lb=None, initial_state=None, options):
    lb = 0.0 if lb is None else lb[:, None, :]                             # [H, 1, D]
    kept = lambda x: np.exp(-np.logaddexp(0, -x)).astype(x.dtype)          # sigmoid
    alpha, k = lb + (1 - lb) * kept(f), (1 - lb) * kept(-f)                # k = 1 - alpha

    def step(S, t):
        return alpha[:, :, t, :, None] * S + k[:, :, t, :, None] * v[:, :, t, None, :]

    return scan(step, q, k, v, initial_state, options)
