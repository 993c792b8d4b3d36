"""Named tuples for what is several: the outputs that were asked for, the gradients that were computed."""
from __future__ import annotations

from collections import namedtuple
from functools import cache
from typing import Any, Iterable

from ._table import rows


@cache
def named(mechanism: str, kind: str, fields: tuple[str, ...]) -> Any:
    """The class GlaResult(out, final_state) of mechanism 'gla', kind 'Result' and these fields."""
    name = "".join(part.capitalize() for part in mechanism.split("_")) + kind
    made = namedtuple(name, fields, module=__name__)  # type: ignore[misc]
    # Classes of one name differ in their fields, so that a pickle has to say what they were made from.
    setattr(made, "__reduce__", lambda self: (_restore, (mechanism, kind, fields, tuple(self))))
    return made


def _restore(mechanism: str, kind: str, fields: tuple[str, ...], values: tuple[Any, ...]) -> Any:
    return named(mechanism, kind, fields)(*values)


@cache
def _asked(index: int, mask: int) -> Any:
    row = list(rows().values())[index]
    return named(row["name"], "Result", tuple(o["name"] for i, o in enumerate(row["outputs"]) if mask >> i & 1))


def make(index: int, mask: int, values: Iterable[Any]) -> Any:
    """The result factory of the C module: `mask` has a bit for each declared output that was asked for."""
    return _asked(index, mask)(*values)
