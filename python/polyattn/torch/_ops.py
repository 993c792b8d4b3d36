"""The operators polyattn::<name> and polyattn::<name>_backward, a pair for each row of the table.

They are what torch.compile, torch.export, FakeTensor, torch.func and tensor subclasses see. Arguments of an operator are those of `_C.call` with a slot that
takes words as two (the tensor, the word); it returns every declared output, an empty tensor for one that was not asked for. `<name>_backward` takes in
addition the saved outputs, a gradient for each output (None: zero) and which gradients are wanted; it returns one tensor for each differentiable slot."""
from __future__ import annotations

import itertools

import numpy as np
import torch

from .. import _C
from .._results import named
from .._table import differentiable
from . import _autograd, _shapes, _vmap

library = torch.library.Library("polyattn", "FRAGMENT")
SCHEMA = {"number": "float", "integer": "SymInt", "boolean": "bool", "word": "str", "window": "SymInt[]", "causal": "str"}
UNSIGNED = 2**63      # 64-bit seeds travel as the signed integer of the same bits: schemas know no other


def unsigned(param):
    return param["kind"] == "integer" and (param["max"] or 0) >= UNSIGNED


def encode(param, value):
    """A parameter as the schema takes it."""
    if param["kind"] == "causal":
        return str(value)
    if param["kind"] == "window":
        return list(value) if isinstance(value, (tuple, list)) else [value, value]
    if unsigned(param) and value >= UNSIGNED:
        return value - 2 * UNSIGNED
    return value


def decode(param, value):
    """... and as C takes it."""
    if param["kind"] == "causal":
        return {"True": True, "False": False}.get(value, value)
    if param["kind"] == "window":
        return tuple(value)
    if unsigned(param):
        return value % (2 * UNSIGNED)
    return value


class Operator:
    """A row as torch sees it."""

    def __init__(self, index, row):
        self.index, self.row, self.name = index, row, row["name"]
        self.slots, self.params, self.outputs = row["slots"], row["params"], row["outputs"]
        self.wanted = [i for i, slot in enumerate(self.slots) if row["gradients"] and differentiable(slot)]      # slots with a gradient
        self.constant = [i for i, output in enumerate(self.outputs) if output["constant"]]      # outputs without one
        self.saved = [i for i, output in enumerate(self.outputs) if output["saved"]]
        self.flag = [self._position(output["when"]) for output in self.outputs]
        self.tensor_at, fields = [], []          # where each slot's tensor stands among the operator's arguments
        for slot in self.slots:
            self.tensor_at.append(len(fields))
            fields.append(f"Tensor{'?' if slot['optional'] else ''} {slot['name']}")
            if slot["words"]:
                fields.append(f"str? {slot['name']}_word")
        self.first_param = len(fields)
        fields += [f"{SCHEMA[p['kind']]}{'?' if p['optional'] else ''} {p['name']}" for p in self.params] + ["str layout"]
        self.n_args = len(fields)
        self.results = {}
        for flags in itertools.product((False, True), repeat=len(self.outputs)):
            asked = tuple(i for i, on in enumerate(flags) if on)
            self.results[asked] = named(self.name, "Result", tuple(self.outputs[i]["name"] for i in asked)) if len(asked) > 1 else None
        self._define(fields)

    def _position(self, flag):
        return next((i for i, p in enumerate(self.params) if p["name"] == flag), None)

    def _define(self, fields):
        tensors = lambda n: "Tensor" if n == 1 else f"({', '.join(['Tensor'] * n)})"
        library.define(f"{self.name}({', '.join(fields)}) -> {tensors(len(self.outputs))}", tags=torch.Tag.pt2_compliant_tag)
        library.impl(self.name, self.forward, "CPU")
        self.op = getattr(torch.ops.polyattn, self.name).default
        torch.library.register_fake(f"polyattn::{self.name}", self.fake, lib=library)
        torch.library.register_vmap(f"polyattn::{self.name}", _vmap.rule(self), lib=library)
        library.impl(self.name, _autograd.kernel(self, self.op, _autograd.Forward), "Autograd", with_keyset=True)
        if not self.wanted:
            return
        backward = f"{self.name}_backward"
        fields = fields + [f"Tensor? saved_{self.outputs[i]['name']}" for i in self.saved] + [f"Tensor? grad_{o['name']}" for o in self.outputs] + ["bool[] needs"]
        library.define(f"{backward}({', '.join(fields)}) -> {tensors(len(self.wanted))}", tags=torch.Tag.pt2_compliant_tag)
        library.impl(backward, self.backward, "CPU")
        self.backward_op = getattr(torch.ops.polyattn, backward).default
        torch.library.register_fake(f"polyattn::{backward}", self.fake_backward, lib=library)
        torch.library.register_vmap(f"polyattn::{backward}", _vmap.rule_backward(self), lib=library)
        library.impl(backward, _autograd.kernel(self, self.backward_op, _autograd.Backward), "Autograd", with_keyset=True)

    def encode(self, args):
        """What the operator takes, from what `_C.call` takes."""
        flat, n = [], len(self.slots)
        for slot, value in zip(self.slots, args):
            word = isinstance(value, str) and bool(slot["words"])
            flat.append(None if word else self._tensor(slot, value))
            if slot["words"]:
                flat.append(value if word else None)
        flat += [encode(p, value) for p, value in zip(self.params, args[n:])]
        return [*flat, args[n + len(self.params)]]

    def _tensor(self, slot, value):
        if value is None or isinstance(value, torch.Tensor):
            return value
        if isinstance(value, (int, float, np.number, torch.SymFloat, torch.SymInt)):
            return torch.scalar_tensor(value if isinstance(value, (int, torch.SymFloat, torch.SymInt)) else float(value), dtype=torch.float64)
        raise TypeError(f"{self.name}: {slot['name']} is a {type(value).__name__} and q a Tensor, expected tensors of one framework")

    def decode(self, flat):
        """What `_C.forward` takes, from what the operator takes."""
        inputs = [flat[at] if flat[at] is not None or not slot["words"] else flat[at + 1] for slot, at in zip(self.slots, self.tensor_at)]
        params = [decode(p, value) for p, value in zip(self.params, flat[self.first_param :])]
        return [*inputs, *params, flat[self.n_args - 1], None]

    def tensors(self, flat):
        return [flat[at] for at in self.tensor_at]

    def asked(self, args):
        """Which outputs a call asks for."""
        n = len(self.slots)
        return tuple([i for i, flag in enumerate(self.flag) if flag is None or args[n + flag]])

    def made(self, flat):
        """... and which are computed: the backward may need others."""
        return [flag is None or flat[self.first_param + flag] or output["saved"] for flag, output in zip(self.flag, self.outputs)]

    def forward(self, *flat):
        outputs = _C.forward(self.index, *self.decode(flat))
        return self._fixed([flat[0].new_empty(0) if x is None else x for x in outputs])

    def backward(self, *flat):
        inputs, outputs, gradients, needs = self._split(flat)
        wanted = [False] * len(self.slots)
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
        tensors = self.tensors(flat)
        return self._fixed([tensors[i].new_empty(tensors[i].shape) if need else flat[0].new_empty(0) for i, need in zip(self.wanted, flat[-1])])


operators = [Operator(index, row) for index, row in enumerate(_C.table())]
