"""torch.nn.functional.scaled_dot_product_attention, argument for argument."""
from __future__ import annotations

import torch

import polyattn

from ._seed import fresh_seed


def sdpa(query: torch.Tensor, key: torch.Tensor, value: torch.Tensor, attn_mask: torch.Tensor | None = None, dropout_p: float = 0.0,
         is_causal: bool = False, scale: float | None = None, enable_gqa: bool = False) -> torch.Tensor:
    """``torch.nn.functional.scaled_dot_product_attention`` by polyattn: the same arguments, shapes and meaning.

    Leading axes may be any number and broadcast; `is_causal` is aligned at the top left; a float `attn_mask` is added and has a gradient; the seed of dropout
    comes from torch's default generator. A row that sees no key is 0.

    Parameters
    ----------
    query, key, value : Tensor
        (..., Hq, L, E), (..., H, S, E) and (..., H, S, Ev)
    attn_mask : Tensor, optional
        broadcastable to (..., Hq, L, S); boolean: True takes part
    dropout_p : float
        applied whenever it is above 0
    is_causal : bool
        position i sees j <= i
    scale : float, optional
        default 1/sqrt(E)
    enable_gqa : bool
        Hq may be a multiple of H

    Returns
    -------
    Tensor
        (..., Hq, L, Ev)
    """
    if is_causal and attn_mask is not None:
        raise RuntimeError("sdpa: attn_mask was given and is_causal is True, expected one of them")
    for name, x in (("query", query), ("key", key), ("value", value)):
        if x.dim() < 2:
            raise RuntimeError(f"sdpa: {name} has shape {tuple(x.shape)}, expected at least two axes")
    if enable_gqa and key.shape[-3] != value.shape[-3]:
        key, value = (x.repeat_interleave(query.shape[-3] // x.shape[-3], -3) for x in (key, value))
    grouped = 1 if enable_gqa else 0                                       # the axis of heads does not broadcast between them then
    lead = torch.broadcast_shapes(*(x.shape[: x.dim() - 2 - grouped] for x in (query, key, value)))
    q, k, v = (folded(x.expand(*lead, *x.shape[x.dim() - 2 - grouped :])) for x in (query, key, value))
    shape = (*lead, *query.shape[query.dim() - 2 - grouped : -1], value.shape[-1])
    options = {}
    if attn_mask is not None:
        if attn_mask.dim() > 2 and len(shape) != 4:
            attn_mask = folded(attn_mask.expand(*shape[:-1], key.shape[-2]))
        options["mask" if attn_mask.dtype == torch.bool else "bias"] = attn_mask
    if dropout_p > 0:
        options |= {"dropout_p": dropout_p, "seed": fresh_seed()}
    out = polyattn.sdpa(q, k, v, causal="top_left" if is_causal else False, scale=scale, **options)
    return out.reshape(shape)


def folded(x):
    """Leading axes as one batch: [..., heads, tokens, features] as [B, heads, tokens, features]."""
    return x.reshape(-1, *x.shape[-3:]) if x.dim() > 4 else x[(None,) * (4 - x.dim())]
