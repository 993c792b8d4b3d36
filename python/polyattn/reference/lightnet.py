"""LightNet (arXiv:2405.21022): row c of the state is the softmax average of the values so far, with the logits k_c of their keys."""
import numpy as np

from ._common import definition, present
from ._recurrent import OPTIONS, scan


@definition({name: x for name, x in OPTIONS.items() if name != "bidirectional"} | {"scale": 1.0}, final_state="return_state", final_z="return_state")
def lightnet(q, k, v, *, initial_state=None, initial_z=None, denom_init=None, options):
    options.bidirectional = False
    z0 = np.full(k[:, :, 0].shape if k.shape[2] else (k.shape[0], k.shape[1], k.shape[3]), -np.inf if denom_init is None else denom_init, k.dtype) if initial_z is None else initial_z
    if options.key_mask is not None:
        k = np.where(options.key_mask[:, None, :, None] != 0, k, -np.inf)
    z = [z0]                                                               # M + 1 of [B, H, D]
    for t in range(k.shape[2]):
        z.append(np.logaddexp(z[-1], k[:, :, t]))
    gap = lambda x, y: np.exp(present(y > -np.inf, x) - present(y > -np.inf, y)) * ((x > -np.inf) | (y == -np.inf) | np.isnan(x))

    def step(S, t):
        key = np.where(z[t + 1] == -np.inf, 0, gap(k[:, :, t], z[t + 1]))
        return gap(z[t], z[t + 1])[..., None] * S + key[..., None] * v[:, :, t, None, :]

    return {**scan(step, q, k, v, initial_state, options), "final_z": z[-1]}
