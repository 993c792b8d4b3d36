"""Context-aware scale (arXiv:2502.06415): softmax attention times 2 sigmoid(s) of each head and token."""
from types import SimpleNamespace

import numpy as np

from ._common import definition
from ._dense import OPTIONS, attend
from ._softmax import softmax


@definition({name: x for name, x in OPTIONS.items() if name != "head_mask"}, rows="s_pre", lse="return_lse", weights="return_weights")
def context_scale(q, k, v, *, s_pre, options):
    o = SimpleNamespace(**{**vars(options), "head_mask": None})
    P, visible, lse = softmax(q, k, o)
    with np.errstate(over="ignore"):
        S = 2 / (1 + np.exp(-s_pre))
    return {"out": S[..., None] * attend(P, visible, v, o), "lse": lse, "weights": P}
