"""One run: one mechanism, one seed. It stops at any point of its curve and goes on from there to the same numbers."""
from __future__ import annotations

import math
import os
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path

import torch
from torch.nn import functional as F

from .model import Model, reset
from .tasks import IGNORED


@dataclass(frozen=True)
class Recipe:
    """How every model of a comparison is made and trained."""

    steps: int
    lr: float
    width: int
    heads: int
    batch: int = 32
    depth: int = 2
    weight_decay: float = 0.1
    points: int = 20            # of the curve: how often the test is taken

    def __post_init__(self):
        for name, x in asdict(self).items():
            if not x > 0 and name != "weight_decay":
                raise ValueError(f"learn: {name} is {x}, expected a positive number")
        if self.width % self.heads:
            raise ValueError(f"learn: width is {self.width}, expected a multiple of heads = {self.heads}")

    def rate(self, done):
        """Of the learning rate: up over the first tenth, down along a cosine."""
        warm = max(1, self.steps // 10)
        return (done + 1) / warm if done < warm else 0.5 * (1 + math.cos(math.pi * (done - warm) / max(1, self.steps - warm)))

    @property
    def measured(self):
        """The steps after which the test is taken; the last is one of them."""
        return {round(self.steps * i / self.points) for i in range(1, self.points + 1)} - {0}


@dataclass
class Curve:
    """What the test gave after so many steps and so many seconds of training."""

    step: list = field(default_factory=list)
    seconds: list = field(default_factory=list)
    accuracy: list = field(default_factory=list)
    loss: list = field(default_factory=list)


class Run:
    """A model in training. `identity` says what it is; a file of a run with another is refused."""

    def __init__(self, task, mechanism, options, recipe, seed, file=None):
        self.task, self.recipe, self.seed, self.file, self.curve = task, recipe, seed, file, Curve()
        self.model = Model(task, mechanism, options, recipe.width, recipe.heads, recipe.depth)
        reset(self.model, seed)
        self.optimizer = torch.optim.AdamW(self.model.parameters(), recipe.lr, weight_decay=recipe.weight_decay)
        self.identity = {"task": {k: v for k, v in task.describe().items() if k != "title"}, "mechanism": mechanism, "options": repr(options),
                         "recipe": asdict(recipe), "seed": seed}
        self.done = 0

    @property
    def parameters(self):
        return sum(p.numel() for p in self.model.parameters())

    def resume(self):
        """From where the file left off, if there is one."""
        if self.file is not None and self.file.exists():
            self._load()

    def train(self, each=lambda run: None):
        """To the end; `each` is called after every step."""
        measured, test = self.recipe.measured, tensors(self.task.test(self.seed))
        spent = self.curve.seconds[-1] if self.curve.step else 0.0
        while self.done < self.recipe.steps:
            begin = time.perf_counter()
            self._step()
            spent += time.perf_counter() - begin
            if self.done in measured:
                accuracy, loss = self.measure(*test)
                for name, x in (("step", self.done), ("seconds", spent), ("accuracy", accuracy), ("loss", loss)):
                    getattr(self.curve, name).append(x)
                self._save()
            each(self)
        return self.curve

    def _step(self):
        for group in self.optimizer.param_groups:
            group["lr"] = self.recipe.lr * self.recipe.rate(self.done)
        tokens, labels = tensors(self.task.batch(self.seed, self.done, self.recipe.batch))
        loss = F.cross_entropy(*self._answers(tokens, labels))
        self.optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimizer.step()
        self.done += 1

    def _answers(self, tokens, labels):
        """Scores and labels of the positions that are asked."""
        asked = labels != IGNORED
        return self.model.head(self.model(tokens)[asked]), labels[asked]

    @torch.no_grad()
    def measure(self, tokens, labels):
        """Accuracy and loss of the test. Every example asks the same number of questions, so that the mean over all is the mean of the examples' means."""
        parts = [self._answers(*part) for part in zip(tokens.split(128), labels.split(128))]
        scores, right = (torch.cat(x) for x in zip(*parts))
        return (scores.argmax(-1) == right).float().mean().item(), F.cross_entropy(scores, right).item()

    def _save(self):
        if self.file is None:
            return
        state = {"identity": self.identity, "done": self.done, "curve": asdict(self.curve), "model": self.model.state_dict(), "optimizer": self.optimizer.state_dict()}
        whole = Path(f"{self.file}.part")      # a run that is stopped while it writes leaves the file before
        torch.save(state, whole)
        os.replace(whole, self.file)

    def _load(self):
        try:
            state = torch.load(self.file, weights_only=True)
            held = state["identity"]
        except Exception as error:      # what a reader of pickles raises for other bytes is not one kind
            raise ValueError(f"learn: {self.file} is not the file of a run") from error
        other = [f"{name} {held.get(name)}" for name, x in self.identity.items() if held.get(name) != x]
        if other:
            raise ValueError(f"learn: {self.file} holds a run with {', '.join(other)}, expected "
                             + ", ".join(f"{name} {x}" for name, x in self.identity.items() if held.get(name) != x) + "; take another folder")
        self.model.load_state_dict(state["model"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.done, self.curve = state["done"], Curve(**state["curve"])


def tensors(arrays):
    return tuple(torch.from_numpy(x) for x in arrays)
