"""Softmax attention as a recurrence (arXiv:2507.23632): weights that are not normalised, and what stands in the place of their sum."""
import math
from types import SimpleNamespace

import numpy as np

from ._common import constant, definition, present
from ._dense import OPTIONS, attend, counts, scores

FLAGS = dict(sums="return_sums", attended="return_attended")


@definition({name: x for name, x in OPTIONS.items() if name not in ("head_mask", "tau_v", "softpag", "softpag_heads") and not name.startswith("rope")}, rows="z_out", gates="z_in", **FLAGS)
def softmax_rnn(q, k, v, *, z_out=None, z_in=None, gamma=None, beta=None, inner="exp", clamp=5.0, denom="softmax", gate_out=None, gate_in=None, out_norm="none",
                norm_eps=None, options):
    o = SimpleNamespace(**{**OPTIONS, **vars(options), "head_mask": None, "tau_v": None if z_in is None or gate_in is False else logistic(z_in)})
    if inner in FEATURES:
        q, k = FEATURES[inner](q), FEATURES[inner](k)
    Y, visible = scores(q, k, o)                                                              # [B, Hq, N, M]
    U = present(visible, weights(np.where(visible, Y, 0), inner, clamp))
    acc, l = attend(U, visible, v, o), U.sum(axis=-1, keepdims=True)                          # [B, Hq, N, Dv] and [B, Hq, N, 1]
    n = counts(visible, Y.dtype)
    with np.errstate(divide="ignore", invalid="ignore"):
        x = acc / {"softmax": np.where(l == 0, np.ones_like(l), l), "clamp": np.maximum(l, 1), "detach": constant(np.maximum(l, 1)),
                   "detach_eps": constant(l + np.asarray(1e-4, l.dtype)), "count": n, "none": np.ones_like(l), "cumgate": running(z_out, l)}[denom]
        logged = inner == "exp" and clamp is None
        attended = acc / (np.where(l == 0, np.ones_like(l), l) if logged else 1) / (n if denom == "count" else 1)
        sums = np.log(l) if logged else l
    if z_out is not None and (gate_out if gate_out is not None else denom != "cumgate"):
        x = x * logistic(z_out)[..., None]
    return {"out": normalised(x, gamma, beta, out_norm, norm_eps), "sums": sums[..., 0], "attended": attended}


def logistic(z):
    with np.errstate(over="ignore"):
        return 1 / (1 + np.exp(-z))


FEATURES = {"relu_kernel": lambda x: np.maximum(x, 0), "elu_kernel": lambda x: np.where(x > 0, x + 1, np.exp(np.minimum(x, 0)))}


def weights(Y, inner, clamp):
    if inner.startswith("taylor"):
        return sum((Y ** m * np.asarray(1 / math.factorial(m), Y.dtype) for m in range(1, int(inner[7:]) + 1)), np.ones_like(Y))
    Y = Y if clamp is None else np.minimum(Y, np.asarray(clamp, Y.dtype))
    return np.exp(Y) if inner == "exp" else Y


def running(z, l):
    """max(sum of exp(z_t) over t <= i, 1), [B, Hq, N, 1]."""
    return l if z is None else np.maximum(np.cumsum(np.exp(z), axis=-1), 1)[..., None]


def normalised(x, gamma, beta, norm, eps):
    if norm == "none" or not x.size:
        return x
    if norm == "l2":
        return x / np.maximum(np.sqrt((x * x).sum(axis=-1, keepdims=True)), np.asarray(1e-12, x.dtype))
    x = x - x.mean(axis=-1, keepdims=True) if norm == "layer" else x
    eps = eps if eps is not None else 1e-5 if norm == "layer" else 1e-6
    x = x / np.sqrt((x * x).mean(axis=-1, keepdims=True) + np.asarray(eps, x.dtype))
    return x * (1 if gamma is None else gamma) + (0 if beta is None else beta)
