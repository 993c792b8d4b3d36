"""Softplus attention with re-weighting (arXiv:2501.13428)."""
import numpy as np

from ._common import definition, present
from ._dense import OPTIONS, attend, counts, scores, within


@definition({**OPTIONS, "qk_norm": "l2"}, weights="return_weights")
def lssar(q, k, v, *, eps=1e-8, log_d=None, p=15.0, offset_rows=3, options):
    log_d = np.asarray(np.log(q.shape[-1]) if log_d is None else log_d, q.dtype)
    eps = np.asarray(eps, q.dtype)
    Y, visible = scores(q, k, options, row=lambda n: log_d * np.log(n))                       # [B, Hq, N, M]
    A = present(visible, np.logaddexp(0, Y))
    a = A / over(A.sum(axis=-1, keepdims=True) + eps)
    first = within(np.arange(q.shape[2])[:, None] + k.shape[2] - q.shape[2] - np.arange(k.shape[2]), k.shape[2] - q.shape[2], options)
    first = np.argmax(np.pad(first, ((0, 0), (0, 1)), constant_values=True), axis=-1)[:, None]      # as far as the window leaves keys behind
    position = first + visible.sum(axis=-1, keepdims=True) - 1                                # padding in front does not count
    theta = np.where((position < offset_rows) & bool(options.causal and options.image_id is None), 0, 1).astype(q.dtype)
    y = present(visible, np.maximum(a * counts(visible, Y.dtype) - theta, 0))
    top = y.max(axis=-1, keepdims=True, initial=0)
    with np.errstate(over="ignore", divide="ignore"):
        R = (y / over(top)) ** np.asarray(p, q.dtype)
        P = R / over(R.sum(axis=-1, keepdims=True) + present(top > 0, eps / over(top) ** np.asarray(p, q.dtype)))
    return {"out": attend(P, visible, v, options), "weights": P}


def over(x):
    return np.where(x == 0, np.ones_like(x), x)
