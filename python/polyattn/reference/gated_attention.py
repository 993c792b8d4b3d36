"""Gated attention (arXiv:2505.06708): softmax attention whose output is multiplied by, or added to, an activation of a gate."""
from types import SimpleNamespace

import numpy as np

from ._common import definition
from ._dense import OPTIONS, attend
from ._softmax import softmax

FLAGS = dict(lse="return_lse", weights="return_weights", attended="return_attended")


@definition({name: x for name, x in OPTIONS.items() if name != "head_mask"}, gates="z_k z_v", rows="z z_q", **FLAGS)
def gated_attention(q, k, v, *, z, z_q=None, z_k=None, z_v=None, position="G1", granularity="auto", act="sigmoid", combine="mul", sharing="head-specific", options):
    o = SimpleNamespace(**{**vars(options), "head_mask": None})
    q, k, v = (x if gate is None else x * activation(gate, act) for x, gate in ((q, z_q), (k, z_k), (v, z_v)))
    P, visible, lse = softmax(q, k, o)
    y = attend(P, visible, v, o)                                                              # [B, Hq, N, Dv]
    g = activation(z, act)
    if sharing == "head-shared":
        g = g.mean(axis=1, keepdims=True) if g.size else g
    return {"out": y * g if combine == "mul" else y + g, "lse": lse, "weights": P, "attended": y}


def activation(z, act):
    with np.errstate(over="ignore"):
        s = 1 / (1 + np.exp(-z))
    return {"sigmoid": s, "silu": z * s, "ns_sigmoid": 0.5 + 0.5 * s}[act]
