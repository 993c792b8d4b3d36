"""Calls made from the rows of the table: what the generic suites draw their cases from."""
import re
from zlib import crc32

import numpy as np
import pytest

import polyattn as pa
from polyattn import _C
from polyattn._examples import DRAWS
from polyattn._table import per_token

TABLE = {row["name"]: row for row in _C.table()}
TOKENS = ("query", "key", "value", "gate")
SHARES = 8      # of an engine's options, of which a row that is not the first of its engine tries one
COMPANY = {"of softpag: ": {"softpag": 0.3}, "of Gauss's likelihood: ": {"robust": False}, "of a window: ": {"window": (3, 2)}, "of dropout": {"dropout_p": 0.4}, "of n_layers": {"n_layers": 10 ** 6}, "causal: ": {"causal": True},
           "how theta ": {"train_len": 8.0, "factor": 2.0},
           "of rope: how theta ": {"rope": "half", "rope_train_len": 8.0, "rope_factor": 2.0}, "of rope: ": {"rope": "half"}, "with rope_positions: ": {"rope": "half"}}      # what an argument means nothing without, by how its doc begins


def rows(where):
    """For a test of those rows only that `where` says: `@rows(lambda row: ...)`."""
    return pytest.mark.parametrize("mechanism", [name for name, row in TABLE.items() if where(row)])


def takes(role):
    """Of rows that have a slot of this role."""
    return lambda row: any(slot["role"] == role and (role != "index" or slot["name"].startswith("cu_seqlens")) for slot in row["slots"])


def any_batch(row):
    """Whether a sequence gives the same in whatever batch: not where what is chosen at random depends on its number."""
    return row["name"] != "prflash"


def masks(name):
    """Of keys or scores: not those that choose heads."""
    return [slot for slot in slots(name, "mask") if "B" in slot["shape"].split()]


def has_streams(row):
    """Whether it takes queries, keys and values."""
    return bool(streams(row["name"]))


def slots(name, *roles, of=None):
    """Of these roles, and given in the arguments `of`."""
    return [slot for slot in TABLE[name]["slots"] if (slot["role"] in roles or not roles) and (of is None or slot["name"] in of)]


def params(name):
    return {param["name"]: param for param in TABLE[name]["params"]}


def flags(name, differentiable=False):
    """The parameters that ask for every output."""
    return {out["when"]: True for out in TABLE[name]["outputs"] if out["when"] and not (differentiable and out["constant"])}


def asking(name, arguments, differentiable=False):
    """`arguments`, with every output asked for that goes with them."""
    causal = {out["when"] for out in TABLE[name]["outputs"] if out["doc"].startswith("causal: ")}
    return {**arguments, **{flag: True for flag in flags(name, differentiable) if flag not in causal or arguments.get("causal")}}


def causality(name, value):
    """The causal argument, where the row has one."""
    return {"causal": value} if "causal" in params(name) else {}


def form(slot, x):
    """The symbols of the axes of x, of the forms that the slot may have; leading ones may be missing where it broadcasts."""
    forms = [shape.split() for shape in slot["shape"].split("|")]
    return next((symbols for symbols in forms if len(symbols) == x.ndim), forms[0][-x.ndim:])


def swapped(name, arguments):
    """`arguments` in the other layout: the axes of heads and tokens have changed places where they do."""
    return {**arguments, **{slot["name"]: np.swapaxes(x, 1, 2) for slot in slots(name, *TOKENS, of=arguments)
                            for x in [arguments[slot["name"]]] if per_token(slot, form(slot, x))}}


def straight(name, out, flat=False):
    """The first output as it would be in the first layout, of a batch: the axes of heads and tokens change places where they do."""
    moves = per_token(TABLE[name]["outputs"][0], TABLE[name]["outputs"][0]["shape"].split())
    return np.swapaxes(out, *((0, 1) if flat else (1, 2))) if moves else out


def part(name, arguments, queries, keys):
    """`arguments` of a call for these slices of the queries and keys; of a table of relative positions the middle."""
    sizes = sizes_of(name, arguments)
    reach, middle = max(len(range(sizes["M"])[keys]), 1) - 1, sizes["Rel"] // 2
    along = {"N": queries, "M": keys, "Rel": slice(middle - reach, middle + reach + 1)}
    cut = {slot["name"]: tuple(along.get(symbol, slice(None)) if n != 1 or not slot["broadcast"] else slice(None) for symbol, n in zip(form(slot, x), x.shape))
           for slot in slots(name, of=arguments) if isinstance(x := arguments[slot["name"]], np.ndarray)}
    return {argument: x[cut[argument]] if argument in cut else x for argument, x in arguments.items()}


def with_causality(name, arguments, value):
    """`arguments` of a causal call; of a row that wants as many keys as queries then, as many of the first of both."""
    if value and "causal" in params(name) and "causal cross" not in TABLE[name]["patterns"]:
        sizes = sizes_of(name, arguments)
        first = slice(min(sizes["N"], sizes["M"]))
        arguments = part(name, arguments, first, first)
    return {**arguments, **causality(name, value)}


def outputs(result):
    return result._asdict() if isinstance(result, tuple) else {"out": result}


def example(name, *, B=2, Hq=4, H=2, N=9, M=11, D=5, Dv=7, HV=None, seed=0, dtype="float64"):
    return dict(pa.example_inputs(name, batch=B, heads=Hq, kv_heads=H, queries=N, keys=M, dim=D, value_dim=Dv, value_heads=HV, dtype=dtype, seed=seed))


def sizes_of(name, arguments):
    """Symbol -> length, from the arrays at hand; F and the like where only a weight binds them."""
    keys = next((arguments.get(slot["name"]) for slot in slots(name, "key")), None)
    sizes = {"F": 6, "Fw": 6, "Fr": 6, "R": 3, "Nb": 8, "K": 2, "Rel": max(2 * keys.shape[2] - 1, 1) if getattr(keys, "ndim", 0) == 4 else 1}
    for slot in slots(name):
        x = arguments.get(slot["name"])
        if isinstance(x, np.ndarray):
            for shape in slot["shape"].split("|"):
                if len(shape.split()) == x.ndim:
                    sizes |= {symbol: n for symbol, n in zip(shape.split(), x.shape) if n != 1 or symbol not in sizes}
    sizes = {"M": sizes["N"], **sizes} if "N" in sizes else sizes         # where tokens are queries and keys at once
    of = lambda *symbols: np.prod([sizes.get(symbol, 0) for symbol in symbols], dtype=int)
    return {"C": of("Hq", "Dv"), "C9": 9 * of("Hq", "Dv"), "Cr": of("Dv"), "Ck": of("H", "D"), "Rt": sizes.get("D", 0) // 2, "E": sizes.get("D", 0),      # channels of all heads
            "Lr": max(2 * max(sizes.get("N", 1), sizes.get("M", 1)) - 1, 1), "HO": max(sizes.get("Hq", 0), sizes.get("HV", 0)),     # distances
            "T": 3, "Kh": 3, "Kw": 5, "One": 1, "Mc": 6, "Mp": 3, "Gz": 1, "Gq": 1, "Gk": 1, "Gv": 1, **sizes}                        # sides of kernels; tokens of parts; gates of a head


def draw(slot, sizes, rng, axes=None):
    """An array for an optional slot. `axes`: of a slot that broadcasts, which to keep."""
    shape = [sizes[symbol] for symbol in slot["shape"].split("|")[0].split()]
    if slot["broadcast"] and axes is not None:
        shape = [n if keep else 1 for n, keep in zip(shape, axes)]
    if slot["role"] == "mask":
        return rng.random(shape) < 0.7
    return np.asarray(DRAWS[slot["draw"]](rng, tuple(shape)))


def add(name, arguments, slot, rng, axes=None):
    """`arguments` with one more slot. States take the shape of the state that the call leaves."""
    if slot["role"] != "state":
        return {**arguments, slot["name"]: draw(slot, sizes_of(name, arguments), rng, axes)}
    every = {**arguments, **flags(name)}
    every = every if supported(name, every) else {**every, **causality(name, True)}
    left = outputs(getattr(pa, name)(**(every if supported(name, every) else with_causality(name, every, True))))
    like = next(out["name"] for out in TABLE[name]["outputs"] if out["shape"] == slot["shape"])
    return {**arguments, slot["name"]: DRAWS[slot["draw"]](rng, left[like].shape)}


def pack(name, arguments, lengths, flat=True):
    """Tokens of a batch of one as packed sequences of these lengths; `flat`: (T, H, D), else a batch of one."""
    offsets = np.cumsum([0, *lengths])
    packed = dict(arguments)
    if flat:
        for slot in slots(name, *TOKENS, "parameter", "index", of=arguments):
            x = arguments[slot["name"]]
            symbols = form(slot, x)
            if symbols[:1] == ["B"] and {"N", "M"} & {*symbols}:
                packed[slot["name"]] = np.swapaxes(x[0], 0, 1) if per_token(slot, symbols) else x[0]
    return {**packed, cu_seqlens(name)[0]: offsets}


def cu_seqlens(name):
    """What the row calls the offsets of packed sequences."""
    return [slot["name"] for slot in slots(name, "index") if slot["name"].startswith("cu_seqlens")]


def streams(name):
    """What the row calls queries, keys and values."""
    return getattr(pa, name).streams


def cast(arguments, dtype):
    return {name: x.astype(dtype) if isinstance(x, np.ndarray) and x.dtype == np.float64 else x for name, x in arguments.items()}


def groups_values(row):
    """Whether there may be more heads of values than of keys."""
    return any("HV" in slot["shape"].split() for slot in row["slots"])


def differentiable(name, arguments):
    return [slot["name"] for slot in slots(name) if not slot["constant"] and slot["role"] not in ("mask", "index")
            and isinstance(arguments.get(slot["name"]), np.ndarray)]


def supported(name, arguments):
    return not pa.supports(name, **arguments)


def different(param):
    """Values of a parameter other than its default, one or a few per kind."""
    kind, default = param["kind"], param["default"]
    if kind == "boolean":
        return [not default] if default is not None else [True, False]
    if kind == "word":
        return [word for word in param["words"] if word != default]
    if kind == "causal":
        return [value for value in (False, True, "top_left") if value != default]
    if kind == "window":
        return [(3, 2), (0, -1), (-1, 1), 2]
    if kind == "integer":
        return [2, 4] if "an even number" in param["doc"] else [5, largest(param)]
    if kind == "grid":
        return [(8, 18)] if param["doc"].startswith("with ") else []      # others go with other shapes: in the tests of those
    if kind == "range":
        return [(0.2, 0.8)]
    return [-0.05] if param["max"] == 0 else [0.37 + (param["min"] or 0)]


def largest(param):
    """Of an integer; limits come as float64, in which 2^64 - 1 is 2^64."""
    return 100 if param["max"] is None else min(int(param["max"]), 2 ** 64 - 1)


def tries(name, argument):
    """Whether the tests of options try this slot or parameter on this row.

    All rows of an engine take its options by the same code, and there are dozens of either: each on each would cost minutes and find what a few find.
    So the first row of an engine tries all of them, every other row all of its own and the share of the engine's that a checksum of the names deals it:
    the same on every run, another for every row. A tensor goes with the parameter whose word it belongs to."""
    first = next(other for other, row in TABLE.items() if row["engine"] == TABLE[name]["engine"])
    owner = next((param for param in TABLE[name]["params"] for word in param["words"] if "shape" in argument and belongs_to(argument, param, word)), argument)
    return name == first or not owner["engine_option"] or crc32(f"{name} {owner['name']}".encode()) % SHARES == 0


def variants(name, rng):
    """(label, arguments): every optional slot and every value of every parameter that this row `tries`, one at a time."""
    row = TABLE[name]
    asked = set(flags(name))
    for param in row["params"]:
        if not tries(name, param) or param["name"] in asked or param["name"] == "precision" or param["doc"].startswith("must be"):
            continue
        for value in different(param):
            extra = [slot for slot in slots(name) if param["kind"] == "word" and belongs_to(slot, param, value)] + company_of(name, param)
            yield f"{param['name']}={value}", lambda base, given={**settings_of(param), param["name"]: value}, extra=extra: with_slots(name, {**base, **given}, extra, rng)
    for slot in filter(lambda slot: tries(name, slot), slots(name)):
        for word in slot["words"] or ():
            yield f"{slot['name']}={word}", lambda base, s=slot["name"], w=word: {**base, s: w}
        words = [(param, word) for param in row["params"] for word in param["words"] if word != param["default"]]
        if slot["optional"] and slot["role"] != "index" and not any(belongs_to(slot, *word) for word in words):
            yield slot["name"], lambda base, s=[slot, *company_of(name, slot)], given=settings_of(slot): with_slots(name, {**base, **given}, s, rng)


def settings_of(argument):
    return next((given for words, given in COMPANY.items() if argument["doc"].startswith(words)), {})


def company_of(name, argument):
    """Tensors that an argument cannot be without, which it says first: "with psi: ..."."""
    named = re.match(r"with (\w+(?:, \w+)*): ", argument["doc"])
    return [other for other in slots(name) if named and other["name"] in named[1].split(", ")]


def belongs_to(slot, param, word):
    """A tensor that only one word of a parameter takes says so: "'t2r': bias of the key map", "that qk_norm = 'rms' made"."""
    named = re.findall(r"(\w+) = '", slot["doc"])
    return slot["optional"] and f"'{word}'" in slot["doc"] and not slot["words"] and (not named or param["name"] in named)


def with_slots(name, arguments, extra, rng):
    for slot in extra:
        arguments = add(name, arguments, slot, rng)
    return arguments


def relative(x, want):
    """Largest difference relative to the largest finite value of `want`; equal infinities and NaN agree."""
    x, want = np.asarray(x, np.float64), np.asarray(want, np.float64)
    assert x.shape == want.shape, f"shape {x.shape}, expected {want.shape}"
    finite = np.isfinite(want)
    np.testing.assert_array_equal(x[~finite], want[~finite])
    if not finite.any():
        return 0.0
    return float(np.abs(x[finite] - want[finite]).max() / max(np.abs(want[finite]).max(), 1e-3))
