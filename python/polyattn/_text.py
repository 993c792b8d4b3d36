"""What a row says about itself, in words: docstrings, and tables as text and as HTML."""
from __future__ import annotations

import re
from textwrap import wrap
from typing import Iterable, Sequence

from ._functions import LAYOUTS, flex_options, signature, slot_default
from ._table import DTYPES, Row, differentiable

WIDTH = 96        # help() indents by four


def paragraph(text: str, indent: str = "", hanging: str | None = None) -> str:
    """Wrapped, with (B, H, M) and (int, int) kept whole."""
    kept = re.sub(r"\([^\s()]+(, [^\s()]+){1,3}\)", lambda found: found[0].replace(" ", "\xa0"), text)
    lines = wrap(kept, WIDTH, initial_indent=indent, subsequent_indent=indent if hanging is None else hanging, break_long_words=False, break_on_hyphens=False)
    return "\n".join(lines).replace("\xa0", " ")


def choice(words: Iterable[str]) -> str:
    """'a, b or c', each as Python writes it."""
    *most, last = map(repr, words)
    return f"{', '.join(most)} or {last}" if most else last


def shape_of(slot: Row) -> str:
    """'(B, Hq) or (Hq,) or a number'."""
    forms = [tuple(form.split()) for form in slot["shape"].split("|")]
    said = [f"({', '.join(form)}{',' if len(form) == 1 else ''})" if form else "a number" for form in forms]
    return " or ".join(said)


def type_of(slot: Row) -> str:
    """'array (B, H, M, D)', with what else is taken in its place and which dtypes."""
    words = f" or {choice(slot['words'])}" if slot["words"] else ""
    kind = {"mask": ", boolean" + (" or float" if slot["broadcast"] else ""), "index": ", int32 or int64" + (", or float" if slot["broadcast"] else "")}.get(slot["role"], "")
    array = "array that broadcasts to " if slot["broadcast"] else "array " if slot["shape"] else ""
    return array + shape_of(slot) + words + kind


def status_of(slot: Row, row: Row) -> str:
    """'differentiable', or what a float tensor is instead."""
    if not row["gradients"] or slot["role"] in ("mask", "index"):
        return ""
    return "differentiable" if differentiable(slot) else "no gradient"


def number(x: float) -> str:
    """2**32 - 1 rather than its ten digits; 2**64 - 1 comes rounded up."""
    n = int(x) - (x == 2**64)
    return f"2**{n.bit_length()} - 1" if n > 2**20 and n & (n + 1) == 0 else f"{x:.12g}"


def range_of(param: Row) -> str:
    """' in [0, 1)', ' >= 0', or nothing where every number is taken."""
    low, high = param["min"], param["max"]
    if low is None or high is None:
        return f" >= {number(low)}" if low is not None else f" <= {number(high)}" if high is not None else ""
    return f" in [{number(low)}, {number(high)}{')' if param['open_max'] else ']'}"


def kind_of(param: Row) -> str:
    """'float in [0, 1)', "{'add', 'none'}", "bool or 'top_left'"."""
    kinds = {"number": "float", "integer": "int", "boolean": "bool", "causal": "bool or 'top_left'", "window": "(int, int) or int", "grid": "int or tuple of one to three",
             "range": "(float, float)"}
    kind = "{" + ", ".join(map(repr, param["words"])) + "}" if param["kind"] == "word" else kinds[param["kind"]]
    return kind + range_of(param) + (" or None" if param["optional"] else "")


def arguments(row: Row) -> list[tuple[str, str, str]]:
    """(name, what is taken, meaning) of every argument, in the order of the signature."""
    told = []
    for slot in row["slots"]:
        default = slot_default(slot)
        presence = "" if not slot["optional"] else "optional" if default is None else f"default {default!r}"
        told.append((slot["name"], ", ".join(filter(None, (type_of(slot), status_of(slot, row), presence))), slot["doc"]))
    for param in row["params"]:
        asked = [output["name"] for output in row["outputs"] if output["when"] == param["name"]]
        told.append((param["name"], f"{kind_of(param)}, default {param['default']!r}", f"return {' and '.join(asked)} too" if asked else param["doc"]))
    moving = ", ".join(s["name"] for s in row["slots"] if s["role"] in ("query", "key", "value", "gate"))
    if flex_options(row):
        told.append(("score_mod", "function, optional", "score = f(score, b, h, q_idx, kv_idx), the last of the terms: see polyattn.flex_attention"))
        told.append(("block_mask", "BlockMask, optional", "which scores exist: see polyattn.create_block_mask"))
    told.append(("layout", "{" + ", ".join(map(repr, LAYOUTS)) + f"}}, default {LAYOUTS[0]!r}",
                 f"order of the axes of {moving} and {row['outputs'][0]['name']}: 'bnhd' has tokens before heads"))
    told.append(("out", "array, optional", f"where {row['outputs'][0]['name']} is written: its shape, dtype and layout, no overlap with an input"))
    return told


def returns(row: Row) -> list[tuple[str, str, str]]:
    """(name, type, meaning) of every output."""
    told = []
    for output in row["outputs"]:
        dtype = "float32, float64 for float64" if output["wide"] else "dtype of q"
        asked = f" (with {output['when']}=True)" if output["when"] else ""
        told.append((output["name"], ", ".join(filter(None, (type_of(output), dtype, status_of(output, row)))), output["doc"] + asked))
    return told


def listed(entries: Iterable[tuple[str, str, str]]) -> str:
    lines = []
    for name, kind, meaning in entries:
        lines += [paragraph(f"{name} : {kind}", hanging="        "), paragraph(meaning, "    ")]
    return "\n".join(lines)


def facts(row: Row) -> list[tuple[str, str]]:
    """What else is to be known: (heading, sentence)."""
    with_gradient = [s["name"] for s in row["slots"] if differentiable(s)]
    told = [
        ("Patterns", ", ".join(row["patterns"]) + "." + (" Always causal." if row["always_causal"] else "")),
        ("Gradients", f"with respect to {', '.join(with_gradient)}." if row["gradients"] else "none is offered."),
        ("Cost", row["cost"] + "."),
        ("Dtypes", f"{', '.join(DTYPES)}: one for q, k and v, any for the other float tensors. float64 is accumulated in float64, the others in float32."),
    ]
    packed = [s["name"] for s in row["slots"] if s["role"] == "index" and s["name"].startswith("cu_seqlens")]
    if packed:
        told.append(("Packed", f"with {packed[0]} the sequences stand one after another and tensors of tokens are (T, H, D), or have batch 1."))
    if row["module"]:
        told.append(("Layer", f"what pa.nn.Attention puts around it, unless told otherwise: {row['module']}."))
    if row["notes"]:
        told.append(("Decisions", row["notes"]))
    if row["experimental"]:
        told.append(("Experimental", "its arguments may change."))
    return told


def references(row: Row) -> list[str]:
    own = row["paper"].split("; ")
    return own + [f"{title}: {where}" for title, where in row["papers"] if not any(title in paper for paper in own)]


SHAPES = "B sequences, Hq query heads, H key and value heads, N queries, M keys, D and Dv sizes of a key and a value."

RAISES = (
    ("TypeError", "an argument is of the wrong kind or dtype, or the arrays come from different frameworks"),
    ("ValueError", "a shape, a range, or arguments that do not go together"),
    ("BufferError", "memory that cannot be exchanged"),
    ("MemoryError", "memory ran out"),
    ("NotImplementedError", "a gradient that is not offered"),
)


def section(title: str, body: str) -> str:
    return f"{title}\n{'-' * len(title)}\n{body}\n"


def docstring(row: Row) -> str:
    """The NumPy docstring of the mechanism's function."""
    several = "; several come as a named tuple of those that were asked for" if len(row["outputs"]) > 1 else ""
    outputs = listed(returns(row)) + "\n\n" + paragraph(f"Arrays come in the framework of the inputs{several}.")
    aliases = f" Also called {', '.join(row['aliases'])}." if row["aliases"] else ""
    return "\n".join([
        f"{row['title']}.{aliases}\n",
        *(f"    {line.strip()}" for line in row["equation"].splitlines()), "",
        section("Parameters", listed(arguments(row))),
        section("Returns", outputs),
        section("Raises", "\n".join(f"{name}\n{paragraph(why, '    ')}" for name, why in RAISES)),
        section("Notes", paragraph(f"Shapes: {SHAPES}") + "".join("\n\n" + paragraph(f"{head}: {text}") for head, text in facts(row))),
        section("References", "\n".join(f".. [{i}] " + paragraph(r, "   ").strip() for i, r in enumerate(references(row), 1))),
        section("Examples", f'>>> import polyattn as pa\n>>> out = pa.{row["name"]}(**pa.example_inputs("{row["name"]}"))'),
    ])


def heading(row: Row) -> str:
    """The call, as it is written."""
    return paragraph(f"polyattn.{row['name']}({', '.join(signature(row))})", hanging="    ")


def text_table(head: Sequence[str], body: Sequence[Sequence[str]]) -> str:
    widths = [max(map(len, column)) for column in zip(head, *body)]
    line = lambda cells: "  ".join(cell.ljust(width) for cell, width in zip(cells, widths)).rstrip()
    return "\n".join([line(head), line(["-" * width for width in widths]), *map(line, body)])


def html_table(head: Sequence[str], body: Sequence[Sequence[str]]) -> str:
    from html import escape

    line = lambda cells, tag: "<tr>" + "".join(f'<{tag} style="text-align:left">{escape(cell)}</{tag}>' for cell in cells) + "</tr>"
    return "<table><thead>" + line(head, "th") + "</thead><tbody>" + "".join(line(cells, "td") for cells in body) + "</tbody></table>"


def html(row: Row) -> str:
    """The description of a row for a notebook."""
    from html import escape

    parts = [f"<h3><code>{escape(row['name'])}</code> {escape(row['title'])}</h3>", f"<pre>{escape(row['equation'])}</pre>",
             f"<pre>{escape(heading(row))}</pre>", html_table(("argument", "takes", "meaning"), arguments(row)),
             html_table(("returns", "type", "meaning"), returns(row)), html_table(("", ""), facts(row)),
             "<ul>" + "".join(f"<li>{escape(r)}</li>" for r in references(row)) + "</ul>"]
    return "\n".join(parts)

