"""The picture of a report: cost against distance, time by direction, and what one head looks at under every mechanism."""
import math

import numpy as np
from matplotlib.colors import LinearSegmentedColormap, to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import LogLocator, NullFormatter

INK, FAINT, PAPER, NEGATIVE = "#1f2933", "#7b8794", "#ffffff", "#7a2e8e"
PALETTE = ["#1f5fa8", "#c8551b", "#2c7d4f", "#8a6d1d", "#a02c5d", "#3b7a8c", "#5b5b9c", "#6b6b6b"]     # one colour per engine
MAPS = 9                                                                                               # at most so many maps


def figure(report, head=None):
    rows = [row for row in report.rows if row.get("distance")]
    if not rows:
        raise ValueError("plot: no mechanism of the report has an output to hold against the baseline's, so there is nothing to draw")
    rows.sort(key=lambda row: row["name"] != report.facts["baseline"])
    engines = list(dict.fromkeys(row["engine"] for row in rows))
    rows.sort(key=lambda row: engines.index(row["engine"]))
    colour = {row["name"]: PALETTE[engines.index(row["engine"]) % len(PALETTE)] for row in rows}
    shown = [row for row in rows if report.maps.get(row["name"]) is not None]
    shown = shown[::math.ceil(len(shown) / MAPS) or 1]
    lines = math.ceil(len(shown) / 3)
    top = max(3.3, 0.3 * len(rows))
    height = 1.2 + top + 0.9 + (3.75 * lines + 0.9 if shown else 0)
    picture = Figure(figsize=(12, height), facecolor=PAPER)
    _title(picture, report, rows, height)
    scatter = picture.add_axes((0.072, 1 - (1.2 + top) / height, 0.40, top / height))
    bars = picture.add_axes((0.602, 1 - (1.2 + top) / height, 0.30, top / height))
    _scatter(scatter, report, rows, colour)
    _bars(bars, rows, colour)
    handles = [Patch(color=PALETTE[i % len(PALETTE)], label=f"{engine} engine") for i, engine in enumerate(engines)]
    scatter.legend(handles=handles, frameon=False, fontsize=9.5, labelcolor=INK, handlelength=0.9, handleheight=0.9, loc="best")
    if shown:
        _maps(picture, report, shown, colour, head, (1.2 + top + 0.9) / height, height, lines)
    return picture


def _title(picture, report, rows, height):
    at = lambda inches: 1 - inches / height
    picture.text(0.03, at(0.42), f"{len(rows)} attention mechanism{'s' * (len(rows) != 1)} on the same q, k, v", fontsize=20, weight="bold", color=INK)
    facts, data = report.facts, report.facts["input"]
    B, H, N, D = data["q"]
    picture.text(0.03, at(0.72), f"{data['name']}, {B * H} heads of {N} x {D}  ·  {facts['machine']['processor']}, {facts['isa']}, "
                 f"{facts['threads']} thread{'s' * (facts['threads'] != 1)}, {data['dtype']}", fontsize=10.5, color=FAINT)


def _frame(axes, title):
    axes.set_facecolor(PAPER)
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["left", "bottom"]].set_color("#cbd2d9")
    axes.tick_params(colors=FAINT, labelsize=9.5, length=0)
    axes.set_title(title, loc="left", fontsize=12, color=INK, weight="bold", pad=9)
    axes.set_axisbelow(True)


def total(row):
    return 1e3 * sum(row[d]["seconds"] for d in ("forward", "backward") if d in row)


def angle(row):
    """Degrees between the output and the baseline's: 0 the same direction, 90 unrelated; it does not depend on the scale of either."""
    return math.degrees(math.acos(max(-1.0, min(1.0, row["distance"]["cosine"] or 0.0))))


def _scatter(axes, report, rows, colour):
    _frame(axes, f"Cost against distance from {report.facts['baseline']}")
    x, y = [angle(row) for row in rows], [total(row) for row in rows]
    axes.scatter(x, y, s=90, c=[colour[row["name"]] for row in rows], edgecolors=PAPER, linewidths=1.2, zorder=3)
    axes.set_xlabel("angle between the outputs: 0° the same, 90° unrelated", fontsize=10.5, color=INK)
    axes.set_ylabel("forward + backward, ms" if any("backward" in row for row in rows) else "forward, ms", fontsize=10.5, color=INK)
    axes.set_xlim(-6, max(97, max(x) + 7))
    axes.set_xticks(range(0, int(axes.get_xlim()[1]) + 1, 15), [f"{d}°" for d in range(0, int(axes.get_xlim()[1]) + 1, 15)])
    if max(y) > 12 * min(y):
        axes.set_yscale("log")
        axes.set_ylim(min(y) / 1.8, max(y) * 1.8)
        axes.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        axes.yaxis.set_major_formatter(lambda value, _: f"{value:g}")
        axes.yaxis.set_minor_formatter(NullFormatter())
    else:
        axes.set_ylim(0, max(y) * 1.18)
    axes.grid(color="#eef1f4", linewidth=1)
    _labels(axes, x, y, [row["name"] for row in rows])


def _labels(axes, x, y, names):
    """Each name beside its point, where it covers the fewest points and names already placed."""
    points = axes.transData.transform(np.column_stack([x, y])) * 72 / axes.figure.dpi
    boxes = [(px - 6, py - 6, px + 6, py + 6) for px, py in points]
    frame = np.array(axes.get_window_extent().extents) * 72 / axes.figure.dpi
    overlap = lambda a, b: max(0, min(a[2], b[2]) - max(a[0], b[0])) * max(0, min(a[3], b[3]) - max(a[1], b[1]))
    for (px, py), name in zip(points, names):
        wide, high, best = 6.4 * len(name), 12, None
        for align, dx, dy in (("left", 9, 0), ("right", -9, 0), ("center", 0, 13), ("center", 0, -13), ("left", 7, 11), ("left", 7, -11), ("right", -7, 11), ("right", -7, -11)):
            left = px + dx - {"left": 0, "right": wide, "center": wide / 2}[align]
            box = (left, py + dy - high / 2, left + wide, py + dy + high / 2)
            outside = max(0, frame[0] - box[0]) + max(0, box[2] - frame[2]) + max(0, frame[1] - box[1]) + max(0, box[3] - frame[3])
            cost = sum(overlap(box, other) for other in boxes) + 50 * outside
            if best is None or cost < best[0]:
                best = cost, align, dx, dy, box
        _, align, dx, dy, box = best
        boxes.append(box)
        axes.annotate(name, (x[names.index(name)], y[names.index(name)]), (dx, dy), textcoords="offset points", ha=align, va="center", fontsize=11, color=INK)


def lighter(colour):
    return tuple(0.45 * part + 0.55 for part in to_rgb(colour))


def _bars(axes, rows, colour):
    _frame(axes, "Time, ms: forward, then backward")
    rows = sorted(rows, key=total, reverse=True)
    reach = max(map(total, rows))
    for i, row in enumerate(rows):
        forward = 1e3 * row["forward"]["seconds"]
        axes.barh(i, forward, color=colour[row["name"]], height=0.62)
        parts = [forward]
        if "backward" in row:
            parts.append(1e3 * row["backward"]["seconds"])
            axes.barh(i, parts[1], left=forward + reach * 0.004, color=lighter(colour[row["name"]]), height=0.62)
        axes.text(total(row) + reach * 0.025, i, " + ".join(f"{p:.3g}" if p < 100 else f"{p:.0f}" for p in parts), va="center", fontsize=10, color=INK)
    axes.set_yticks(range(len(rows)), [row["name"] for row in rows], fontsize=11, color=INK)
    axes.set_xlim(0, reach * 1.02)
    axes.set_ylim(-0.6, len(rows) - 0.4)
    axes.grid(axis="x", color="#eef1f4", linewidth=1)
    axes.spines["left"].set_visible(False)


def richest_head(piece):
    """The (batch, head) whose map holds the most information on the words shown: the sum of -p log p."""
    p = np.clip(piece, 1e-12, 1)
    return np.unravel_index(np.argmax(-(p * np.log(p)).sum((-1, -2))), p.shape[:2])


def _maps(picture, report, rows, colour, head, begin, height, lines):
    facts = report.facts
    batch, head = richest_head(report.maps[rows[0]["name"]]) if head is None else head
    low, high = facts["excerpt"]
    words = facts["input"]["tokens"][low:high] or [str(i) for i in range(low, high)]
    queries = words if facts["input"]["q"][2] == facts["input"]["k"][2] else [str(i) for i in range(low, high)]
    where = facts["input"]["batch"][batch] if facts["input"]["batch"] else f"batch {batch}"
    picture.text(0.03, 1 - begin, f"What {where}, head {head} looks at", fontsize=12, weight="bold", color=INK)
    picture.text(0.97, 1 - begin, "rows ask, columns answer; colour is the weight, purple a negative one; figures are means over all heads", fontsize=9.5, color=FAINT, ha="right")
    for i, row in enumerate(rows):
        line, column = divmod(i, 3)
        axes = picture.add_axes((0.092 + 0.302 * column, 1 - begin - (0.55 + 3.75 * (line + 1) - 0.45) / height, 0.275, 3.3 / height))
        piece = report.maps[row["name"]][batch, head]
        piece = piece / max(float(np.abs(piece).max()), 1e-30)
        palette = LinearSegmentedColormap.from_list(row["name"], [NEGATIVE, "#fbfcfd", colour[row["name"]]])
        axes.imshow(piece, cmap=palette, vmin=-1, vmax=1, aspect="auto", interpolation="nearest")
        axes.set_title(row["name"], loc="left", fontsize=11.5, color=colour[row["name"]], weight="bold", pad=5)
        if len(row["name"]) < 15:
            axes.set_title(f"entropy {row['map']['entropy']:.2f}, first token {100 * row['map']['first_token']:.1f} %", loc="right", fontsize=9, color=FAINT, pad=5)
        axes.spines[:].set_color("#cbd2d9")
        last = i + 3 >= len(rows)
        axes.set_xticks(range(len(words)), words if last else [], rotation=90, fontsize=9.5)
        axes.set_yticks(range(piece.shape[0]), queries[:piece.shape[0]] if column == 0 else [], fontsize=9.5)
        axes.tick_params(length=0, labelcolor=INK, pad=3)
