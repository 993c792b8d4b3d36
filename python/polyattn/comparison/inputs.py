"""What a comparison runs on: the arrays, and each mechanism made ready to take them."""
import zipfile
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

import numpy as np

import polyattn as pa
from polyattn._table import DTYPES, row_of


@dataclass(frozen=True)
class Inputs:
    """q [B, Hq, N, D], k [B, H, M, D], v [B, H, M, Dv]; what they are, the words of the keys, and what the batch axis counts."""
    q: np.ndarray
    k: np.ndarray
    v: np.ndarray
    name: str = "arrays of the caller"
    tokens: tuple = ()
    batch: tuple = ()


def load(path=None):
    """The arrays of an .npz file (q, k, v and, where it has them, tokens), or those of the bundled sample, in float32."""
    sample = path is None
    place = files(__package__) / "data" / "minilm_gettysburg.npz" if sample else Path(path)
    with place.open("rb") as file:
        try:
            npz = dict(np.load(file, allow_pickle=False))
        except (ValueError, TypeError, EOFError, zipfile.BadZipFile):
            raise ValueError(f"{place.name} is not an .npz file of plain arrays") from None
    absent = [name for name in "qkv" if name not in npz]
    if absent:
        raise ValueError(f"{place.name} holds {', '.join(npz) or 'no array'}; expected arrays named q, k and v")
    q, k, v = (npz[name] for name in "qkv")
    tokens = tuple(map(str, npz["tokens"])) if "tokens" in npz else ()
    layers = tuple(f"layer {n}" for n in npz["layers"]) if "layers" in npz else ()
    if sample:
        name = "layers 0, 2 and 5 of all-MiniLM-L6-v2 on the Gettysburg Address (float16, converted)"
        return Inputs(*(x.astype(np.float32) for x in (q, k, v)), name, tokens, layers)
    return Inputs(q, k, v, place.name, tokens, layers)


def take(x, name, dtype=None):
    """The caller's array as a NumPy array of rank 4."""
    if not isinstance(x, np.ndarray):
        x = np.from_dlpack(x.detach() if hasattr(x, "detach") else x) if hasattr(x, "__dlpack__") else np.asarray(x)
    x = x[None] if x.ndim == 3 else x
    if x.ndim != 4:
        raise ValueError(f"compare: {name} has shape {x.shape}, expected (B, H, N, D) or (H, N, D)")
    if (dtype or x.dtype.name) not in DTYPES:
        raise TypeError(f"compare: {name} has dtype {dtype or x.dtype}, expected one of {', '.join(DTYPES)}")
    if dtype == "bfloat16":
        import ml_dtypes
        return x.astype(ml_dtypes.bfloat16)
    return x if dtype is None else x.astype(dtype, copy=False)


@dataclass
class Case:
    """One mechanism ready to be called. `arguments` hold q, k, v (those that it takes), what was drawn, and the options; `notes` say what was done to get there."""
    row: dict
    arguments: dict = field(default_factory=dict)
    causal: bool = False
    notes: list = field(default_factory=list)
    reason: str = None          # why it cannot run
    pullback: object = None     # the timed backward, once it is known to work

    @property
    def name(self):
        return self.row["name"]

    def split(self, **changes):
        """Positional and keyword arguments of a call."""
        arguments = {**self.arguments, **changes}
        return [arguments.pop(name) for name in "qkv" if name in arguments], arguments

    def run(self, **changes):
        """The mechanism's first output."""
        return self._first(getattr(pa, self.name), changes)

    def reference(self, **changes):
        return self._first(getattr(pa.reference, self.name), changes)

    def vjp(self, **changes):
        args, kwargs = self.split(**changes)
        return pa.vjp(getattr(pa, self.name), *args, **kwargs)

    def _first(self, function, changes):
        args, kwargs = self.split(**changes)
        result = function(*args, **kwargs)
        return result[0] if isinstance(result, tuple) else result

    def slice(self, batch, heads, tokens):
        """The same case on its first sequences, heads (whole groups of them) and tokens."""
        H, kv_heads, value_heads = (self.arguments.get(name, self.arguments["v"]).shape[1] for name in "qkv")
        kv = min(kv_heads, max(1, heads * kv_heads // max(H, 1)))
        group, members = (n // max(kv_heads, 1) for n in (H, value_heads))
        most = {"B": batch, "H": kv, "Hq": kv * group, "HV": kv * members, "N": tokens, "M": tokens}
        arguments = dict(self.arguments)
        for slot in self.row["slots"]:
            x = arguments.get(slot["name"])
            if isinstance(x, np.ndarray) and x.ndim:
                forms = [form.split() for form in slot["shape"].split("|")]
                symbols = next((form for form in forms if len(form) == x.ndim), forms[0])[-x.ndim:]
                arguments[slot["name"]] = x[tuple(np.s_[:most.get(symbol)] for symbol in symbols)]
        return Case(self.row, arguments, self.causal)

    def converted(self, dtype):
        """The same case with every floating-point array in another dtype."""
        arguments = {n: x.astype(dtype) if is_float(x) else x for n, x in self.arguments.items()}
        return Case(self.row, arguments, self.causal)


def draw(name, causal=None, options=None, **size):
    """A Case whose arrays are all drawn as the row says (`size`: of pa.example_inputs), or a ValueError."""
    row = row_of(name)
    parameter = next((p for p in row["params"] if p["name"] == "causal"), None)
    given = {"causal": causal} if parameter and causal is not None else {}
    case = Case(row, {**pa.example_inputs(row["name"], **size), **given, **(options or {})})
    case.causal = bool(case.arguments.get("causal", parameter["default"] if parameter else row["always_causal"]))
    args, kwargs = case.split()
    if reason := "; ".join(pa.supports(row["name"], *args, **kwargs)):
        raise ValueError(f"{name}: {reason}")
    return case


def is_float(x):
    return isinstance(x, np.ndarray) and x.dtype.name in DTYPES


def prepare(name, q, k, v, causal=None, seed=0, options=None):
    """A Case: what q, k, v do not give is drawn as the row says; what the mechanism cannot do with them is its `reason`."""
    row, options = row_of(name), dict(options or {})
    case = Case(row)
    taken = {slot["name"] for slot in row["slots"]}
    missing = {"q", "v"} - taken
    if missing:
        case.reason = f"{name} does not take {', '.join(sorted(missing))}"
        return case
    (batch, heads, queries, dim), (_, value_heads, keys, value_dim), kv_heads = q.shape, v.shape, k.shape[1]
    given = {name: x for name, x in {"q": q, "k": k, "v": v}.items() if name in taken}
    case.notes += [] if "k" in taken else ["takes no k"]
    try:
        drawn = pa.example_inputs(row["name"], batch=batch, heads=heads, kv_heads=kv_heads, queries=queries, keys=keys, dim=dim,
                                  value_dim=value_dim, value_heads=value_heads, dtype=q.dtype.name, seed=seed)
        for slot in row["slots"]:
            if slot["name"] in given and slot["draw"] == "unit_norm":
                x = given[slot["name"]].astype(np.float64)
                given[slot["name"]] = (x / np.maximum(np.linalg.norm(x, axis=-1, keepdims=True), 1e-12)).astype(q.dtype)
                case.notes.append(f"{slot['name']} of norm 1, as the row asks")
        extra = [n for n in drawn if n not in given and n not in options]
        case.notes += [f"{', '.join(extra)} drawn with seed {seed}"] if extra else []
        case.arguments = {**drawn, **given}
        parameter = next((p for p in row["params"] if p["name"] == "causal"), None)
        if parameter and causal is not None:
            case.arguments["causal"] = causal
        case.arguments.update(options)
        case.causal = bool(case.arguments.get("causal", parameter["default"] if parameter else row["always_causal"]))
        if causal is False and case.causal:
            case.notes.append("causal by definition")
        args, kwargs = case.split()
        case.reason = "; ".join(pa.supports(row["name"], *args, **kwargs)) or None
    except (TypeError, ValueError, NotImplementedError) as error:
        case.reason = str(error)
    return case
