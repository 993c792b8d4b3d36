"""What a torch user types today for a mechanism: torch's own op where there is one, else the formula in eager torch.
Each takes the row's q, k, v and drawn tensors; a mechanism without an entry is held against torch's softmax attention."""
from functools import lru_cache

import torch
import torch.nn.functional as F


def sdpa(q, k, v, causal=False, mask=None, bias=None, dropout_p=0.0, softcap=0.0, sinks=None, window=None, cu_seqlens_q=None):
    """torch's op with what it takes; the formula where it takes no such thing (softcap, sinks); packed sequences as a padded batch. One of these at a time."""
    formula, packed = bool(softcap) or sinks is not None, cu_seqlens_q is not None
    if sum((packed, formula, mask is not None, bias is not None, window is not None)) > 1 or (dropout_p and (packed or formula)):
        raise ValueError("the peer of sdpa takes one of mask, bias, window, packed sequences, and softcap with sinks; dropout with the first three")
    if packed:
        return _padded(q, k, v, tuple(int(x) for x in cu_seqlens_q), causal)
    if window is not None:
        mask, causal = _window_mask(q.shape[2], k.shape[2], *window, bool(causal)), False
    if formula:
        return _formula(q, k, v, causal, softcap, sinks)
    return F.scaled_dot_product_attention(q, k, v, mask if bias is None else bias, dropout_p, bool(causal), enable_gqa=q.shape[1] != k.shape[1])


@lru_cache(maxsize=4)
def _window_mask(N, M, left, right, causal):
    far = torch.arange(M) - torch.arange(N)[:, None] - (M - N)
    return (far >= -left if left >= 0 else far == far) & (far <= (0 if causal else right if right >= 0 else M))


@lru_cache(maxsize=4)
def _padding(cu):
    lengths = torch.tensor(cu).diff()
    keep = torch.arange(int(lengths.max())) < lengths[:, None]
    return keep, keep[:, None, None, :]


def _padded(q, k, v, cu, causal):
    keep, mask = _padding(cu)
    N = keep.shape[1]
    if causal:
        mask = mask & torch.ones(N, N, dtype=torch.bool).tril()
    batch = [x.new_zeros(*keep.shape, x.shape[1], x.shape[3]).masked_scatter(keep[..., None, None], x[0].transpose(0, 1))
             .transpose(1, 2) for x in (q, k, v)]
    return F.scaled_dot_product_attention(*batch, mask).transpose(1, 2)[keep].transpose(0, 1)[None]


def _formula(q, k, v, causal, softcap, sinks):
    scores = q @ k.transpose(-1, -2) * q.shape[-1] ** -0.5
    if softcap:
        scores = softcap * torch.tanh(scores / softcap)
    if causal:
        scores = scores + torch.full(scores.shape[-2:], float("-inf")).triu(1 + k.shape[2] - q.shape[2])
    if sinks is not None:
        scores = torch.cat([scores, sinks[:, None, None].expand(*scores.shape[:-1], 1)], -1)
    return torch.softmax(scores, -1)[..., :k.shape[2]] @ v


def sigmoid(q, k, v, causal=False):
    scores = q @ k.transpose(-1, -2) * q.shape[-1] ** -0.5
    weights = torch.sigmoid(scores - torch.log(torch.tensor(float(k.shape[2]))))
    return (weights.tril(k.shape[2] - q.shape[2]) if causal else weights) @ v


def linear(q, k, v, causal=False):
    a, b = F.elu(q) + 1, F.elu(k) + 1
    if causal:
        weights = (a @ b.transpose(-1, -2)).tril(k.shape[2] - q.shape[2])
        return weights @ v / (weights.sum(-1, keepdim=True) + 1e-6)
    return a @ (b.transpose(-1, -2) @ v) / (a @ b.sum(2).unsqueeze(-1) + 1e-6)


def retention(q, k, v):
    H, N = q.shape[1:3]
    decay = torch.log1p(-2.0 ** (-5.0 - torch.arange(H, dtype=q.dtype)))
    steps = torch.arange(N)[:, None] - torch.arange(N)
    mask = torch.exp(decay[:, None, None] * steps.clamp(min=0)).tril()
    return (q @ k.transpose(-1, -2) * mask) @ v * q.shape[-1] ** -0.5


PEERS = {"sdpa": (sdpa, "torch's scaled_dot_product_attention"), "sigmoid": (sigmoid, "the formula in eager torch"),
         "linear": (linear, "the formula in eager torch"), "retention": (retention, "the parallel form in eager torch")}
SOFTMAX = (sdpa, "torch's scaled_dot_product_attention, since torch has no such mechanism")
