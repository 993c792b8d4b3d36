"""FLatten (arXiv:2308.00442): linear attention of focused features |x| x^p / |x^p|, and a convolution of the values."""
import numpy as np

from . import _features
from ._common import definition, heads_of, present
from ._linear import OPTIONS, Sums, convolved, sums_with_count


@definition(OPTIONS, final_state="return_state", final_z="return_state")
def flatten(q, k, v, *, t_raw=None, E=None, W_dw=None, b_dw=None, initial_state=None, initial_z=None, p=3.0, eps_in=1e-6, eps_z=1e-6, norm_scope="layer",
            grid=None, options):
    B, H, M, D = k.shape
    by_head = lambda x: np.moveaxis(x.reshape(*x.shape[:-1], H, D), -2, -3 if x.ndim > 1 else 0)       # [C] as [H, D], [M, C] as [H, M, D]
    t = np.ones((H, 1, D), q.dtype) if t_raw is None else np.logaddexp(0, by_head(t_raw))[:, None]
    lifted = lambda x: (_features.relu(x) + np.asarray(eps_in, x.dtype)) / heads_of(t[None], x.shape[1])
    focus = lambda x: focused(x, p, (1, 3) if norm_scope == "layer" else (3,))
    there = np.ones((B, 1, M, 1), bool) if options.key_mask is None else options.key_mask[:, None, :, None] != 0
    k = present(there, k if E is None else k + by_head(E))
    a, b = focus(lifted(q)), focus(lifted(k))
    s = Sums(a, b, v, options, initial_state, initial_z)
    d = s.weights + s.count * np.asarray(eps_z, q.dtype)
    out = present(d != 0, s.weighted / np.where(d == 0, np.ones_like(d), d))
    if W_dw is not None:
        out = convolved(out, v, W_dw[None, None, :, 0], grid, options.key_mask, bias=b_dw)
    return {"out": out, **sums_with_count(b, v, options.key_mask, initial_state, initial_z)}


def focused(x, p, axes):
    """|x| x^p / |x^p|, norms over `axes` (powers of x over its largest element, which cancels it); 0 where x is."""
    over = lambda f, x: f(x, axis=axes, keepdims=True)
    safe = lambda x: np.where(x == 0, np.ones_like(x), x)
    u = (x / safe(over(np.max, x) if x.size else x)) ** np.asarray(p, x.dtype)
    return np.sqrt(over(np.sum, x * x)) * u / safe(np.sqrt(over(np.sum, u * u)))
