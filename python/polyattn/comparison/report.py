"""The result of a comparison: text, HTML, a data frame, JSON, a picture. COLUMNS says once what is shown, in every form."""
import html
import json
import math
from dataclasses import dataclass
from pathlib import Path


def need(module, purpose, install="'polyattn[compare]'"):
    """An optional package, imported when it is used."""
    import importlib
    try:
        return importlib.import_module(module)
    except ImportError:
        raise ImportError(f"{purpose} needs {module.split('.')[0]}: pip install {install}") from None


def milliseconds(x):
    return f"{1e3 * x:.2f}" if x < 0.01 else f"{1e3 * x:.1f}" if x < 0.1 else f"{1e3 * x:.0f}"


def memory(x):
    return f"{x / 2 ** 20:.1f} MB" if x >= 2 ** 17 else f"{x / 1024:.0f} kB"


def checked(x):
    return f"{x['relative']:.0e}" + ("" if x["right"] else " WRONG")


def number(digits):
    return lambda x: f"{x:.{digits}f}"


@dataclass(frozen=True)
class Column:
    table: str                  # which of the two text tables
    heading: str
    path: str                   # where it lies in a row of the JSON
    form: object                # a value's text
    meaning: str


def _direction(name):
    return [Column("cost", name, f"{name}.seconds", lambda x: milliseconds(x) + " ms", f"median time of the {name}"),
            Column("cost", "GF/s", f"{name}.gflops", number(0), "useful operations per second, in 10^9"),
            Column("cost", "peak", f"{name}.peak_fraction", lambda x: f"{100 * x:.0f} %", "fraction of the measured peak"),
            Column("cost", "extra", f"{name}.extra_bytes", memory, "most memory held beyond inputs and outputs")]


COLUMNS = [
    *_direction("forward"), *_direction("backward"),
    Column("result", "causal", "causal", lambda x: "yes" if x else "no", "each query sees the keys up to its own"),
    Column("result", "error", "error", checked, "relative to the float64 reference"),
    Column("result", "gradient", "gradient", checked, "pullback against central differences of the reference, relative"),
    Column("result", "distance", "distance.relative", number(3), "|out - baseline| / |baseline|"),
    Column("result", "cosine", "distance.cosine", number(3), "between the output and the baseline's"),
    Column("result", "entropy", "map.entropy", number(2), "of the rows of |map|, in nats"),
    Column("result", "on first", "map.first_token", lambda x: f"{100 * x:.1f} %", "mass of the rows of |map| on the first token"),
]


def look_up(row, path):
    for key in path.split("."):
        row = row.get(key) if isinstance(row, dict) else None
    return row


def cells(row, columns):
    values = [look_up(row, column.path) for column in columns]
    return ["-" if value is None else column.form(value) for column, value in zip(columns, values)]


def finite(x):
    """`x` as JSON can say it: it has no word for NaN and infinity, which a mechanism's output may hold."""
    if isinstance(x, dict):
        return {key: finite(value) for key, value in x.items()}
    if isinstance(x, (list, tuple)):
        return [finite(value) for value in x]
    return None if isinstance(x, float) and not math.isfinite(x) else x


class Rows:
    """Rows of facts under columns: what a notebook shows, and JSON. A subclass has `columns`, `facts`, `rows`, `header` and `footer`."""

    def _repr_html_(self):
        head = "".join(f'<th title="{html.escape(c.meaning)}">{html.escape(c.heading)}</th>' for c in self.columns)
        body = ""
        for row in self.rows:
            inner = f'<td colspan="{len(self.columns)}" style="text-align:left;opacity:.7">{html.escape(row["reason"])}</td>' if row["reason"] else \
                "".join(f'<td{" style=color:crimson" * ("WRONG" in c)}>{html.escape(c)}</td>' for c in cells(row, self.columns))
            body += f'<tr><th style="text-align:left" title="{html.escape(row["title"])}">{html.escape(row["name"])}</th>{inner}</tr>'
        lines = lambda texts: "<br>".join(map(html.escape, texts))
        return (f'<p>{lines(self.header())}</p><table style="font-variant-numeric:tabular-nums"><thead><tr><th></th>{head}</tr></thead>'
                f'<tbody>{body}</tbody></table><p style="opacity:.7">{lines(self.footer())}</p>')

    def to_json(self, path=None):
        """The facts as JSON text, null for what is no finite number; with a path, also written there."""
        text = json.dumps(finite(self.facts), indent=1, allow_nan=False, default=str)
        if path is not None:
            Path(path).write_text(text + "\n")
        return text


class Report(Rows):
    """What `compare` found. print(report) is a table, a notebook shows it as one; `facts` is everything, as plain data."""

    columns = COLUMNS

    def __init__(self, facts, maps):
        self.facts, self.maps = facts, maps

    rows = property(lambda self: self.facts["mechanisms"])

    def __getitem__(self, name):
        return next(row for row in self.rows if row["name"] == name)

    def header(self):
        f, data = self.facts, self.facts["input"]
        shape = ", ".join(f"{n} {tuple(data[n])}" for n in "qkv") if not data["q"] == data["k"] == data["v"] else f"q, k, v {tuple(data['q'])}"
        return [f"{data['name']}: {shape} {data['dtype']}",
                f"{f['machine']['processor']}, {f['isa']}, {f['threads']} thread{'s' * (f['threads'] != 1)}; peak {f['peak']['gflops']:.0f} GFLOP/s ({f['peak']['what']})"]

    def footer(self):
        notes = [f"{row['name']}: {'; '.join(row['notes'])}" for row in self.rows if row["notes"] and not row["reason"]]
        causal = [row["name"] for row in self.rows if row["causal"] and not row["reason"]]
        notes += [f"causal rows are held against causal {self.facts['baseline']}"] if causal and self.facts["causal"] is not True else []
        return notes + [f"{row['name']}: {row['map']['reason']}" for row in self.rows if "reason" in (row.get("map") or {})]

    def __str__(self):
        lines = self.header()
        for table in ("cost", "result"):
            columns = [c for c in COLUMNS if c.table == table]
            grid = [["mechanism"] + [c.heading for c in columns]]
            grid += [[row["name"]] + cells(row, columns) if not row["reason"] else None for row in self.rows]
            widths = [max(len(line[i]) for line in grid if line) for i in range(len(columns) + 1)]
            lines += [""]
            for line, row in zip(grid, [None] + self.rows):
                lines.append("  ".join([line[0].ljust(widths[0])] + [c.rjust(w) for c, w in zip(line[1:], widths[1:])]) if line
                             else f"{row['name'].ljust(widths[0])}  {row['reason']}")
        return "\n".join(lines + ["", *self.footer()]).rstrip()

    __repr__ = __str__

    def __rich__(self):
        group, table_, text = need("rich.console", "this form").Group, need("rich.table", "this form").Table, need("rich.text", "this form").Text
        parts = [text(line, style="bold" if i == 0 else "dim") for i, line in enumerate(self.header())]
        for title in ("cost", "result"):
            columns = [c for c in COLUMNS if c.table == title]
            table = table_(box=need("rich.box", "this form").SIMPLE_HEAD, pad_edge=False, padding=(0, 0, 0, 1), show_edge=False)
            table.add_column("mechanism", style="bold", no_wrap=True)
            for column in columns:
                table.add_column(column.heading, justify="right", no_wrap=True)
            for row in self.rows:
                if not row["reason"]:
                    table.add_row(row["name"], *(text(c, style="bold red" if "WRONG" in c else "dim" if c == "-" else "") for c in cells(row, columns)))
            parts += [text(""), table]
        parts += [text(f"{row['name']} does not apply: {row['reason']}", style="yellow") for row in self.rows if row["reason"]]
        return group(*parts, text(""), *(text(line, style="dim") for line in self.footer()))

    def to_pandas(self):
        """One row per mechanism, a column per figure ("forward.seconds")."""
        return need("pandas", "to_pandas", "pandas").json_normalize(self.rows).set_index("name")

    def plot(self, path=None, head=None):
        """The matplotlib figure; with a path, also written there. head: (batch, head) of the maps; default: the baseline's richest on the words shown."""
        need("matplotlib", "plot")
        from .plot import figure
        picture = figure(self, head)
        if path is not None:
            picture.savefig(path, dpi=160)
        return picture
