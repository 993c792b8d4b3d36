"""A learned key, with or without a value, that every query sees (arXiv:2410.10781)."""
from types import SimpleNamespace

import numpy as np

from ._common import definition, present
from ._dense import OPTIONS, attend, identity_share, mask_heads, scale_of, scores

NOT_OFFERED = ("q_norm_weight", "k_norm_weight", "q_norm_bias", "k_norm_bias", "tau", "logit_scale", "phi", "psi", "qk_norm", "qk_norm_eps", *(name for name in OPTIONS if name.startswith(("rope", "txl"))))


@definition({name: x for name, x in OPTIONS.items() if name not in NOT_OFFERED}, lse="return_lse", weights="return_weights")
def kv_bias_sink(q, k, v, *, k_star=None, v_star=None, mode="auto", options):
    o = SimpleNamespace(**{**OPTIONS, **vars(options)})
    Y, visible = scores(q, k, o)                                                              # [B, Hq, N, M]
    if k_star is None:
        sink = np.full(q.shape[:3], -np.inf, Y.dtype)
    else:
        scale = scale_of(q, k, o)
        tokens = q if o.tau_q is None else q * o.tau_q[..., None]
        sink = scale * (tokens * (k_star if k_star.ndim == 1 else k_star[:, None])).sum(axis=-1)      # [B, Hq, N]
    m = np.maximum(np.where(visible, Y, -np.inf).max(axis=-1, initial=-np.inf), sink)
    m = np.where(m == -np.inf, np.zeros_like(m), m)
    with np.errstate(invalid="ignore", divide="ignore"):
        W, own = present(visible, np.exp(np.where(visible, Y, 0) - m[..., None])), np.exp(sink - m)
        Z = W.sum(axis=-1) + own
        lse = m + np.log(Z)
    Z = np.where(Z == 0, np.ones_like(Z), Z)
    P = W / Z[..., None]
    out = attend(P, visible, v, o)
    if v_star is not None:
        share = (own / Z)[..., None] * (1 - identity_share(P, o)) if k_star is not None else np.ones_like(Z)[..., None]
        out = out + mask_heads(share * (v_star if v_star.ndim == 1 else v_star[:, None]), o)
    return {"out": out, "lse": lse, "weights": P}
