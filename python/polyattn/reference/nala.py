"""NaLaFormer (arXiv:2506.21137): magnitudes |q^|^p(|q|) and |k|^lambda, with signs as angles or halves; o = mean weighted value over mean weight."""
from . import _features
from ._common import definition
from ._linear import OPTIONS, counted, kvsum, remade, seen_sums


@definition(OPTIONS, final_state="return_state", final_z="return_state")
def nala(q, k, v, *, initial_state=None, initial_z=None, lam=3.0, tau=0.5, direction="cos", alpha=20.0, eps_z=1e-6, options):
    a, b = counted(*_features.nala(q, k, lam, tau, alpha, direction))
    Z = seen_sums(b, a, b, options, initial_z)
    d = (a * Z).sum(axis=-1, keepdims=True) + eps_z * Z[..., -1:]
    return kvsum(remade(Z[..., -1:] != 0, a, d), b, v, options, initial_state, initial_z)
