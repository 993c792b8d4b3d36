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
    """Forward and backward of C without the way through torch's dispatcher: the common case in training.

    `where` says which of the arguments `args` the tensors are; the node keeps the others, and the tensors as torch saves them."""

    @staticmethod
    def forward(ctx, operator, asked, args, where, *tensors):
        outputs = _C.forward(operator.index, *args)
        ctx.operator, ctx.asked, ctx.where, ctx.rest = operator, asked, where, list(args)
        for i in where:
            ctx.rest[i] = None
        ctx.set_materialize_grads(False)
        ctx.save_for_backward(*tensors, *[outputs[i] for i in operator.saved])
        if operator.constant:
            ctx.mark_non_differentiable(*[outputs[i] for i in asked if i in operator.constant])
        return tuple([outputs[i] for i in asked])

    @staticmethod
    def backward(ctx, *gradients):
        operator, where, saved, n = ctx.operator, ctx.where, ctx.saved_tensors, ctx.operator.n_slots
        args, needs = list(ctx.rest), [False] * n
        for i, tensor, need in zip(where, saved, ctx.needs_input_grad[4:]):
            args[i], needs[i] = tensor, need
        outputs, given = [None] * len(operator.outputs), [None] * len(operator.outputs)
        for i, x in zip(operator.saved, saved[len(where) :]):
            outputs[i] = x
        for i, x in zip(ctx.asked, gradients):
            given[i] = x
        result = differentiate(operator, args, outputs, given, needs)
        return None, None, None, None, *[result[i] for i in where]


def differentiate(operator, args, outputs, given, needs):
    """What `_C.backward` returns; through the operator where torch has to see one."""
    if not (torch.compiler.is_compiling() or torch.is_grad_enabled() or observed(given)):
        try:
            return _C.backward(operator.index, *args, tuple(outputs), tuple(given), tuple(needs))
        except BufferError:      # the batched gradients of is_grads_batched look plain and have no memory
            pass
    flat = [*operator.encode(args), *(outputs[i] for i in operator.saved), *given, [needs[i] for i in operator.wanted]]
    result = [None] * len(needs)
    for i, gradient in zip(operator.wanted, several(operator.backward_op(*flat))):
        result[i] = gradient if needs[i] else None
    return result


# The classes' `apply` without Function.apply, which looks for what has been looked for already.
nodes = [super(torch.autograd.Function, node(operator, Attend)).apply for operator in operators]


def present(operator, args):
    """Where among its arguments the tensors of a call are."""
    return [i for i, x in enumerate(args[: operator.n_slots]) if isinstance(x, torch.Tensor)]


def offered(operator, args, where):
    """Raises when a gradient is wanted that is not offered."""
    needs = [i for i in where if args[i].requires_grad]
    for i in needs:
        if i not in operator.wanted:
            refuse(operator, i)
    if args[-1] is not None and (needs or getattr(args[-1], "requires_grad", False)):
        raise NotImplementedError(f"{operator.name}: out= records no gradient; leave it away, or call under torch.no_grad()")


def check_gradients(index, args):
    """The same for arguments that C has checked, if the call would record a gradient."""
    if torch.is_grad_enabled():
        offered(operators[index], args, present(operators[index], args))


def record(index, *args):
    """A call in grad mode with plain tensors, some of which require grad: what `_C.call` hands over most often."""
    operator = operators[index]
    args = operator.whole(args)
    if not args[0].is_cpu:
        return trace(index, *args)
    where, asked = present(operator, args), operator.asked(args)
    offered(operator, args, where)
    return result(operator, asked, nodes[index](operator, asked, args, where, *[args[i] for i in where]))


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


def call(index, *args):
    """Every other call that C hands over: what `_C.call` returns."""
    operator = operators[index]
    args = operator.whole(args)
    out = args[-1] if isinstance(args[-1], torch.Tensor) else None
    if observed(args) or out is not None and out.is_neg():
        return trace(index, *args)
    if torch._C._is_any_autocast_enabled():
        args = cast(operator, args)
    args = [x.resolve_neg() if isinstance(x, torch.Tensor) and x.is_neg() else x for x in args]
    refuse_forward_mode(operator, args)
    if torch.is_grad_enabled() and (any(args[i].requires_grad for i in present(operator, args)) or out is not None and out.requires_grad):
        return record(index, *args)
    outputs, asked = _C.forward(index, *args), operator.asked(args)
    if out is not None and not out.is_inference():
        torch.autograd.graph.increment_version(out)      # whoever saved it for a backward finds out
    return result(operator, asked, [outputs[i] for i in asked])


def trace(index, *args):
    """The same through the operator: what torch.compile reads in place of `_C.call`, and what transforms see."""
    operator = operators[index]
    args = cast(operator, operator.whole(args))
    if torch.is_grad_enabled():
        offered(operator, args, present(operator, args))
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
