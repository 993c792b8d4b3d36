"""The picture of what was learned: a curve for each mechanism, against steps and against seconds."""
import numpy as np
from matplotlib import colormaps
from matplotlib.figure import Figure

from ..comparison.plot import FAINT, INK, PALETTE, PAPER, _frame as frame

STROKES = ["-", (0, (5, 1.6)), (0, (1.5, 1.3)), (0, (6, 1.5, 1.5, 1.5)), (0, (9, 2))]      # tell mechanisms of one engine apart


def figure(report):
    rows = [row for row in report.rows if row["runs"]]
    if not rows:
        raise ValueError("plot: no mechanism of the report was trained, so there is nothing to draw")
    goal, facts = report.facts["goal"], report.facts
    engines = list(dict.fromkeys(row["engine"] for row in rows))
    style = {}
    for engine in engines:
        members = [row["name"] for row in rows if row["engine"] == engine]
        for i, name in enumerate(members):
            style[name] = {"color": shade(PALETTE[engines.index(engine) % len(PALETTE)], i, len(members)), "linestyle": STROKES[i % len(STROKES)]}
    height = max(4.9, 1.6 + 0.24 * len(rows))
    picture = Figure(figsize=(12, height), facecolor=PAPER)
    picture.text(0.03, 1 - 0.42 / height, f"What {len(rows)} attention mechanism{'s' * (len(rows) != 1)} learn{'s' * (len(rows) == 1)}: {facts['task']['title']}",
                 fontsize=18, weight="bold", color=INK)
    picture.text(0.03, 1 - 0.72 / height, "  ·  ".join(report.header()[1:]), fontsize=9.5, color=FAINT)
    bottom, tall = 0.62 / height, 1 - 1.72 / height
    for i, axis in enumerate(("step", "seconds")):
        axes = picture.add_axes((0.06 + 0.405 * i, bottom, 0.36, tall))
        frame(axes, f"Test {goal['name']} against {'steps' if axis == 'step' else 'seconds of training'}")
        for row in rows:
            draw(axes, row, axis, goal["name"], style[row["name"]])
        axes.axhline(goal["value"], color="#cbd2d9", linewidth=1, zorder=0)
        axes.set_xlim(left=0)
        if goal["name"] == "accuracy":
            axes.set_ylim(-0.02, 1.02)
        axes.set_xlabel("steps" if axis == "step" else "seconds", fontsize=10.5, color=INK)
        axes.grid(color="#eef1f4", linewidth=1)
    best = sorted(rows, key=lambda row: row["final"][goal["name"]], reverse=goal["name"] == "accuracy")
    lines = {line.get_label(): line for line in axes.get_lines()}
    axes.legend([lines[row["name"]] for row in best], [f"{row['name']}  {row['final'][goal['name']]:.3f}" for row in best], frameon=False, fontsize=10,
                labelcolor=INK, handlelength=2.6, loc="upper left", bbox_to_anchor=(1.02, 1.02), borderaxespad=0, title=f"final {goal['name']}, best first",
                title_fontproperties={"size": 9.5}, alignment="left")
    return picture


def shade(colour, i, members):
    """From the engine's colour towards white, never further than it can be read."""
    from matplotlib.colors import to_rgb
    part = 0.55 * i / max(1, members - 1)
    return tuple((1 - part) * x + part for x in to_rgb(colour))


def draw(axes, row, axis, name, style):
    """The mean of the seeds, and a band from the least to the most of them."""
    runs = row["runs"]
    x, y = (np.array([run[key] for run in runs], float) for key in (axis, name))
    axes.plot(x.mean(0), y.mean(0), label=row["name"], linewidth=1.9, zorder=3, **style)
    if len(runs) > 1:
        axes.fill_between(x.mean(0), y.min(0), y.max(0), color=style["color"], alpha=0.12, linewidth=0, zorder=2)
