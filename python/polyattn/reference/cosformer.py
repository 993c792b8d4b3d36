"""cosFormer (arXiv:2202.08791): scores <relu(q_i), relu(k_j)> cos(pi (i - j) / (2 m)), rows divided by their sum."""
from . import _features
from ._common import definition
from ._linear import OPTIONS, kvsum


@definition(OPTIONS, final_state="return_state", final_z="return_state")
def cosformer(q, k, v, *, initial_state=None, initial_z=None, max_len=None, eps=1e-6, options):
    m = max_len or max(q.shape[2], k.shape[2])
    every = kvsum(_features.cos(q, m), _features.cos(k, m), v, options, initial_state, initial_z, divide=("clamp_min", eps))
    if not k.shape[2]:
        return every
    return {name: x if name == "out" else _features.turned(x, k.shape[2], m, q.shape[3]) for name, x in every.items()}
