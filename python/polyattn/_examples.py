"""Valid arguments for any mechanism, drawn as its row says."""
from __future__ import annotations

from typing import Any, Callable, Iterable
from zlib import crc32

import numpy as np

from . import _C
from ._ask import dtype_name
from ._functions import binder
from ._table import DTYPES, Row, per_token, row_of, unknown

FRAMEWORKS = ("numpy", "torch")


def log_sigmoid(x: np.ndarray) -> np.ndarray:
    return -np.logaddexp(0, -x)


def unit_rows(x: np.ndarray) -> np.ndarray:
    return x / np.linalg.norm(x, axis=-1, keepdims=True)


DRAWS: dict[str, Callable[[Any, tuple[int, ...]], Any]] = {
    "normal": lambda rng, shape: rng.standard_normal(shape),
    "absent": lambda rng, shape: rng.standard_normal(shape),
    "log_decay": lambda rng, shape: log_sigmoid(rng.standard_normal(shape)) / 16,
    "unit": lambda rng, shape: rng.random(shape),
    "unit_norm": lambda rng, shape: unit_rows(rng.standard_normal(shape)),
    "small": lambda rng, shape: 0.02 * rng.standard_normal(shape),
    "above_one": lambda rng, shape: 1 + rng.random(shape),
}


def example_inputs(mechanism: str | Callable[..., Any], batch: int = 2, heads: int = 4, kv_heads: int | None = None, queries: int = 128,
                   keys: int | None = None, dim: int = 64, value_dim: int | None = None, dtype: Any = "float32", like: str = "numpy",
                   seed: int = 0, include: str | Iterable[str] = (), value_heads: int | None = None) -> dict[str, Any]:
    """Valid keyword arguments for a mechanism: ``pa.gla(**pa.example_inputs("gla"))``.

    Every argument has a stream of random numbers of its own, made from `seed` and its name: the same q, k and v come for every mechanism,
    whatever else is drawn, and every dtype sees the same numbers (drawn as float64, then rounded).

    Parameters
    ----------
    mechanism : str or function
        whose arguments
    batch, heads, queries, dim : int
        B, Hq, N and D. A size that none of the arguments fixes (features, landmarks ...) is `dim` too
    kv_heads, keys, value_dim : int, optional
        H, M and Dv; default `heads`, `queries` and `dim`
    dtype : str
        'float64', 'float32', 'bfloat16' or 'float16'. States come in the type that states are returned in: float64 for float64, else float32
    like : {'numpy', 'torch'}
        whose arrays
    seed : int
        of the random numbers
    include : str or sequence of str
        optional tensors to draw as well, by name. 'all': whichever go together with the default parameters, packed sequences excepted.
        A name that begins with cu_seqlens packs `batch` sequences of various lengths into tensors (T, H, D)
    value_heads : int, optional
        HV, of mechanisms that take more heads of values than of keys; default H

    Returns
    -------
    dict
        argument: array
    """
    row, dtype = row_of(mechanism), dtype_name(dtype)
    if dtype not in DTYPES:
        raise unknown("dtype", dtype, DTYPES)
    if like not in FRAMEWORKS:
        raise unknown("framework", like, FRAMEWORKS)
    asked = {include} if isinstance(include, str) else set(include)
    known = [slot["name"] for slot in row["slots"]]
    for name in asked.difference(known, ["all"]):
        raise unknown(f"argument of {row['name']} in include", name, [*known, "all"])
    packed, keys = any(name.startswith("cu_seqlens") for name in asked), keys or queries
    drawer = Drawer(row, dtype, like, seed, packed, {"B": batch, "Hq": heads, "H": kv_heads or heads, "HV": value_heads or kv_heads or heads,
                    "N": queries, "M": keys, "D": dim, "Rt": dim // 2, "Dv": value_dim or dim, "HO": value_heads if value_heads and value_heads > (kv_heads or heads) else heads,
                    **channels(heads, kv_heads or heads, dim, value_dim or dim), **table_sizes(keys * batch if packed else keys), **distances(max(queries, keys) * (batch if packed else 1))})
    drawn = {slot["name"]: drawer.draw(slot) for slot in row["slots"] if not slot["optional"] or slot["name"] in asked}
    if "all" in asked:
        for slot in row["slots"]:
            if slot["name"] not in drawn and drawer.can_draw(slot) and accepted(row, trial := {**drawn, slot["name"]: drawer.draw(slot)}):
                drawn = trial
    return {name: drawn[name] for name in known if name in drawn}


def table_sizes(tokens: int) -> dict[str, int]:
    """Buckets of T5's table, Gaussians of a mixture, relative positions of a line of tokens, kernels of convolutions, axes of a grid, and gates of a head."""
    return {**distances(tokens), "Nb": 32, "K": 5, "Rel": max(2 * tokens - 1, 1), "T": 3, "Kh": 5, "Kw": 5, "One": 1, "Ax": 1, "Gz": 1, "Gq": 1, "Gk": 1, "Gv": 1}


def distances(longest: int) -> dict[str, int]:
    """Rows of tables over the distances from a query to a key: all of them, and twice the longest sequence."""
    return {"Lr": max(2 * longest - 1, 1), "P2": 2 * longest}


def channels(heads: int, kv_heads: int, dim: int, value_dim: int) -> dict[str, int]:
    """Of all heads of the output, in its 3 x 3 kernels, in one of its heads; of all heads of the keys; complex ones of a query."""
    return {"C": heads * value_dim, "C9": 9 * heads * value_dim, "Cr": value_dim, "Ck": kv_heads * dim, "Dc": dim // 2}


def accepted(row: Row, inputs: dict[str, Any]) -> bool:
    """Whether the call would go through: some tensors want a parameter that is not the default, or do not go with one another."""
    try:
        _C.check(row["index"], *binder(row["name"])(**inputs))
    except (TypeError, ValueError, NotImplementedError):
        return False
    return True


class Drawer:
    """Draws the tensors of one call. Packed: sequences of various lengths stand in one row of tokens."""

    def __init__(self, row: Row, dtype: str, like: str, seed: int, packed: bool, size: dict[str, int]):
        self.row, self.dtype, self.like, self.seed, self.packed, self.size = row, dtype, like, seed, packed, size

    def can_draw(self, slot: Row) -> bool:
        """Masks and biases have a shape per sequence and do not go with packed ones; those are packed only when asked."""
        return slot["role"] != "index" and not (self.packed and slot["role"] in ("mask", "bias"))

    def draw(self, slot: Row) -> Any:
        rng = np.random.default_rng([self.seed, crc32(slot["name"].encode())])
        if slot["role"] == "index" and not slot["name"].startswith("cu_seqlens"):
            return self.convert(rng.integers(-1, 4, self.shape(slot)), "int64")
        if slot["role"] == "index":
            return self.convert(self.offsets(slot, rng), "int64")
        if not self.can_draw(slot):
            raise ValueError(f"example_inputs: {self.row['name']}: {slot['name']} does not go together with packed sequences")
        shape = self.shape(slot)
        if slot["role"] == "mask":
            mask = rng.random(shape) < 0.75
            mask[..., 0] = True        # each row keeps a key, the one that causal rows see too
            return self.convert(mask, "bool")
        wide = slot["role"] == "state" and self.dtype != "float64"
        return self.convert(np.asarray(DRAWS[slot["draw"]](rng, shape)), "float32" if wide else self.dtype)

    def shape(self, slot: Row) -> tuple[int, ...]:
        """Of the alternatives of a learned parameter the longest that every sequence shares, else the longest."""
        forms = [form.split() for form in slot["shape"].split("|")]
        form = next((f for f in forms if "B" not in f), forms[0]) if slot["role"] == "parameter" else forms[0]
        size = lambda symbol: self.size.get(symbol, self.size["D"]) * (self.size["B"] if self.packed and symbol in ("N", "M") else 1)
        if not (self.packed and {"N", "M"} & set(form)):
            return tuple(map(size, form))
        rest = [symbol for symbol in form if symbol != "B"]
        if per_token(slot, form):
            rest[:2] = rest[1::-1]
        return tuple(map(size, rest))

    def offsets(self, slot: Row, rng: np.random.Generator) -> np.ndarray:
        """Where each of B sequences begins, and the total at the end."""
        total = self.size["B"] * self.size["M" if slot["name"].endswith("_k") else "N"]
        return np.array([0, *sorted(rng.integers(0, total + 1, self.size["B"] - 1)), total])

    def convert(self, array: np.ndarray, dtype: str) -> Any:
        if dtype in ("bfloat16", "float16"):
            array = array.astype(np.float32)        # both frameworks round from there
        if self.like == "torch":
            import torch

            return torch.from_numpy(array).to(getattr(torch, dtype))
        if dtype == "bfloat16":
            try:
                import ml_dtypes
            except ImportError as error:
                raise ImportError("bfloat16 in NumPy needs the package ml_dtypes") from error
            return array.astype(ml_dtypes.bfloat16)
        return array.astype(dtype)
