"""RoPE and ALiBi, weighed against each other, with a harmonic series (arXiv:2410.18441, a reconstruction)."""
from types import SimpleNamespace

import numpy as np

from ._common import definition
from ._dense import OPTIONS, norm_of, scores, softmax, standard_slopes


@definition({**OPTIONS, "rope": "half", "causal": True}, lse="return_lse", weights="return_weights")
def rope_alibi_harmonic(q, k, v, *, lam=0.5, series="slope", slope0=1.0, options):
    (_, Hq, N, D), M = q.shape, k.shape[2]
    plain = options.scale if options.scale is not None else 1.0 if norm_of(options) == "l2" else D ** -0.5
    n = np.abs(np.arange(N)[:, None] + M - N - np.arange(M))
    g = n if series == "slope" else np.concatenate([[0], np.cumsum(1 / np.arange(1, max(N, M)))])[n]
    a = slope0 / (np.arange(Hq) + 1) if series == "slope" else slope0 * standard_slopes(Hq)
    bias = (-2 * (1 - lam) * a[:, None, None] * g).astype(q.dtype)
    bias = bias if options.bias is None else bias + options.bias
    return softmax(*scores(q, k, SimpleNamespace(**{**vars(options), "scale": 2 * lam * plain, "bias": bias})), v, options)
