"""Writes the type stub of the package, from the table: python -m polyattn._stubs"""
from __future__ import annotations

import sys
from itertools import combinations
from pathlib import Path
from textwrap import wrap
from typing import Any

import polyattn
from polyattn._functions import LAYOUTS, POSITIONAL, flex_options, slot_default
from polyattn._table import Row, rows

STUB = Path(__file__).with_name("__init__.pyi")

HEAD = '''\
# Made from the table of mechanisms by python -m polyattn._stubs
from typing import Any, Generic, Literal, NamedTuple, TypeAlias, TypeVar, overload

{imports}

__version__: str
__all__ = [{names}]

_Array = TypeVar("_Array")
_Tensor: TypeAlias = Any  # an array of the same framework, or a number where the shape allows one
'''


def literal(words: Any) -> str:
    return f"Literal[{', '.join(map(repr, words))}]"


def slot_type(slot: Row) -> str:
    if slot["name"] in POSITIONAL or slot["role"] == "query":
        return "_Array"
    return "_Tensor" + (f" | {literal(slot['words'])}" if slot["words"] else "") + (" | None" if slot["optional"] else "")


def param_type(param: Row) -> str:
    kinds = {"number": "float", "integer": "int", "boolean": "bool", "word": literal(param["words"]), "window": "int | tuple[int, int]",
             "causal": "bool | Literal['top_left']", "grid": "int | tuple[int, ...]", "range": "tuple[float, float]"}
    return kinds[param["kind"]] + (" | None" if param["optional"] else "")


def parameters(row: Row, flags: dict[str, str]) -> list[str]:
    """The parameters of one overload; `flags` says what stands for the annotation and default of each flag that asks for an output."""
    lead = [s for s in row["slots"] if s["name"] in POSITIONAL]
    typed = [f"{s['name']}: {slot_type(s)}" for s in lead] + ["*"]
    typed += [f"{s['name']}: {slot_type(s)}" + (f" = {slot_default(s)!r}" if s["optional"] else "") for s in row["slots"] if s not in lead]
    typed += [flags[p["name"]] if p["name"] in flags else f"{p['name']}: {param_type(p)} = {p['default']!r}" for p in row["params"]]
    typed += [f"{name}: Any = None" for name in flex_options(row)]
    return [*typed, f"layout: {literal(LAYOUTS)} = {LAYOUTS[0]!r}", "out: _Array | None = None"]


def definition(row: Row, flags: dict[str, str], result: str, body: str, decorator: str = "") -> str:
    first, *middle, last = (part.replace(" ", "\xa0") for part in parameters(row, flags))       # lines break between parameters only
    text = ", ".join([f"def\xa0{row['name']}({first}", *middle, f"{last})\xa0->\xa0{result}:"])
    return decorator + "\n".join(wrap(text, 120, subsequent_indent="    ", break_long_words=False, break_on_hyphens=False)).replace("\xa0", " ") + body


def stub(row: Row) -> str:
    """The functions of one row: an overload for each set of outputs that can be asked for."""
    asked = list(dict.fromkeys(o["when"] for o in row["outputs"] if o["when"]))
    doc = f'\n    """{row["title"]}: {" ".join(row["equation"].split())}"""\n' if "\\" not in row["equation"] else " ...\n"
    classes, overloads = [], []
    for count in range(len(asked) + 1):
        for chosen in combinations(asked, count):
            fields = [o["name"] for o in row["outputs"] if not o["when"] or o["when"] in chosen]
            result = "_Array"
            if len(fields) > 1:
                name = "_" + "".join(part.capitalize() for part in f"{row['name']}_{'_'.join(fields)}".split("_"))
                classes.append(f"class {name}(NamedTuple, Generic[_Array]):\n" + "".join(f"    {field}: _Array\n" for field in fields))
                result = f"{name}[_Array]"
            flags = {flag: f"{flag}: Literal[True]" if flag in chosen else f"{flag}: Literal[False] = False" for flag in asked}
            overloads.append((flags, result))
    if not asked:
        return "\n".join([*classes, definition(row, {}, overloads[0][1], doc)])
    overloads.append(({flag: f"{flag}: bool = False" for flag in asked}, "Any"))
    bodies = [doc] + [" ...\n"] * len(overloads)
    texts = [definition(row, flags, result, body, "@overload\n") for (flags, result), body in zip(overloads, bodies)]
    return "\n".join([*classes, *texts])


def text() -> str:
    """The whole stub: what the package holds, modules that load when used, a function per row, aliases."""
    held = {name: x.__module__ for name, x in vars(polyattn).items() if callable(x) and not name.startswith("_") and not hasattr(x, "mechanism")}
    imports = [f"from . import {name} as {name}" for name in sorted(getattr(polyattn, "_modules")())]
    imports += [f"from .{module} import {name} as {name}" for name, module in getattr(polyattn, "_LATER").items() if name in polyattn.__all__]
    imports += [f"from {where.replace('polyattn.', '.')} import {name} as {name}" for name, where in sorted(held.items(), key=lambda x: x[::-1]) if where != "polyattn"]
    exported = wrap(", ".join(f'"{name}"' for name in polyattn.__all__), 110)
    parts = [HEAD.format(imports="\n".join(imports), names="\n           ".join(exported))]
    for row in rows().values():
        parts += [stub(row), *(f"{alias} = {row['name']}\n" for alias in row["aliases"])]
    return "\n".join(parts)


if __name__ == "__main__":
    STUB.write_text(text())
    sys.stdout.write(f"{STUB}\n")
