"""Exact block masks. Values of rank 0, 1, 2 and 4 are computed for the whole sequence and reduced to [lo, hi] per block, values of rank 3 follow by interval
arithmetic on the grid of blocks, and only blocks that stay 'maybe' are evaluated score by score."""
from __future__ import annotations

from typing import Any, Callable

import numpy as np

from .. import _C
from ._graph import NUMPY, Graph, Node
from ._program import Program

BLOCK = 128
UNKNOWN = {"b": (0, 1), "i": (-(2**31), 2**31 - 1), "f": (-1e300, 1e300)}      # finite: inf - inf would be NaN, and compare false


def data_of(x: Any, dt: str, wide: bool = False) -> np.ndarray:
    """A captured tensor as programs read it: contiguous, float32 and int32 (float64 and int64 where q is)."""
    if hasattr(x, "detach"):
        x = x.detach()
        x = x.double().numpy() if dt == "f" and wide else x.float().numpy() if dt == "f" else x.numpy()
    array = np.asarray(x)
    if dt == "i" and array.dtype.itemsize == 8 and array.size and (array.min() < -(2**31) or array.max() >= 2**31):
        from ._graph import FlexError

        raise FlexError("flex_attention: score_mod captures an integer tensor with values beyond 32 bits")
    kind = (np.float64 if wide else np.float32) if dt == "f" else np.int64 if wide else np.int32
    return np.ascontiguousarray(array, kind)


class Values:
    """NumPy's value of a node on broadcast positions: the reference of the programs, and the leaves of the intervals."""

    def __init__(self, g: Graph, data: list[np.ndarray], env: dict[int, np.ndarray]):
        self.g, self.data, self.known = g, data, dict(env)

    def __call__(self, i: int) -> np.ndarray:
        if i not in self.known:
            a = self.g.nodes[i]
            if a.op == "const":
                value = np.asarray(a.attr, np.float32) if a.dt == "f" else np.asarray(a.attr)
            elif a.op == "gather":
                value = self.data[a.attr].ravel()[self(a.args[0])]
            elif a.op == "index":
                n, x = self.g.sites[a.attr][2], self(a.args[0])
                x = np.where(x < 0, x + n, x)
                if np.any((x < 0) | (x >= n)):
                    raise outside(self.g, a.attr)
                value = x
            else:
                value = NUMPY[a.op](*[self(x) for x in a.args])
                if a.dt == "f" and value.dtype != np.float32:
                    value = np.asarray(value, np.float32)
            self.known[i] = value
        return self.known[i]


def outside(g: Graph, site: int) -> IndexError:
    capture, axis, n = g.sites[site]
    return IndexError(f"flex_attention: an index into axis {axis} of the captured tensor of shape {g.captures[capture].shape} is outside -{n} .. {n - 1}")


def compare(op: str, x: list[Any]) -> Any:
    (l0, h0), (l1, h1) = x
    if op in ("lt", "le"):
        f = np.less if op == "lt" else np.less_equal
        return f(h0, l1), f(l0, h1)
    some, sure = (l0 <= h1) & (l1 <= h0), (l0 == h0) & (l1 == h1) & (l0 == l1)
    return (sure, some) if op == "eq" else (~some, ~sure)


def logic(op: str, x: list[Any]) -> Any:
    (l0, h0), (l1, h1) = (x + [(0, 0)])[:2]
    if op == "not":
        return 1 - h0 * 1, 1 - l0 * 1
    if op in ("and", "or"):
        f = np.minimum if op == "and" else np.maximum
        return f(l0, l1), f(h0, h1)
    known, value = (l0 == h0) & (l1 == h1), l0 != l1
    return known & value, ~known | value


def divided(op: str, x: list[Any]) -> Any:
    """Floor division and remainder by a positive number that is known."""
    (l0, h0), (n, _) = x
    low, high = l0 // n, h0 // n
    if op == "ifdiv":
        return low, high
    same = low == high
    return np.where(same, l0 % n, 0), np.where(same, h0 % n, n - 1)


def interval(a: Node, x: list[Any]) -> Any:
    """[lo, hi] of a node of rank 3 from those of its arguments: sound, not always tight. Truth values are 0 and 1."""
    op, bare = a.op, a.op[1:]
    if bare in ("lt", "le", "eq", "ne"):
        return compare(bare, x)
    if op in ("and", "or", "xor", "not") and a.dt == "b":
        return logic(op, x)
    if op in ("ifdiv", "imod"):
        (_, _), (l1, h1) = x
        return divided(op, x) if np.all(np.asarray(l1) > 0) and np.all(np.asarray(l1) == h1) else UNKNOWN["i"]
    if op == "where":
        (l0, h0), (l1, h1), (l2, h2) = x
        yes, no = l0 > 0, h0 < 1
        return (np.where(yes, l1, np.where(no, l2, np.minimum(l1, l2))), np.where(yes, h1, np.where(no, h2, np.maximum(h1, h2))))
    if bare in ("add", "sub"):
        (l0, h0), (l1, h1) = x
        return (l0 + l1, h0 + h1) if bare == "add" else (l0 - h1, h0 - l1)
    if bare in ("min", "max"):
        (l0, h0), (l1, h1) = x
        f = np.minimum if bare == "min" else np.maximum
        return f(l0, l1), f(h0, h1)
    if bare == "neg":
        return -x[0][1], -x[0][0]
    if bare == "abs":
        lo, hi = x[0]
        return np.maximum(0, np.maximum(lo, -hi)), np.maximum(-lo, hi)
    if op in ("i2f", "b2i"):
        return x[0][0] * 1, x[0][1] * 1
    return UNKNOWN[a.dt]


def clipped(a: Node, lo: Any, hi: Any) -> Any:
    """Integers wrap at 32 bits, floats round and may be infinite or NaN (which no comparison but != lets through)."""
    if a.dt == "i":
        over = (np.asarray(lo) < -(2**31)) | (np.asarray(hi) >= 2**31)
        return np.where(over, UNKNOWN["i"][0], lo), np.where(over, UNKNOWN["i"][1], hi)
    if a.dt == "f":
        slack = 1e-6 * np.maximum(np.abs(lo), np.abs(hi)) + 1e-30
        odd = ~(np.abs(np.asarray(lo, float)) < 1e37) | ~(np.abs(np.asarray(hi, float)) < 1e37)
        return np.where(odd, UNKNOWN["f"][0], lo - slack), np.where(odd, UNKNOWN["f"][1], hi + slack)
    return lo, hi


class Grid:
    """Bounds of nodes over the blocks [nb, mb] of one batch entry and head."""

    def __init__(self, g: Graph, data: list[np.ndarray], b: int, h: int):
        self.g = g
        _, _, n, m = g.size
        self.n, self.m, self.nb, self.mb = n, m, -(-n // BLOCK), -(-m // BLOCK)
        env = {g.b: np.array(b), g.h: np.array(h), g.q: np.arange(n)[:, None], g.k: np.arange(m)[None], g.d: np.arange(1 - m, n)}
        self.value, self.known = Values(g, data, env), dict[int, Any]()

    def __call__(self, i: int) -> Any:
        if i not in self.known:
            a = self.g.nodes[i]
            if a.rank == 3:
                lo, hi = interval(a, [self(j) for j in a.args]) if a.op not in ("score", "gather", "index") else UNKNOWN[a.dt]
            else:
                lo, hi = self._reduced(a.rank, self.value(i).astype(float if a.dt == "f" else np.int64))
            if a.dt == "f" and np.any(np.isnan(lo) | np.isnan(hi)):
                lo, hi = UNKNOWN["f"]
            self.known[i] = clipped(a, lo, hi)
        return self.known[i]

    def _reduced(self, rank: int, v: np.ndarray) -> Any:
        if rank in (1, 2):
            edges = np.arange(0, v.shape[rank - 1], BLOCK)
            return tuple(f.reduceat(v, edges, rank - 1) for f in (np.minimum, np.maximum))
        if rank == 4:      # block (I, J) sees the diagonals within BLOCK - 1 of (I - J) BLOCK
            span = self.n + self.m
            centre = np.arange(1 - self.mb, self.nb) * BLOCK + self.m - 1
            edges = np.stack([np.clip(centre - BLOCK + 1, 0, span - 2), np.clip(centre + BLOCK, 1, span - 1)], 1).ravel()
            pick = np.arange(self.nb)[:, None] - np.arange(self.mb)[None] + self.mb - 1
            v = np.append(v, v[-1:])
            return tuple(f.reduceat(v, edges)[::2][pick] for f in (np.minimum, np.maximum))
        return v, v


def evaluate(g: Graph, out: int, data: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(state [B or 1, H or 1, nb, mb]: 0 empty, 1 partial, 2 full; place of the partial blocks; bits [partial][128][2])."""
    B, H, n, m = g.size
    program, need = Program(g, out), g.reach(out)
    bound = _C.flex_bind(program.handle, None, g.size, False, False, 0, tuple(data), (None,) * len(data), (0,) * len(data), (None, None))
    shape = (B if g.b in need else 1, H if g.h in need else 1, -(-n // BLOCK), -(-m // BLOCK))
    state, place, kept, count = np.zeros(shape, np.uint8), np.full(shape, -1, np.int32), [], 0
    for b, h in np.ndindex(shape[:2]):
        lo, hi = (np.broadcast_to(np.asarray(v) > 0, shape[2:]) for v in Grid(g, data, b, h)(out))
        here = np.where(lo, 2, np.where(hi, 1, 0)).astype(np.uint8)
        rows, columns = (np.ascontiguousarray(x, np.int32) for x in np.nonzero(here == 1))
        bits, ones = _C.flex_blocks(bound, b, h, rows, columns)
        size = np.minimum(BLOCK, n - rows.astype(np.int64) * BLOCK) * np.minimum(BLOCK, m - columns.astype(np.int64) * BLOCK)
        here[rows, columns] = np.where(ones == 0, 0, np.where(ones == size, 2, 1))
        partial = (ones > 0) & (ones < size)
        kept.append(bits if partial.all() else bits[partial])
        place[b, h, rows[partial], columns[partial]] = count + np.arange(partial.sum())
        count += len(kept[-1])
        state[b, h] = here
    if (fault := _C.flex_fault(bound)):
        raise outside(g, fault - 1)
    return state, place, kept[0] if len(kept) == 1 else np.concatenate(kept) if kept else np.zeros((0, BLOCK, BLOCK // 64), np.uint64)


def pack(dense: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The same from a boolean array [B, H, N, M]."""
    B, H, n, m = dense.shape
    nb, mb = -(-n // BLOCK), -(-m // BLOCK)
    full = np.zeros((B, H, nb * BLOCK, mb * BLOCK), bool)
    full[:, :, :n, :m] = dense
    tiles = full.reshape(B, H, nb, BLOCK, mb, BLOCK).transpose(0, 1, 2, 4, 3, 5)
    ones = tiles.sum((4, 5))
    size = np.minimum(BLOCK, n - np.arange(nb) * BLOCK)[:, None] * np.minimum(BLOCK, m - np.arange(mb) * BLOCK)
    state = np.where(ones == 0, 0, np.where(ones == size, 2, 1)).astype(np.uint8)
    partial = state == 1
    place = np.where(partial, np.cumsum(partial).reshape(partial.shape) - 1, -1).astype(np.int32)
    bits = np.packbits(tiles[partial], axis=-1, bitorder="little").view(np.uint64)
    return state, place, np.ascontiguousarray(bits.reshape(-1, BLOCK, BLOCK // 64))


def in_python(mask: Callable[..., Any], sizes: tuple[int, int, int, int], torch: Any) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A mask function that cannot be traced, one row of blocks at a time on broadcast positions."""
    B, H, n, m = sizes
    arange = (lambda k: torch.arange(k)) if torch is not None else np.arange
    parts = []
    q, k = arange(n), arange(m)
    for b, h in np.ndindex(B, H):
        rows = [np.broadcast_to(np.asarray(mask(arange(B)[b], arange(H)[h], q[i : i + BLOCK, None], k[None, :])), (min(BLOCK, n - i), m)) for i in range(0, n, BLOCK)]
        parts.append(pack(np.concatenate(rows)[None, None].astype(bool)))
    offsets = np.cumsum([0] + [len(p[2]) for p in parts])
    state = np.concatenate([p[0] for p in parts], 1).reshape(B, H, *parts[0][0].shape[2:])
    place = np.concatenate([np.where(p[1] >= 0, p[1] + o, -1) for p, o in zip(parts, offsets)], 1).astype(np.int32).reshape(state.shape)
    return state, place, np.concatenate([p[2] for p in parts])
