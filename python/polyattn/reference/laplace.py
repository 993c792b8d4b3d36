"""Laplace attention function (arXiv:2209.10655): a smooth step, no normaliser."""
import math

import numpy as np

from ._common import definition, present
from ._dense import OPTIONS, attend, scores, unscaled

MU, SIGMA = math.sqrt(1 / 2), math.sqrt(1 / (4 * math.pi))
erf = np.vectorize(math.erf, otypes=[float])


@definition(OPTIONS, weights="return_weights")
def laplace(q, k, v, *, count_scale=True, options):
    if count_scale:
        Y, visible = scores(q, k, unscaled(options), row=lambda n: 1 / n)                     # [B, Hq, N, M]
    else:
        Y, visible = scores(q, k, options)
    P = present(visible, (0.5 * (1 + erf((Y - MU) / (SIGMA * math.sqrt(2))))).astype(Y.dtype))
    return {"out": attend(P, visible, v, options), "weights": P}
