"""Python functions made from rows: real functions with real signatures, whose bodies hand everything to C by position."""
from __future__ import annotations

import linecache
import sys
from functools import cache
from inspect import Signature
from typing import Any, Callable

from ._table import Row, row_of

LAYOUTS = ("bhnd", "bnhd")
POSITIONAL = ("q", "k", "v")
ROLES = ("query", "key", "value")


def slot_default(slot: Row) -> str | None:
    """An absent tensor is None, or the word that stands for it."""
    return slot["words"][0] if slot["words"] and slot["words"][0] != "none" else None


def flex_options(row: Row) -> tuple[str, ...]:
    """What Python takes for mechanisms with scores that others may change, and turns into programs and blocks before C is called."""
    return ("score_mod", "block_mask") if row["score_functions"] and not row.get("brief") else ()


def arguments(row: Row) -> list[str]:
    """The names of the arguments, in the order in which C takes them."""
    return [x["name"] for x in (*row["slots"], *row["params"])] + ["layout", "out"]


def streams(row: Row) -> tuple[str, ...]:
    """What the row calls queries, keys and values; nothing for one that has other inputs."""
    named = {slot["role"]: slot["name"] for slot in reversed(row["slots"])}
    return tuple(named[role] for role in ROLES) if named.keys() >= {*ROLES} else ()


def brief(row: Row) -> Row:
    """The row without its terms: options that most calls leave away, and that C need not be given."""
    return {**row, "brief": True, **{kind: [x for x in row[kind] if not x["term"]] for kind in ("slots", "params")}}


def signature(row: Row) -> list[str]:
    """The parameters of the Python function, as they are written in its source."""
    slots, lead = row["slots"], [s["name"] for s in row["slots"] if s["name"] in POSITIONAL]
    others = [s for s in slots if s["name"] not in POSITIONAL]
    return [*lead, "*", *(s["name"] if not s["optional"] else f"{s['name']}={slot_default(s)!r}" for s in others),
            *(f"{p['name']}={p['default']!r}" for p in row["params"]), *(f"{name}=None" for name in flex_options(row)), f"layout={LAYOUTS[0]!r}", "out=None"]


def source(row: Row, body: str) -> str:
    return f"def {row['name']}({', '.join(signature(row))}):\n    return {body.format(arguments=', '.join(arguments(row)), **row)}\n"


def with_flex(body: str) -> str:
    return f"{body} if score_mod is None and block_mask is None else _flex({{index}}, score_mod, block_mask, {{arguments}})"


def texts(row: Row) -> tuple[str, str]:
    """The source of the function of a row, and of the one that it turns to when some term is given ('': there are no terms)."""
    short, body, other = brief(row), "_call({index}, {arguments})", f"_{row['name']}_with_terms"
    if len(arguments(short)) == len(arguments(row)) and not flex_options(row):
        return source(row, body), ""
    head, call = source(short, body).split("):\n", 1)
    given = ", ".join(name if name in POSITIONAL else f"{name}={name}" for name in arguments(short))
    return f"{head}, **terms):\n    if terms:\n        return {other}({given}, **terms)\n{call}", source({**row, "name": other}, with_flex(body) if flex_options(row) else body)


def _call(index: int, *args: Any) -> Any:
    """What torch.compile reads where the functions of the package call `_C.call`, which it cannot look into."""
    from .torch._calls import trace

    return trace(index, *args)


def _flex(*args: Any) -> Any:
    from .flex import run

    return run(*args)


def define(row: Row, namespace: dict[str, Any]) -> Callable[..., Any]:
    """Defines the function of a row in `namespace`, which is that of the package: it is pickled, traced and shown as polyattn.<name>."""
    from ._text import docstring

    file, (text, whole) = f"<polyattn.{row['name']}>", texts(row)
    code = compile(text, file, "exec")
    linecache.cache[file] = (len(text), None, text.splitlines(True), file)      # tracebacks and inspect.getsource show it

    def made(names: dict[str, Any]) -> Callable[..., Any]:
        local: dict[str, Any] = {}
        exec(code, names, local)
        function = local[row["name"]]
        function.mechanism, function.streams = row["name"], streams(row)
        if whole:
            exec(whole, names)
            terms = names[f"_{row['name']}_with_terms"]
            terms.__qualname__ = row["name"]                # which complaints about arguments name
            function.__signature__ = Signature.from_callable(terms)
        return function

    function: Any = made(namespace)
    function.__doc__ = docstring(row)
    function._torchdynamo_inline = made(globals())      # works whether torch is loaded yet or not
    return namespace.setdefault(row["name"], function)


@cache
def binder(name: str) -> Callable[..., tuple[Any, ...]]:
    """A function with the signature of the mechanism that returns what C takes after the index."""
    namespace: dict[str, Any] = {}
    row = row_of(name)
    exec(source(row, "({arguments})"), namespace)
    return namespace[row["name"]]


def attention(q: Any, k: Any, v: Any, mechanism: str = "softmax", **options: Any) -> Any:
    """Any mechanism, by its name: ``pa.attention(q, k, v, mechanism="gla", g=g)`` is ``pa.gla(q, k, v, g=g)``.

    Parameters
    ----------
    q, k, v : array
        queries (B, Hq, N, D), keys (B, H, M, D) and values (B, H, M, Dv)
    mechanism : str, default 'softmax'
        a name of ``pa.mechanisms()`` or an alias
    **options
        what else the mechanism takes: ``pa.info(mechanism)`` lists it

    Returns
    -------
    array or named tuple
        what the function of the mechanism returns

    Raises
    ------
    ValueError
        for a name that no mechanism has, with those that are near
    TypeError
        for a mechanism whose inputs are others
    """
    function: Any = getattr(sys.modules[__package__], mechanism, None) if isinstance(mechanism, str) else mechanism
    if not hasattr(function, "mechanism"):
        row_of(mechanism)      # says what is wrong; not asked before, as torch.compile warns of the cache in it
    if not function.streams:
        raise TypeError(f"attention: {function.mechanism} does not take queries, keys and values: call pa.{function.mechanism}")
    return function(**dict(zip(function.streams, (q, k, v))), **options)
