"""The adjoint of a traced score function, in the same graph: a reverse walk that recomputes everything from the raw score, so that nothing is saved."""
from __future__ import annotations

import math
from typing import Any

from ._graph import Graph


def adjoint(g: Graph, out: int, trained: set[int]) -> tuple[int, list[tuple[int, int, int]]]:
    """(dscore, [(capture, index, what is added there)]) for the cotangent `seed` of `out`. Ties of min and max go to the first argument."""
    nodes, last = g.nodes, len(g.nodes)
    seed = g.add("seed", dt="f", rank=3)
    depends = [False] * last
    for i, a in enumerate(nodes[:last]):
        depends[i] = a.op == "score" or a.op == "gather" and a.attr in trained or a.dt == "f" and any(depends[j] for j in a.args)
    walk = Walk(g, depends, seed)
    walk.adjoint[out] = seed
    for i in range(last - 1, -1, -1):
        if i in walk.adjoint and depends[i]:
            walk.back(i)
    ds = walk.adjoint.get(g.score, g.const(0.0, "f"))
    plain = ds in (seed, g.add("fneg", seed)) or nodes[ds].op == "const"
    return ds if plain else g.add("guard", ds, seed) if nodes[ds].rank == 3 else ds, walk.effects


class Walk:
    def __init__(self, g: Graph, depends: list[bool], seed: int):
        self.g, self.depends, self.seed = g, depends, seed
        self.adjoint: dict[int, int] = {}
        self.effects: list[tuple[int, int, int]] = []

    def guarded(self, v: int) -> int:
        """What may not come out of a score without a cotangent: 0 * NaN."""
        if v == self.seed or self.g.nodes[v].rank != 3 or self.g.nodes[v].op in ("guard", "fneg") and self.g.nodes[v].args[0] == self.seed:
            return v
        return self.g.add("guard", v, self.seed)

    def add(self, i: int, v: int) -> None:
        """v to the adjoint of node i: what was broadcast is summed."""
        if not self.depends[i]:
            return
        rank = self.g.nodes[i].rank
        if rank != 3 and self.g.nodes[v].rank not in (0, rank):
            v = self.g.add("red", self.guarded(v), attr=rank, dt="f", rank=rank)
        self.adjoint[i] = self.g.add("fadd", self.adjoint[i], v) if i in self.adjoint else v

    def back(self, i: int) -> None:
        g, a = self.g, self.adjoint[i]
        node = g.nodes[i]
        if node.op == "gather":
            self.effects.append((node.attr, node.args[0], self.guarded(a)))
        elif node.op in RULES:
            RULES[node.op](self, i, a, *node.args)

    def mul(self, a: int, b: int) -> int:
        return self.g.add("fmul", a, b)

    def const(self, x: float) -> int:
        return self.g.const(x, "f")

    def pick(self, c: int, a: int, b: int) -> int:
        return self.g.add("where", c, a, b)


def _product(w, i, a, x, y):
    if w.depends[x]:
        w.add(x, w.mul(a, y))
    if w.depends[y]:
        w.add(y, w.mul(a, x))


def _quotient(w, i, a, x, y):
    r = w.g.add("frcp", y)
    w.add(x, w.mul(a, r))
    if w.depends[y]:
        w.add(y, w.g.add("fneg", w.mul(w.mul(a, r), i)))


def _sum(w, i, a, x, y):
    w.add(x, a)
    w.add(y, a)


def _difference(w, i, a, x, y):
    w.add(x, a)
    if w.depends[y]:
        w.add(y, w.g.add("fneg", a))


def _extreme(first, second):
    def rule(w, i, a, x, y):
        chosen, zero = w.g.add("fle", *((x, y) if first else (y, x))), w.const(0.0)
        w.add(x, w.pick(chosen, a, zero))
        w.add(y, w.pick(chosen, zero, a))
    return rule


def _where(w, i, a, c, x, y):
    zero = w.const(0.0)
    if w.depends[x]:
        w.add(x, w.pick(c, a, zero))
    if w.depends[y]:
        w.add(y, w.pick(c, zero, a))


def _slope(f):
    """A function of one argument: `f` gives its slope from the walk, the result and the argument."""
    return lambda w, i, a, x: w.add(x, w.mul(a, f(w, i, x)))


RULES: dict[str, Any] = dict(
    fadd=_sum, fsub=_difference, fmul=_product, fdiv=_quotient, fmin=_extreme(True, False), fmax=_extreme(False, True), where=_where,
    fneg=lambda w, i, a, x: w.add(x, w.g.add("fneg", a)),
    fabs=lambda w, i, a, x: w.add(x, w.pick(w.g.add("feq", x, w.const(0.0)), w.const(0.0), w.pick(w.g.add("flt", x, w.const(0.0)), w.g.add("fneg", a), a))),
    fsqrt=_slope(lambda w, i, x: w.mul(w.const(0.5), w.g.add("frcp", i))),
    frcp=_slope(lambda w, i, x: w.g.add("fneg", w.mul(i, i))),
    exp=_slope(lambda w, i, x: i), exp2=_slope(lambda w, i, x: w.mul(i, w.const(math.log(2)))),
    log=lambda w, i, a, x: w.add(x, w.g.add("fdiv", a, x)),
    tanh=_slope(lambda w, i, x: w.g.add("fsub", w.const(1.0), w.mul(i, i))),
    sigmoid=_slope(lambda w, i, x: w.mul(i, w.g.add("fsub", w.const(1.0), i))),
    sin=_slope(lambda w, i, x: w.g.add("cos", x)), cos=_slope(lambda w, i, x: w.g.add("fneg", w.g.add("sin", x))),
    erf=_slope(lambda w, i, x: w.mul(w.const(2 / math.sqrt(math.pi)), w.g.add("exp", w.g.add("fneg", w.mul(x, x))))))
