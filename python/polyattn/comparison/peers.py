"""What a torch user types today for a mechanism: torch's own op where there is one, else the formula in eager torch.
Each takes the row's q, k, v and drawn tensors; a mechanism without an entry is held against torch's softmax attention."""
import torch
import torch.nn.functional as F


def sdpa(q, k, v, causal=False):
    return F.scaled_dot_product_attention(q, k, v, is_causal=bool(causal), enable_gqa=q.shape[1] != k.shape[1])


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
