"""Autograd of calls with a score function: one node whose inputs are the tensors of the call and every captured tensor."""
from __future__ import annotations

import torch

from .. import _C
from ..torch._calls import cast, offered, present
from ..torch._ops import operators
from ._call import asked_of, plan_of, result_of


class FlexAttend(torch.autograd.Function):
    """`where`: which arguments are tensors; they come first in `tensors`, the captured ones of `plan` after them."""

    @staticmethod
    def forward(ctx, row, plan, asked, args, where, *tensors):
        bound = plan.bind()
        outputs = _C.forward(bound, row["index"], *args)
        plan.check(bound)
        operator = operators[row["index"]]
        ctx.row, ctx.plan, ctx.asked, ctx.where, ctx.rest = row, plan, asked, where, list(args)
        for i in where:
            ctx.rest[i] = None
        ctx.set_materialize_grads(False)
        ctx.save_for_backward(*tensors, *[outputs[i] for i in operator.saved])
        if operator.constant:
            ctx.mark_non_differentiable(*[outputs[i] for i in asked if i in operator.constant])
        return tuple(outputs[i] for i in asked)

    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(ctx, *gradients):
        row, plan, where, saved = ctx.row, ctx.plan, ctx.where, ctx.saved_tensors
        operator, n = operators[row["index"]], len(ctx.where)
        args, needs = list(ctx.rest), [False] * operator.n_slots
        for i, tensor, need in zip(where, saved, ctx.needs_input_grad[5:]):
            args[i], needs[i] = tensor, need
        outputs, given = [None] * len(operator.outputs), [None] * len(operator.outputs)
        captured = torch_captures(plan)
        for i, x in zip(operator.saved, saved[n + len(captured) :]):
            outputs[i] = x
        for i, x in zip(ctx.asked, gradients):
            given[i] = x
        trained = [i for i, need in zip(captured, ctx.needs_input_grad[5 + n :]) if need]
        bound, sums = plan.bind_backward(trained)
        result = _C.backward(bound, row["index"], *args, tuple(outputs), tuple(given), tuple(needs))
        found = {i: torch.from_numpy(sums[i]).to(plan.captures[i].obj.dtype) for i in trained}
        return None, None, None, None, None, *[result[i] for i in where], *[found.get(i) for i in captured]


def torch_captures(plan):
    """Which captures are tensors: all of them are saved, so that one that was written to since is noticed."""
    return [i for i, x in enumerate(plan.captures) if isinstance(x.obj, torch.Tensor)]


def call(row, score_mod, block_mask, args):
    operator = operators[row["index"]]
    if torch._C._are_functorch_transforms_active():
        raise NotImplementedError(f"{row['name']}: score_mod does not go under torch.func transforms")
    if torch._C._is_any_autocast_enabled():
        args = tuple(cast(operator, args))
    asked, where = asked_of(row, args), present(operator, args)
    plan = plan_of(row, tuple(x.detach() if isinstance(x, torch.Tensor) else x for x in args), score_mod, block_mask)
    captured = [plan.captures[i].obj for i in torch_captures(plan)]
    if torch.is_grad_enabled():
        offered(operator, args, where)
    if torch.is_grad_enabled() and any(x.requires_grad for x in (*(args[i] for i in where), *captured)):
        if args[-1] is not None:
            raise NotImplementedError(f"{row['name']}: out= records no gradient; leave it away, or call under torch.no_grad()")
        made = FlexAttend.apply(row, plan, asked, args, where, *[args[i] for i in where], *captured)
    else:
        bound = plan.bind()
        outputs = _C.forward(bound, row["index"], *args)
        plan.check(bound)
        made = [outputs[i] for i in asked]
    return result_of(row, asked, list(made))
