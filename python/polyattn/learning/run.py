"""`learn`: the same small model with one mechanism after another."""
from __future__ import annotations

import dataclasses
from pathlib import Path

import torch

import polyattn as pa

from .._table import row_of
from ..comparison.run import bar_of, facts_of_machine
from .report import Report
from .tasks import task_of
from .train import Recipe, Run


def learn(mechanisms=None, task="recall", *, seeds=1, folder=None, progress=False, steps=None, lr=None, batch=32, width=None, heads=None, depth=2, **sizes):
    """Trains a small model with one mechanism after another and reports what each learns, next to what it costs.

    The models have the same layers around the mechanism (a short convolution on q, k and v, a norm of each head's output), the same initial values of whatever
    they share, and see the same examples in the same order; what differs is the mechanism and the gates that it has.

    Parameters
    ----------
    mechanisms : sequence of str, or dict
        names of ``pa.mechanisms()``, or a mapping of names to options of their layer; default: all. Those that cannot do the task say why
    task : {'recall', 'characters', 'digits'} or Task, default 'recall'
        multi-query associative recall (arXiv:2312.04927), characters of ``pydoc_data.topics``, scikit-learn's 8 x 8 images of digits
    seeds : int or sequence of int, default 1
        how many, or which
    folder : str or Path, optional
        where every run keeps a file; the same call goes on from there, where it was stopped
    progress : bool, default False
        show a bar
    steps, lr, width, heads : optional
        how long and with what learning rate; channels of a token, heads of a layer; default what the task says
    batch, depth : int
        examples of a step, layers
    **sizes
        of the task: ``vocabulary``, ``length``, ``pairs`` of recall

    Returns
    -------
    Report
        a table that prints and shows in a notebook, ``.plot()``, ``.to_json()``, ``.to_pandas()``; ``.facts`` has every curve

    Raises
    ------
    ValueError
        for sizes that do not go together, an unknown task or mechanism, and a file of another run in the folder
    TypeError
        for a size that the task does not have

    Examples
    --------
    >>> report = pa.learn(["softmax", "linear", "delta"], "recall", seeds=3, progress=True)
    >>> report.plot("recall.png")
    """
    task = task_of(task, **sizes)
    own = {name: getattr(task, name) if x is None else x for name, x in (("steps", steps), ("lr", lr), ("width", width), ("heads", heads))}
    recipe = Recipe(**own, batch=batch, depth=depth, points=task.points)
    asked = _asked(mechanisms)
    seeds = list(range(seeds)) if isinstance(seeds, int) else list(seeds)
    if not seeds:
        raise ValueError("learn: seeds is empty, expected at least one")
    if folder is not None:
        Path(folder).mkdir(parents=True, exist_ok=True)
    rows = [_row(name, options, task) for name, options in asked.items()]
    before, chosen = torch.get_num_threads(), pa.config()["threads"]
    bar = bar_of(progress, len(rows) * len(seeds) * recipe.steps, "{desc:32} {bar} {n_fmt}/{total_fmt} steps, {remaining} left")
    try:
        torch.set_num_threads(chosen)
        with torch.random.fork_rng(devices=[]):
            for row in rows:
                _train(row, task, recipe, seeds, folder, bar)
    finally:
        torch.set_num_threads(before)
        bar.close()
    facts = {**facts_of_machine(), "task": task.describe(), "goal": dict(zip(("name", "value"), task.goal)), "recipe": dataclasses.asdict(recipe), "seeds": seeds,
             "mechanisms": [{k: v for k, v in row.items() if k != "options"} for row in rows]}
    return Report(facts)


def _asked(mechanisms):
    """{name: options of the layer}; all of them in the order of engines."""
    if mechanisms is None:
        mechanisms = sorted(pa.mechanisms(), key=lambda name: row_of(name)["engine"])
    mechanisms = [mechanisms] if isinstance(mechanisms, str) else mechanisms
    if not mechanisms:
        raise ValueError("learn: mechanisms is empty, expected at least one name")
    options = mechanisms if isinstance(mechanisms, dict) else {}
    return {row_of(name)["name"]: dict(options.get(name, {})) for name in mechanisms}


def _row(name, options, task):
    row = row_of(name)
    choice = any(p["name"] == "causal" for p in row["params"])
    options = {**({"causal": task.causal} if choice else {}), **options}
    causal = row["always_causal"] or bool(options.get("causal"))
    notes = ["causal by definition"] if causal and not task.causal and not choice else []
    return {"name": row["name"], "title": row["title"], "engine": row["engine"], "causal": causal, "notes": notes, "reason": None, "options": options, "runs": []}


def _train(row, task, recipe, seeds, folder, bar):
    """Every seed of one mechanism. What goes wrong in a mechanism is written in its row; the others go on."""
    begin = bar.n
    for seed in seeds:
        file = None if folder is None else Path(folder) / f"{task.name}-{row['name']}-{seed}.pt"
        bar.set_description(f"{row['name']}, seed {seed}")
        try:
            if task.causal and not row["causal"]:
                raise ValueError(f"{row['name']} does not run causal")
            run = Run(task, row["name"], row["options"], recipe, seed, file)
        except (TypeError, ValueError, NotImplementedError) as error:
            row["reason"] = str(error)
            break
        run.resume()
        bar.update(run.done)

        def show(run):
            bar.update(1)
            if run.curve.step[-1:] == [run.done]:
                bar.set_description(f"{row['name']}, seed {run.seed}: {task.goal[0]} {getattr(run.curve, task.goal[0])[-1]:.3f}")
        try:
            curve = run.train(show)
        except Exception as error:      # whatever a mechanism raises belongs to its row
            row["reason"] = f"{type(error).__name__}: {error}"
            break
        row["runs"].append({"seed": seed, "parameters": run.parameters, **dataclasses.asdict(curve)})
    bar.update(begin + len(seeds) * recipe.steps - bar.n)
