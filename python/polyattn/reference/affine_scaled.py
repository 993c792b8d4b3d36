"""Affine-scaled attention (arXiv:2602.23057): P' = a P + (ma - a) / n on visible keys, a of each head and token, ma the running mean of a."""
from types import SimpleNamespace

import numpy as np

from ._common import definition, present
from ._dense import OPTIONS, attend, counts
from ._softmax import softmax

FLAGS = dict(lse="return_lse", weights="return_weights", attended="return_attended")


@definition({name: x for name, x in OPTIONS.items() if name not in ("head_mask", "tau_v", "phi", "psi", "softpag", "softpag_heads")}, rows="alpha_pre", **FLAGS)
def affine_scaled(q, k, v, *, alpha_pre, alpha_ma, phi="linear_clip", count="visible", options):
    o = SimpleNamespace(**{**OPTIONS, **vars(options)})
    P, visible, lse = softmax(q, k, o)                                                        # [B, Hq, N, M]
    if phi == "sigmoid":
        with np.errstate(over="ignore"):
            alpha = 1 / (1 + np.exp(-alpha_pre))
    else:
        alpha = np.where(alpha_pre <= -5, 0, np.where(alpha_pre >= 5, 1, 0.1 * alpha_pre + 0.5)).astype(P.dtype)
    n = counts(visible, P.dtype) if count == "visible" else np.asarray(max(k.shape[2], 1), P.dtype)
    beta = (alpha_ma[:, None] - alpha)[..., None] / n
    out = attend(present(visible, alpha[..., None] * P + beta), visible, v, o)
    return {"out": out, "lse": lse, "weights": P, "attended": attend(P, visible, v, o)}
