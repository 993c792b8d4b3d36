"""What the definitions share: how a call is read, cut into packed sequences and answered, and the few operations that all of them use."""
import collections
import contextlib
import functools
import inspect
import types

import numpy as np

_working = np.dtype(np.float64)

# How an argument that is not a token is cut for one packed sequence (tokens are cut along their length).
CUT = {
    "mask": "scores", "bias": "scores", "alibi_slopes": "sequence", "key_mask": "keys",
    "initial_state": "sequence", "initial_z": "sequence", "initial_flows": "sequence", "initial_lse": "sequence", "initial_count": "sequence",
    "head_mask": "sequence", "existence": "tokens", "existence_q": "queries", "image_id": "tokens", "elm": "scores",
    "rope_positions": "tokens", "rope_positions_q": "queries",
    "tau_q": "queries", "tau_k": "tokens", "tau_v": "tokens", "phi": "factors of queries", "psi": "factors of keys",
}
MOVED = ("tau_q", "tau_k", "tau_v", "phi", "psi", "existence", "existence_q", "image_id", "rope_positions", "rope_positions_q")        # options of tokens: arranged as those of q


@contextlib.contextmanager
def working_precision(dtype):
    """Evaluate the definitions in another precision: what plain NumPy makes of them in float32 is the yardstick for the kernels' error."""
    global _working
    before, _working = _working, np.dtype(dtype)
    try:
        yield
    finally:
        _working = before


class _Held:
    """What `constant` saw in the first evaluation, in order, to be given again in the next ones."""

    def __init__(self):
        self.values, self.position, self.recording = [], 0, True

    def begin(self):
        self.recording, self.position = not self.values, 0

    def __call__(self, x):
        if self.recording:
            self.values.append(x)
            return x
        self.position += 1
        return self.values[self.position - 1]


_held = None


@contextlib.contextmanager
def constants_held():
    """Evaluations inside take every `constant` from the first of them, so that their differences are the gradient that the mechanism defines."""
    global _held
    before, _held = _held, _Held()
    try:
        yield _held
    finally:
        _held = before


def constant(x):
    """x, through which by definition no gradient flows."""
    return x if _held is None else _held(x)


def array(x):
    """Any array or tensor as NumPy, floats in the working precision; numbers, words and None as they are."""
    if hasattr(x, "detach"):                                   # torch; double() because NumPy has no bfloat16
        x = x.detach().cpu()
        x = (x.double() if x.is_floating_point() else x).numpy()
    elif hasattr(x, "__dlpack__") and not hasattr(x, "__array__"):
        x = np.from_dlpack(x)
    elif isinstance(x, list) or not hasattr(x, "__array__"):
        return x
    x = np.asarray(x)
    return x if x.dtype.kind in "biu" else x.astype(_working)


def of_tensors(score_mod):
    """A function that is written with torch, for arrays."""
    import torch

    def modified(*arrays):
        with torch.no_grad():
            return score_mod(*map(torch.from_numpy, arrays)).numpy()

    return modified


def definition(options, *, streams="q k v", rank=4, heads=True, gates="", rows="", arrange=None, **flags):
    """Make a definition, written for canonical arrays (B, H, length, dim) and returning all its outputs in a dict, take the call of the
    public function: arrays of any framework, `layout=`, packed sequences, the engine's `options` (in a namespace of that name), and only
    the outputs that were asked for.

    `streams` names queries, keys and values, `gates` the tensors that have a row per key besides the last two, `rows` those that have one per query; `flags` the parameter that asks for each output beyond `out`.
    Tensors of tokens have `rank` axes, (B, H, N, ...), or without `heads` (B, N, ...), to which one head is given; those of other forms are brought to it by `arrange(given, flat)`.
    `options.sequence` is the number of the first sequence of the batch: dropout counts them when they are packed.
    """
    def decorate(f):
        signature = public_signature(f, options, flags)
        query, *others = streams.split()
        queries = (query, *rows.split())
        keys = tuple(name for name in (*others, *gates.split()) if name in signature.parameters)

        def one_batch(given, sequence=0):
            own = {name: x for name, x in given.items() if name not in options}
            engine = {name: x for name, x in given.items() if name in options}
            return f(**own, options=types.SimpleNamespace(**engine, sequence=sequence))

        @functools.wraps(f)
        def call(*args, **kwargs):
            if _held is not None:
                _held.begin()
            bound = signature.bind(*args, **kwargs)
            bound.apply_defaults()
            given = {name: array(x) for name, x in bound.arguments.items()}
            if given.get("score_mod") is not None and hasattr(bound.arguments[query], "detach"):
                given["score_mod"] = of_tensors(given["score_mod"])
            wanted = {flag: given.pop(flag) for flag in dict.fromkeys(flags.values())}
            asked = ["out", *(name for name, flag in flags.items() if wanted[flag])]
            form = Form(given.pop("layout"), given[query].ndim == rank - 1, heads)
            given |= {name: form.canonical(given[name]) for name in (*queries, *keys) if given[name] is not None}
            given |= {name: form.option(name, given[name]) for name in MOVED if isinstance(given.get(name), np.ndarray)}
            arranged = arrange(given, form.flat) if arrange else {}
            given |= arranged
            offsets = [given.pop(name) for name in options if name.startswith("cu_seqlens")]
            every = one_batch(given) if not offsets or offsets[0] is None else packed(one_batch, given, (*queries, *arranged), keys, offsets)
            if missing := [name for name in asked if every[name] is None]:
                raise NotImplementedError(f"{f.__name__}: {missing[0]} is not defined for these options")
            results = {name: form.callers(every[name], name) for name in asked}
            return results["out"] if len(results) == 1 else collections.namedtuple(f.__name__, asked)(**results)

        call.__signature__ = signature
        return call
    return decorate


def public_signature(f, options, flags):
    own = inspect.signature(f)
    keyword = inspect.Parameter.KEYWORD_ONLY
    added = {**options, **dict.fromkeys(flags.values(), False), "layout": "bhnd"}
    parameters = [p for name, p in own.parameters.items() if name != "options"]
    return own.replace(parameters=parameters + [inspect.Parameter(name, keyword, default=default) for name, default in added.items()])


class Form:
    """The arrangement of the caller's tokens: B H N D, B N H D, or packed T H D."""

    def __init__(self, layout, flat, heads):
        if layout not in ("bhnd", "bnhd"):
            raise ValueError(f"layout is {layout!r}, expected 'bhnd' or 'bnhd'")
        self.flat, self.heads, self.swapped = flat, heads, heads and (flat or layout == "bnhd")

    def canonical(self, x):
        x = x[None] if self.flat else x
        x = x if self.heads else x[:, None]
        return np.swapaxes(x, 1, 2) if self.swapped else x

    def option(self, name, x):
        if name in ("existence", "existence_q", "image_id") or name.startswith("rope_positions"):
            return x[None] if self.flat else x
        return self.canonical(x) if x.ndim == (4 if name in ("phi", "psi") else 3) - self.flat else x

    def callers(self, x, name):
        if name == "out" and self.swapped:
            x = np.swapaxes(x, 1, 2)
        x = x if self.heads else x[:, 0]
        return x[0] if self.flat and not name.startswith("final") else x


def packed(one_batch, given, queries, keys, offsets):
    """One call per sequence, joined again: tokens along their length, states along the batch. `offsets`: of queries, and of keys if they differ."""
    cu_q, cu_k = offsets[0], offsets[-1] if offsets[-1] is not None else offsets[0]
    pieces = []
    for s in range(len(cu_q) - 1):
        rows, columns = slice(cu_q[s], cu_q[s + 1]), slice(cu_k[s], cu_k[s + 1])
        pieces.append(one_batch({name: cut(name, x, s, rows, columns, queries, keys) for name, x in given.items()}, s))
    return {name: join(name, [piece[name] for piece in pieces]) for name in pieces[0]}


def cut(name, x, s, rows, columns, queries, keys):
    kind = "rows" if name in queries else "keys" if name in keys else CUT.get(name)
    if not isinstance(x, np.ndarray) or kind is None:
        return x
    if kind == "scores":                                       # axes of length 1 broadcast
        x = x if x.ndim < 2 or x.shape[-2] == 1 else x[..., rows, :]
        return x if x.ndim < 1 or x.shape[-1] == 1 else x[..., columns]
    if kind == "sequence":
        return x[s:s + 1] if name not in ("alibi_slopes", "head_mask") or x.ndim == 2 else x
    if name == "key_mask":
        return x[..., columns]
    if kind == "queries" or kind == "tokens":
        if name.startswith("rope_positions") and x.shape[-1:] == (1,):
            return x
        return x[..., rows if kind == "queries" else columns]
    if kind.startswith("factors"):
        return x[..., rows if kind.endswith("queries") else columns, :]
    return x[:, :, rows if kind == "rows" else columns]


def join(name, parts):
    if parts[0] is None:
        return None
    if name.startswith("final"):
        return np.concatenate(parts, axis=0)
    if name != "weights":
        return np.concatenate(parts, axis=2)
    whole = np.zeros((*parts[0].shape[:2], sum(p.shape[2] for p in parts), sum(p.shape[3] for p in parts)), parts[0].dtype)
    i = j = 0
    for p in parts:                                            # sequences do not see each other: a block diagonal
        whole[:, :, i:i + p.shape[2], j:j + p.shape[3]] = p
        i, j = i + p.shape[2], j + p.shape[3]
    return whole


def heads_of(x, Hq):
    """Grouped heads: repeat each key/value head for the query heads that read it, h // (Hq / H)."""
    return np.repeat(x, Hq // x.shape[1], axis=1)


def present(where, x):
    """x where present, zero elsewhere, whatever stands there: the NaN of an absent key goes nowhere."""
    return np.where(where, x, np.zeros((), x.dtype))


def weighted_sum(weights, visible, v):
    """sum_j weights_ij v_j over the visible keys, [B, H, N, M] x [B, H, M, Dv]; weights are zero elsewhere."""
    if np.isfinite(v).all():
        return weights @ v
    return present(visible[..., None], weights[..., None] * v[:, :, None]).sum(axis=-2)
