"""Shapes of outputs from the shapes of inputs, as the row writes them; sizes may be SymInts, so that nothing here looks at one."""
from __future__ import annotations

from .. import _C

PER_TOKEN = ("query", "key", "value", "gate", "output")


def forms(slot):
    """The alternatives of a slot's shape: "B Hq | Hq" is [["B", "Hq"], ["Hq"]]."""
    return [form.split() for form in slot["shape"].split("|")]


def per_token(slot, form):
    """Whether the head and length axes of this form move with the layout and with packing."""
    return slot["role"] in PER_TOKEN and len(form) >= 3 and form[0] == "B" and form[1] in ("Hq", "H") and form[2] in ("N", "M")


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
        shape, rank = tuple(tensor.shape), tensor.dim()
        for form in forms(slot):
            if per_token(slot, form) and rank == len(form) - 1 and packed is not None:
                shape = (1, shape[1], shape[0], *shape[2:])
            elif rank != len(form):
                continue
            elif per_token(slot, form) and layout == "bnhd":
                shape = swapped(shape)
            for symbol, size in zip(form, shape):
                sizes.setdefault(symbol, size)
            break
    return sizes


def cumulative(row, tensors):
    """The offsets of packed sequences, None when there are none."""
    for slot, tensor in zip(row["slots"], tensors):
        if slot["name"] in ("cu_seqlens", "cu_seqlens_q"):
            return tensor
    return None


def output_shapes(row, tensors, layout, unfixed):
    """The shape of each declared output; `unfixed()` answers for symbols that no tensor fixes."""
    sizes, packed, shapes = bind(row, tensors, layout), cumulative(row, tensors) is not None, []
    for output in row["outputs"]:
        form, = forms(output)
        if any(symbol not in sizes for symbol in form):
            sizes = {**unfixed(sizes), **sizes}
        shape = tuple(sizes[symbol] for symbol in form)
        tokens = per_token(output, form)
        if packed and (tokens or output["role"] == "statistic"):
            shape = (1, *shape[1:])
            if tensors[0].dim() == 3:
                shape = (shape[2], shape[1], *shape[3:]) if tokens else shape[1:]
            elif tokens and layout == "bnhd":
                shape = swapped(shape)
        elif tokens and layout == "bnhd":
            shape = swapped(shape)
        shapes.append(shape)
    return shapes
