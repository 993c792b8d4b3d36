"""What the small models learn: associative recall, characters of a real text, images of digits."""
from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from ..comparison.report import need

IGNORED = -100      # the label of a position that nothing is asked of


@dataclass(frozen=True)
class Task:
    """Examples are drawn by step: the batch of a step depends on the seed and the step alone, so that a run that is resumed sees what it would have seen."""

    causal = True
    pooled = False          # one answer for the whole sequence, else one for each labelled position
    vocabulary = 0          # of the tokens; 0: each token is a number
    width, heads = 64, 2    # of the models that learn it, unless the caller says otherwise

    def batch(self, seed: int, step: int, size: int) -> tuple[np.ndarray, np.ndarray]:
        """Tokens [size, length] and labels, of training."""
        return self.draw(np.random.default_rng((seed, step)), size)

    def describe(self) -> dict[str, Any]:
        return {"name": self.name, "title": self.title, **dataclasses.asdict(self)}


@dataclass(frozen=True)
class Recall(Task):
    """Multi-query associative recall (arXiv:2312.04927): key-value pairs, then the keys again among blanks; after each key its value is asked for."""

    name, title = "recall", "multi-query associative recall"
    goal = ("accuracy", 0.99)
    steps, lr, points = 1500, 6e-3, 20
    width, heads = 32, 1        # a state of 32 channels has room for the values of 24 keys if each is written over what is read there, not if they are only added
    vocabulary: int = 128       # the lower half are keys, the upper half values
    length: int = 96
    pairs: int = 24
    power: float = 0.01         # how fast the distance to a repeated key falls off
    examples: int = 256         # of the test

    def __post_init__(self):
        if self.length % 2 or self.length < 4 * self.pairs or self.pairs < 1:
            raise ValueError(f"recall: length is {self.length}, expected an even number of at least 4 pairs = {4 * self.pairs}")
        if self.vocabulary < 2 * self.pairs + 2 or self.vocabulary % 2:
            raise ValueError(f"recall: vocabulary is {self.vocabulary}, expected an even number of at least 2 pairs + 2 = {2 * self.pairs + 2}")

    @property
    def answers(self):
        return self.vocabulary

    def draw(self, rng, size):
        half, pairs, space = self.vocabulary // 2, self.pairs, (self.length - 2 * self.pairs) // 2
        keys = 1 + distinct(rng, np.zeros(half - 1), size, pairs)
        values = half + distinct(rng, np.zeros(half), size, pairs)
        gaps = distinct(rng, (self.power - 1) * np.log1p(np.arange(space)), size, pairs)
        tokens, labels = np.zeros((size, self.length), np.int64), np.full((size, self.length), IGNORED)
        tokens[:, 0 : 2 * pairs : 2], tokens[:, 1 : 2 * pairs : 2] = keys, values
        np.put_along_axis(tokens, 2 * pairs + 2 * gaps, keys, 1)
        np.put_along_axis(labels, 2 * pairs + 2 * gaps, values, 1)
        return tokens, labels

    def test(self, seed):
        return self.draw(np.random.default_rng((seed, 0, 1)), self.examples)


def distinct(rng, log_weights, size, count):
    """[size, count] draws without replacement, one after another, P(i) ~ exp(log_weights[i]): the largest of the perturbed weights, in order."""
    perturbed = log_weights + rng.gumbel(size=(size, len(log_weights)))
    return np.argsort(-perturbed, axis=1)[:, :count]


@dataclass(frozen=True)
class Characters(Task):
    """The next character of a real text that every Python carries: pydoc_data.topics, the language reference. The last tenth is held out."""

    name, title = "characters", "the next character of Python's own manual"
    goal = ("loss", 1.8)
    vocabulary, answers = 128, 128
    steps, lr, points = 400, 3e-3, 20
    length: int = 128
    examples: int = 128
    text: str | None = field(default=None, repr=False)

    @cached_property
    def parts(self):
        from pydoc_data.topics import topics
        text = self.text or "".join(topics[name] for name in sorted(topics))
        codes = np.frombuffer(text.encode("ascii", "ignore"), np.uint8).astype(np.int64)
        cut = len(codes) * 9 // 10
        if len(codes) - cut <= self.length + 1:
            raise ValueError(f"characters: the text has {len(codes)} characters, expected more than {10 * (self.length + 2)}")
        return codes[:cut], codes[cut:]

    def windows(self, codes, first):
        spans = codes[first[:, None] + np.arange(self.length + 1)]
        return spans[:, :-1], spans[:, 1:]

    def draw(self, rng, size):
        train = self.parts[0]
        return self.windows(train, rng.integers(len(train) - self.length, size=size))

    def test(self, seed):
        held = self.parts[1]
        return self.windows(held, np.linspace(0, len(held) - self.length - 1, self.examples).astype(np.int64))

    def describe(self):
        return {**super().describe(), "text": "the caller's" if self.text else "pydoc_data.topics"}


@dataclass(frozen=True)
class Digits(Task):
    """Which digit an 8 x 8 image shows (scikit-learn's bundled data), pixel by pixel. A fifth is held out."""

    name, title = "digits", "8 x 8 images of digits, pixel by pixel"
    goal = ("accuracy", 0.9)
    causal, pooled, answers, length = False, True, 10, 64
    steps, lr, points = 400, 3e-3, 20

    @cached_property
    def parts(self):
        data = need("sklearn.datasets", "the task digits", "'polyattn[learn]'").load_digits()
        images, order = (data.data / 8 - 1).astype(np.float32), np.random.default_rng(0).permutation(len(data.target))
        held = order[: len(order) // 5], order[len(order) // 5 :]
        return tuple((images[part], data.target[part].astype(np.int64)) for part in held)

    def draw(self, rng, size):
        images, digits = self.parts[1]
        chosen = rng.integers(len(digits), size=size)
        return images[chosen], digits[chosen]

    def test(self, seed):
        return self.parts[0]


TASKS = {task.name: task for task in (Recall, Characters, Digits)}


def task_of(task: str | Task, **sizes: Any) -> Task:
    """A task by its name, with sizes of its own; one that is made already is itself."""
    if isinstance(task, Task):
        return task
    if task not in TASKS:
        raise ValueError(f"learn: task is {task!r}, expected {', '.join(map(repr, TASKS))}")
    known = [entry.name for entry in dataclasses.fields(TASKS[task])]
    for name in sizes:
        if name not in known:
            raise TypeError(f"learn: {task} has no {name!r}; it has {', '.join(known) or 'no sizes'}")
    return TASKS[task](**sizes)
