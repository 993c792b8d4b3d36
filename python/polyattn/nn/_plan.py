"""What a layer reads from a row, once, when it is made: plain tuples and names, so that a layer is pickled and compiled without the table."""
from __future__ import annotations

import math
from typing import Any, Callable, NamedTuple

import torch

import polyattn

from .._examples import table_sizes
from .._functions import slot_default, streams
from .._table import close_to, row_of
from ..torch._seed import fresh_seed
from ._words import RATE, RATES, Recipe, fill, settings

TOKENS = ("query", "key", "value", "gate")
LINE = 512      # tokens that a table over positions on a line is for, when nothing says how many


class Token(NamedTuple):
    """A per-token input."""

    name: str
    role: str
    heads: str      # symbol: "Hq", "H" or "HV", "" for none
    keys: bool      # one for each key, else for each query
    width: str      # symbol of the channels of a head, "" for none
    layer: str
    of: str         # the input that it is made from, "" for the token


class Parameter(NamedTuple):
    """A tensor that is learned, or drawn once."""

    shape: str
    initial: str | None     # what it is filled with
    required: bool
    broadcast: bool         # axes that the layer does not know may be 1
    constant: bool          # without a gradient


class Plan(NamedTuple):
    mechanism: str
    function: Callable[..., Any]
    tokens: tuple[Token, ...]
    states: tuple[tuple[str, str], ...]      # (argument, output) of what is carried from call to call
    state_flags: tuple[str, ...]
    slots: tuple[str, ...]                   # tensors that forward may be given: masks, biases, offsets of packed sequences
    learned: dict[str, Parameter]
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


def learned_by_default(mechanism: str | Callable[..., Any]) -> tuple[str, ...]:
    """The optional inputs that the mechanism's authors make."""
    return tuple(filter(None, settings(row_of(mechanism)["module"]).get("learn", "").split(",")))


def plan_of(mechanism: str | Callable[..., Any], learn: Any = ()) -> Plan:
    """`learn`: optional inputs that the layer is to make: gates by projection, parameters by learning."""
    row = row_of(mechanism)
    if row["engine"] == "elementwise":
        raise NotImplementedError(f"{row['name']}: it changes tokens by their positions and attends to nothing, and no layer is offered for it")
    slots, outputs = row["slots"], row["outputs"]
    carried = [(s, next((o for o in outputs if o["role"] == "state" and o["name"] == s["name"].replace("initial_", "final_")), None))
               for s in slots if s["role"] == "state"]
    flags = {o["when"] for o in outputs}
    return Plan(
        row["name"], getattr(polyattn, row["name"]),
        tuple(token(s) for s in slots if of_tokens(s) and (not s["optional"] or s["name"] in learn)),
        tuple((s["name"], o["name"]) for s, o in carried if o),
        tuple(dict.fromkeys(o["when"] for _, o in carried if o)),
        tuple(s["name"] for s in slots if s["role"] in ("mask", "bias", "index")),
        {s["name"]: Parameter(s["shape"], s["layer"], not s["optional"], s["broadcast"], s["constant"]) for s in slots if s["role"] == "parameter" and not of_tokens(s)},
        {s["name"]: slot_default(s) for s in slots if s["words"]},
        {p["name"]: p["default"] for p in row["params"] if p["name"] not in flags},
        next((o["when"] for o in outputs if o["name"] == "weights"), None),
        row["module"] or "", row["always_causal"], "decode" in row["patterns"],
    )


def of_tokens(slot: dict[str, Any]) -> bool:
    """Whether a layer makes it from tokens: inputs of a role, and parameters with a value for each token of each sequence."""
    form = slot["shape"].split("|")[0].split()
    return slot["role"] in TOKENS or slot["role"] == "parameter" and form[:1] == ["B"] and len({"N", "M"} & set(form)) == 1


def token(slot: dict[str, Any]) -> Token:
    """Of the alternatives of a shape the longest: 'B H M D' or 'B H M'."""
    form = slot["shape"].split("|")[0].split()
    batch, heads, tokens, width = form[:1], form[1:2] if form[1:2] and form[1][0] == "H" else [], form[-1:], []
    if tokens[0] not in ("N", "M"):
        tokens, width = form[-2:-1], form[-1:]
    if batch + heads + tokens + width != form or batch != ["B"] or tokens[0] not in ("N", "M"):
        raise NotImplementedError(f"a layer cannot make {slot['name']} of shape {slot['shape']} from tokens")
    role = slot["role"] if slot["role"] in TOKENS else "gate"
    return Token(slot["name"], role, "".join(heads), tokens == ["M"], "".join(width), slot["layer"], Recipe.told(slot["layer"]).of if role == "gate" else "")


class Learned(torch.nn.Module):
    """The learned parameters of a mechanism, by name: what `pa.nn` layers hold as `.learned`. Those that have no gradient are buffers."""

    def __init__(self, plan, asked, sizes, options, device=None, dtype=None):
        """`asked`: names, or a mapping of names to initial values. What the mechanism cannot be without is made too, but for what `options` hold fixed."""
        super().__init__()
        given = dict.fromkeys(name for name, p in plan.learned.items() if p.required and name not in options)
        given |= dict(asked) if hasattr(asked, "keys") else dict.fromkeys([asked] if isinstance(asked, str) else asked)
        self.initial = {}
        for name, start in given.items():
            if name in {t.name for t in plan.tokens}:
                continue
            if name not in plan.learned:
                raise ValueError(f"{plan.mechanism}: parameters names {name!r}, expected some of {', '.join(plan.learned) or 'none'}." + close_to(name, plan.learned))
            parameter = plan.learned[name]
            self.initial[name] = parameter.initial if start is None else start
            if self.initial[name] is None:
                raise ValueError(f"{plan.mechanism}: parameters names {name}, for which the row has no initial value, expected parameters={{{name!r}: <value>}}")
            x = torch.empty(shape_of(parameter, self.initial[name], sizes, options), device=device, dtype=dtype)
            if parameter.constant:
                self.register_buffer(name, x)
            else:
                self.register_parameter(name, torch.nn.Parameter(x))
        self.reset_parameters()

    def reset_parameters(self):
        for name, initial in self.initial.items():
            fill(getattr(self, name), initial)

    def tensors(self):
        held = {name: getattr(self, name) for name in self.initial}
        return {name: -x.exp() if isinstance(self.initial[name], str) and self.initial[name] in (RATE, RATES) else x for name, x in held.items()}

    def extra_repr(self):
        return ", ".join(f"{name}: {tuple(x.shape)}" for name, x in self.tensors().items())


def shape_of(parameter, initial, sizes, options):
    """That of an initial tensor; else by symbols, in the form that every sequence shares. A layer does not know how many tokens will come."""
    forms = [form.split() for form in parameter.shape.split("|")]
    if getattr(initial, "ndim", 0) and any(len(form) == initial.ndim or parameter.broadcast for form in forms):
        return tuple(initial.shape)
    form = next((form for form in forms if not {"B", "N", "M"} & set(form)), forms[0])
    form = form[form[0] == "B":] if parameter.broadcast else form
    known = {**table_sizes(LINE), **sizes, **({"N": 1, "M": 1} if parameter.broadcast else {})}
    if options.get("grid") is not None:
        known["Rel"] = math.prod(2 * n - 1 for n in axes_of(options["grid"]))
        known |= dict.fromkeys({"N", "M"} - known.keys(), math.prod(axes_of(options["grid"])))
    return tuple(known.get(symbol, sizes["D"]) for symbol in form)


def axes_of(grid):
    return [grid] if isinstance(grid, int) else list(grid)


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
    plain = lambda x: torch.zeros(x.shape, device="cpu") if isinstance(x, torch.nn.Parameter) or x.is_meta else x.detach().cpu()
    held = {name: plain(x) if isinstance(x, torch.Tensor) else x for name, x in {**learned.tensors(), **settled.arguments()}.items()}
    length = lengths(plan, held)
    size = lambda symbol: length.get(symbol) or sizes.get(symbol, sizes["D"])
    tokens = {t.name: torch.zeros([1, *([size(t.heads)] if t.heads else []), size("M" if t.keys else "N"), *([size(t.width)] if t.width else [])], device="cpu")
              for t in plan.tokens}
    for sentence in polyattn.supports(plan.mechanism, **tokens, **held):
        raise ValueError(sentence)


def lengths(plan, held):
    """Numbers of queries and keys that go with what the layer holds: two, unless a grid or a tensor says more."""
    length = dict.fromkeys("NM", 2 if held.get("grid") is None else math.prod(axes_of(held["grid"])))
    for name, parameter in plan.learned.items():
        form = parameter.shape.split("|")[0].split()
        for symbol in {"N", "M"} & set(form) if getattr(held.get(name), "ndim", 0) else ():
            axis = len(form) - form.index(symbol)
            length[symbol] = max(length[symbol], held[name].shape[-axis] if axis <= held[name].ndim else 1)
    return length


def settled_for(module, rate=0.0):
    """The settled options of a call: dropout only in training, from a seed that torch's default generator gives. `rate`: in place of their own."""
    arguments = module.settled.arguments()
    rate = rate or arguments.get("dropout_p")
    if rate:
        arguments["dropout_p"] = rate if module.training else 0.0
        if module.training and "seed" not in arguments:
            arguments["seed"] = fresh_seed()
    return arguments
