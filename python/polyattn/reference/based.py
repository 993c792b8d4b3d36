"""BASED, its linear layers (arXiv:2402.18668): weights 1 + t + t^2 / 2 of the score t = <q, k> / sqrt(D)."""
from . import _features
from ._common import definition
from ._linear import OPTIONS, kvsum


@definition({**OPTIONS, "causal": True}, final_state="return_state", final_z="return_state")
def based(q, k, v, *, initial_state=None, initial_z=None, normalize=True, eps=1e-12, options):
    return kvsum(_features.taylor2(q), _features.taylor2(k), v, options, initial_state, initial_z, divide=("add", eps) if normalize else None)
