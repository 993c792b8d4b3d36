"""Positions beside the rows of the table (``pa.rope``, ``pa.lrpe``, ``pa.sinusoidal_pe`` ...): what is made of several runs under other positions."""
from __future__ import annotations

import sys
from typing import Any

import numpy as np

from ._merge import _widened
from ._table import unknown

__all__ = ["BUCKET_BASES", "bucket_merge"]

BUCKET_BASES = (10000.0, 17500.0, 18000.0, 19000.0, 20000.0, 25000.0)      # of the authors, for the use of tools
SPACES = ("logit", "prob")


def bucket_merge(logits: Any, space: str = "logit") -> Any:
    """The next token's logits from those under several rotary bases (attention buckets): each weighs by its own largest logit.

        w = softmax_b(max_v z_bv),   z = sum_b w_b z_b

    >>> bases = np.array(pa.positions.BUCKET_BASES)
    >>> theta = bases[:, None] ** (-2 * np.arange(32) / 64)                 # a row of the batch for each base
    >>> out = pa.sdpa(q, k, v, causal=True, rope="half", rope_inv_freq=theta)
    >>> z = pa.positions.bucket_merge(logits)                               # (bases, vocabulary), of the whole network

    Parameters
    ----------
    logits : array (bases, ..., vocabulary)
        of independent runs of the network, one per base; a NumPy array or a torch tensor
    space : {'logit', 'prob'}
        what is summed: the logits, or their softmax (then probabilities come back)

    Returns
    -------
    array (..., vocabulary)
        of the dtype of the logits, summed in float32 (float64 for float64); differentiable in torch

    Notes
    -----
    Chen et al. 2023, Fortify the Shortest Stave in Attention: Enhancing Context Awareness of Large Language Models for Effective Tool Use (arXiv:2312.04455).
    """
    torch = sys.modules.get("torch")
    xp = torch if torch is not None and isinstance(logits, torch.Tensor) else np
    if space not in SPACES:
        raise unknown("space", space, SPACES)
    if not hasattr(logits, "ndim") or "float" not in str(getattr(logits, "dtype", "")):
        raise TypeError(f"bucket_merge: logits are {type(logits).__name__} of {getattr(logits, 'dtype', 'no dtype')}, expected an array or tensor of floats")
    if logits.ndim < 2 or not logits.shape[0] or not logits.shape[-1]:
        raise ValueError(f"bucket_merge: logits have shape {tuple(logits.shape)}, expected (bases, ..., vocabulary), at least one of each")
    z = _widened(logits, xp)
    share = _softmax(z.amax(-1) if xp is torch else z.max(axis=-1), 0, xp)
    summed = (share[..., None] * (z if space == "logit" else _softmax(z, -1, xp))).sum(0)
    return summed.to(logits.dtype) if xp is torch else summed.astype(logits.dtype)


def _softmax(x: Any, axis: int, xp: Any) -> Any:
    if xp is not np:
        return x.softmax(axis)
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)
