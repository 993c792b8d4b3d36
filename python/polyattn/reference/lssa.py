"""Length-scaled softplus attention (arXiv:2501.13428)."""
import numpy as np

from ._common import definition, present
from ._dense import OPTIONS, attend, scores


@definition({**OPTIONS, "qk_norm": "l2"}, sums="return_sums", weights="return_weights")
def lssa(q, k, v, *, eps=1e-8, log_d=None, options):
    log_d = np.asarray(np.log(q.shape[-1]) if log_d is None else log_d, q.dtype)
    Y, visible = scores(q, k, options, row=lambda n: log_d * np.log(n))                       # [B, Hq, N, M]
    A = present(visible, np.logaddexp(0, Y))
    Z = A.sum(axis=-1, keepdims=True)
    P = A / (Z + np.asarray(eps, A.dtype))
    return {"out": attend(P, visible, v, options), "sums": Z[..., 0], "weights": P}
