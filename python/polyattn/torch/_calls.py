"""Calls with torch tensors that C does not answer by itself: those that record a gradient, and those that torch transforms."""
from __future__ import annotations

import torch
from torch.autograd import forward_ad

from .. import _C
from ._autograd import node, refuse, refuse_forward_mode, several
from ._ops import operators

# What makes torch look at a call: any of these true.
OBSERVERS = (torch._C._len_torch_dispatch_stack, torch._C._len_torch_function_stack, torch._C._are_functorch_transforms_active, torch._C._is_tracing)
CAST = ("query", "key", "value")      # what autocast lowers; log gates and states keep their precision, as sums of many rounded gates would not


def forward_mode():
    return forward_ad._current_level >= 0


def observed(args):
    """Whether torch has to see an operator: under a mode or a transform, or because a tensor is not plain memory of the CPU."""
    for observer in OBSERVERS:
        if observer():
            return True
    for x in args:
        if isinstance(x, torch.Tensor) and not (x.is_cpu and (type(x) is torch.Tensor or type(x) is torch.nn.Parameter)):
            return True
    return False


class Attend(torch.autograd.Function):
    """Forward and backward of C without the way through torch's dispatcher: the common case in training."""

    @staticmethod
    def forward(ctx, operator, asked, *args):
        outputs = _C.forward(operator.index, *args)
        tensors = [x if isinstance(x, torch.Tensor) else None for x in args[: len(operator.slots)]]
        ctx.operator, ctx.asked = operator, asked
        ctx.rest = [None if isinstance(x, torch.Tensor) else x for x in args]
        ctx.set_materialize_grads(False)
        ctx.save_for_backward(*tensors, *(outputs[i] for i in operator.saved))
        constant = [outputs[i] for i in asked if operator.outputs[i]["constant"]]
        if constant:
            ctx.mark_non_differentiable(*constant)
        return tuple(outputs[i] for i in asked)

    @staticmethod
    def backward(ctx, *gradients):
        operator, saved, n = ctx.operator, ctx.saved_tensors, len(ctx.operator.slots)
        args = [*(x if t is None else t for x, t in zip(ctx.rest, saved[:n])), *ctx.rest[n:]]
        outputs, given = [None] * len(operator.outputs), [None] * len(operator.outputs)
        for i, x in zip(operator.saved, saved[n:]):
            outputs[i] = x
        for i, x in zip(ctx.asked, gradients):
            given[i] = x
        needs = ctx.needs_input_grad[2 : 2 + n]
        result = None
        if not (torch.compiler.is_compiling() or torch.is_grad_enabled() or observed(gradients)):
            try:
                result = _C.backward(operator.index, *args, tuple(outputs), tuple(given), needs)
            except BufferError:      # the batched gradients of is_grads_batched look plain and have no memory
                pass
        if result is None:
            flat, result = [*operator.encode(args), *saved[n:], *given, [needs[i] for i in operator.wanted]], [None] * n
            for i, gradient in zip(operator.wanted, several(operator.backward_op(*flat))):
                result[i] = gradient if needs[i] else None
        return None, None, *result, *(None,) * (len(args) - n)


nodes = [node(operator, Attend) for operator in operators]


def cast(operator, args):
    """q, k and v in the dtype of the autocast region that the call stands in, as torch's own attention takes them."""
    device = args[0].device.type
    if device == "meta" or not torch.is_autocast_enabled(device):
        return args
    dtype, args = torch.get_autocast_dtype(device), list(args)
    for i, slot in enumerate(operator.slots):
        if slot["role"] in CAST and isinstance(args[i], torch.Tensor) and args[i].is_floating_point() and args[i].dtype != torch.float64:
            args[i] = args[i].to(dtype)
    return args


def records(operator, args):
    """Whether a gradient is to be recorded; raises where none is offered."""
    if not torch.is_grad_enabled():
        return False
    needs = [isinstance(x, torch.Tensor) and x.requires_grad for x in args[: len(operator.slots)]]
    if not any(needs):
        return False
    refuse(operator, needs)
    if args[-1] is not None:
        raise NotImplementedError(f"{operator.name}: out= records no gradient; leave it away, or call under torch.no_grad()")
    return True


def call(index, *args):
    """What `_C.call` returns, for the calls that C hands over, with the same arguments."""
    operator = operators[index]
    if observed(args):
        return trace(index, *args)
    if torch._C._is_any_autocast_enabled():
        args = cast(operator, args)
    args = [x.resolve_neg() if isinstance(x, torch.Tensor) and x.is_neg() else x for x in args]
    refuse_forward_mode(operator, args)
    asked = operator.asked(args)
    if records(operator, args):
        return result(operator, asked, nodes[index].apply(operator, asked, *args))
    outputs = _C.forward(index, *args)
    return result(operator, asked, [outputs[i] for i in asked])


def trace(index, *args):
    """The same through the operator: what torch.compile reads in place of `_C.call`, and what transforms see."""
    operator = operators[index]
    args = cast(operator, args)
    records(operator, args)
    asked, outputs = operator.asked(args), several(operator.op(*operator.encode(args)))
    outputs = [outputs[i] for i in asked]
    if args[-1] is not None:
        outputs[0] = written(operator, outputs[0], args[-1])
    return result(operator, asked, outputs)


def written(operator, x, out):
    if out.shape != x.shape or out.dtype != x.dtype:
        raise ValueError(f"{operator.name}: out has shape {tuple(out.shape)} and dtype {out.dtype}, expected {tuple(x.shape)} and {x.dtype}")
    return out.copy_(x)


def result(operator, asked, outputs):
    return outputs[0] if len(asked) == 1 else operator.results[asked](*outputs)
