"""What `learn` found: text, HTML, a data frame, JSON, a picture. COLUMNS says once what is shown, in every form."""
from __future__ import annotations

from statistics import fmean

from ..comparison.report import Column, Rows, cells, need, number


def percent(x):
    return f"{100 * x:.1f} %"


def spread(form):
    return lambda x: form(x[0]) if len(x) == 1 else f"{form(min(x))} - {form(max(x))}"


def count(x):
    return f"{x:,.0f}".replace(",", " ")


COLUMNS = [
    Column("", "accuracy", "final.accuracy", percent, "of the test at the end, mean of the seeds"),
    Column("", "of the seeds", "seeds.accuracy", spread(percent), "least and most"),
    Column("", "loss", "final.loss", number(3), "cross entropy of the test at the end, nats, mean of the seeds"),
    Column("", "steps to goal", "goal.step", count, "steps of training until the goal, mean of the seeds; - when not every seed reached it"),
    Column("", "seconds", "goal.seconds", number(1), "seconds of training until the goal"),
    Column("", "ms/step", "step_milliseconds", number(1), "time of a step of training, mean of the seeds"),
    Column("", "parameters", "parameters", count, "numbers that are learned"),
]


def reached(run, goal):
    """(step, seconds) of the first point of a curve at the goal, or None."""
    better = (lambda x: x >= goal["value"]) if goal["name"] == "accuracy" else (lambda x: x <= goal["value"])
    return next(((step, seconds) for step, seconds, x in zip(run["step"], run["seconds"], run[goal["name"]]) if better(x)), None)


def summary(row, goal):
    """What the table shows of a row: its last points and when it came to the goal."""
    runs = row["runs"]
    if not runs:
        return {}
    at = [reached(run, goal) for run in runs]
    return {"final": {name: fmean(run[name][-1] for run in runs) for name in ("accuracy", "loss")},
            "seeds": {name: [run[name][-1] for run in runs] for name in ("accuracy", "loss")},
            "goal": None if None in at else {"step": fmean(x[0] for x in at), "seconds": fmean(x[1] for x in at)},
            "step_milliseconds": fmean(1e3 * run["seconds"][-1] / run["step"][-1] for run in runs), "parameters": runs[0]["parameters"]}


class Report(Rows):
    """print(report) is a table, a notebook shows it as one; `facts` is everything, as plain data, with the curve of every run."""

    columns = COLUMNS

    def __init__(self, facts):
        self.facts = {**facts, "mechanisms": [{**row, **summary(row, facts["goal"])} for row in facts["mechanisms"]]}

    rows = property(lambda self: self.facts["mechanisms"])

    def __getitem__(self, name):
        return next(row for row in self.rows if row["name"] == name)

    def header(self):
        f, task, recipe, seeds = self.facts, self.facts["task"], self.facts["recipe"], self.facts["seeds"]
        sizes = ", ".join(f"{name} {x}" for name, x in task.items() if name not in ("name", "title"))
        return [f"{task['title']}" + (f": {sizes}" if sizes else ""),
                f"{recipe['depth']} layer{'s' * (recipe['depth'] != 1)} of width {recipe['width']}, {recipe['heads']} head{'s' * (recipe['heads'] != 1)}; {recipe['steps']} steps of {recipe['batch']} examples, "
                f"learning rate {recipe['lr']:g}; seed{'s' * (len(seeds) > 1)} {', '.join(map(str, seeds))}",
                f"{f['machine']['processor']}, {f['isa']}, {f['threads']} thread{'s' * (f['threads'] != 1)}"]

    def footer(self):
        goal = self.facts["goal"]
        told = f"an accuracy of {percent(goal['value'])}" if goal["name"] == "accuracy" else f"a loss of {goal['value']:g}"
        return [f"the goal is {told}; seconds are of training until there", *(f"{row['name']}: {'; '.join(row['notes'])}" for row in self.rows if row["notes"])]

    def __str__(self):
        grid = [["mechanism"] + [c.heading for c in COLUMNS]]
        grid += [[row["name"]] + cells(row, COLUMNS) for row in self.rows if not row["reason"]]
        widths = [max(len(line[i]) for line in grid) for i in range(len(COLUMNS) + 1)]
        lines = ["  ".join([line[0].ljust(widths[0])] + [c.rjust(w) for c, w in zip(line[1:], widths[1:])]) for line in grid]
        lines.insert(1, "─" * len(lines[0]))
        refused = [f"{row['name']} does not apply: {row['reason']}" for row in self.rows if row["reason"]]
        return "\n".join([*self.header(), "", *lines, *refused, "", *self.footer()])

    __repr__ = __str__

    def __rich__(self):
        group, table_, text = need("rich.console", "this form").Group, need("rich.table", "this form").Table, need("rich.text", "this form").Text
        table = table_(box=need("rich.box", "this form").SIMPLE_HEAD, pad_edge=False, padding=(0, 0, 0, 1), show_edge=False)
        table.add_column("mechanism", style="bold", no_wrap=True)
        for column in COLUMNS:
            table.add_column(column.heading, justify="right", no_wrap=True)
        for row in self.rows:
            if not row["reason"]:
                table.add_row(row["name"], *(text(c, style="dim" if c == "-" else "") for c in cells(row, COLUMNS)))
        refused = [text(f"{row['name']} does not apply: {row['reason']}", style="yellow") for row in self.rows if row["reason"]]
        return group(*(text(line, style="bold" if i == 0 else "dim") for i, line in enumerate(self.header())), text(""), table, *refused, text(""),
                     *(text(line, style="dim") for line in self.footer()))

    def to_pandas(self):
        """One row per point of a curve: mechanism, seed, step, seconds, accuracy, loss."""
        pandas = need("pandas", "to_pandas", "pandas")
        names = ("step", "seconds", "accuracy", "loss")
        return pandas.DataFrame([{"mechanism": row["name"], "seed": run["seed"], **dict(zip(names, point))}
                                 for row in self.rows for run in row["runs"] for point in zip(*(run[name] for name in names))])

    def plot(self, path=None):
        """The matplotlib figure; with a path, also written there."""
        need("matplotlib", "plot")
        from .plot import figure
        picture = figure(self)
        if path is not None:
            picture.savefig(path, dpi=150)
        return picture
