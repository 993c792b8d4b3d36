"""Relative convolutional multi-head attention (arXiv:2308.03429): short causal convolutions, vectors and biases of relative positions."""
from types import SimpleNamespace

import numpy as np

from ._common import definition
from ._dense import OPTIONS, attend, scale_of
from ._softmax import softmax

NOT_OFFERED = ("txl_u", "txl_w", "txl_r", "txl_zero", "phi", "psi", "q_norm_weight", "k_norm_weight", "q_norm_bias", "k_norm_bias", "tau", "tau_q", "logit_scale",
               "qk_norm", "qk_norm_eps", *(name for name in OPTIONS if name.startswith("rope")))


@definition({name: x for name, x in OPTIONS.items() if name not in NOT_OFFERED}, lse="return_lse", weights="return_weights")
def rcmha(q, k, v, *, conv_q_w=None, conv_q_b=None, conv_k_w=None, conv_k_b=None, conv_v_w=None, conv_v_b=None, E, e, u, P=None, options):
    q, k, v = conv(q, conv_q_w, conv_q_b), conv(k, conv_k_w, conv_k_b), conv(v, conv_v_w, conv_v_b)
    scale = scale_of(q, k, SimpleNamespace(**{**OPTIONS, **vars(options)}))
    with_e = lambda x, value: np.concatenate([x, np.full_like(x[..., :1], value)], axis=-1)      # a channel in which <q, E> is e
    table = np.moveaxis(np.concatenate([E, e[..., None]], axis=-1), 0, 1)[:, ::-1]            # [Hq, 2 P, D + 1], by the distance i + M - N - j
    o = SimpleNamespace(**{**OPTIONS, **vars(options), "scale": scale, "entropy_scale": None, "txl_u": with_e(u, 0), "txl_r": table, "txl_zero": len(E) // 2 - 1})
    weights, visible, lse = softmax(with_e(q, 1), with_e(k, 0), o)
    return {"out": attend(weights, visible, v, o), "lse": lse, "weights": weights}


def conv(x, w, b):
    """b + w_2 x_t + w_1 x_{t-1} + w_0 x_{t-2} of each channel."""
    if w is not None:
        earlier = lambda n: np.pad(x, ((0, 0), (0, 0), (n, 0), (0, 0)))[:, :, :x.shape[2]]
        x = w[:, 2] * x + w[:, 1] * earlier(1) + w[:, 0] * earlier(2)
    return x if b is None else x + b
