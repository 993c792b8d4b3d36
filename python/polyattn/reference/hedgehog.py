"""Hedgehog (arXiv:2402.04347): linear attention with learned features [f(y), f(-y)], y = W^T x + b."""
from . import _features
from ._common import definition
from ._linear import OPTIONS, kvsum


@definition(OPTIONS, final_state="return_state", final_z="return_state")
def hedgehog(q, k, v, *, W_q, b_q=None, W_k, b_k=None, initial_state=None, initial_z=None, activation="exp", negation=True, eps_clamp=1e-12, eps=1e-12,
             options):
    a, b = (_features.hedgehog(x, W, bias, activation, negation, eps_clamp) for x, W, bias in ((q, W_q, b_q), (k, W_k, b_k)))
    return kvsum(a, b, v, options, initial_state, initial_z, divide=("add", eps))
