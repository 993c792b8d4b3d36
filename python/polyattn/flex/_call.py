"""Calls: a row of the table with a score function and a block mask, and torch's flex_attention by it."""
from __future__ import annotations

import sys
from typing import Any, Callable, NamedTuple

import numpy as np

from .. import _C
from .._functions import arguments
from .._results import named
from .._table import Row, differentiable, rows
from ._plan import Plan, trained_of

OPTIONS = """BACKEND PRESCALE_QK ROWS_GUARANTEED_SAFE BLOCKS_ARE_CONTIGUOUS WRITE_DQ FORCE_USE_FLEX_ATTENTION USE_TMA BLOCK_M BLOCK_N BLOCK_M1 BLOCK_N1 BLOCK_M2 BLOCK_N2 num_warps
    num_stages fwd_num_warps fwd_num_stages bwd_num_warps bwd_num_stages OUTPUT_LOGSUMEXP OUTPUT_MAX""".split()


class AuxOutput(NamedTuple):
    lse: Any = None
    max_scores: Any = None


def torch_call(args: tuple[Any, ...]) -> bool:
    torch = sys.modules.get("torch")
    return torch is not None and isinstance(args[0], torch.Tensor)


def row_at(index: int) -> Row:
    return list(rows().values())[index]


def sizes_of(row: Row, args: tuple[Any, ...]) -> tuple[int, int, int, int]:
    """(sequences, query heads, queries, keys) of a call that C has checked."""
    given = dict(zip(arguments(row), args))
    q, k = args[0].shape, args[1].shape
    cu = given.get("cu_seqlens_q")
    tokens, heads = (0, 1) if len(q) == 3 else (1, 2) if given["layout"] == "bnhd" else (2, 1)
    return q[0] if cu is None else cu.shape[0] - 1, q[heads], q[tokens], k[tokens]


def plan_of(row: Row, args: tuple[Any, ...], score_mod: Any, block_mask: Any) -> Plan:
    _C.check(row["index"], *args)
    wide, packed = "float64" in str(args[0].dtype), dict(zip(arguments(row), args)).get("cu_seqlens_q") is not None
    return Plan(score_mod, block_mask, tuple(int(n) for n in sizes_of(row, args)), wide, packed)


def asked_of(row: Row, args: tuple[Any, ...]) -> list[int]:
    given = dict(zip(arguments(row), args))
    return [i for i, o in enumerate(row["outputs"]) if not o["when"] or given[o["when"]]]


def result_of(row: Row, asked: list[int], outputs: Any) -> Any:
    if len(asked) == 1:
        return outputs[0]
    return named(row["name"], "Result", tuple(row["outputs"][i]["name"] for i in asked))(*outputs)


def run(index: int, score_mod: Any, block_mask: Any, *args: Any) -> Any:
    """What the functions of dense mechanisms call when there is a score_mod or a block_mask."""
    row = row_at(index)
    if torch_call(args):
        from ._torch import call

        return call(row, score_mod, block_mask, args)
    asked, plan = asked_of(row, args), plan_of(row, args, score_mod, block_mask)
    bound = plan.bind()
    outputs = _C.forward(bound, index, *args)
    plan.check(bound)
    return result_of(row, asked, [outputs[i] for i in asked])


run._torchdynamo_disable = True


def vjp(row: Row, score_mod: Any, block_mask: Any, args: tuple[Any, ...], wrt: Any) -> tuple[Any, Callable[[Any], Any]]:
    """``pa.vjp`` with a score function: `wrt` names the captured arrays whose gradients are wanted, which come back as a tuple in the field ``wrt``."""
    from .._vjp import checked, is_float_array, own

    plan, asked = plan_of(row, args, score_mod, block_mask), asked_of(row, args)
    trained = trained_of(plan, list(wrt))
    bound = plan.bind()
    outputs = _C.forward(bound, row["index"], *args)
    plan.check(bound)
    like = {i: (tuple(outputs[i].shape), outputs[i].dtype, isinstance(outputs[i], np.ndarray)) for i in asked}
    saved = tuple((own(x) if i in like else x) if o["saved"] else None for i, (o, x) in enumerate(zip(row["outputs"], outputs)))
    inputs = (*args[:-1], None)
    needs = tuple(differentiable(slot) and is_float_array(x) for slot, x in zip(row["slots"], inputs))
    fields = tuple(slot["name"] for slot, need in zip(row["slots"], needs) if need)
    made = named(row["name"], "Gradients", fields + (("wrt",) if trained else ()))

    def pullback(cotangents: Any) -> Any:
        """Gradients of the inputs and of the captures in `wrt`."""
        several = cotangents if isinstance(cotangents, tuple) else (cotangents,) + (None,) * (len(asked) - 1)
        if len(several) != len(asked):
            raise ValueError(f"{row['name']}: {len(several)} cotangents for {len(asked)} outputs")
        grads: list[Any] = [None] * len(row["outputs"])
        for i, cotangent in zip(asked, several):
            if cotangent is not None:
                grads[i] = checked(row, row["outputs"][i], cotangent, *like[i])
        again, sums = plan.bind_backward(trained)
        computed = _C.backward(again, row["index"], *inputs, saved, tuple(grads), needs)
        found = [given_back(sums[i], plan.captures[i].obj) for i in trained]
        return made(*(grad for grad, need in zip(computed, needs) if need), *([tuple(found)] if trained else []))

    return result_of(row, asked, [outputs[i] for i in asked]), pullback


def given_back(gradient: np.ndarray, like: Any) -> Any:
    """In the kind and dtype of the captured tensor."""
    if isinstance(like, np.ndarray):
        return gradient.astype(like.dtype, copy=False)
    return sys.modules["torch"].from_numpy(gradient).to(like.dtype)


def flex_attention(query: Any, key: Any, value: Any, score_mod: Any = None, block_mask: Any = None, scale: float | None = None, enable_gqa: bool | None = None,
                   return_lse: bool = False, kernel_options: dict[str, Any] | None = None, *, return_aux: Any = None) -> Any:
    """torch's flex_attention, for NumPy and torch, trained on a CPU without a compiler: softmax attention whose scores go through ``score_mod``.

    Parameters
    ----------
    query, key, value : array
        (B, Hq, N, D), (B, H, M, D) and (B, H, M, Dv); keys and values may have a batch of 1
    score_mod : function, optional
        ``f(score, b, h, q_idx, kv_idx) -> score``, written with torch or NumPy. It is called once on symbols. Captured tensors may require grad
        (torch), or be named in ``pa.vjp(pa.flex_attention, ..., wrt=[...])`` (NumPy)
    block_mask : BlockMask, optional
        of ``pa.create_block_mask``, or torch's
    scale : float, optional
        default 1/sqrt(D)
    enable_gqa : bool, optional
        None: grouped heads are inferred; False: as torch, refused
    return_lse : bool
        also the log-sum-exp of each query (natural; -inf where no key is seen)
    kernel_options : dict, optional
        tiling options of torch are taken and have no meaning here
    return_aux : optional
        an object with ``lse`` (torch's AuxRequest): returns (out, aux)

    Returns
    -------
    array or (out, lse)

    Raises
    ------
    FlexError
        a NotImplementedError: `score_mod` does what cannot be traced; the sentence shows the line and what to write instead
    IndexError
        an index into a captured tensor was outside of it
    """
    args, asks = flex_arguments(query, key, value, scale, enable_gqa, return_lse, kernel_options, return_aux)
    from .. import sdpa

    if score_mod is None and block_mask is None:
        result = sdpa(*args[:3], scale=scale, return_lse=asks)
    else:
        result = sdpa(*args[:3], scale=scale, return_lse=asks, score_mod=score_mod, block_mask=block_mask)
    if return_aux is not None:
        return (result[0], AuxOutput(result[1])) if asks else (result, AuxOutput())
    return tuple(result) if asks else result


def flex_arguments(query, key, value, scale, enable_gqa, return_lse, kernel_options, return_aux):
    unknown = [name for name in kernel_options or {} if name not in OPTIONS]
    if unknown:
        raise ValueError(f"flex_attention: kernel_options has the unknown key {unknown[0]!r}, expected some of {', '.join(OPTIONS)}")
    if return_aux is not None and getattr(return_aux, "max_scores", False):
        raise NotImplementedError("flex_attention: return_aux asks for max_scores, which are not kept; lse is offered")
    if len(query.shape) == 4 and len(key.shape) == 4:
        if enable_gqa is False and query.shape[1] != key.shape[1]:
            raise ValueError(f"flex_attention: query has {query.shape[1]} heads and key {key.shape[1]}, expected the same; pass enable_gqa=True")
        if key.shape[0] == 1 < query.shape[0]:
            spread = lambda x: x.expand(query.shape[0], -1, -1, -1) if hasattr(x, "expand") else np.broadcast_to(x, (query.shape[0], *x.shape[1:]))
            key, value = spread(key), spread(value)
    return (query, key, value), bool(return_lse or return_aux is not None and getattr(return_aux, "lse", False))


flex_attention.mechanism = "sdpa"
