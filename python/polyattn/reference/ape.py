"""Adaptive parallel encoding (APE, arXiv:2502.05431): attention on contexts and on the rest, merged by their log-sums."""
from types import SimpleNamespace

import numpy as np

from ._common import definition, heads_of, present, weighted_sum
from ._dense import OPTIONS, scale_of, scores

OFFERED = ("mask", "bias", "alibi_slopes", "scale", "window", "softcap", "precision")


@definition({name: x for name, x in {**OPTIONS, "causal": True}.items() if name in ("causal", *OFFERED)}, streams="q k v K_c V_c K_prefix V_prefix", lse="return_lse", context_out="return_context",
            context_lse="return_context")
def ape(q, k, v, *, K_c=None, V_c=None, K_prefix=None, V_prefix=None, temperature=0.9, scale_factor=0.9, gamma="S*T", options):
    o = SimpleNamespace(**{**OPTIONS, **vars(options)})
    (K_c, V_c), (K_prefix, V_prefix) = (pair if pair[0] is not None else (k[:, :, :0], v[:, :, :0]) for pair in ((K_c, V_c), (K_prefix, V_prefix)))
    free = SimpleNamespace(**{**OPTIONS, "softcap": o.softcap, "scale": scale_of(q, k, o)})
    cold = SimpleNamespace(**{**vars(free), "scale": free.scale / temperature})
    o_c, L_c = partial(V_c, *scores(q, K_c, cold))
    (Y_p, seen_p), (Y, seen) = scores(q, K_prefix, free), scores(q, k, o)
    o_o, L_o = partial(np.concatenate([V_prefix, v], 2), np.concatenate([Y_p, Y], -1), np.concatenate([seen_p, seen], -1))
    scaled = L_c * (scale_factor * (temperature if gamma == "S*T" else 1))
    L = np.logaddexp(scaled, L_o)
    safe = np.where(L == -np.inf, np.zeros_like(L), L)                                        # nothing to see
    out = np.exp(scaled - safe)[..., None] * o_c + np.exp(L_o - safe)[..., None] * o_o
    return {"out": out, "lse": L, "context_out": o_c, "context_lse": L_c}


def partial(v, Y, visible):
    """Softmax attention over the visible keys, and the log of its sum."""
    m = np.where(visible, Y, -np.inf).max(axis=-1, initial=-np.inf, keepdims=True)
    m = np.where(m == -np.inf, np.zeros_like(m), m)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        W = present(visible, np.exp(Y - m))
        Z = W.sum(axis=-1, keepdims=True)
        lse = (m + np.log(Z))[..., 0]
    return weighted_sum(present(visible, W / np.where(Z == 0, np.ones_like(Z), Z)), visible, heads_of(v, Y.shape[1])), lse
