"""Performer (arXiv:2009.14794): linear attention with positive random features whose mean product is exp(<q, k> / sqrt(D))."""
import numpy as np

from . import _features
from ._common import constant, definition, present
from ._linear import OPTIONS, kvsum, remade, seen_sums


@definition(OPTIONS, final_state="return_state", final_z="return_state")
def performer(q, k, v, *, omega, initial_state=None, initial_z=None, kernel="softmax", key_stabilizer="auto", feat_eps=None, den="plain", eps=None, options):
    feat_eps = {"softmax": 1e-4, "relu": 1e-3, "hyperbolic": 0}[kernel] if feat_eps is None else feat_eps
    eps = {"plain": 0, "add_sum": 1e-6, "clamp": 0.1, "add": 1e-6}[den] if eps is None else eps
    if key_stabilizer == "auto":
        key_stabilizer = "none" if options.causal or initial_state is not None or initial_z is not None else "max"
    a = _features.favor(q, omega, kernel, feat_eps, constant(largest(q, omega).max(axis=-1, keepdims=True)))
    b = _features.favor(k, omega, kernel, feat_eps, constant(of_present_keys(largest(k, omega), options)) if key_stabilizer == "max" else None)
    if den != "add_sum":
        return kvsum(a, b, v, options, initial_state, initial_z, divide=({"plain": "none", "clamp": "clamp_min", "add": "add"}[den], eps))
    d = (a * (seen_sums(b, a, b, options, initial_z) + eps)).sum(axis=-1, keepdims=True)
    return kvsum(remade(d != 0, a, d), b, v, options, initial_state, initial_z)


def largest(x, omega):
    return _features.along(omega, x * x.shape[-1] ** -0.25)


def of_present_keys(u, options):
    """The largest element of each head, 0 where no key is present."""
    if options.key_mask is not None:
        u = np.where(options.key_mask[:, None, :, None] != 0, u, -np.inf).astype(u.dtype)
    top = u.max(axis=(2, 3), keepdims=True, initial=-np.inf)
    return present(np.isfinite(top), top)
