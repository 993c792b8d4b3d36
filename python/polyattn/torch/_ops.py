"""The operators polyattn::<name> and polyattn::<name>_backward, a pair for each row of the table.

They are what torch.compile, torch.export, FakeTensor, torch.func and tensor subclasses see. An operator takes what `_C.call` takes without `out`, then the words of the
slots that take words; it returns every declared output, an empty tensor for one that was not asked for. `<name>_backward` takes in addition the saved outputs, a
gradient for each output (None: zero) and which gradients are wanted; it returns one tensor for each differentiable slot."""
from __future__ import annotations

import itertools

import numpy as np
import torch

from .. import _C
from .._results import named
from .._table import differentiable
from . import _autograd, _shapes, _vmap

library = torch.library.Library("polyattn", "FRAGMENT")
SCHEMA = {"number": "float", "integer": "SymInt", "boolean": "bool", "word": "str", "window": "SymInt[]", "causal": "str", "grid": "SymInt[]", "range": "float[]"}
SIGNED = 2**63      # schemas know no unsigned integers: a seed travels as the signed one of the same 64 bits

# Parameters that schemas cannot express: as the schema takes them, and back.
ENCODE = {"causal": str, "window": lambda x: list(x) if isinstance(x, (tuple, list)) else [x, x], "unsigned": lambda x: x - 2 * SIGNED if x >= SIGNED else x,
          "grid": lambda x: None if x is None else list(x) if isinstance(x, (tuple, list)) else [x], "range": lambda x: None if x is None else list(x)}
DECODE = {"causal": lambda x: {"True": True, "False": False}.get(x, x), "window": tuple, "unsigned": lambda x: x % (2 * SIGNED),
          "grid": lambda x: None if x is None else tuple(x), "range": lambda x: None if x is None else tuple(x)}


def code(param):
    return "unsigned" if param["kind"] == "integer" and (param["max"] or 0) >= SIGNED else param["kind"]


# What is never symbolic (words, switches), and all numbers of terms, travel in one string: schemas take at most 64 arguments.
WRITE = {"boolean": lambda x: str(bool(x)), "grid": lambda x: "x".join([str(n) for n in (x if isinstance(x, (tuple, list)) else (x,))])}
READ = {"number": float, "integer": int, "boolean": lambda x: x == "True", "word": str, "causal": DECODE["causal"], "grid": lambda x: tuple(int(n) for n in x.split("x"))}


class Operator:
    """A row as torch sees it. Positions are among the arguments of the operator: the slots, the parameters, layout, the words, the rare parameters in one string."""

    def __init__(self, index, row):
        self.index, self.row, self.name = index, row, row["name"]
        self.slots, self.params, self.outputs = row["slots"], row["params"], row["outputs"]
        flags = {output["when"] for output in self.outputs}
        self.is_rare = tuple([p["term"] or p["kind"] in ("word", "causal", "boolean") and p["name"] not in flags for p in self.params])
        self.plain, self.rare = ([p for p, rare in zip(self.params, self.is_rare) if rare == kind] for kind in (False, True))
        self.n_slots, self.layout = len(self.slots), len(self.slots) + len(self.plain)
        self.wordy = tuple(i for i, slot in enumerate(self.slots) if slot["words"])
        self.n_args = self.layout + 1 + len(self.wordy) + bool(self.rare)
        self.coded = tuple((self.n_slots + i, code(p)) for i, p in enumerate(self.plain) if code(p) in ENCODE)
        self.flag, self.given_flag = (tuple(next((self.n_slots + i for i, p in enumerate(params) if p["name"] == output["when"]), None) for output in self.outputs)
                                      for params in (self.plain, self.params))      # among the operator's arguments, and among those of `_C.call`
        self.wanted = tuple(i for i, slot in enumerate(self.slots) if row["gradients"] and differentiable(slot))      # slots with a gradient
        self.constant = tuple(i for i, output in enumerate(self.outputs) if output["constant"])                        # outputs without one
        self.saved = tuple(i for i, output in enumerate(self.outputs) if output["saved"])
        self.defaults = tuple((i, x.get("default")) for i, x in enumerate((*self.slots, *self.params)) if x["term"])
        self.n_short = self.n_slots + len(self.params) + 2 - len(self.defaults)
        self.results = {}
        for flags in itertools.product((False, True), repeat=len(self.outputs)):
            asked = tuple(i for i, on in enumerate(flags) if on)
            self.results[asked] = named(self.name, "Result", tuple(self.outputs[i]["name"] for i in asked)) if len(asked) > 1 else None
        self._define()

    def _define(self):
        fields = [f"Tensor{'?' if slot['optional'] else ''} {slot['name']}" for slot in self.slots]
        fields += [f"{SCHEMA[p['kind']]}{'?' if p['optional'] else ''} {p['name']}" for p in self.plain]
        fields += ["str layout", *(f"str? {self.slots[i]['name']}_word" for i in self.wordy), *["str rare"] * bool(self.rare)]
        self.op = self._register(self.name, fields, len(self.outputs), self.forward, self.fake, _vmap.rule(self), _autograd.Forward)
        if self.wanted:
            fields += [f"Tensor? saved_{self.outputs[i]['name']}" for i in self.saved] + [f"Tensor? grad_{output['name']}" for output in self.outputs]
            self.backward_op = self._register(f"{self.name}_backward", [*fields, "bool[] needs"], len(self.wanted), self.backward, self.fake_backward,
                                              _vmap.rule_backward(self), _autograd.Backward)

    def _register(self, name, fields, results, implementation, fake, vmap, node):
        library.define(f"{name}({', '.join(fields)}) -> {'Tensor' if results == 1 else '(' + ', '.join(['Tensor'] * results) + ')'}", tags=torch.Tag.pt2_compliant_tag)
        op = getattr(torch.ops.polyattn, name).default
        library.impl(name, implementation, "CPU")
        library.impl(name, _autograd.kernel(self, op, node), "Autograd", with_keyset=True)
        torch.library.register_fake(f"polyattn::{name}", fake, lib=library)
        torch.library.register_vmap(f"polyattn::{name}", vmap, lib=library)
        return op

    def whole(self, args):
        """What `_C.call` takes with the terms that were left away."""
        if len(args) != self.n_short:
            return args
        args = list(args)
        for i, default in self.defaults:
            args.insert(i, default)
        return args

    def encode(self, args):
        """What the operator takes, from what `_C.call` takes."""
        flat, words = [*args[: self.n_slots], *[x for rare, x in zip(self.is_rare, args[self.n_slots :]) if not rare], args[-2]], []
        for i in self.wordy:
            words.append(flat[i] if isinstance(flat[i], str) else None)
            flat[i] = None if isinstance(flat[i], str) else flat[i]
        for i in range(self.n_slots):
            if flat[i] is not None and not isinstance(flat[i], torch.Tensor):
                flat[i] = self._scalar(i, flat[i])
        for i, kind in self.coded:
            flat[i] = ENCODE[kind](flat[i])
        return flat + words + ([self._written([x for rare, x in zip(self.is_rare, args[self.n_slots :]) if rare])] if self.rare else [])

    def _written(self, values):
        """'' where all are the defaults."""
        if all([x == p["default"] for p, x in zip(self.rare, values)]):
            return ""
        return ";".join(["" if x is None else WRITE.get(p["kind"], str)(x) for p, x in zip(self.rare, values)])

    def _read(self, text):
        given = text.split(";") if text else []
        return {p["name"]: READ[p["kind"]](x) if x else None for p, x in zip(self.rare, given)}

    def _scalar(self, i, value):
        if isinstance(value, (int, torch.SymFloat, torch.SymInt)):
            return torch.scalar_tensor(value, dtype=torch.float64)
        if isinstance(value, (float, np.number)):
            return torch.scalar_tensor(float(value), dtype=torch.float64)
        raise TypeError(f"{self.name}: {self.slots[i]['name']} is a {type(value).__name__} and q a Tensor, expected tensors of one framework")

    def decode(self, flat):
        """What `_C.forward` takes, from what the operator takes."""
        args, rare = list(flat[: self.layout + 1]), self._read(flat[self.n_args - 1]) if self.rare else {}
        for i, word in zip(self.wordy, flat[self.layout + 1 : self.n_args]):
            args[i] = args[i] if word is None else word
        for i, kind in self.coded:
            args[i] = DECODE[kind](args[i])
        plain = iter(args[self.n_slots : self.layout])
        return [*args[: self.n_slots], *[rare.get(p["name"], p["default"]) if is_rare else next(plain) for p, is_rare in zip(self.params, self.is_rare)], args[self.layout], None]

    def asked(self, args):
        """Which outputs a call asks for."""
        return tuple([i for i, flag in enumerate(self.given_flag) if flag is None or args[flag]])

    def made(self, flat):
        """... and which are computed: the backward may need others."""
        return [flag is None or flat[flag] or output["saved"] for flag, output in zip(self.flag, self.outputs)]

    def forward(self, *flat):
        outputs = _C.forward(self.index, *self.decode(flat))
        return self._fixed([flat[0].new_empty(0) if x is None else x for x in outputs])

    def backward(self, *flat):
        inputs, outputs, gradients, needs = self._split(flat)
        wanted = [False] * self.n_slots
        for i, need in zip(self.wanted, needs):
            wanted[i] = need
        result = _C.backward(self.index, *self.decode(inputs), tuple(outputs), tuple(gradients), tuple(wanted))
        return self._fixed([result[i] if need else flat[0].new_empty(0) for i, need in zip(self.wanted, needs)])

    def _fixed(self, tensors):
        return tensors[0] if len(tensors) == 1 else tuple(tensors)

    def _split(self, flat):
        inputs, rest = flat[: self.n_args], flat[self.n_args :]
        outputs = [None] * len(self.outputs)
        for i, x in zip(self.saved, rest):
            outputs[i] = x
        n = len(self.saved)
        return inputs, outputs, rest[n : n + len(self.outputs)], rest[-1]

    def fake(self, *flat):
        q = flat[0]
        wide = torch.float64 if q.dtype == torch.float64 else torch.float32
        shapes = _shapes.output_shapes(self, flat)
        return self._fixed([q.new_empty(shape if made else 0, dtype=wide if output["wide"] else q.dtype)
                            for made, shape, output in zip(self.made(flat), shapes, self.outputs)])

    def fake_backward(self, *flat):
        return self._fixed([flat[i].new_empty(flat[i].shape) if need else flat[0].new_empty(0) for i, need in zip(self.wanted, flat[-1])])


operators = [Operator(index, row) for index, row in enumerate(_C.table())]
