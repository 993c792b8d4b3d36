"""Graphs of typed values: what tracing a score function makes, and what programs and masks are made from."""
from __future__ import annotations

import functools
import linecache
import math
import numbers
import operator
import sys
from typing import Any, NamedTuple

import numpy as np

I32 = 2**31


class FlexError(NotImplementedError):
    """A score function uses what cannot be traced; the sentence says what to write instead."""


def users_line() -> str:
    """Where the user's function stands, for the sentence."""
    frame: Any = sys._getframe(1)
    while frame and frame.f_globals.get("__name__", "").split(".")[0] in ("polyattn", "torch", "numpy", "functools"):
        frame = frame.f_back
    if frame is None:
        return ""
    file, line = frame.f_code.co_filename, frame.f_lineno
    return f"\n  {file}:{line}: {linecache.getline(file, line).strip()}"


def refuse(sentence: str) -> FlexError:
    return FlexError(f"flex_attention: score_mod {sentence}{users_line()}")


class Node(NamedTuple):
    """dt: f, i or b. rank: 0 one value per tile, 1 per query, 2 per key, 4 per diagonal (a function of q - kv), 3 per score. lo, hi: range of
    an integer. post: it follows a sum over the tile."""

    op: str
    args: tuple[int, ...]
    attr: Any
    dt: str
    rank: int
    lo: int
    hi: int
    post: bool


class Capture(NamedTuple):
    obj: Any
    shape: tuple[int, ...]
    dt: str
    trained: bool


def _call(f):
    def quiet(*args):
        with np.errstate(all="ignore"):
            return f(*args)
    return quiet


COMPARISONS = ("flt", "fle", "feq", "fne", "ilt", "ile", "ieq", "ine")
FLOATS = ("fadd fsub fmul fdiv fmin fmax fneg fabs fsqrt frcp ffloor fround exp exp2 log tanh sigmoid sin cos erf i2f guard").split()
NUMPY = {name: _call(f) for name, f in dict(
    fadd=np.add, fsub=np.subtract, fmul=np.multiply, fdiv=np.divide, fneg=np.negative, fabs=np.abs, fsqrt=np.sqrt, frcp=np.reciprocal,
    fmin=lambda a, b: np.where((a <= b) | (a != a), a, b), fmax=lambda a, b: np.where((a >= b) | (a != a), a, b),
    ffloor=np.floor, fround=np.rint, exp=np.exp, exp2=np.exp2, log=np.log, tanh=np.tanh, sin=np.sin, cos=np.cos, sigmoid=lambda x: 1 / (1 + np.exp(-x)),
    erf=np.vectorize(math.erf, otypes=[float]), flt=np.less, fle=np.less_equal, feq=np.equal, fne=np.not_equal, ilt=np.less, ile=np.less_equal, ieq=np.equal,
    ine=np.not_equal, iadd=np.add, isub=np.subtract, imul=np.multiply, imin=np.minimum, imax=np.maximum, ineg=np.negative, iabs=np.abs,
    ifdiv=lambda a, b: np.floor_divide(a, b) if np.all(b) else np.where(b == 0, 0, np.floor_divide(a, np.where(b == 0, 1, b))),
    imod=lambda a, b: np.mod(a, b) if np.all(b) else np.where(b == 0, a, np.mod(a, np.where(b == 0, 1, b))),
    ishl=lambda a, b: np.left_shift(a, b & 31), ishr=lambda a, b: np.right_shift(a, b & 31), where=np.where, guard=lambda v, s: np.where(s == 0, 0, v),
    i2f=lambda x: np.asarray(x, np.float32), f2i=lambda x: np.trunc(x).astype(np.int64), b2i=lambda x: np.asarray(x, np.int64), i2b=lambda x: np.asarray(x) != 0,
    **{"and": np.bitwise_and, "or": np.bitwise_or, "xor": np.bitwise_xor, "not": np.invert}).items()}


def join_rank(ranks) -> int:
    rank = functools.reduce(operator.or_, ranks, 0)
    return 3 if rank > 4 else rank


class Graph:
    """Value-numbered nodes for scores of sizes (B, H, N, M). Integer forms cq q + ck kv + scalar are followed, so that what depends on q - kv alone
    gets the rank of diagonals."""

    def __init__(self, B: int, H: int, N: int, M: int):
        self.nodes: list[Node] = []
        self.table: dict[Any, int] = {}
        self.captures: list[Capture] = []
        self.lines: dict[int, tuple[int, int, int]] = {}
        self.sites: list[tuple[int, int, int]] = []             # (capture, axis, length) of indices that are checked while running
        self.uses: list[tuple[int, tuple[int, ...]]] = []       # (capture, index of each axis as the user gave it)
        self.closed = True                                      # nothing but indexing was done with captured tensors
        self.size = (B, H, N, M)
        self.b, self.h, self.q, self.k = (self.add("idx", attr=i, dt="i", rank=(0, 0, 1, 2)[i], lo=0, hi=max(n - 1, 0)) for i, n in enumerate(self.size))
        self.d = self.add("idx", attr=4, dt="i", rank=4, lo=1 - M, hi=max(N - 1, 0))
        self.score = self.add("score", dt="f", rank=3)
        self.lines |= {self.q: (1, 0, self.const(0)), self.k: (0, 1, self.const(0)), self.d: (1, -1, self.const(0))}
        self.out = self.score

    def add(self, op: str, *args: int, attr: Any = None, dt: str | None = None, rank: int | None = None, lo: int = -I32, hi: int = I32 - 1) -> int:
        given = [self.nodes[a] for a in args]
        if dt is None:
            dt = ("b" if op in COMPARISONS or op == "i2b" else "f" if op in FLOATS else given[1].dt if op == "where"
                  else given[0].dt if op in ("and", "or", "xor", "not") else "i")
        if rank is None:
            rank = join_rank(a.rank for a in given)
        if args and op in NUMPY and all(a.op == "const" for a in given):
            return self.const(NUMPY[op](*[typed(a) for a in given]).item(), dt)
        simple = self._simpler(op, args, given, dt, rank)
        if simple is not None:
            return simple
        if dt == "i" and args:
            lo, hi = (lo, hi) if op == "index" else self._range(op, given)
        if dt == "i" and op in ("iadd", "isub", "imul") and (lo < -I32 or hi >= I32):
            raise refuse(f"computes an integer that can reach {hi if hi >= I32 else lo}, beyond 32 bits; convert to float first")
        if op in ("fadd", "fmul", "iadd", "imul", "and", "or", "xor", "feq", "ieq", "fne", "ine") and args[0] > args[1]:
            args = args[::-1]
        key = (op, args, attr.hex() if isinstance(attr, float) else attr, dt)
        if key not in self.table:
            self.table[key] = i = len(self.nodes)
            self.nodes.append(Node(op, args, attr, dt, rank, lo, hi, op == "red" or any(a.post for a in given)))
            self._follow_line(i, op, args)
        return self.table[key]

    def _simpler(self, op, args, given, dt, rank):
        """Neutral elements, exact divisions, and what is a function of q - kv; None: nothing of it."""
        c = [a.attr if a.op == "const" else None for a in given] + [None, None]
        if op in ("iadd", "fadd", "isub", "fsub") and c[1] == 0:
            return args[0]
        if op in ("iadd", "fadd") and c[0] == 0:
            return args[1]
        if op in ("imul", "fmul", "fdiv", "ifdiv") and c[1] == 1:
            return args[0]
        if op in ("imul", "fmul") and c[0] == 1:
            return args[1]
        if op == "fdiv" and c[1] and math.isfinite(c[1]) and math.frexp(c[1])[0] == 0.5 and 1e-30 < abs(c[1]) < 1e30:
            return self.add("fmul", args[0], self.const(1 / c[1], "f"))
        if op in ("and", "or") and dt == "b" and c[0] is not None:
            return args[1] if c[0] == (op == "and") else args[0]
        if op in ("iadd", "isub") and rank == 3:
            f = self._line(op, args)
            if f and f[0] == -f[1]:
                return self.add("iadd", self.add("imul", self.d, self.const(f[0])), f[2])
        if op in ("ilt", "ile", "ieq", "ine") and rank == 3:
            f = self._line("isub", args)
            if f and f[0] == -f[1]:
                return self.add(op, self.add("isub", *args), self.const(0))
        return None

    def _line(self, op, args):
        """The linear form of a sum or difference."""
        f = [self.lines.get(a) or ((0, 0, a) if self.nodes[a].rank == 0 else None) for a in args]
        if not (f[0] and f[1]):
            return None
        sign = 1 if op == "iadd" else -1
        return f[0][0] + sign * f[1][0], f[0][1] + sign * f[1][1], self.add(op, f[0][2], f[1][2])

    def _follow_line(self, i, op, args):
        if op in ("iadd", "isub"):
            f = self._line(op, args)
            if f:
                self.lines[i] = f
        if op == "imul":
            for c, x in (args, args[::-1]):
                if self.nodes[c].op == "const" and x in self.lines:
                    f, factor = self.lines[x], self.nodes[c].attr
                    self.lines[i] = factor * f[0], factor * f[1], self.add("imul", c, f[2])

    def const(self, value: Any, dt: str | None = None) -> int:
        dt = dt or ("b" if isinstance(value, (bool, np.bool_)) else "i" if isinstance(value, numbers.Integral) else "f")
        if isinstance(value, complex):
            raise refuse("uses a complex number")
        value = bool(value) if dt == "b" else int(value) if dt == "i" else float(value)
        if dt == "i" and not -I32 <= value < I32:
            raise refuse(f"uses the integer {value}, beyond 32 bits; convert to float first")
        return self.add("const", attr=value, dt=dt, rank=0, lo=value if dt == "i" else -I32, hi=value if dt == "i" else I32 - 1)

    def _range(self, op, given):
        """Of an integer. The full range means unknown (captured integers, casts): it stays unknown and wraps like any int32."""
        lo, hi = [a.lo for a in given], [a.hi for a in given]
        if op in ("iadd", "isub", "imul", "ineg", "iabs") and any(a.lo == -I32 or a.hi == I32 - 1 for a in given):
            return -I32, I32 - 1
        if op == "iadd":
            return lo[0] + lo[1], hi[0] + hi[1]
        if op == "isub":
            return lo[0] - hi[1], hi[0] - lo[1]
        if op == "imul" or op == "ifdiv" and not lo[1] <= 0 <= hi[1]:
            f = operator.mul if op == "imul" else operator.floordiv
            corners = [f(x, y) for x in (lo[0], hi[0]) for y in (lo[1], hi[1])]
            return max(min(corners), -I32) if op == "ifdiv" else min(corners), min(max(corners), I32 - 1) if op == "ifdiv" else max(corners)
        if op == "imod" and lo[1] > 0:
            return (lo[0], hi[0]) if lo[0] >= 0 and hi[0] < lo[1] else (0, hi[1] - 1)
        if op in ("imin", "imax"):
            f = min if op == "imin" else max
            return f(lo[0], lo[1]), f(hi[0], hi[1])
        if op == "ineg":
            return -hi[0], -lo[0]
        if op == "iabs":
            return 0 if lo[0] <= 0 <= hi[0] else min(abs(lo[0]), abs(hi[0])), max(abs(lo[0]), abs(hi[0]))
        if op == "where":
            return min(lo[1:]), max(hi[1:])
        if op == "and" and min(hi) >= 0 and max(lo) >= 0:
            return 0, min(h for h, low in zip(hi, lo) if low >= 0)
        return (0, 1) if op == "b2i" else (-I32, I32 - 1)

    def to(self, i: int, dt: str) -> int:
        have = self.nodes[i].dt
        if have == dt:
            return i
        if dt == "b":
            return self.add("i2b", i) if have == "i" else self.add("fne", i, self.const(0.0, "f"))
        if dt == "i":
            return self.add("b2i", i) if have == "b" else self.add("f2i", i)
        i = self.to(i, "i")
        return self.const(self.nodes[i].attr, "f") if self.nodes[i].op == "const" else self.add("i2f", i)

    def join(self, *ids: int, least: str = "b") -> tuple[list[int], str]:
        dt = max([self.nodes[i].dt for i in ids] + [least], key="bif".index)
        return [self.to(i, dt) for i in ids], dt

    def gather(self, capture: int, index: list[int]) -> int:
        x, flat = self.captures[capture], self.const(0)
        if math.prod(x.shape) >= I32:
            raise refuse(f"captures a tensor of shape {x.shape}, more than 2^31 elements")
        self.uses.append((capture, tuple(index)))
        for axis, (i, n) in enumerate(zip(index, x.shape)):
            if self.nodes[i].dt != "i":
                raise refuse("indexes a captured tensor by a value that is not an integer")
            if self.nodes[i].lo < 0 or self.nodes[i].hi >= n:
                site = (capture, axis, n)
                if site not in self.sites:
                    self.sites.append(site)
                i = self.add("index", i, self.const(n), attr=self.sites.index(site), dt="i", lo=0, hi=n - 1)
            flat = self.add("iadd", flat, self.add("imul", i, self.const(math.prod(x.shape[axis + 1 :]))))
        return self.to(self.add("gather", flat, attr=capture, dt="f" if x.dt == "f" else "i"), x.dt)

    def reach(self, *roots: int) -> set[int]:
        """Everything that the roots depend on."""
        need, todo = set(), list(roots)
        while todo:
            i = todo.pop()
            if i not in need:
                need.add(i)
                todo += self.nodes[i].args
        return need


def typed(a: Node) -> Any:
    """A constant as NumPy computes with it (Python floats, as Python would)."""
    return np.asarray(a.attr)
