"""What a layer reads from a row, once, when it is made: plain tuples and names, so that a layer is pickled and compiled without the table."""
from __future__ import annotations

from typing import Any, Callable, NamedTuple

import torch

import polyattn

from .._functions import slot_default
from .._table import close_to, row_of
from ..torch._seed import fresh_seed
from ._words import fill

TOKENS = ("query", "key", "value", "gate")


class Token(NamedTuple):
    """A per-token input."""

    name: str
    role: str
    heads: str      # symbol: "Hq", "H" or "HV"
    keys: bool      # one for each key, else for each query
    width: str      # symbol of the channels of a head, "" for none
    layer: str


class Plan(NamedTuple):
    mechanism: str
    function: Callable[..., Any]
    tokens: tuple[Token, ...]
    states: tuple[tuple[str, str], ...]      # (argument, output) of what is carried from call to call
    state_flags: tuple[str, ...]
    slots: tuple[str, ...]                   # tensors that forward may be given: masks, biases, offsets of packed sequences
    learned: dict[str, tuple[str, str]]      # parameter slots: name -> (shape, initial value)
    words: dict[str, str]                    # what stands for absent ones: {"b": "auto"}
    params: dict[str, Any]                   # parameter -> default
    weights: str | None                      # the flag that asks for the attention map
    module: str
    always_causal: bool
    decode: bool

    @property
    def packed(self) -> tuple[str, ...]:
        """What the offsets of packed sequences are called, of queries and of keys."""
        names = tuple(name for name in self.slots if name.startswith("cu_seqlens"))
        return names if len(names) == 2 else ("cu_seqlens", "cu_seqlens_k")


def plan_of(mechanism: str | Callable[..., Any], learn: Any = ()) -> Plan:
    """`learn`: optional inputs that the layer is to make: gates by projection, parameters by learning."""
    row = row_of(mechanism)
    slots, outputs = row["slots"], row["outputs"]
    carried = [(s, next((o for o in outputs if o["role"] == "state" and o["name"] == s["name"].replace("initial_", "final_")), None))
               for s in slots if s["role"] == "state"]
    flags = {o["when"] for o in outputs}
    return Plan(
        row["name"], getattr(polyattn, row["name"]),
        tuple(token(s) for s in slots if s["role"] in TOKENS and (not s["optional"] or s["name"] in learn)),
        tuple((s["name"], o["name"]) for s, o in carried if o),
        tuple(dict.fromkeys(o["when"] for _, o in carried if o)),
        tuple(s["name"] for s in slots if s["role"] in ("mask", "bias", "index")),
        {s["name"]: (s["shape"], s["layer"]) for s in slots if s["role"] == "parameter"},
        {s["name"]: slot_default(s) for s in slots if s["words"]},
        {p["name"]: p["default"] for p in row["params"] if p["name"] not in flags},
        next((o["when"] for o in outputs if o["name"] == "weights"), None),
        row["module"] or "", row["always_causal"], "decode" in row["patterns"],
    )


def token(slot: dict[str, Any]) -> Token:
    """Of the alternatives of a shape the longest: 'B H M D' or 'B H M'."""
    form = slot["shape"].split("|")[0].split()
    if len(form) not in (3, 4) or form[0] != "B" or form[1][0] != "H" or form[2] not in ("N", "M"):
        raise NotImplementedError(f"a layer cannot make {slot['name']} of shape {slot['shape']} from tokens")
    return Token(slot["name"], slot["role"], form[1], form[2] == "M", form[3] if len(form) == 4 else "", slot["layer"])


class Learned(torch.nn.Module):
    """The learned parameters of a mechanism, by name: what `pa.nn` layers hold as `.learned`."""

    def __init__(self, plan, asked, sizes, device=None, dtype=None):
        """`asked`: names, or a mapping of names to initial values."""
        super().__init__()
        given = dict(asked) if hasattr(asked, "keys") else dict.fromkeys([asked] if isinstance(asked, str) else asked)
        self.initial = {}
        for name, start in given.items():
            if name in {t.name for t in plan.tokens}:
                continue
            if name not in plan.learned:
                raise ValueError(f"{plan.mechanism}: parameters names {name!r}, expected some of {', '.join(plan.learned) or 'none'}." + close_to(name, plan.learned))
            shape, initial = plan.learned[name]
            self.initial[name] = initial if start is None else start
            if self.initial[name] is None:
                raise ValueError(f"{plan.mechanism}: parameters names {name}, for which the row has no initial value, expected parameters={{{name!r}: <value>}}")
            axes = [sizes.get(symbol, sizes["D"]) for symbol in shape.split("|")[0].split()]
            self.register_parameter(name, torch.nn.Parameter(torch.empty(axes, device=device, dtype=dtype)))
        self.reset_parameters()

    def reset_parameters(self):
        for name, initial in self.initial.items():
            fill(self._parameters[name], initial)

    def tensors(self):
        return {name: self._parameters[name] for name in self.initial}

    def extra_repr(self):
        return ", ".join(f"{name}: {tuple(x.shape)}" for name, x in self._parameters.items())


class Settled(torch.nn.Module):
    """Arguments of the mechanism that the layer is given once: numbers and words as they are, tensors as buffers."""

    def __init__(self, plan, learned, options):
        super().__init__()
        for name in options:
            if name not in plan.params and (name not in plan.learned or name in learned.initial):
                known = [*plan.params, *(name for name in plan.learned if name not in learned.initial)]
                raise TypeError(f"{plan.mechanism}: a layer has no option {name!r}." + (close_to(name, known) or f" Options: {', '.join(known)}"))
        self.values = {name: x for name, x in options.items() if not isinstance(x, torch.Tensor)}
        self.names = tuple(name for name in options if name not in self.values)
        for name in self.names:
            self.register_buffer(name, options[name])

    def arguments(self):
        return {**self.values, **{name: self._buffers[name] for name in self.names}}

    def __repr__(self):
        return f"Settled({', '.join([*(f'{k}={v!r}' for k, v in self.values.items()), *self.names])})"


def refuse_early(plan, sizes, learned, settled):
    """Raises what the first call would raise for the options that the layer was given."""
    size = lambda symbol: {"N": 2, "M": 2}.get(symbol) or sizes.get(symbol, sizes["D"])
    plain = lambda x: torch.zeros(x.shape, device="cpu") if isinstance(x, torch.nn.Parameter) else x.detach().cpu() if isinstance(x, torch.Tensor) else x
    tokens = {t.name: torch.zeros([1, size(t.heads), 2, *([size(t.width)] if t.width else [])], device="cpu") for t in plan.tokens}
    held = {name: plain(x) for name, x in {**learned.tensors(), **settled.arguments()}.items()}
    for sentence in polyattn.supports(plan.mechanism, **tokens, **held):
        raise ValueError(sentence)


def settled_for(module, rate=0.0):
    """The settled options of a call: dropout only in training, from a seed that torch's default generator gives. `rate`: in place of their own."""
    arguments = module.settled.arguments()
    rate = rate or arguments.get("dropout_p")
    if rate:
        arguments["dropout_p"] = rate if module.training else 0.0
        if module.training and "seed" not in arguments:
            arguments["seed"] = fresh_seed()
    return arguments
