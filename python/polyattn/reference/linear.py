"""Linear attention (arXiv:2006.16236): o_i = sum_j <a_i, b_j> v_j / sum_j <a_i, b_j>, a = scale phi(q), b = phi(k), over the keys that i sees."""
import numpy as np

from . import _features
from ._common import definition
from ._linear import OPTIONS, kvsum
UNNORMALISED = ("identity", "taylor1", "softmax", "hadamard", "rff")   # scores of either sign, or rows that sum to 1 already: not divided unless asked


@definition(OPTIONS, final_state="return_state", final_z="return_state")
def linear(q, k, v, *, W_q=None, b_q=None, W_k=None, b_k=None, W_q2=None, b_q2=None, W_k2=None, b_k2=None, omega=None, gamma=None, beta=None,
           initial_state=None, initial_z=None,
           feature_map="elu1", normalize=None, eps=1e-6, eps_mode="add", scale=1.0, norm_q=False, norm_k=False, options):
    a, b = mapped(feature_map, q, k, (W_q, b_q, W_q2, b_q2), (W_k, b_k, W_k2, b_k2), omega, (gamma, beta))
    a = scale * (_features.sum_to_one(a) if norm_q else a)
    b = _features.sum_to_one(b) if norm_k else b
    every = kvsum(a, b, v, options, initial_state, initial_z, divided_by_features=feature_map == "softmax",
                  divide=(eps_mode, eps) if (normalize if normalize is not None else feature_map not in UNNORMALISED) else None)
    if feature_map == "cos":
        every |= {name: _features.turned(every[name], k.shape[2], max(q.shape[2], k.shape[2]), q.shape[3]) for name in ("final_state", "final_z") if k.shape[2]}
    return every


def mapped(name, q, k, W_q, W_k, omega, affine):
    phi = getattr(_features, name)
    if name == "hadamard":
        return phi(q, *W_q), phi(k, *W_k)
    if name in ("t2r", "hedgehog_exp", "hedgehog_softmax"):
        return phi(q, *W_q[:2]), phi(k, *W_k[:2])
    if name in ("favor", "rff"):
        return phi(q, omega), phi(k, omega)
    if name == "nala":
        return phi(q, k)
    if name == "cos":
        return [phi(x, max(q.shape[2], k.shape[2])) for x in (q, k)]
    if name == "softmax":
        return phi(q), np.exp(k)
    if name == "rebased":
        return phi(q, *affine), phi(k, *affine)
    return phi(q), phi(k)
