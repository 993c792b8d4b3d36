"""From a user's function to what a call needs: programs, masks, bound tensors. Programs are kept by the structure of the graph; the function is traced at every
call, so that a changed flag, global, attribute or tensor is never missed."""
from __future__ import annotations

import math
from collections import OrderedDict
from threading import Lock
from typing import Any, Callable, Iterable

import numpy as np

from .. import _C
from ._adjoint import adjoint
from ._block import BlockMask, taken
from ._graph import Graph
from ._masks import data_of, evaluate, outside
from ._program import Program
from ._trace import trace

SHARED, PRIVATE = 1, 2
SEQUENCES, HEADS, QUERIES = 1, 2, 4
PRIVATE_MOST, PRIVATE_ALL = 16384, 2**22      # numbers that a sequence and head may sum by itself; of all of them
PROGRAMS_KEPT = 256


def peel(g: Graph) -> tuple[int | None, int]:
    """(condition or None, what is left): where(c, x, -inf) and x + where(c, 0, -inf) with a c free of the score are masks."""
    condition, out = None, g.out
    infinite = lambda i: g.nodes[i].op == "const" and g.nodes[i].attr == -math.inf
    zero = lambda i: g.nodes[i].op == "const" and g.nodes[i].attr == 0
    free = lambda i: g.score not in g.reach(i)
    while True:
        a, found, rest = g.nodes[out], None, out
        if a.op == "fadd":
            for x, y in (a.args, a.args[::-1]):
                b = g.nodes[y]
                if b.op == "where" and free(b.args[0]) and {True} == {infinite(i) or zero(i) for i in b.args[1:]} and infinite(b.args[1]) != infinite(b.args[2]):
                    found, rest = b, x
        elif a.op == "where" and free(a.args[0]) and infinite(a.args[1]) != infinite(a.args[2]):
            found, rest = a, a.args[1] if infinite(a.args[2]) else a.args[2]
        if found is None:
            return condition, out
        c = found.args[0] if infinite(found.args[2]) else g.add("not", found.args[0])
        condition, out = c if condition is None else g.add("and", condition, c), rest


def may_hide(g: Graph, out: int) -> bool:
    """Whether a score may become -inf."""
    return any(a.op in ("gather", "log", "fdiv", "frcp", "exp", "exp2") and a.dt == "f" or a.op == "const" and a.attr == -math.inf for a in map(g.nodes.__getitem__, g.reach(out)))


class Compiled:
    """What follows from the structure of a graph alone."""

    def __init__(self, g: Graph, blocks: bool):
        self.condition, self.out = peel(g) if blocks and math.prod(g.size) <= 2**33 else (None, g.out)
        self.hides = may_hide(g, self.out)
        self.handle = Program(g, self.out).handle if self.out != g.score else None
        self.constant_mask = self.condition is not None and not any(g.nodes[i].op == "gather" for i in g.reach(self.condition))
        self.mask: BlockMask | None = None
        self.backwards: dict[frozenset[int], Backward] = {}


class Backward:
    """The adjoint for some trained captures, and how their gradients are added up."""

    def __init__(self, g: Graph, out: int, trained: frozenset[int]):
        ds, effects = adjoint(g, out, set(trained))
        seed = g.nodes[ds].op == "seed"
        self.handle = Program(g, ds, effects).handle if effects or not seed else None
        self.modes: dict[int, int] = {}
        self.conflicts = own = 0
        B, H, _, _ = g.size
        for capture in sorted({e[0] for e in effects}):
            uses = [index for c, index in g.uses if c == capture]
            count = math.prod(g.captures[capture].shape)
            alone = lambda node: any(all(index[axis] == node for index in uses) for axis in range(len(uses[0])))
            conflicts = (0 if B == 1 or alone(g.b) else SEQUENCES) | (0 if H == 1 or alone(g.h) else HEADS) | (0 if alone(g.q) else QUERIES)
            if conflicts and own + count <= PRIVATE_MOST and (own + count) * B * H <= PRIVATE_ALL:
                self.modes[capture], own = PRIVATE, own + count
            else:
                self.modes[capture], self.conflicts = SHARED, self.conflicts | conflicts


_programs: OrderedDict[Any, Compiled] = OrderedDict()
_lock = Lock()


def compiled(g: Graph, blocks: bool) -> Compiled:
    key = (blocks, g.size, tuple(g.table), g.out, tuple((c.shape, c.dt) for c in g.captures))
    with _lock:
        if key in _programs:
            _programs.move_to_end(key)
            return _programs[key]
    made = Compiled(g, blocks)
    with _lock:
        known = _programs.setdefault(key, made)
        while len(_programs) > PROGRAMS_KEPT:
            _programs.popitem(last=False)
    return known


class Plan:
    """One call: the graph with its captured tensors, and everything compiled for it."""

    def __init__(self, score_mod: Callable[..., Any] | None, block_mask: Any, sizes: tuple[int, int, int, int], wide: bool, packed: bool = False):
        self.sizes, self.wide = sizes, wide
        self.g = trace(score_mod, sizes) if score_mod is not None and min(sizes) > 0 else None
        self.compiled = compiled(self.g, not packed) if self.g else None
        self.captures = self.g.captures if self.g else []
        self.data = [data_of(x.obj, x.dt, wide) for x in self.captures]
        given = None if block_mask is None or min(sizes) < 1 else taken(block_mask, sizes)._tuple()
        self.masks = given, self._peeled()._tuple() if self.compiled and self.compiled.condition is not None else None

    def _peeled(self) -> BlockMask:
        c = self.compiled
        if c.mask is not None:
            return c.mask
        narrow = self.data if not self.wide else [data_of(x.obj, x.dt) for x in self.captures]
        mask = BlockMask(self.sizes, evaluate(self.g, c.condition, narrow))
        if c.constant_mask and mask.nbytes() < 2**24:
            c.mask = mask
        return mask

    def bind(self) -> Any:
        c, n = self.compiled, len(self.data)
        handle = c.handle if c else None
        return _C.flex_bind(handle, None, self.sizes, self.wide, bool(c and c.hides), 0, tuple(self.data), (None,) * n, (0,) * n, self.masks)

    def bind_backward(self, trained: Iterable[int]) -> tuple[Any, dict[int, np.ndarray]]:
        """What the backward takes, and where the gradients of the captures are added up."""
        if not self.compiled or self.compiled.handle is None:
            return self.bind(), {i: np.zeros(self.captures[i].shape, np.float64 if self.wide else np.float32) for i in trained}
        key = frozenset(trained)
        b = self.compiled.backwards.get(key)
        if b is None:
            b = self.compiled.backwards[key] = Backward(self.g, self.compiled.out, key)
        grads = {i: np.zeros(self.captures[i].shape, np.float64 if self.wide else np.float32) for i in key}
        n = len(self.data)
        bound = _C.flex_bind(self.compiled.handle, b.handle, self.sizes, self.wide, self.compiled.hides, b.conflicts, tuple(self.data),
                             tuple(grads.get(i) if i in b.modes else None for i in range(n)), tuple(b.modes.get(i, 0) for i in range(n)), self.masks)
        return bound, grads

    def check(self, bound: Any) -> None:
        fault = _C.flex_fault(bound)
        if fault:
            raise outside(self.g, fault - 1)


def trained_of(plan: Plan, wanted: list[Any]) -> list[int]:
    """The captures that are `wanted`, in that order."""
    found = []
    for x in wanted:
        i = next((i for i, c in enumerate(plan.captures) if c.obj is x), None)
        if i is None:
            raise ValueError(f"flex_attention: wrt names a {type(x).__name__} of shape {tuple(getattr(x, 'shape', ()))} that score_mod does not use")
        if plan.captures[i].dt != "f":
            raise ValueError("flex_attention: wrt names a tensor that is not of floats")
        found.append(i)
    return found
