"""vmap of the operators: the mapped axis is folded into the batch where that means the same, else samples are run one by one.

Folding needs an axis B in every mapped tensor (and, backward, in every tensor whose gradient is wanted: the gradient of a parameter shared by the batch is one per
sample). Packed sequences and dropout, whose mask depends on the index of the batch, run one by one; so does a mapped parameter without an axis B."""
from __future__ import annotations

import torch

from ._autograd import several
from ._shapes import cumulative, forms


def rule(operator):
    return lambda info, in_dims, *flat: mapped_call(operator, operator.op, False, operator.made(flat), info.batch_size, in_dims, flat)


def rule_backward(operator):
    return lambda info, in_dims, *flat: mapped_call(operator, operator.backward_op, True, flat[-1], info.batch_size, in_dims, flat)


def mapped_call(operator, op, backward, made, size, in_dims, flat):
    """`made`: which results are more than the empty tensor that stands for one not asked for."""
    mapped = [isinstance(x, torch.Tensor) and d is not None for x, d in zip(flat, in_dims)]
    flat = [x.movedim(d, 0) if m else x for x, d, m in zip(flat, in_dims, mapped)]
    folded = fold(operator, backward, size, mapped, flat)
    if folded is None:
        samples = [several(op(*(x[i] if m else x for x, m in zip(flat, mapped)))) for i in range(size)]
        results = [torch.stack(x) for x in zip(*samples)]
    else:
        results = [x.reshape(size, x.shape[0] // size, *x.shape[1:]) if there else x for x, there in zip(several(op(*folded)), made)]
    dims = tuple(0 if there or folded is None else None for there in made)
    return (results[0], dims[0]) if len(results) == 1 else (tuple(results), dims)


def fold(operator, backward, size, mapped, flat):
    """The arguments with the mapped axis inside B, None where that would not mean the same."""
    if cumulative(operator.row, flat) is not None or random(operator, flat):
        return None
    batch = flat[0].shape[1 if mapped[0] else 0]
    flat, needs = list(flat), dict(zip(operator.wanted, flat[-1])) if backward else {}
    for i, slot in enumerate(operator.slots):
        if flat[i] is None:
            continue
        rank = flat[i].dim() - mapped[i]
        full = next((len(form) for form in forms(slot) if form[:1] == ["B"]), None)
        has = full is not None and rank == full and flat[i].shape[mapped[i]] == batch
        if needs.get(i) and not has or mapped[i] and full is None:
            return None
        if full is not None and (has or mapped[i]):
            flat[i] = into_batch(flat[i], mapped[i], size, batch, full)
    for i in range(operator.n_args, len(flat)):         # saved outputs and their gradients all have B first
        if isinstance(flat[i], torch.Tensor):
            flat[i] = into_batch(flat[i], mapped[i], size, batch, flat[i].dim() - mapped[i])
    return flat


def random(operator, flat):
    return any(p["name"] == "dropout_p" and flat[operator.n_slots + i] for i, p in enumerate(operator.plain))


def into_batch(x, mapped, size, batch, rank):
    """[size, (batch | 1 |), ...] or [batch, ...] as [size * batch, ...], missing axes before those of x."""
    if not mapped:
        x = x.expand(size, *x.shape)
    x = x.reshape(size, *(1,) * (rank + 1 - x.dim()), *x.shape[1:])
    return x.expand(size, batch, *x.shape[2:]).reshape(size * batch, *x.shape[2:])
