"""The two small languages in which a row speaks to layers: `slot.layer` and `mechanism.module` of csrc/mechanisms/mechanism.h.

slot.layer of a per-token input: an activation, a factor, and words of the projection before it: "sigmoid", "logsigmoid/16 rank=16 bias";
"of=u" projects what became of the input u, not the token, and "rank=1/32" is a part of the channels that it projects.
slot.layer of a learned parameter: what it is filled with at first: "zeros", "ones", "normal*0.02", "uniform" (as torch.nn.Linear), "0.5",
"step", "rate" and "rates" (of Mamba: a bias before softplus; rates of decay, held as log(-rate) so that they stay below 0).
mechanism.module: options of pa.nn.Attention and parameters of the row, and what it makes of optional inputs: "conv=4 norm qk_l2norm learn=z"."""
from __future__ import annotations

import re
from typing import Any, Callable, NamedTuple

import torch
from torch.nn import functional as F

ACTIVATIONS: dict[str, Callable] = {
    "identity": lambda x: x,
    "sigmoid": torch.sigmoid,
    "logsigmoid": F.logsigmoid,
    "softplus": F.softplus,
    "silu": F.silu,
    "tanh": torch.tanh,
    "exp": torch.exp,
}
DECAY = "decay"      # -exp(A) softplus(z + dt) with a learned A of each head and a learned dt of each channel (Mamba-2, Gated DeltaNet)
RATE, RATES = "rate", "rates"      # as Mamba-2 begins, and Mamba


def log_counts(x: torch.Tensor) -> torch.Tensor:
    """Logarithms of 1, 2, ... along the last axis, as Mamba begins."""
    return torch.arange(1, x.shape[-1] + 1).log().to(x).expand_as(x)


def log_rates(x: torch.Tensor) -> torch.Tensor:
    """Logarithms of U(1, 16), as Mamba-2 begins."""
    return torch.empty_like(x).uniform_(1, 16).log()


def steps(x: torch.Tensor) -> torch.Tensor:
    """Numbers whose softplus is log-uniform in [0.001, 0.1], as Mamba has them."""
    step = torch.empty_like(x).uniform_(-6.907755278982137, -2.302585092994046).exp().clamp(min=1e-4)
    return step + torch.log(-torch.expm1(-step))


INITIAL: dict[str, Callable] = {
    "zeros": torch.zeros_like,
    "ones": torch.ones_like,
    "normal": torch.randn_like,
    RATE: log_rates,
    RATES: log_counts,
    "step": steps,
    "eye": lambda x: torch.eye(*x.shape[-2:]).to(x).expand_as(x),
    "uniform": lambda x: (2 * torch.rand_like(x) - 1) / max(x.shape[-2] if x.dim() > 1 else x.numel(), 1) ** 0.5,
}


class Recipe(NamedTuple):
    """How a per-token input is made from a token: factor * activation(projection)."""

    activation: str
    factor: float
    rank: int       # of the projection, 0: full
    bias: bool
    of: str         # the input that is projected, "": the token

    @classmethod
    def told(cls, text: str | None, channels: int = 0) -> Recipe:
        """What a row says, for so many channels to project."""
        first, _, rest = (text or "identity").partition(" ")
        name, factor = scaled(first)
        if name != DECAY and name not in ACTIVATIONS:
            raise ValueError(f"unknown activation {name!r} in {text!r}; known: {', '.join([*ACTIVATIONS, DECAY])}")
        words = settings(rest)
        rank = words.get("rank", 0)
        return cls(name, factor, -(-channels // int(rank[2:])) if isinstance(rank, str) else rank, words.get("bias", False), words.get("of", ""))


def scaled(word: str) -> tuple[str, float]:
    """'logsigmoid/16' is ('logsigmoid', 1/16)."""
    name, sign, number = re.fullmatch(r"([a-z_]+)(?:([*/])(-?[\d.]+))?", word).groups()
    return name, 1.0 if not sign else float(number) if sign == "*" else 1 / float(number)


def value(text: str) -> Any:
    """'4' is 4, '0.5' is 0.5, 'layer' is itself."""
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            pass
    return {"True": True, "False": False, "None": None}.get(text, text)


def settings(text: str | None) -> dict[str, Any]:
    """'conv=4 norm' is {'conv': 4, 'norm': True}."""
    pairs = (word.partition("=") for word in (text or "").split())
    return {name: value(given) if sign else True for name, sign, given in pairs}


def fill(x: torch.Tensor, text: Any) -> None:
    """Fills a parameter as its initial value says: words of `slot.layer`, a number or a tensor."""
    with torch.no_grad():
        if not isinstance(text, str):
            x.copy_(torch.as_tensor(text, dtype=x.dtype).expand_as(x))
        elif isinstance(number := value(text), (int, float)):
            x.fill_(number)
        else:
            name, factor = scaled(text)
            x.copy_(INITIAL[name](x) * factor)
