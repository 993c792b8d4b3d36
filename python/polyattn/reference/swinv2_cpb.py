"""Cosine attention with Swin V2's continuous position bias (arXiv:2111.09883): an MLP of log-spaced relative positions, 16 sigmoid of it."""
from types import SimpleNamespace

import numpy as np

from ._common import definition
from ._dense import OPTIONS, offsets, scores, softmax

NOT_OFFERED = ("qk_norm", "qk_norm_eps", "q_norm_weight", "k_norm_weight", "q_norm_bias", "k_norm_bias", "tau", "swin_table", "grid", "gmm_sigma", "gmm_alpha", "gmm_prefix", "gmm_cutoff",
               "logit_scale", "cu_seqlens_q", "cu_seqlens_k")


@definition({name: x for name, x in OPTIONS.items() if name not in NOT_OFFERED}, lse="return_lse", weights="return_weights")
def swinv2_cpb(q, k, v, *, cpb_w1, cpb_b1, cpb_w2, logit_scale, grid=None, pretrained=None, options):
    N, M = q.shape[2], k.shape[2]
    W = np.atleast_1d(M if grid is None else grid)
    u = 8 * offsets(N, M, grid) / np.maximum(np.atleast_1d(W if pretrained is None else pretrained) - 1, 1)                # [N, M, axes]
    u = np.where(np.atleast_1d(W if pretrained is None else pretrained) == 1, 0, u)
    c = (np.sign(u) * np.log2(np.abs(u) + 1) / np.log2(8)).astype(q.dtype)
    bias = 16 / (1 + np.exp(-np.maximum(c @ cpb_w1.T + cpb_b1, 0) @ cpb_w2.T))                                            # [N, M, Hq]
    bias = np.pad(np.moveaxis(bias, -1, 0), ((0, 0), (N - bias.shape[0], 0), (0, 0)))                                     # what stands before the window has none
    bias = bias if options.bias is None else bias + options.bias
    o = SimpleNamespace(**{**OPTIONS, **vars(options), "logit_scale": logit_scale, "bias": bias})
    return softmax(*scores(q, k, o), v, o)
