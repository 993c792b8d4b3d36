"""Efficient attention (arXiv:1812.01243): softmax_D(q) (softmax_M(k)^T v), the second softmax over the keys that each query sees."""
import numpy as np

from . import _features
from ._common import definition
from ._linear import OPTIONS, counted, kvsum, remade, seen_sums


@definition(OPTIONS, final_state="return_state", final_z="return_state")
def efficient(q, k, v, *, initial_state=None, initial_z=None, norm="softmax", eps=1e-6, options):
    if norm == "scaling":
        a, b = counted(q, k)
        n = seen_sums(b, a, b, options, initial_z)[..., -1:]
        return kvsum(remade(n != 0, a, n), b, v, options, initial_state, initial_z)
    a, b = _features.softmax(q), np.exp(k)
    if norm == "softmax":
        return kvsum(a, b, v, options, initial_state, initial_z, divided_by_features=True)
    d = (a * (seen_sums(b, a, b, options, initial_z) + eps)).sum(axis=-1, keepdims=True)
    return kvsum(remade(d != 0, a, d), b, v, options, initial_state, initial_z)
