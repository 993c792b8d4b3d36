"""Scaled dot-product attention (arXiv:1706.03762): o_i = sum_j softmax_j(scale <q_i, k_j>) v_j."""
from ._common import definition
from ._dense import OPTIONS, scores, softmax


@definition(OPTIONS, lse="return_lse", weights="return_weights")
def sdpa(q, k, v, *, sinks=None, options):
    return softmax(*scores(q, k, options), v, options, sinks)
