"""Autograd of the operators: kernels for torch's Autograd key.

torch.library.register_autograd would do for eager mode and torch.compile, but what it registers refuses to run under torch.func.grad, vjp and jacrev, compiled or
not. These kernels make the node of one level, as torch's own operators do, and leave the next level to the dispatcher."""
from __future__ import annotations

import torch
from torch._functorch.utils import enable_single_level_autograd_function
from torch.autograd import forward_ad


def node(operator, function):
    """`function` under the name that grad_fn shows: SdpaBackward."""
    return type("".join(part.capitalize() for part in operator.name.split("_")), (function,), {})


def kernel(operator, op, function):
    function = node(operator, function)

    def run(keyset, *flat):
        refuse_forward_mode(operator, flat)
        if not (torch.is_grad_enabled() and torch._C._any_requires_grad(*flat)):
            return below(op, keyset, flat)
        with enable_single_level_autograd_function():
            return function.apply(*flat, operator, keyset)
    return run


def below(op, keyset, flat):
    with torch._C._AutoDispatchBelowAutograd():
        return op.redispatch(keyset & torch._C._after_autograd_keyset, *flat)


def record(op, keyset, flat):
    """The same inside a node, where torch has switched gradients off: an outer level of torch.func may want them."""
    if not torch._C._are_functorch_transforms_active():
        return below(op, keyset, flat)
    with torch.enable_grad(), forward_ad._set_fwd_grad_enabled(True):
        return below(op, keyset, flat)


class Forward(torch.autograd.function._SingleLevelFunction):
    """Node of polyattn::<name>."""

    @staticmethod
    def forward(ctx, *args):
        *flat, operator, keyset = args
        for i in range(operator.n_slots):
            if ctx.needs_input_grad[i] and i not in operator.wanted:
                refuse(operator, i)
        output = record(operator.op, keyset, flat)
        outputs, made = several(output), operator.made(flat)
        ctx.operator, ctx.rest = operator, [None if isinstance(x, torch.Tensor) else x for x in flat]
        ctx.set_materialize_grads(False)
        ctx.mark_non_differentiable(*(x for x, declared, there in zip(outputs, operator.outputs, made) if declared["constant"] or not there))
        ctx.save_for_backward(*flat[: operator.n_slots], *(outputs[i] for i in operator.saved))
        return output

    @staticmethod
    def backward(ctx, *gradients):
        operator, saved, n = ctx.operator, ctx.saved_tensors, ctx.operator.n_slots
        flat, needs = [*saved[:n], *ctx.rest[n:]], [ctx.needs_input_grad[i] for i in operator.wanted]
        given = [None] * (len(flat) + 2)
        for i, need, gradient in zip(operator.wanted, needs, several(operator.backward_op(*flat, *saved[n:], *gradients, needs))):
            given[i] = gradient if need else None
        return tuple(given)


class Backward(torch.autograd.function._SingleLevelFunction):
    """Node of polyattn::<name>_backward, where differentiation ends."""

    @staticmethod
    def forward(ctx, *args):
        *flat, ctx.operator, keyset = args
        return record(ctx.operator.backward_op, keyset, flat)

    @staticmethod
    def backward(ctx, *gradients):
        raise NotImplementedError(f"{ctx.operator.name}: the second derivative is not offered")


def several(output):
    return output if isinstance(output, tuple) else (output,)


def refuse(operator, i):
    """Raises for slot i, which requires grad and has none."""
    if not operator.wanted:
        raise NotImplementedError(f"{operator.name}: no gradient is offered; pass tensors that require none, or call under torch.no_grad()")
    name, bias = operator.slots[i]["name"], next((slot["name"] for slot in operator.slots if slot["role"] == "bias"), None)
    instead = f"pass it as {bias}, which has one" if operator.slots[i]["role"] == "mask" and bias else f"pass {name}.detach()"
    raise NotImplementedError(f"{operator.name}: {name} requires grad, but no gradient is offered for it; {instead}")


def refuse_forward_mode(operator, args):
    if forward_ad._current_level < 0:
        return
    for x in args:
        if isinstance(x, torch.Tensor) and forward_ad.unpack_dual(x).tangent is not None:
            raise NotImplementedError(f"{operator.name}: forward-mode derivatives are not offered")
