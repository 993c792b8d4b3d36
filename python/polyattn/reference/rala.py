"""RALA (arXiv:2411.07635): keys weighed by alpha_j = M softmax_j(<mean query, b_j> / sqrt(D)), rows divided by their mean weight, output gated."""
import types

import numpy as np

from . import _features
from ._common import definition, heads_of, present
from ._linear import OPTIONS, Sums

OWN = {name: x for name, x in OPTIONS.items() if name != "causal"}


@definition(OWN)
def rala(q, k, v, *, u=None, cos=None, sin=None, feature_map="elu1", eps_z=1e-6, options):
    phi, Hq = getattr(_features, feature_map), q.shape[1]
    there = np.ones((q.shape[0], 1, k.shape[2], 1), bool) if options.key_mask is None else options.key_mask[:, None, :, None] != 0
    q = present(there.any(axis=2, keepdims=True), q)
    a, b = phi(q), present(there, heads_of(phi(k), Hq))
    if q.shape[2] and k.shape[2]:
        t = b @ np.swapaxes(a.mean(axis=2, keepdims=True), 2, 3) * np.asarray(q.shape[3] ** -0.5, q.dtype)        # [B, Hq, M, 1]
        e = np.exp(np.where(there, t - np.where(there, t, -np.inf).max(axis=2, keepdims=True, initial=np.finfo(t.dtype).min), -np.inf))
        total = e.sum(axis=2, keepdims=True)
        alpha = e / np.where(total == 0, np.ones_like(total), total) * there.sum(axis=2, keepdims=True).astype(t.dtype)
        b = alpha * b
    turn = _features.rotated if cos is not None else lambda x, *_: x
    s = Sums(a, b, heads_of(v, Hq), types.SimpleNamespace(**vars(options), causal=False), None, None, turn(a, cos, sin), turn(b, cos, sin))
    d = s.weights + eps_z * s.count
    out = present(d != 0, s.weighted / np.where(d == 0, np.ones_like(d), d))
    return {"out": out if u is None else out * np.swapaxes(u.reshape(*u.shape[:2], Hq, -1), 1, 2)}
