"""Parts of a layer: the projection of a gate, a norm over the channels of a head, the short convolution, rotary positions."""
from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional as F

from ._words import ACTIVATIONS, DECAY, Recipe, log_rates, steps


def wide(x):
    """Gates and norms are computed in float32 at least: sums of many rounded gates would drift."""
    return x.float() if x.dtype in (torch.bfloat16, torch.float16) else x


class Gate(nn.Module):
    """A per-token input made from x (..., C) as `slot.layer` says: (..., heads, width), without an axis of which there is 0. Float32 for 16-bit tokens."""

    def __init__(self, in_features, heads, width, layer, device=None, dtype=None):
        super().__init__()
        made = {"device": device, "dtype": dtype}
        self.heads, self.width, self.recipe = heads, width, Recipe.told(layer, in_features)
        features, rank = max(heads, 1) * max(width, 1), self.recipe.rank
        self.down = nn.Linear(in_features, rank, bias=False, **made) if rank else None
        self.up = nn.Linear(rank or in_features, features, bias=self.recipe.bias, **made)
        decays = self.recipe.activation == DECAY
        self.A_log = nn.Parameter(torch.empty(max(heads, 1), **made)) if decays else None
        self.dt_bias = nn.Parameter(torch.empty(features, **made)) if decays else None
        self.reset_parameters()

    def reset_parameters(self):
        """A of U(1, 16) and a softplus(dt) that is log-uniform in [0.001, 0.1], as Mamba-2 has them; projections as torch.nn.Linear."""
        for linear in (self.down, self.up):
            if linear is not None:
                linear.reset_parameters()
        if self.A_log is not None:
            with torch.no_grad():
                self.A_log.copy_(log_rates(self.A_log))
                self.dt_bias.copy_(steps(self.dt_bias))

    def forward(self, x):
        z = wide(self.up(x if self.down is None else self.down(x)))
        z = (z if self.dt_bias is None else z + self.dt_bias).unflatten(-1, (max(self.heads, 1), max(self.width, 1)))
        if self.A_log is None:
            z = ACTIVATIONS[self.recipe.activation](z)
        else:
            z = -self.A_log.exp()[:, None] * F.softplus(z)
        z = z * self.recipe.factor if self.recipe.factor != 1 else z
        z = z if self.width else z.squeeze(-1)
        return z if self.heads else z.squeeze(-2 if self.width else -1)

    def extra_repr(self):
        activation, factor, rank, bias, _ = self.recipe
        return f"{activation}" + (f" * {factor:g}" if factor != 1 else "") + (f", rank={rank}" if rank else "") + (", bias=True" if bias else "")


class HeadNorm(nn.Module):
    """A norm over the last axis, with weights shared by the heads. 'rms', 'layer' (minus the mean, with a shift) or 'plain' (rms without weights)."""

    KINDS = ("rms", "layer", "plain")

    def __init__(self, width, kind, eps, device=None, dtype=None):
        super().__init__()
        self.width, self.kind, self.eps = width, kind, eps
        made = {"device": device, "dtype": dtype}
        self.weight = nn.Parameter(torch.empty(width, **made)) if kind != "plain" else None
        self.bias = nn.Parameter(torch.empty(width, **made)) if kind == "layer" else None
        self.reset_parameters()

    def reset_parameters(self):
        for x, initial in ((self.weight, 1.0), (self.bias, 0.0)):
            if x is not None:
                nn.init.constant_(x, initial)

    def forward(self, x):
        y = wide(x)
        weight, bias = (None if p is None else p.to(y.dtype) for p in (self.weight, self.bias))
        y = F.layer_norm(y, (self.width,), weight, bias, self.eps) if self.kind == "layer" else F.rms_norm(y, (self.width,), weight, self.eps)
        return y.to(x.dtype)

    def extra_repr(self):
        return f"{self.width}, {self.kind}, eps={self.eps:g}"


class ShortConvolution(nn.Module):
    """silu(sum_i weight[:, -1 - i] x_{t - i} + bias): a causal convolution over tokens, one filter per channel, x (..., N, C). Weight (C, kernel)."""

    def __init__(self, channels, kernel, bias=False, device=None, dtype=None):
        super().__init__()
        self.kernel = kernel
        self.weight = nn.Parameter(torch.empty(channels, kernel, device=device, dtype=dtype))
        self.bias = nn.Parameter(torch.empty(channels, device=device, dtype=dtype)) if bias else None
        self.reset_parameters()

    def reset_parameters(self):
        for x in self.parameters():
            nn.init.uniform_(x, -self.kernel ** -0.5, self.kernel ** -0.5)

    def forward(self, x, before=None, position=None):
        """`before` (..., kernel - 1, C): the tokens that came before; `position` (N): of packed sequences, where in its own each token stands."""
        padded, n, weight = self.padded(x, before), x.shape[-2], self.weight.to(x.dtype).t().contiguous()
        out = x * weight[-1]
        for back in range(1, self.kernel):
            earlier = padded[..., self.kernel - 1 - back : self.kernel - 1 - back + n, :]
            if position is not None:
                earlier = earlier.masked_fill((position < back)[:, None], 0)
            out = torch.addcmul(out, earlier, weight[-1 - back])
        return F.silu(out if self.bias is None else out + self.bias.to(x.dtype))

    def padded(self, x, before):
        return F.pad(x, (0, 0, self.kernel - 1, 0)) if before is None else torch.cat((before, x), -2)

    def after(self, x, before):
        """The `before` of the token that comes next."""
        return self.padded(x, before)[..., x.shape[-2] :, :]

    def extra_repr(self):
        return f"{self.weight.shape[0]}, kernel={self.kernel}" + (", bias=True" if self.bias is not None else "")


def half(x, angle):
    """Pairs (x_r, x_{r + D/2})."""
    a, b = x.chunk(2, -1)
    return torch.cat((a * angle.cos() - b * angle.sin(), b * angle.cos() + a * angle.sin()), -1)


def interleaved(x, angle):
    """Pairs (x_2r, x_{2r+1})."""
    a, b = x[..., ::2], x[..., 1::2]
    return torch.stack((a * angle.cos() - b * angle.sin(), b * angle.cos() + a * angle.sin()), -1).flatten(-2)


# style: (exponent of 1/10000 for each of n pairs, how channels are paired)
ROTARY = {
    "half": (lambda n, device: torch.arange(n, device=device) / n, half),                                # RoFormer's angles, Llama's order
    "retnet": (lambda n, device: torch.linspace(0, 1, n, device=device), interleaved),
}


def place(x, offsets, seen):
    """Position of each token of x (..., N, C): in its own sequence when several are packed."""
    position = torch.arange(x.shape[-2], device=x.device)
    if offsets is None:
        return position + seen
    return position - offsets[torch.searchsorted(offsets, position, right=True) - 1]


def rotate(x, position, style):
    """Rotary positions: x (..., N, H, D) with each pair of channels turned by position (N) times its frequency."""
    exponents, turn = ROTARY[style]
    frequency = 10000.0 ** -exponents(x.shape[-1] // 2, x.device)
    return turn(wide(x), (position[:, None] * frequency)[:, None, :]).to(x.dtype)
