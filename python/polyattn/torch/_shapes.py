"""Shapes of outputs from the shapes of inputs, as the row writes them; sizes may be SymInts, so that nothing here looks at one."""
from __future__ import annotations

from types import SimpleNamespace

import torch

from .. import _C
from .._table import per_token


def forms(slot):
    """The alternatives of a slot's shape: "B Hq | Hq" is [["B", "Hq"], ["Hq"]]."""
    return [form.split() for form in slot["shape"].split("|")]


def swapped(shape):
    """(B, H, N, ...) as (B, N, H, ...), or back."""
    return (shape[0], shape[2], shape[1], *shape[3:])


def bind(row, tensors, layout):
    """The size of each symbol that a tensor fixes; the first that uses it counts."""
    sizes, packed = {}, cumulative(row, tensors)
    if packed is not None:
        sizes["B"] = packed.shape[0] - 1
    for slot, tensor in zip(row["slots"], tensors):
        if tensor is None or slot["broadcast"]:
            continue
        for form in forms(slot):
            shape = canonical(slot, form, tuple(tensor.shape), layout, packed is not None)
            if shape:
                sizes = {**dict(zip(form, shape)), **sizes}
                break
    return sizes


def canonical(slot, form, shape, layout, packed):
    """A shape in the order of its form; None if it is of another."""
    tokens = per_token(slot, form)
    if packed and len(shape) == len(form) - 1:
        return (1, shape[1], shape[0], *shape[2:]) if tokens else (1, *shape) if without_heads(form) else None
    if len(shape) == len(form):
        return swapped(shape) if tokens and layout == "bnhd" else shape


def without_heads(form):
    """Rows of tokens that stay where they are in every layout."""
    return form[:2] == ["B", "N"]


def cumulative(row, tensors):
    """The offsets of packed sequences, None when there are none."""
    for slot, tensor in zip(row["slots"], tensors):
        if slot["name"] in ("cu_seqlens", "cu_seqlens_q"):
            return tensor
    return None


def output_shapes(operator, flat):
    """The shape of each declared output: where sizes are numbers C says it, and refuses what it would refuse; symbolic ones go through the row's symbols."""
    tensors, layout = flat[: operator.n_slots], flat[operator.layout]
    if not any(symbolic(size) for tensor in tensors if tensor is not None for size in tensor.shape):
        return [known and known[0] for known in _C.shapes(operator.index, *described(operator, flat))]
    row, sizes = operator.row, bind(operator.row, tensors, layout)
    if any(symbol not in sizes for output in row["outputs"] for symbol in output["shape"].split()):
        sizes = {**unfixed(operator, flat, sizes), **sizes}
    packed = cumulative(row, tensors) is not None
    known = [all(symbol in sizes for symbol in output["shape"].split()) for output in row["outputs"]]      # what is not asked for may not be
    flat_tokens = tensors[0].dim() < len(forms(row["slots"][0])[0])
    return [output_shape(output, sizes, packed, flat_tokens, layout) if sized else None for output, sized in zip(row["outputs"], known)]


def output_shape(output, sizes, packed, flat, layout):
    form, = forms(output)
    shape, tokens = tuple(sizes[symbol] for symbol in form), per_token(output, form)
    if packed and (tokens or output["role"] == "statistic" or without_heads(form)):
        shape = (1, *shape[1:])
        if flat:
            return (shape[2], shape[1], *shape[3:]) if tokens else shape[1:]
    return swapped(shape) if tokens and layout == "bnhd" else shape


def unfixed(operator, flat, sizes):
    """Sizes that no tensor fixes follow from those of features or of heads (C knows how), which are taken as constants for it; batch and lengths stay symbolic."""
    missing = {symbol for output in operator.row["outputs"] for symbol in output["shape"].split()} - sizes.keys()
    heads = any(symbol[0] == "H" for symbol in missing)
    for symbol in sizes.keys() - {"B", "N", "M"}:
        if heads or symbol[0] != "H":
            int(sizes[symbol])
    found = {}
    for output, known in zip(operator.row["outputs"], _C.shapes(operator.index, *described(operator, flat))):
        if known:
            form, = forms(output)
            found.update(zip(form, canonical(output, form, known[0], flat[operator.layout], cumulative(operator.row, flat) is not None) or ()))
    return found


def described(operator, flat):
    """What C takes, with numbers in place of symbols: their present values, which nothing is guarded on."""
    number = lambda size: size.node.hint if symbolic(size) else size
    tensors = [x if not isinstance(x, torch.Tensor) else SimpleNamespace(shape=tuple(map(number, x.shape)), dtype=x.dtype) for x in operator.decode(flat)]
    return [p["default"] if symbolic(x) else x for p, x in zip([None] * operator.n_slots + operator.params + [None, None], tensors)]


def symbolic(x):
    return isinstance(x, (torch.SymInt, torch.SymFloat, torch.SymBool))
