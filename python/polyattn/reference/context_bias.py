"""Context-aware bias (arXiv:2502.06415): softmax attention plus a learned value, times the share of its key in the row's sum."""
from types import SimpleNamespace

import numpy as np

from ._common import definition
from ._dense import OPTIONS, attend, mask_heads, scale_of
from ._softmax import softmax

NOT_OFFERED = ("q_norm_weight", "k_norm_weight", "q_norm_bias", "k_norm_bias", "tau", "logit_scale", "phi", "psi", "qk_norm", "qk_norm_eps",
               *(name for name in OPTIONS if name.startswith(("rope", "txl"))))


@definition({name: x for name, x in OPTIONS.items() if name not in NOT_OFFERED}, lse="return_lse", weights="return_weights")
def context_bias(q, k, v, *, k_bias=None, v_bias=None, options):
    o = SimpleNamespace(**{**OPTIONS, **vars(options)})
    P, visible, lse = softmax(q, k, o)
    if k_bias is None or v_bias is None:
        return {"out": attend(P, visible, v, o), "lse": lse, "weights": P}
    scale = scale_of(q, k, o)
    tokens = q if o.tau_q is None else q * o.tau_q[..., None]
    score = scale * (tokens * (k_bias if k_bias.ndim == 1 else k_bias[:, None])).sum(axis=-1)      # [B, Hq, N]
    with np.errstate(over="ignore"):
        share = 1 / (1 + np.exp(lse - score))
    out = attend(P, visible, v, o) + mask_heads(share[..., None] * (v_bias if v_bias.ndim == 1 else v_bias[:, None]), o)
    return {"out": out, "lse": lse, "weights": P}
