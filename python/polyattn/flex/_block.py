"""BlockMask: which scores exist, as blocks that are full, empty, or partial with bits."""
from __future__ import annotations

import functools
from typing import Any, Callable

import numpy as np

from ._graph import FlexError
from ._masks import BLOCK, data_of, evaluate, in_python, pack
from ._trace import torch, trace

Mask = Callable[[Any, Any, Any, Any], Any]


def noop_mask(b: Any, h: Any, q_idx: Any, kv_idx: Any) -> Any:
    """The mask function of no mask: every score exists."""
    return q_idx >= 0


def and_masks(*mask_mods: Mask) -> Mask:
    """A mask function that is true where all of them are."""
    return _joined("and_masks", lambda x, y: x & y, mask_mods)


def or_masks(*mask_mods: Mask) -> Mask:
    """A mask function that is true where one of them is."""
    return _joined("or_masks", lambda x, y: x | y, mask_mods)


def _joined(name: str, join: Any, mask_mods: tuple[Mask, ...]) -> Mask:
    for f in mask_mods:
        if not callable(f):
            raise RuntimeError(f"{name}: all inputs should be functions, got {type(f).__name__}")

    def mask(b: Any, h: Any, q_idx: Any, kv_idx: Any) -> Any:
        if not mask_mods:
            return noop_mask(b, h, q_idx, kv_idx) if name == "and_masks" else q_idx < 0
        return functools.reduce(join, [f(b, h, q_idx, kv_idx) for f in mask_mods])

    return mask


class BlockMask:
    """Which of the scores [B, H, N, M] exist, in blocks. ``create_block_mask`` makes one; ``& | ~`` join those of one shape.

    Blocks are full, empty or partial; partial ones hold their bits (2 KB each), so that no function runs while attention is computed. `B` and `H` are 1
    where the mask does not depend on them. The attributes of torch's BlockMask (``kv_num_blocks``, ``kv_indices``, ``full_kv_num_blocks``, ...) are
    made when they are asked for."""

    def __init__(self, sizes: tuple[int, int, int, int], blocks: tuple[np.ndarray, np.ndarray, np.ndarray], block_size: tuple[int, int] = (BLOCK, BLOCK),
                 mask_mod: Mask | None = None, how: str = "traced"):
        self._sizes, self._how = sizes, how
        self._state, self._place, self._bits = blocks
        self.BLOCK_SIZE, self.mask_mod = block_size, mask_mod

    @property
    def shape(self) -> tuple[int, int, int, int]:
        return self._sizes

    @property
    def seq_lengths(self) -> tuple[int, int]:
        return self._sizes[2:]

    def numel(self) -> int:
        return int(np.prod(self._sizes))

    def _tuple(self) -> tuple[Any, ...]:
        """As the engine takes it."""
        return self._state, self._place, self._bits, *self._sizes[2:], BLOCK, BLOCK

    def _dense(self) -> np.ndarray:
        (nb, mb), (n, m) = self._state.shape[2:], self._sizes[2:]
        tiles = np.repeat((self._state == 2)[..., None, None], BLOCK, -1).repeat(BLOCK, -2)
        partial = self._state == 1
        bits = np.unpackbits(self._bits.view(np.uint8), axis=-1, bitorder="little").reshape(-1, BLOCK, BLOCK).astype(bool)
        tiles[partial] = bits[self._place[partial]]
        whole = tiles.transpose(0, 1, 2, 4, 3, 5).reshape(*self._state.shape[:2], nb * BLOCK, mb * BLOCK)[:, :, :n, :m]
        return np.broadcast_to(whole, self._sizes)

    def to_dense(self) -> Any:
        """Boolean [B, H, N, M], every score by itself: a tensor where torch is loaded, else an array."""
        return self._made(np.ascontiguousarray(self._dense()))

    def _made(self, array: np.ndarray) -> Any:
        return array if torch() is None else torch().from_numpy(array)

    def _states(self) -> np.ndarray:
        """Of blocks of BLOCK_SIZE, for all B and H."""
        if self.BLOCK_SIZE == (BLOCK, BLOCK):
            return np.broadcast_to(self._state, (*self._sizes[:2], *self._state.shape[2:]))
        (rows, keys), (n, m) = self.BLOCK_SIZE, self._sizes[2:]
        ones = np.add.reduceat(np.add.reduceat(self._dense().astype(np.int64), np.arange(0, n, rows), 2), np.arange(0, m, keys), 3)
        size = np.minimum(rows, n - np.arange(0, n, rows))[:, None] * np.minimum(keys, m - np.arange(0, m, keys))
        return np.where(ones == 0, 0, np.where(ones == size, 2, 1))

    def _list(self, state: int, transposed: bool) -> tuple[Any, Any]:
        """(how many blocks of a state each row has, their numbers first and the others after them), int32."""
        chosen = self._states() == state
        chosen = chosen.swapaxes(2, 3) if transposed else chosen
        return self._made(chosen.sum(-1).astype(np.int32)), self._made(np.argsort(~chosen, -1, kind="stable").astype(np.int32))

    kv_num_blocks = property(lambda self: self._list(1, False)[0])
    kv_indices = property(lambda self: self._list(1, False)[1])
    full_kv_num_blocks = property(lambda self: self._list(2, False)[0])
    full_kv_indices = property(lambda self: self._list(2, False)[1])
    q_num_blocks = property(lambda self: self._list(1, True)[0])
    q_indices = property(lambda self: self._list(1, True)[1])
    full_q_num_blocks = property(lambda self: self._list(2, True)[0])
    full_q_indices = property(lambda self: self._list(2, True)[1])

    def sparsity(self) -> float:
        """The percentage of blocks that are empty."""
        return 100.0 * float((self._state == 0).mean()) if self._state.size else 0.0

    def nbytes(self) -> int:
        return int(self._state.nbytes + self._place.nbytes + self._bits.nbytes)

    def to_string(self, grid_size: int | tuple[int, int] = (20, 20), limit: int = 4) -> str:
        """A picture: full blocks are dark, partial ones light."""
        rows, columns = (grid_size, grid_size) if isinstance(grid_size, int) else grid_size
        parts = []
        for b, h in list(np.ndindex(self._state.shape[:2]))[:limit]:
            state = self._state[b, h]
            step = [max(1, -(-n // g)) if g > 0 else 1 for n, g in zip(state.shape, (rows, columns))]
            sums = np.add.reduceat(np.add.reduceat(state.astype(float), np.arange(0, state.shape[0], step[0]), 0), np.arange(0, state.shape[1], step[1]), 1)
            count = np.add.reduceat(np.add.reduceat(np.ones_like(state, float), np.arange(0, state.shape[0], step[0]), 0), np.arange(0, state.shape[1], step[1]), 1)
            parts.append(f"({b}, {h})\n" + "\n".join("".join("  " if x == 0 else "██" if x == 2 else "░░" for x in row) for row in sums / count))
        return "\n".join(parts)

    def __repr__(self):
        sizes = ", ".join(map(str, self._sizes))
        return f"BlockMask(shape=({sizes}), sparsity={self.sparsity():.2f}%, partial={int((self._state == 1).sum())}, {self.nbytes() / 1024:.0f} KB, {self._how})"

    def __getitem__(self, index: Any) -> BlockMask:
        index = index if isinstance(index, tuple) else (index,)
        if len(index) > 2:
            raise IndexError("BlockMask: expected [b] or [b, h]; rows of blocks are not taken out")
        sizes, state, place = list(self._sizes), self._state, self._place
        for axis, i in enumerate(index):
            picked = np.arange(sizes[axis])[i if isinstance(i, slice) else [int(i)]]
            if state.shape[axis] > 1:
                state, place = state.take(picked, axis), place.take(picked, axis)
            sizes[axis] = len(picked)
        return BlockMask(tuple(sizes), (np.ascontiguousarray(state), np.ascontiguousarray(place), self._bits), self.BLOCK_SIZE, self.mask_mod, self._how)

    def _join(self, other: BlockMask, f: Any, name: str) -> BlockMask:
        if not isinstance(other, BlockMask):
            return NotImplemented
        if self._sizes != other._sizes:
            raise ValueError(f"BlockMask: shapes {self._sizes} and {other._sizes} differ")
        joined = and_masks if name == "and" else or_masks
        mask_mod = joined(self.mask_mod, other.mask_mod) if self.mask_mod and other.mask_mod else None
        small = [x._dense()[: x._state.shape[0], : x._state.shape[1]] for x in (self, other)]
        return BlockMask(self._sizes, pack(f(*np.broadcast_arrays(*small))), self.BLOCK_SIZE, mask_mod, self._how)

    def __and__(self, other):
        return self._join(other, np.logical_and, "and")

    def __or__(self, other):
        return self._join(other, np.logical_or, "or")

    def __invert__(self):
        mask = self.mask_mod
        opposite = None if mask is None else lambda b, h, q, kv: ~mask(b, h, q, kv)
        return BlockMask(self._sizes, pack(~self._dense()[: self._state.shape[0], : self._state.shape[1]]), self.BLOCK_SIZE, opposite, self._how)

    def to(self, *args: Any, **kwargs: Any) -> BlockMask:
        return self


def block_size_of(size: Any) -> tuple[int, int]:
    pair = (size, size) if isinstance(size, int) else tuple(size)
    if len(pair) != 2 or any(not isinstance(x, int) or x < 1 for x in pair):
        raise ValueError(f"create_block_mask: BLOCK_SIZE is {size!r}, expected a positive int or two")
    return pair


def create_block_mask(mask_mod: Mask, B: int | None, H: int | None, Q_LEN: int, KV_LEN: int, device: Any = None, BLOCK_SIZE: int | tuple[int, int] = BLOCK,
                      _compile: bool = False) -> BlockMask:
    """The blocks of a mask function ``mask_mod(b, h, q_idx, kv_idx)``, exact.

    Parameters
    ----------
    mask_mod : function
        as for torch's flex_attention: called once on symbols; one that cannot be traced is evaluated in Python, exactly and slowly, which repr() says
    B, H : int or None
        None: the mask is that of b or h = 0 for all
    Q_LEN, KV_LEN : int
        numbers of queries and keys
    device : optional
        taken for torch's sake; masks live on the CPU
    BLOCK_SIZE : int or (int, int), default 128
        of the lists of blocks; it does not change what is computed

    Returns
    -------
    BlockMask
    """
    sizes = (B or 1, H or 1, int(Q_LEN), int(KV_LEN))
    if min(sizes) < 1:
        raise ValueError(f"create_block_mask: sizes are {sizes}, expected at least 1")
    if device is not None and str(getattr(device, "type", device)).split(":")[0] not in ("cpu",):
        raise ValueError(f"create_block_mask: device is {device}, expected 'cpu'")
    blocks, how = blocks_of(mask_mod, sizes)
    return BlockMask(sizes, blocks, block_size_of(BLOCK_SIZE), mask_mod, how)


def blocks_of(mask_mod: Mask, sizes: tuple[int, int, int, int]) -> tuple[Any, str]:
    try:
        g = trace(mask_mod, sizes, score=False)
    except FlexError as error:
        if "draws random numbers" in str(error):
            raise
        return in_python(mask_mod, sizes, torch()), "evaluated in Python: " + str(error).split("\n")[0].removeprefix("flex_attention: score_mod ")
    return evaluate(g, g.out, [data_of(x.obj, x.dt) for x in g.captures]), "traced"


def create_mask(mod_fn: Mask, B: int | None, H: int | None, Q_LEN: int, KV_LEN: int, device: Any = None) -> Any:
    """The mask as booleans [B, H, Q_LEN, KV_LEN]: a tensor where torch is loaded, else an array. For looking at; attention takes the BlockMask."""
    return create_block_mask(mod_fn, B, H, Q_LEN, KV_LEN, device).to_dense()


def taken(mask: Any, sizes: tuple[int, int, int, int]) -> BlockMask:
    """A BlockMask of ours or torch's for a call of these sizes."""
    if not isinstance(mask, BlockMask):
        if not hasattr(mask, "kv_num_blocks"):
            raise TypeError(f"flex_attention: block_mask is a {type(mask).__name__}, expected a BlockMask")
        mask = from_torch(mask)
    B, H, N, M = mask.shape
    if (N, M) != sizes[2:] or B not in (1, sizes[0]) or H not in (1, sizes[1]):
        raise ValueError(f"flex_attention: block_mask has shape {mask.shape}, expected {sizes} (or 1 for the first two)")
    return mask


def from_torch(mask: Any) -> BlockMask:
    """torch's: its lists say which blocks exist, its mask function which scores of the partial ones."""
    B, H = mask.kv_num_blocks.shape[:2]
    n, m = mask.seq_lengths
    rows, keys = mask.BLOCK_SIZE
    states = np.zeros((B, H, -(-n // rows), -(-m // keys)), np.uint8)
    for state, counts, indices in ((1, mask.kv_num_blocks, mask.kv_indices), (2, mask.full_kv_num_blocks, mask.full_kv_indices)):
        if counts is None:
            continue
        for b, h, i in np.ndindex(*counts.shape):
            states[b, h, i, indices[b, h, i, : int(counts[b, h, i])].numpy()] = state
    sizes, plain = (B, H, n, m), mask.mask_mod is None or mask.mask_mod.__name__ == "noop_mask"
    if plain:
        states[states == 1] = 2
    if (rows, keys) == (BLOCK, BLOCK) and plain:
        return BlockMask(sizes, (states, np.full(states.shape, -1, np.int32), np.zeros((0, BLOCK, BLOCK // 64), np.uint64)))
    if (rows, keys) == (BLOCK, BLOCK):
        (exact, place, bits), how = blocks_of(mask.mask_mod, sizes)
        place = np.broadcast_to(place, states.shape)
        state = np.where(states == 1, exact, states).astype(np.uint8)
        return BlockMask(sizes, (state, np.ascontiguousarray(np.where(state == 1, place, -1)), bits), (rows, keys), mask.mask_mod, how)
    spread = states.repeat(rows, 2).repeat(keys, 3)[:, :, :n, :m]
    dense = spread == 2
    if not plain:
        blocks, _ = blocks_of(mask.mask_mod, sizes)
        dense |= (spread == 1) & BlockMask(sizes, blocks)._dense()
    return BlockMask(sizes, pack(dense), (rows, keys), mask.mask_mod)
