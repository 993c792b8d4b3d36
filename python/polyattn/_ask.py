"""Questions to the table: which mechanisms there are, what one is, what it takes, and which papers are answered."""
from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any, Callable, Iterable, NamedTuple

from . import _C
from ._table import DTYPES, Row, names, row_of, rows, unknown


def summary(row: Row) -> dict[str, Any]:
    """The line of a mechanism in pa.mechanisms()."""
    return {
        **{key: row[key] for key in ("name", "title", "paper", "engine", "patterns", "gradients")},
        "state": any(o["role"] == "state" for o in row["outputs"]),
        "decode": "decode" in row["patterns"],
        "dtypes": DTYPES,
        "aliases": row["aliases"],
        "experimental": row["experimental"],
    }


def short_paper(paper: str) -> str:
    """'Yang et al. 2023, arXiv:2312.06635' of the first paper that is named."""
    first = paper.split("; ")[0]
    return ", ".join([first.split(", ")[0], *re.findall(r"arXiv:[\d.]+\d", first)])


class Mechanisms(tuple[str, ...]):
    """Names of mechanisms. Prints as a table; `.rows` has what the table shows as dicts."""

    __slots__ = ()

    @property
    def rows(self) -> list[dict[str, Any]]:
        return [summary(row_of(name)) for name in self]

    def _cells(self) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
        yes = lambda x: "yes" if x else "-"
        short = {"self": "self", "causal self": "self*", "cross": "cross", "causal cross": "cross*", "decode": "decode"}
        return (("name", "title", "engine", "patterns (* causal)", "gradients", "state", "paper"),
                [(r["name"], r["title"], r["engine"], " ".join(short[p] for p in r["patterns"]), yes(r["gradients"]), yes(r["state"]), short_paper(r["paper"]))
                 for r in self.rows])

    def __getitem__(self, item: Any) -> Any:
        got = super().__getitem__(item)
        return Mechanisms(got) if isinstance(item, slice) else got

    def __repr__(self) -> str:
        from ._text import text_table

        return text_table(*self._cells()) if self else "no mechanisms"

    def _repr_html_(self) -> str:
        from ._text import html_table

        return html_table(*self._cells())


def mechanisms(*, engine: str | None = None, self: bool | None = None, causal: bool | None = None, cross: bool | None = None,
               decode: bool | None = None, gradients: bool | None = None, state: bool | None = None, dtype: Any = None,
               experimental: bool | None = None) -> Mechanisms:
    """The mechanisms there are, as a sequence of names that prints as a table.

    Every argument narrows it down; None does not. A pattern is True for those that offer it and False for those that do not.

    Parameters
    ----------
    engine : str, optional
        'dense', 'recurrent', ...: what computes it
    self, causal, cross, decode : bool, optional
        queries and keys are of one sequence; a query sees only keys up to its own position; keys are of another sequence; one token at a time
    gradients : bool, optional
        a backward is offered
    state : bool, optional
        it has a state of fixed size that can be passed on
    dtype : str, optional
        'float64', 'float32', 'bfloat16' or 'float16' is taken
    experimental : bool, optional
        its arguments may still change

    Examples
    --------
    >>> pa.mechanisms(engine="recurrent", causal=True)
    >>> [getattr(pa, name) for name in pa.mechanisms(state=True)]
    """
    engines = {row["engine"] for row in rows().values()}
    if engine is not None and engine not in engines:
        raise unknown("engine", engine, sorted(engines))
    if dtype is not None and dtype_name(dtype) not in DTYPES:
        raise unknown("dtype", dtype_name(dtype), DTYPES)
    wanted = {"gradients": gradients, "state": state, "decode": decode, "experimental": experimental}

    def fits(row: Row) -> bool:
        has, patterns = summary(row), row["patterns"]
        has_pattern = {"self": "self" in patterns, "cross": "cross" in patterns, "causal": any(p.startswith("causal") for p in patterns)}
        return ((engine is None or row["engine"] == engine)
                and all(want is None or bool(want) == has[key] for key, want in wanted.items())
                and all(want is None or bool(want) == has_pattern[key] for key, want in (("self", self), ("cross", cross), ("causal", causal))))

    return Mechanisms(name for name, row in rows().items() if fits(row))


def dtype_name(dtype: Any) -> str:
    """'float32' of 'float32', numpy.float32, numpy.dtype('float32') or torch.float32."""
    name = dtype if isinstance(dtype, str) else getattr(dtype, "__name__", None) or str(dtype)
    return name.rpartition(".")[2]


class Info:
    """Everything about one mechanism: prints it all, and has what a row has as attributes (`.equation`, `.inputs["g"].shape` ...)."""

    def __init__(self, row: Row):
        self._row = row
        for key in ("name", "title", "paper", "equation", "cost", "notes", "aliases", "engine", "patterns", "always_causal", "experimental", "gradients"):
            setattr(self, key, row[key])
        self.state, self.decode, self.dtypes = (summary(row)[key] for key in ("state", "decode", "dtypes"))
        named = lambda entries: {entry["name"]: SimpleNamespace(**entry) for entry in entries}
        self.inputs, self.outputs, self.parameters = named(row["slots"]), named(row["outputs"]), named(row["params"])
        self.papers = papers(row["name"])

    def __repr__(self) -> str:
        from ._text import docstring, heading

        return f"{heading(self._row)}\n\n{docstring(self._row)}".rstrip()

    def _repr_html_(self) -> str:
        from ._text import html

        return html(self._row)


def info(mechanism: str | Callable[..., Any]) -> Info:
    """Everything about one mechanism: equation, inputs with shapes, parameters with defaults and ranges, cost, papers.

    >>> pa.info("gla")                      # prints it
    >>> pa.info("gla").inputs["g"].shape
    'B H M D'
    """
    return Info(row_of(mechanism))


def supports(mechanism: str | Callable[..., Any], *args: Any, **options: Any) -> list[str]:
    """Whether the mechanism takes these arguments: an empty list, or the sentences that the call would raise. Computes nothing.

    >>> pa.supports("gla", q, k, v)
    ["gla() missing 1 required keyword-only argument: 'g'"]
    """
    from ._functions import binder

    row = row_of(mechanism)
    try:
        inputs = binder(row["name"])(*args, **options)
        _C.check(row["index"], *inputs)
        if type(inputs[0]).__module__.partition(".")[0] == "torch":
            from .torch._calls import check_gradients

            check_gradients(row["index"], inputs)
    except (TypeError, ValueError, BufferError, NotImplementedError) as error:
        return [str(error)]
    return []


class Paper(NamedTuple):
    """A paper: its title, the mechanisms that answer to it, and what each of them gives it."""

    title: str
    slugs: tuple[str, ...]
    where: dict[str, str]


class Papers(tuple[Paper, ...]):
    """Papers that the library answers to; prints as a table."""

    __slots__ = ()

    def _cells(self) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
        return ("paper", "where"), [(p.title, "; ".join(f"{slug}: {where}" for slug, where in p.where.items())) for p in self]

    def __repr__(self) -> str:
        return "\n".join(f"{title}\n    {where}" for title, where in self._cells()[1]) or "no papers"

    def _repr_html_(self) -> str:
        from ._text import html_table

        return html_table(*self._cells())


def own_titles(row: Row) -> Iterable[str]:
    """The titles in 'Author et al. 2023, Title (arXiv:...); Author 2024, ...'."""
    return (re.sub(r"\s*\((arXiv|doi|https):[^)]*\)$", "", paper.partition(", ")[2]) for paper in row["paper"].split("; "))


def papers(which: str | None = None) -> Papers:
    """The papers that the library answers to, each with its title, the mechanisms (`slugs`) and what each gives it (`where`).

    Parameters
    ----------
    which : str, optional
        a mechanism's name, or any part of a title; default: all
    """
    where: dict[str, dict[str, str]] = {}
    for name, row in rows().items():
        for title, gives in (*row["papers"], *((title, "the mechanism") for title in own_titles(row))):
            where.setdefault(title, {}).setdefault(name, gives)
    found = [Paper(title, tuple(gives), gives) for title, gives in where.items()]
    if which is not None:
        slug = names()[which]["name"] if which in names() else ""
        found = [p for p in found if slug in p.slugs or which.lower() in p.title.lower()]
    return Papers(sorted(found))
