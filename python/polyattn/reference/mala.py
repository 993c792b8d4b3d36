"""MALA (arXiv:2507.00698): W_ij = (1 + 1 / (z_i + eps)) S_ij - z_i / M with S = c phi(q) phi(k)^T, z_i = sum_j S_ij of features that are not turned."""
import numpy as np

from . import _features
from ._common import definition
from ._linear import OPTIONS, Sums, present, sums_with_count


@definition(OPTIONS, final_state="return_state", final_z="return_state")
def mala(q, k, v, *, scale="paper", cos=None, sin=None, initial_state=None, initial_z=None, feature_map="elu1", eps=1e-6, options):
    phi = getattr(_features, feature_map)
    a, b = phi(q), phi(k)
    turn = _features.rotated if cos is not None else lambda x, *_: x
    s = Sums(a, b, v, options, initial_state, initial_z, turn(a, cos, sin), turn(b, cos, sin))
    c = s.factor(scale, q.shape[3])
    z = c * s.weights
    beta = 1 + present(z + eps != 0, 1 / np.where(z + eps == 0, np.ones_like(z), z + eps))
    out = beta * c * s.weighted - present(s.count != 0, z * s.values / s.safe_count)
    b = b if cos is None else np.concatenate([turn(b, cos, sin), b], axis=-1)
    return {"out": out, **sums_with_count(b, v, options.key_mask, initial_state, initial_z)}
