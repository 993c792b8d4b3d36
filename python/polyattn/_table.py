"""The rows of the table of mechanisms, as the C module hands them out, and finding one by its name."""
from __future__ import annotations

from functools import cache
from typing import Any, Callable, Iterable

from . import _C

DTYPES = ("float64", "float32", "bfloat16", "float16")
Row = dict[str, Any]


@cache
def rows() -> dict[str, Row]:
    """Every row under its name, in the order of the table; `index` is what the C module calls it by."""
    return {row["name"]: {**row, "index": index} for index, row in enumerate(_C.table())}


@cache
def names() -> dict[str, Row]:
    """The rows under their names and under their aliases."""
    return {name: row for row in rows().values() for name in (row["name"], *row["aliases"])}


def row_of(mechanism: str | Callable[..., Any]) -> Row:
    """The row of a mechanism that is named, or given as its function (`pa.gla`)."""
    name = mechanism if isinstance(mechanism, str) else getattr(mechanism, "mechanism", None)
    if not isinstance(name, str):
        raise TypeError(f"expected the name of a mechanism or its function, got {type(mechanism).__name__}")
    try:
        return names()[name]
    except KeyError:
        raise unknown("mechanism", name, names()) from None


def close_to(name: str, choices: Iterable[str]) -> str:
    """' Did you mean ...?', or nothing when nothing is near."""
    from difflib import get_close_matches

    near = get_close_matches(name.lower(), list(choices), n=3, cutoff=0.5)
    return f" Did you mean {' or '.join(map(repr, near))}?" if near else ""


def unknown(what: str, name: str, choices: Iterable[str]) -> ValueError:
    """The error for a name that is not among the choices, with those that are near, or all when none is."""
    choices = list(choices)
    return ValueError(f"unknown {what} {name!r}." + (close_to(name, choices) or f" Known: {', '.join(choices)}"))


def per_token(slot: Row, form: list[str]) -> bool:
    """Whether the axes of heads and tokens of this form of a slot change places with the layout and with packing."""
    moves = slot["role"] in ("query", "key", "value", "gate", "output")
    return moves and len(form) >= 3 and form[0] == "B" and form[1][0] == "H" and (form[2] in ("N", "M") or slot["role"] in ("key", "value"))


def differentiable(slot: Row) -> bool:
    """Whether a row that offers gradients offers one for this tensor."""
    return slot["role"] not in ("mask", "index") and not slot["constant"]
