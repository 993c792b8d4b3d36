"""Gradients without a framework that keeps track of them."""
from __future__ import annotations

from typing import Any, Callable

import numpy as np

from . import _C
from ._functions import arguments, attention, binder
from ._results import named
from ._table import Row, differentiable, row_of


def vjp(mechanism: str | Callable[..., Any], /, *args: Any, **options: Any) -> tuple[Any, Callable[[Any], Any]]:
    """The output of a mechanism, and the function that takes its cotangent back to the inputs.

    >>> out, pullback = pa.vjp(pa.gla, q, k, v, g=g)
    >>> grads = pullback(dout)                                  # grads.q, grads.k, grads.v, grads.g
    >>> (out, state), pullback = pa.vjp(pa.gla, q, k, v, g=g, return_state=True)
    >>> grads = pullback((dout, dstate))                        # None in place of one: zero

    Parameters
    ----------
    mechanism : function or str
        ``pa.gla``, ``pa.attention`` or a name
    *args, **options
        as the function takes them; with a ``score_mod``, ``wrt`` may list arrays that it captures, whose gradients come as the tuple ``grads.wrt``

    Returns
    -------
    out : array or named tuple
        what the function returns
    pullback : function
        takes the cotangent of `out`: an array of its shape, for several outputs a tuple of them with None for zero, or one array for the
        first. Another float dtype than the output's is converted to it. Returns a named tuple with a gradient for every differentiable
        input that was given as a float array, in that array's framework, dtype and shape. It may be called any number of times, and reads
        the inputs again: do not write to them before the last call. Besides them it keeps only what the backward needs, never N x M.

    Raises
    ------
    NotImplementedError
        the mechanism has no gradient; or, of `pullback`, none flows back through that output
    ValueError
        of `pullback`: a cotangent of the wrong shape, or the wrong number of them
    """
    if mechanism is attention:
        mechanism = options.pop("mechanism", args[3] if len(args) > 3 else "softmax")
        args = args[:3]
    row = row_of(mechanism)
    wrt, score_mod, block_mask = options.pop("wrt", ()), options.pop("score_mod", None), options.pop("block_mask", None)
    if not row["gradients"]:
        raise NotImplementedError(f"{row['name']}: no gradient is offered")
    inputs = binder(row["name"])(*args, **options)
    if score_mod is not None or block_mask is not None:
        from .flex import vjp as with_score_mod

        return with_score_mod(row, score_mod, block_mask, inputs, wrt)
    outputs = _C.forward(row["index"], *inputs)
    given = dict(zip(arguments(row), inputs))
    asked = [i for i, o in enumerate(row["outputs"]) if not o["when"] or given[o["when"]]]
    result = tuple(outputs[i] for i in asked)
    fields = tuple(row["outputs"][i]["name"] for i in asked)
    out = result[0] if len(result) == 1 else named(row["name"], "Result", fields)(*result)
    return out, make_pullback(row, inputs, outputs, asked)


def make_pullback(row: Row, inputs: tuple[Any, ...], outputs: tuple[Any, ...], asked: list[int]) -> Callable[[Any], Any]:
    like = {i: (tuple(outputs[i].shape), outputs[i].dtype, isinstance(outputs[i], np.ndarray)) for i in asked}
    saved = tuple((own(x) if i in like else x) if o["saved"] else None for i, (o, x) in enumerate(zip(row["outputs"], outputs)))
    inputs = (*inputs[:-1], None)        # `out` has been written
    needs = tuple(differentiable(slot) and is_float_array(x) for slot, x in zip(row["slots"], inputs))
    made = named(row["name"], "Gradients", tuple(slot["name"] for slot, need in zip(row["slots"], needs) if need))
    del outputs

    def pullback(cotangents: Any) -> Any:
        """Gradients of the inputs, from the cotangent of the output or a tuple of those of several outputs."""
        several = cotangents if isinstance(cotangents, tuple) else (cotangents,) + (None,) * (len(asked) - 1)
        if len(several) != len(asked):
            raise ValueError(f"{row['name']}: {len(several)} cotangents for {len(asked)} outputs")
        grads = [None] * len(row["outputs"])
        for i, cotangent in zip(asked, several):
            if cotangent is not None:
                grads[i] = checked(row, row["outputs"][i], cotangent, *like[i])
        computed = _C.backward(row["index"], *inputs, saved, tuple(grads), needs)
        return made(*(grad for grad, need in zip(computed, needs) if need))

    return pullback


def own(x: Any) -> Any:
    """A copy of what the caller got and may write to before the pullback."""
    return x.copy() if hasattr(x, "copy") else x.clone() if hasattr(x, "clone") else x


def is_float_array(x: Any) -> bool:
    return not isinstance(x, np.generic) and "float" in str(getattr(x, "dtype", ""))


def checked(row: Row, output: Row, cotangent: Any, shape: tuple[int, ...], dtype: Any, numpy: bool) -> Any:
    """The cotangent of one output, in its dtype."""
    what = f"{row['name']}: the cotangent of {output['name']}"
    if output["constant"]:
        raise NotImplementedError(f"{what} must be None: no gradient flows back through it")
    if not hasattr(cotangent, "shape"):
        if not numpy:
            raise TypeError(f"{what} is of type {type(cotangent).__name__}, expected an array")
        cotangent = np.asarray(cotangent, dtype)
    if tuple(cotangent.shape) != shape:
        raise ValueError(f"{what} has shape {tuple(cotangent.shape)}, expected {shape}")
    if cotangent.dtype == dtype:
        return cotangent
    if "float" not in str(cotangent.dtype):
        raise TypeError(f"{what} has dtype {cotangent.dtype}, expected {dtype} or another float")
    return cotangent.astype(dtype) if hasattr(cotangent, "astype") else cotangent.to(dtype)
