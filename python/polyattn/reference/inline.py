"""InLine (arXiv:2412.06590): W_ij = S_ij - mean_m S_im + 1 / M with S = c phi(q) phi(k)^T, and a local residual."""
from . import _features
from ._common import definition
from ._linear import OPTIONS, Sums, convolved, present, sums_with_count


@definition(OPTIONS, final_state="return_state", final_z="return_state")
def inline(q, k, v, *, scale="paper", r=None, initial_state=None, initial_z=None, feature_map="identity", class_token=False, grid=None, options):
    phi = {"identity": _features.identity, "relu": _features.relu, "leaky_relu": _features.leaky_relu, "exp": lambda x: _features.exp(0.2 * x)}[feature_map]
    a, b = phi(q), phi(k)
    s = Sums(a, b, v, options, initial_state, initial_z)
    c = s.factor(scale, q.shape[3])
    out = c * s.weighted + present(s.count != 0, (1 - c * s.weights) * s.values / s.safe_count)
    if r is not None:
        out = convolved(out, v, r, grid, int(class_token))
    return {"out": out, **sums_with_count(b, v, options.key_mask, initial_state, initial_z)}
