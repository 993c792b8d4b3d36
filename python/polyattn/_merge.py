"""Partial results of softmax attention over disjoint keys, made one."""
from __future__ import annotations

import sys
from typing import Any, Sequence

import numpy as np

from ._functions import LAYOUTS
from ._results import named
from ._table import DTYPES, unknown


def merge_states(outputs: Sequence[Any], lses: Sequence[Any], layout: str = "bhnd") -> Any:
    """Softmax attention over all keys from that over parts of them: L = log sum_p e^{L_p}, O = sum_p e^{L_p - L} O_p.

    >>> first = pa.sdpa(q, k[:, :, :512], v[:, :, :512], return_lse=True)
    >>> rest = pa.sdpa(q, k[:, :, 512:], v[:, :, 512:], return_lse=True)
    >>> out, lse = pa.merge_states([first.out, rest.out], [first.lse, rest.lse])

    Parameters
    ----------
    outputs : sequence of arrays (B, Hq, N, Dv), or (T, Hq, Dv) of packed sequences
        what each part gave; NumPy arrays, or torch tensors, of one shape and dtype
    lses : sequence of arrays (B, Hq, N), or (Hq, T)
        the log-sum of each: of ``return_lse=True``. -inf: the row saw nothing of that part
    layout : {'bhnd', 'bnhd'}
        of `outputs`, as in the call that made them; log-sums are always (B, Hq, N)

    Returns
    -------
    out : array of the shape and dtype of the outputs
        0 in rows that saw nothing of any part
    lse : array of the shape of the log-sums
        float32, or float64; -inf in such rows

    Raises
    ------
    TypeError
        arrays of different frameworks or dtypes
    ValueError
        no parts, other numbers of outputs and log-sums, shapes that do not go together

    Notes
    -----
    O(parts N Dv), in the operations of the arrays' own framework, with float32 sums for 16-bit arrays; differentiable in torch, in everything. Parts may be
    merged in any grouping, up to rounding. Where a sink is in use, give it to one part alone. The merge of split keys in FlashAttention-2 (Dao 2023,
    arXiv:2307.08691) and of contexts in APE (Yang et al. 2025, arXiv:2502.05431).
    """
    outputs, lses = list(outputs), list(lses)
    torch = sys.modules.get("torch")
    xp = torch if torch is not None and all(isinstance(x, torch.Tensor) for x in (*outputs, *lses)) else np
    _check(outputs, lses, layout, xp)
    out, lse = (_widened(xp.stack(parts), xp) for parts in (outputs, lses))
    top = lse.detach().amax(0) if xp is torch else lse.max(axis=0)
    top = xp.where(top == -np.inf, xp.zeros_like(top), top)
    weights = xp.exp(lse - top)
    total = weights.sum(0)
    nothing = total == 0
    total = xp.where(nothing, xp.ones_like(total), total)
    share = weights / total
    share = share if layout == "bhnd" and out.ndim == 5 else xp.swapaxes(share, -1, -2)
    out = (share[..., None] * xp.where(share[..., None] == 0, xp.zeros_like(out), out)).sum(0)      # what stands in a part without weight reaches nothing
    lse = xp.where(nothing, xp.full_like(total, -np.inf), top + xp.log(total))
    dtype = outputs[0].dtype
    return named("merge_states", "Result", ("out", "lse"))(out.to(dtype) if xp is torch else out.astype(dtype), lse)


def _widened(x: Any, xp: Any) -> Any:
    """Float64 as it is, all others as float32."""
    if x.dtype == xp.float64:
        return x
    return x.float() if xp is not np else x.astype(np.float32)


def _check(outputs: list[Any], lses: list[Any], layout: str, xp: Any) -> None:
    if layout not in LAYOUTS:
        raise unknown("layout", layout, LAYOUTS)
    if not outputs or len(outputs) != len(lses):
        raise ValueError(f"merge_states: {len(outputs)} outputs and {len(lses)} lses, expected as many of one as of the other, and at least one")
    for name, parts in (("outputs", outputs), ("lses", lses)):
        for i, x in enumerate(parts):
            if xp is np and not isinstance(x, np.ndarray):
                raise TypeError(f"merge_states: {name}[{i}] is {type(x).__name__}, expected NumPy arrays, or torch tensors, for all of outputs and lses")
            if str(x.dtype).rpartition(".")[2] not in DTYPES:
                raise TypeError(f"merge_states: {name}[{i}] is {x.dtype}, expected {', '.join(DTYPES)}")
            if x.dtype != parts[0].dtype or tuple(x.shape) != tuple(parts[0].shape):
                raise (TypeError if x.dtype != parts[0].dtype else ValueError)(
                    f"merge_states: {name}[{i}] is {x.dtype} of shape {tuple(x.shape)}, expected {parts[0].dtype} of shape {tuple(parts[0].shape)}, as {name}[0]")
    shape = tuple(outputs[0].shape)
    if len(shape) not in (3, 4):
        raise ValueError(f"merge_states: outputs have shape {shape}, expected (B, Hq, N, Dv) or (T, Hq, Dv)")
    rows = shape[:-1] if len(shape) == 4 and layout == "bhnd" else (*shape[:-3], shape[-2], shape[-3])
    if tuple(lses[0].shape) != rows:
        raise ValueError(f"merge_states: lses have shape {tuple(lses[0].shape)}, expected {rows}, as outputs of shape {shape} have rows")
