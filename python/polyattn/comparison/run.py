"""`compare`: every mechanism on the same q, k, v."""
import importlib.metadata
import os
import platform
import subprocess
import sys
from pathlib import Path

import numpy as np

import polyattn as pa
from polyattn._table import row_of, rows as table_rows

from . import measure
from .cost import flops
from .inputs import Inputs, load, prepare, take
from .report import Report


def compare(mechanisms=None, q=None, k=None, v=None, *, causal=None, baseline="sdpa", grad=True, seed=0, dtype=None, tokens=None, progress=False, seconds=10.0):
    """Run mechanisms forward and backward on the same q, k, v and report what each costs and how far its output is from the baseline's.

    mechanisms: names, or a mapping from names to keyword arguments of their own; default: every mechanism, those that do not apply saying why.
    q, k, v: (B, H, N, D) or (H, N, D), NumPy or DLPack, or one Inputs (see `load`); default: the bundled sample. What else a mechanism needs is
    drawn, with `seed`.
    causal: None leaves it to each mechanism, whose default it then is. grad=False leaves out the backward. dtype: convert q, k, v first.
    tokens: words of the keys, for the picture. seconds: about how long the timing lasts. Returns a Report."""
    data = load() if q is None else q if isinstance(q, Inputs) else Inputs(q, k, v, tokens=tuple(tokens or ()))
    q, k, v = (take(getattr(data, name), name, dtype) for name in "qkv")
    baseline = row_of(baseline)["name"]
    mechanisms = _asked(mechanisms, baseline)
    cases = [prepare(name, q, k, v, causal, seed, options) for name, options in mechanisms.items()]
    bar = bar_of(progress, len(cases) + 1)
    outputs = _Baseline(baseline, q, k, v, seed, mechanisms.get(baseline))
    excerpt = _excerpt(data.tokens, v.shape[2])
    pieces, rows = {}, []
    for case in cases:
        bar.set_description(case.name)
        rows.append(_check(case, outputs, grad, seed, excerpt, pieces))
        bar.update()
    bar.set_description("timing")
    _time([case for case in cases if not case.reason], {row["name"]: row for row in rows}, grad, seconds)
    peak = measure.peak()
    _rate(rows, peak, q.dtype)
    bar.update()
    bar.close()
    shapes = {name: list(x.shape) for name, x in zip("qkv", (q, k, v))}
    facts = {**facts_of_machine(), "seed": seed, "baseline": baseline, "causal": causal, "peak": peak,
             "input": {"name": data.name, **shapes, "dtype": q.dtype.name, "tokens": list(data.tokens), "batch": list(data.batch)},
             "excerpt": list(excerpt), "mechanisms": rows}
    return Report(facts, pieces)


def _asked(mechanisms, baseline):
    """{name: keyword arguments}; all of them begin with the baseline and its engine."""
    if mechanisms is None:
        engine = row_of(baseline)["engine"]
        mechanisms = [row["name"] for row in sorted(table_rows().values(), key=lambda row: (row["name"] != baseline, row["engine"] != engine, row["engine"]))]
    if isinstance(mechanisms, str):
        mechanisms = [mechanisms]
    if not mechanisms:
        raise ValueError("compare: mechanisms is empty, expected at least one name")
    options = mechanisms if isinstance(mechanisms, dict) else {}
    return {row_of(name)["name"]: options.get(name, {}) for name in mechanisms}


class _Baseline:
    """The baseline's output under either causality, made when first asked for: a causal mechanism is held against the causal baseline."""

    def __init__(self, name, q, k, v, seed, options):
        self.name, self.options, self.made = name, options, {}
        self.make = lambda causal: prepare(name, q, k, v, causal, seed, options)

    def output(self, causal):
        if causal not in self.made:
            case = self.make(causal)
            self.made[causal] = None if case.reason else case.run()
        return self.made[causal]


def _check(case, baseline, grad, seed, excerpt, pieces):
    """One mechanism's row but for its times. What goes wrong in a mechanism is written in its row; the others go on."""
    row = {"name": case.name, "title": case.row["title"], "engine": case.row["engine"], "causal": case.causal, "notes": case.notes, "reason": case.reason}
    if case.reason:
        return row
    try:
        output = case.run()
        row["error"] = measure.error(case)
        against = baseline.output(case.causal)
        if against is not None:
            row["distance"] = {"from": baseline.name + (", causal" if case.causal else ""), **measure.distance(output, against)}
        row["map"], pieces[case.name] = measure.map_statistics(case, output, excerpt)
        operations = flops(case)
        row["forward"] = {"flops": operations[0], "extra_bytes": measure.extra_bytes(case.run)}
        if not case.row["gradients"]:
            row["notes"].append("offers no backward")
        if not grad or not case.row["gradients"]:
            return row
        row["gradient"] = measure.gradient(case, seed)
        result, pullback = case.vjp()
        cotangent = np.random.default_rng(seed).standard_normal(output.shape).astype(output.dtype)
        row["backward"] = {"flops": operations[1], "extra_bytes": measure.extra_bytes(lambda: pullback(cotangent))}
        case.pullback = lambda: pullback(cotangent)
    except Exception as error:      # whatever a mechanism raises belongs to its row
        case.reason = row["reason"] = f"{type(error).__name__}: {error}"
    return row


def _time(cases, rows, grad, seconds):
    calls = {(case.name, "forward"): case.run for case in cases}
    calls |= {(case.name, "backward"): case.pullback for case in cases if case.pullback}
    for (name, direction), median in measure.interleaved(calls, seconds).items():
        rows[name][direction]["seconds"] = median


def _rate(rows, peak, dtype):
    """GFLOP/s and the fraction of the peak: float64 has half as many lanes as float32, the 16-bit types are held against float32's too."""
    ceiling = peak["gflops"] / (2 if dtype == np.float64 else 1)
    for row in rows:
        for figures in () if row["reason"] else (row[d] for d in ("forward", "backward") if d in row):
            rate = figures["flops"] and figures["flops"] / figures["seconds"] / 1e9
            figures.update(gflops=rate, peak_fraction=rate and rate / ceiling)


def _excerpt(tokens, length):
    """The keys (and queries) that a picture shows: the first 16 words, without a marker such as [CLS] in front."""
    begin = 1 if tokens and tokens[0].startswith("[") else 0
    return begin, min(begin + 16, length)


def bar_of(progress, total, form="{desc:12} {bar} {n_fmt}/{total_fmt}"):
    """A bar of tqdm, or what takes its calls in silence."""
    if progress:
        try:
            from tqdm.auto import tqdm
            return tqdm(total=total, leave=False, bar_format=form)
        except ImportError:
            pass
    class Silent:
        n = 0
        update = close = set_description = staticmethod(lambda *_: None)
    return Silent


def facts_of_machine():
    """Machine, library and versions that the numbers belong to."""
    config = dict(pa.config())
    versions = {"python": platform.python_version(), "numpy": np.__version__}
    versions |= {name: importlib.metadata.version(name) for name in ("torch",) if name in sys.modules}
    return {"polyattn": config.get("version", pa.__version__), "commit": _commit(), "isa": config["isa"], "threads": config["threads"],
            "machine": {"processor": _processor(), "cores": os.cpu_count(), "system": f"{platform.system()} {platform.machine()}"}, "versions": versions}


def _processor():
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def _commit():
    """The commit that was installed (setup.py wrote it down), or that of the source tree that this file lies in; None where neither is known."""
    package = Path(__file__).resolve().parents[1]
    if (package / "commit.txt").is_file():
        return (package / "commit.txt").read_text().strip()
    if not (package.parents[1] / "csrc").is_dir():
        return None
    try:
        git = subprocess.run(["git", "-C", str(package), "describe", "--always", "--dirty"], capture_output=True, text=True, timeout=5)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return git.stdout.strip() or None
