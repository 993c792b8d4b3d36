"""Attention of other similarities and kernels than softmax (arXiv:2410.10781), with and without a normaliser."""
from types import SimpleNamespace

import numpy as np

from ._common import definition, present
from ._dense import OPTIONS, attend, scores


@definition({name: x for name, x in OPTIONS.items() if not name.startswith("rope")}, sums="return_sums", weights="return_weights")
def sink_kernels(q, k, v, *, W1=None, W2=None, type="sim", sim="sigmoid", kernel="linear", norm="none", options):
    options = SimpleNamespace(**{**OPTIONS, **vars(options)})
    if type == "kernel":
        phi = {"linear": lambda x: x, "elu1": elu1, "mlp": lambda x: np.maximum(x @ W1.T, 0) @ W2.T}[kernel]
        Y, visible = scores(phi(q), phi(k), options)                                          # [B, Hq, N, M]
        W = present(visible, Y)
    else:
        Y, visible = scores(q, k, options)
        with np.errstate(over="ignore"):
            W = present(visible, 1 / (1 + np.exp(-Y)) if sim == "sigmoid" else elu1(Y))
    sums = W.sum(axis=-1)
    if norm == "l1":
        signed = type == "kernel" and kernel != "elu1"
        W = W / (np.maximum(np.abs(sums), 1) if signed else sums + np.asarray(1e-8, sums.dtype))[..., None]
    return {"out": attend(W, visible, v, options), "sums": sums, "weights": W}


def elu1(x):
    return np.where(x > 0, x + 1, np.exp(np.minimum(x, 0)))
