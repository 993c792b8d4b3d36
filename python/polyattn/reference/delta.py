"""DeltaNet (arXiv:2406.06484): u_t = beta_t (v_t - S_{t-1}^T k_t), S_t = S_{t-1} + k_t u_t^T, o_t = scale S_t^T q_t, one token at a time."""
import numpy as np

from ._common import definition
from ._recurrent import OPTIONS, scan


@definition(OPTIONS, gates="beta", final_state="return_state")
def delta(q, k, v, *, beta, initial_state=None, qk_l2norm=False, allow_neg_eigval=False, options):
    if qk_l2norm:
        q, k = (x / np.sqrt((x * x).sum(axis=-1, keepdims=True) + 1e-6) for x in (q, k))
    beta = 2 * beta if allow_neg_eigval else beta

    def step(S, t):
        recalled = np.einsum("bhde,bhd->bhe", S, k[:, :, t])
        u = beta[:, :, t, None] * (v[:, :, t] - recalled)
        return S + k[:, :, t, :, None] * u[:, :, None, :]

    return scan(step, q, k, v, initial_state, options, additive=False)
