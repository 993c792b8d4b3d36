"""DeltaNet (arXiv:2406.06484): u_t = beta_t (v_t - S_{t-1}^T k_t), S_t = S_{t-1} + k_t u_t^T, o_t = scale S_t^T q_t, one token at a time."""
from ._common import definition
from ._recurrent import OPTIONS, delta_write, l2norm, scan


@definition(OPTIONS, gates="beta", final_state="return_state")
def delta(q, k, v, *, beta, initial_state=None, qk_l2norm=False, allow_neg_eigval=False, options):
    if qk_l2norm:
        q, k = l2norm(q), l2norm(k)
    beta = 2 * beta if allow_neg_eigval else beta

    def step(S, t):
        return delta_write(S, k[:, :, t], v[:, :, t], beta[:, :, t])

    return scan(step, q, k, v, initial_state, options, additive=False)
