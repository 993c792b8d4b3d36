"""Gated DeltaNet (arXiv:2412.06464): S' = e^{g_t} S_{t-1}, u_t = beta_t (v_t - S'^T k_t), S_t = S' + k_t u_t^T, o_t = scale S_t^T q_t."""
import numpy as np

from ._common import definition
from ._recurrent import OPTIONS, delta_write, grouped, l2norm, log_gates, scan


@definition(OPTIONS, gates="g beta", final_state="return_state")
def gated_delta(q, k, v, *, g, beta, initial_state=None, qk_l2norm=False, allow_neg_eigval=False, gate_floor=None, check=True, options):
    g = log_gates("gated_delta", g, check, gate_floor)
    q, k = grouped(q, k, v)
    if qk_l2norm:
        q, k = l2norm(q), l2norm(k)
    beta = 2 * beta if allow_neg_eigval else beta

    def step(S, t):
        return delta_write(np.exp(g[:, :, t, None, None]) * S, k[:, :, t], v[:, :, t], beta[:, :, t])

    return scan(step, q, k, v, initial_state, options, additive=False)
