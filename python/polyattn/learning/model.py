"""The small model: everything in it is the same for every mechanism but the mechanism."""
from __future__ import annotations

import zlib

import torch
from torch import nn

from ..nn import Attention

LAYER = {"conv": 4, "norm": True, "gate": False, "qk_norm": False, "rotary": False}      # what stands around every mechanism, whatever its authors put there


class Block(nn.Module):
    def __init__(self, width, heads, mechanism, options):
        super().__init__()
        size = width // heads
        self.attention = Attention(width, heads, mechanism, head_dim=size, value_dim=size, **{**LAYER, **options})
        self.norms = nn.ModuleList(nn.RMSNorm(width) for _ in range(2))
        self.feed = nn.Sequential(nn.Linear(width, 2 * width), nn.GELU(), nn.Linear(2 * width, width))

    def forward(self, x):
        x = x + self.attention(self.norms[0](x))
        return x + self.feed(self.norms[1](x))


class Model(nn.Module):
    """Learned positions, `depth` blocks, an answer for each token, or for their mean where the task asks for one."""

    def __init__(self, task, mechanism, options, width, heads, depth):
        super().__init__()
        self.embed = nn.Embedding(task.vocabulary, width) if task.vocabulary else nn.Linear(1, width)
        self.positions = nn.Embedding(task.length, width)
        self.blocks = nn.Sequential(*(Block(width, heads, mechanism, options) for _ in range(depth)))
        self.norm, self.head = nn.RMSNorm(width), nn.Linear(width, task.answers)
        self.pooled = task.pooled

    def forward(self, tokens):
        """(B, N, width), or (B, width)."""
        x = self.embed(tokens if isinstance(self.embed, nn.Embedding) else tokens[..., None])
        x = self.norm(self.blocks(x + self.positions.weight[: tokens.shape[1]]))
        return x.mean(1) if self.pooled else x


def reset(model, seed):
    """Draws every part from a seed of its own, which follows from its name: gates that one mechanism has do not move what another starts from."""
    for name, module in model.named_modules():
        if hasattr(module, "reset_parameters"):
            torch.manual_seed(zlib.crc32(f"{seed} {name}".encode()))
            module.reset_parameters()
    nn.init.normal_(model.positions.weight, std=0.02)
