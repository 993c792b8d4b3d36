"""Sigmoid attention (arXiv:2409.04431): o_i = sum_j sigmoid(e^temp scale <q_i, k_j> + b) v_j, no normaliser."""
import numpy as np

from ._common import definition, present
from ._dense import OPTIONS, attend, scores


@definition(OPTIONS, weights="return_weights")
def sigmoid(q, k, v, *, b="auto", temp=None, row_scale="none", options):
    Y, visible = scores(q, k, options)                                                        # [B, Hq, N, M]
    n = np.maximum(visible.sum(axis=-1, keepdims=True), 1).astype(Y.dtype)                    # visible keys, [B, Hq, N, 1]
    if isinstance(b, str):
        b = -np.log(n if b == "rowcount" else np.full(1, max(k.shape[2], 1), Y.dtype))
    elif np.ndim(b):
        b = b[:, None, None]                                                                  # one per head
    P = present(visible, 0.5 * (1 + np.tanh((np.exp(np.asarray(0 if temp is None else temp, Y.dtype)) * Y + b) / 2)))
    r = {"none": np.ones_like(n), "count": 1 / n, "sqrt_count": n ** -0.5}[row_scale]
    return {"out": attend(r * P, visible, v, options), "weights": P}
