"""torch.nn.attention.flex_attention.flex_attention, argument for argument."""
from __future__ import annotations

from typing import Any

import torch

import polyattn


def flex_attention(query: torch.Tensor, key: torch.Tensor, value: torch.Tensor, score_mod: Any = None, block_mask: Any = None, scale: float | None = None,
                   enable_gqa: bool = False, return_lse: bool = False, kernel_options: dict[str, Any] | None = None, *, return_aux: Any = None) -> Any:
    """``torch.nn.attention.flex_attention.flex_attention`` by polyattn: the same arguments, defaults and meaning, on CPU tensors, with gradients.

    Grouped heads need ``enable_gqa=True``, as in torch. See ``polyattn.flex_attention`` for the arguments."""
    for name, x in (("query", query), ("key", key), ("value", value)):
        if not isinstance(x, torch.Tensor):
            raise TypeError(f"flex_attention: {name} is a {type(x).__name__}, expected a Tensor")
        if x.dim() != 4:
            raise ValueError(f"flex_attention: {name} has shape {tuple(x.shape)}, expected four axes")
    return polyattn.flex_attention(query, key, value, score_mod, block_mask, scale, enable_gqa, return_lse, kernel_options, return_aux=return_aux)
