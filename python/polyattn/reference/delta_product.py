"""DeltaProduct (arXiv:2502.10297): the state decays once per token, then takes the delta rule's writes of the token's n_h keys, then is read."""
import types

import numpy as np

from ._common import definition, present
from ._recurrent import OPTIONS, delta_write, grouped, l2norm, log_gates, walk

MINE = {"key_mask": None, "cu_seqlens_q": None, "cu_seqlens_k": None, **{name: OPTIONS[name] for name in ("scale", "causal", "chunk")}}


@definition(MINE, gates="beta", rows="g", final_state="return_state")
def delta_product(q, k, v, *, beta, g=None, initial_state=None, n_h=None, qk_l2norm=False, allow_neg_eigval=False, gate_floor=None, check=True, options):
    q, k = grouped(q, k, v)
    if qk_l2norm:
        q, k = l2norm(q), l2norm(k)
    beta = 2 * beta if allow_neg_eigval else beta
    g = None if g is None else log_gates("delta_product", g, check, gate_floor)
    N, M, mask = q.shape[2], k.shape[2], options.key_mask
    n_h = n_h or keys_per_token(N, M)
    tokens = -(-M // n_h)

    def step(S, t):
        decayed = S if g is None or t % n_h else np.exp(g[:, :, t // n_h, None, None]) * S
        written = delta_write(decayed, k[:, :, t], v[:, :, t], beta[:, :, t])
        return written if mask is None else np.where(mask[:, t, None, None, None] != 0, written, S)

    after = {False: lambda i: tokens, True: lambda i: i + 1 + tokens - N, "top_left": lambda i: i + 1}[options.causal]
    plain = types.SimpleNamespace(**{**vars(options), "key_mask": None})
    result = walk(step, range(M), q, k, v, initial_state, plain, [min(max(after(i), 0) * n_h, M) for i in range(N)])
    if mask is not None and tokens == N:
        kept = np.stack([mask[:, t * n_h:(t + 1) * n_h].any(axis=1) for t in range(N)], axis=1) if N else mask[:, :0]
        result["out"] = present(kept[:, None, :, None], result["out"])
    return result


def keys_per_token(N, M):
    """As many as there are for each query, where that is a whole number of 16 at most."""
    return M // N if N and M and M % N == 0 and M // N <= 16 else 1
