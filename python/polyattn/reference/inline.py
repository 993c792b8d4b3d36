"""InLine (arXiv:2412.06590): W_ij = S_ij - mean_m S_im + 1 / M with S = c phi(q) phi(k)^T, and a local residual."""
import math

import numpy as np

from . import _features
from ._common import definition
from ._linear import OPTIONS, Sums, convolved, present, sums_with_count


@definition(OPTIONS, final_state="return_state", final_z="return_state")
def inline(q, k, v, *, scale="paper", r=None, x=None, W1=None, b1=None, W2=None, b2=None, initial_state=None, initial_z=None, feature_map="identity", class_token=False, grid=None, options):
    phi = {"identity": _features.identity, "relu": _features.relu, "leaky_relu": _features.leaky_relu, "exp": lambda x: _features.exp(0.2 * x)}[feature_map]
    a, b = phi(q), phi(k)
    s = Sums(a, b, v, options, initial_state, initial_z)
    c = s.factor(scale, q.shape[3])
    out = c * s.weighted + present(s.count != 0, (1 - c * s.weights) * s.values / s.safe_count)
    r = r if x is None else predicted(x.mean(axis=1) if x.shape[1] else x.sum(axis=1), q.shape[1], W1, b1, W2, b2)
    if r is not None:
        out = convolved(out, v, r, grid, options.key_mask, int(class_token))
    return {"out": out, **sums_with_count(b, v, options.key_mask, initial_state, initial_z)}


def predicted(mean, heads, W1, b1, W2, b2):
    """r [B, C, 3, 3] = W2 GELU(W1 mean + b1) + b2, every head by its own rows of W1 and W2."""
    def layer(x, W, b):
        y = np.einsum("bhj,hij->bhi", x.reshape(len(x), heads, -1), W.reshape(heads, -1, W.shape[1])).reshape(len(x), len(W))
        return y if b is None else y + b
    z = layer(mean, W1, b1)
    erf = np.vectorize(math.erf, otypes=[z.dtype])
    return layer(z * (1 + erf(z * np.asarray(0.5 ** 0.5, z.dtype))) / 2, W2, b2).reshape(len(mean), -1, 3, 3)
