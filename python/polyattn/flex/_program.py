"""From the outputs of a graph to a program of csrc/flex: phases, slots, tile temporaries."""
from __future__ import annotations

import functools
from typing import Any

import numpy as np

from .. import _C
from ._graph import FlexError, Graph

OP = {name: i for i, name in enumerate(_C.flex_ops())}
KIND = {name: i for i, name in enumerate(
    "constant scalar row column diagonal tile score out seed captured gradient sum_scalar sum_row sum_column sum_diagonal fault".split())}
BEFORE, AFTER, TILE = {0: 0, 1: 1, 2: 2, 4: 3, 3: 4}, {0: 8, 1: 5, 2: 6, 4: 7, 3: 4}, 4      # rank -> phase, before and after the tile
VECTORS = {1: (1,), 5: (1,), 2: (2,), 6: (2,), 3: (4,), 7: (4,), TILE: (2, 3, 4)}                # phase -> ranks that are vectors in it
SLOT = {0: "scalar", 1: "row", 2: "column", 4: "diagonal"}
SUMS = {0: ("sum_all", "sum_scalar"), 1: ("sum_row", "sum_row"), 2: ("sum_column", "sum_column"), 4: ("sum_diagonal", "sum_diagonal")}
TEMPORARIES = 24
Effect = tuple[int, int, int]


class Program:
    """out: the node that is written to every score. effects: (capture, index, value), what is added to gradients. Names no tensor."""

    def __init__(self, g: Graph, out: int, effects: list[Effect] | tuple[()] = ()):
        self.g, self.nodes = g, g.nodes
        self.slots: list[list[float]] = [[KIND[k], 0, 0, 0.0] for k in ("scalar", "scalar", "row", "column", "diagonal")]
        self.at = {g.b: 0, g.h: 1, g.q: 2, g.k: 3, g.d: 4}
        self.code: list[list[int]] = []
        self.captured: dict[tuple[int, str], int] = {}
        self.bases: dict[int, tuple[int, int] | None] = {}
        self.temporaries = 0
        self.free: list[int] = []
        self._emit(out, list(effects))
        if self.temporaries > TEMPORARIES:
            raise FlexError(f"flex_attention: score_mod needs {self.temporaries} values per score at once, expected at most {TEMPORARIES}")
        self.tile_ops = sum(c[0] == TILE for c in self.code)
        self.handle = _C.flex_program(np.array(self.code, np.int32).reshape(-1, 7), np.array(self.slots, np.float64))

    def _linear(self, i: int) -> tuple[int | None, list[tuple[int, int]]]:
        """The coefficient of kv in an index, and its other terms with their signs."""
        a = self.nodes[i]
        if i == self.g.k:
            return 1, []
        if i == self.g.d:
            return -1, [(self.g.q, 1)]
        if a.rank < 2:
            return 0, [(i, 1)]
        if a.op not in ("iadd", "isub"):
            return None, []
        (c, t), (d, u) = self._linear(a.args[0]), self._linear(a.args[1])
        sign = 1 if a.op == "iadd" else -1
        return (None, []) if c is None or d is None else (c + sign * d, t + [(x, sign * y) for x, y in u])

    def _base(self, i: int) -> tuple[int, int] | None:
        """(node, sign) where the index is a value of the row + sign * kv."""
        if i not in self.bases:
            c, terms = self._linear(i)
            self.bases[i] = None
            if c in (1, -1) and all(self.nodes[t].rank < 2 for t, _ in terms):
                base = functools.reduce(lambda b, t: self.g.add("iadd" if t[1] > 0 else "isub", b, t[0]), terms, self.g.const(0))
                self.bases[i] = base, c
        return self.bases[i]

    def _address(self, item: Any) -> tuple[int, int] | None:
        if isinstance(item, tuple):
            return self._base(item[1]) if self.nodes[item[2]].rank == 3 else None
        a = self.nodes[item]
        return self._base(a.args[0]) if a.op == "gather" and a.rank in (2, 3) else None

    def _needs(self, item: Any) -> tuple[int, ...]:
        at = self._address(item)
        if isinstance(item, tuple):
            return at[0] if at else item[1], item[2]
        return (at[0],) if at else self.nodes[item].args

    def _phase(self, item: Any) -> int:
        if isinstance(item, tuple):
            return AFTER[self.nodes[item[2]].rank]
        a = self.nodes[item]
        if a.op == "red":
            rank = self.nodes[a.args[0]].rank
            return TILE if rank == 3 else AFTER[rank]
        return (AFTER if a.post else BEFORE)[a.rank]

    def _slot(self, kind: str, index: int = 0, integer: bool = False, value: float = 0.0) -> int:
        self.slots.append([KIND[kind], index, integer, value])
        return len(self.slots) - 1

    def _at(self, i: int) -> int:
        if i not in self.at:
            a = self.nodes[i]
            if a.op == "const":
                self.at[i] = self._slot("constant", 0, a.dt != "f", -float(a.attr) if a.dt == "b" else float(a.attr))
            else:
                self.at[i] = self._slot(a.op)
        return self.at[i]

    def _captured(self, capture: int, kind: str) -> int:
        if (capture, kind) not in self.captured:
            self.captured[capture, kind] = self._slot(kind, capture)
        return self.captured[capture, kind]

    def _instruct(self, phase: int, op: str, to: int, *args: int) -> None:
        form = sum((1 if phase in (0, 8) else int(self.nodes[x].rank in VECTORS[phase])) << j for j, x in enumerate(args))
        self.code.append([phase, OP[op], form, to, *([self._at(x) for x in args] + [0] * 3)[:3]])

    def _order(self, out: int, effects: list[Effect]) -> list[Any]:
        """What is needed, by phase and then as it was traced."""
        live: set[int] = set()
        todo = [out] + [x for e in effects for x in self._needs(e)]
        while todo:
            i = todo.pop()
            if i not in live:
                live.add(i)
                todo += self._needs(i)
        key = lambda item: (self._phase(item), max(self._needs(item)) + 0.5 if isinstance(item, tuple) else item)
        return sorted([i for i in live if self.nodes[i].op not in ("const", "idx", "score", "seed")] + effects, key=key)

    def _emit(self, out: int, effects: list[Effect]) -> None:
        nodes, items = self.nodes, self._order(out, effects)
        used = [x for item in items for x in self._needs(item)]
        direct = nodes[out].rank == 3 and nodes[out].op not in ("score", "seed", "const") and out not in used
        if direct:      # the result is written last: it may lie where the score lay
            items.remove(out)
            items.insert(sum(self._phase(i) <= TILE for i in items), out)
        last = {x: p for p, item in enumerate(items) for x in self._needs(item)}
        result = self._slot("out")
        for p, item in enumerate(items):
            dying = [self.at[x] for x in set(self._needs(item)) if last[x] == p and x in self.at and self.slots[self.at[x]][0] == KIND["tile"]]
            if isinstance(item, tuple):
                self._scatter(item)
            else:
                dying = self._value(item, result if direct and item == out else None, dying)
            self.free += dying
        if not direct:
            self._instruct(TILE, "mov", result, out)
            self.code.sort(key=lambda c: c[0])

    def _scatter(self, item: Effect) -> None:
        at, phase, to = self._address(item), self._phase(item), self._captured(item[0], "gradient")
        if at:
            self.code.append([phase, OP["scatter_forward" if at[1] > 0 else "scatter_backward"], 0, to, self._at(at[0]), self._at(item[2]), 3])
        else:
            self._instruct(phase, "scatter_one" if phase == 8 else "scatter", to, item[1], item[2])

    def _place(self, i: int, dying: list[int]) -> tuple[int, list[int]]:
        """Where a value goes, and which temporaries are still dying: an elementwise result may be written over its argument."""
        a = self.nodes[i]
        if a.op == "red":
            return self._slot(SUMS[a.rank][1] if self._phase(i) == TILE else "scalar"), dying
        if a.rank != 3:
            return self._slot(SLOT[a.rank]), dying
        if a.op not in ("gather", "index"):
            self.free += dying
            dying = []
        if not self.free:
            self.free.append(self._slot("tile", self.temporaries))
            self.temporaries += 1
        return self.free.pop(), dying

    def _value(self, i: int, result: int | None, dying: list[int]) -> list[int]:
        a, phase, at = self.nodes[i], self._phase(i), self._address(i)
        to = result
        if to is None:
            to, dying = self._place(i, dying)
        self.at[i] = to
        if a.op == "red":
            self._instruct(phase, SUMS[a.rank][0] if phase == TILE else "fold", to, *a.args)
        elif at:
            self.code.append([phase, OP["load_forward" if at[1] > 0 else "load_backward"], 0, to, self._at(at[0]), self._captured(a.attr, "captured"), 3])
        elif a.op == "gather":
            self.code.append([phase, OP["gather"], 0, to, self._at(a.args[0]), self._captured(a.attr, "captured"), 0])
        elif a.op == "index":
            self.code.append([phase, OP["index"], 0, to, self._at(a.args[0]), self._at(a.args[1]), self._slot("fault", a.attr, True)])
        else:
            self._instruct(phase, a.op, to, *a.args)
        return dying
