"""What must not matter does not, to the bit: threads, company, memory layout, packing, the future; and where NaN may go."""
import ml_dtypes
import numpy as np
import pytest
from helpers import TABLE, TOKENS, add, any_batch, asking, cast, causality, differentiable, example, flags, form, groups_values, has_streams, masks, outputs, pack, params, part, rows, sizes_of, slots, straight, streams, supported, swapped, takes, with_causality

import polyattn as pa

pytestmark = pytest.mark.quick_first
DTYPES = [np.float64, np.float32, ml_dtypes.bfloat16, np.float16]
dtypes = pytest.mark.parametrize("dtype", DTYPES, ids=lambda d: np.dtype(d).name)
shared = lambda test: pytest.mark.shared(dtypes(test))
SIZES = dict(B=3, Hq=4, H=2, N=100, M=290, D=20, Dv=24)


def everything(mechanism, given):
    """All outputs and all gradients of a call, as bytes can be compared."""
    given = asking(mechanism, given, differentiable=True)
    result, pullback = pa.vjp(getattr(pa, mechanism), **given)
    found = outputs(result)
    rng = np.random.default_rng(11)
    cotangents = [cotangent(rng, name, x) for name, x in found.items()]
    return {**found, **{f"gradient of {name}": g for name, g in pullback(tuple(cotangents))._asdict().items() if g is not None}}


def cotangent(rng, name, x):
    """The same for every sequence of a batch, so that one alone can be compared with its company."""
    return np.broadcast_to(rng.standard_normal(x.shape[1:]), x.shape).astype(x.dtype)


def same(a, b):
    assert list(a) == list(b)
    for name in a:
        x, y = np.asarray(a[name]), np.asarray(b[name])
        assert x.shape == y.shape and x.dtype == y.dtype, name
        assert np.array_equal(x, y, equal_nan=True) and np.array_equal(np.signbit(x), np.signbit(y)), \
            f"{name}: {np.sum(x != y)} of {x.size} elements differ, first at {np.argwhere(x != y)[:1]}"


def with_options(mechanism, given):
    """A few options of the engine, where the row has them: the paths that differ from the plain call."""
    rng = np.random.default_rng(12)
    for name in ("bias", "alibi_slopes", "sinks", "key_mask", "initial_state"):
        for slot in slots(mechanism):
            if slot["name"] == name and supported(mechanism, wider := add(mechanism, given, slot, rng, axes=(0, 1, 1, 1))):
                given = wider
    return given


@pytest.fixture(params=["plain", "options", "causal"])
def call(request, mechanism):
    given = example(mechanism, **SIZES)
    if request.param == "causal":
        return with_causality(mechanism, given, True)
    return with_options(mechanism, given) if request.param == "options" else given


@shared
def test_threads(mechanism, call, dtype, threads):
    given = cast(call, dtype)
    threads(1)
    alone = everything(mechanism, given)
    for n in (2, 3, 8):
        threads(n)
        same(everything(mechanism, given), alone)


@shared
def test_runs(mechanism, call, dtype):
    given = cast(call, dtype)
    first = everything(mechanism, given)
    for _ in range(2):
        same(everything(mechanism, given), first)


@rows(any_batch)
@shared
def test_a_sequence_alone_or_in_a_batch(mechanism, call, dtype):
    given = cast(call, dtype)
    batch = everything(mechanism, given)
    per_sequence = {slot["name"] for slot in slots(mechanism) if slot["shape"].startswith("B ")}
    for b in range(SIZES["B"]):
        one = {name: x[b:b + 1] if name in per_sequence and isinstance(x, np.ndarray) and len(x) == SIZES["B"] else x for name, x in given.items()}
        alone = everything(mechanism, one)
        same({name: x for name, x in alone.items() if shared_by_batch(mechanism, name, one) is False},
             {name: x[b:b + 1] for name, x in batch.items() if shared_by_batch(mechanism, name, one) is False})


def shared_by_batch(mechanism, name, given):
    """Gradients of parameters are sums over the batch."""
    if not name.startswith("gradient of "):
        return False
    slot = next(s for s in TABLE[mechanism]["slots"] if s["name"] == name.removeprefix("gradient of "))
    return not slot["shape"].startswith("B ") or slot["role"] in ("bias", "parameter")


def strided(x):
    wide = np.zeros([2 * n for n in x.shape], x.dtype)
    wide[tuple(slice(None, None, 2) for _ in x.shape)] = x
    return wide[tuple(slice(None, None, 2) for _ in x.shape)]


def transposed(x):
    return np.ascontiguousarray(x.T).T


def backward(x):
    flip = tuple(slice(None, None, -1) for _ in x.shape)
    return np.ascontiguousarray(x[flip])[flip]


def misaligned(x):
    store = np.zeros(x.nbytes + 1, np.uint8)[1:]
    y = store[:x.nbytes].view(x.dtype).reshape(x.shape)
    y[...] = x
    return y


def read_only(x):
    y = x.copy()
    y.flags.writeable = False
    return y


@shared
def test_memory(mechanism, call, dtype):
    given = cast(call, dtype)
    plain = everything(mechanism, given)
    for arrange in (strided, transposed, backward, misaligned, read_only):
        same(everything(mechanism, {name: arrange(x) if isinstance(x, np.ndarray) else x for name, x in given.items()}), plain)


@dtypes
def test_broadcast(mechanism, dtype):
    """Heads and sequences of stride 0."""
    given = cast(example(mechanism, **{**SIZES, "B": 1, "Hq": 1, "H": 1}), dtype)
    several = {"B": 3, "Hq": 4, "H": 4, "HV": 4}
    symbols = {slot["name"]: form(slot, given[slot["name"]]) for slot in slots(mechanism, of=given)}
    spread = {name: np.broadcast_to(x, [several.get(symbol, n) for symbol, n in zip(symbols[name], x.shape)]) for name, x in given.items()}
    copied = {name: np.ascontiguousarray(x) for name, x in spread.items()}
    same(everything(mechanism, spread), everything(mechanism, copied))


@shared
def test_layout(mechanism, call, dtype):
    given = cast(call, dtype)
    moved = {name: np.ascontiguousarray(x) if isinstance(x, np.ndarray) else x for name, x in swapped(mechanism, given).items()}
    have = outputs(getattr(pa, mechanism)(**asking(mechanism, {**moved, "layout": "bnhd"})))
    have["out"] = straight(mechanism, have["out"])
    same(have, outputs(getattr(pa, mechanism)(**asking(mechanism, given))))


@rows(lambda row: takes("index")(row) and any_batch(row))
@shared
@pytest.mark.parametrize("flat", [True, False], ids=["T H D", "1 H T D"])
@pytest.mark.parametrize("causal", [False, True])
def test_packed_is_a_loop(mechanism, dtype, flat, causal):
    lengths = (70, 0, 1, 265, 3)
    whole = cast(example(mechanism, **{**SIZES, "B": 1, "N": sum(lengths), "M": sum(lengths)}), dtype)
    whole = asking(mechanism, {**whole, **causality(mechanism, causal)}, differentiable=True)
    have = outputs(getattr(pa, mechanism)(**pack(mechanism, whole, lengths, flat)))
    if flat:
        have = {name: x if name.startswith("final") else straight(mechanism, x, flat=True)[None] if name == "out" else x[None] for name, x in have.items()}
    edges, axes = np.cumsum([0, *lengths]), token_axes(mechanism)
    for s, (start, stop) in enumerate(zip(edges, edges[1:])):
        one = part(mechanism, whole, slice(start, stop), slice(start, stop))
        same({name: x[s:s + 1] if name.startswith("final") else x[at(axes[name], slice(start, stop))] for name, x in have.items()},
             outputs(getattr(pa, mechanism)(**one)))


@rows(lambda row: "causal self" in row["patterns"])
@shared
@pytest.mark.parametrize("known", [0, 1, 64, 195, 256, 289])
def test_the_future_does_not_matter(mechanism, dtype, known):
    """Keys from `known` on become NaN; queries that do not see them keep their bits, and later ones do see the NaN."""
    given = cast(with_causality(mechanism, example(mechanism, **SIZES), True), dtype)
    before = np.asarray(getattr(pa, mechanism)(**given))
    spoilt = {name: x.copy() if isinstance(x, np.ndarray) else x for name, x in given.items()}
    for name, tokens in per_key(mechanism, given).items():
        spoilt[name][at(tokens, slice(known, None))] = np.nan
    after = np.asarray(getattr(pa, mechanism)(**spoilt))
    unaware = max(known - (sizes_of(mechanism, given)["M"] - SIZES["N"]), 0)
    axis = token_axes(mechanism)["out"]
    same({"out": after[at(axis, slice(unaware))]}, {"out": before[at(axis, slice(unaware))]})
    assert np.isnan(after[at(axis, slice(unaware, None))]).all()


@rows(lambda row: has_streams(row) and (not row["always_causal"] or row["engine"] != "dense"))
@shared
@pytest.mark.parametrize("M", [1, 3, 64, 65, 300])
@pytest.mark.parametrize("role", ["key", "value"])
def test_an_attended_nan_arrives(mechanism, dtype, M, role):
    given = cast(example(mechanism, **{**SIZES, "N": 2, "M": M}), dtype)
    given |= causality(mechanism, False) | {name: "head" for name in params(mechanism) if name == "norm_scope"}      # each head by itself
    name = slots(mechanism, role)[0]["name"]
    given[name] = given[name].copy()
    given[name][0, 1, M // 2, -1] = np.nan
    out = np.asarray(getattr(pa, mechanism)(**given))
    heads = out[0, 2:]                                             # the query heads of key/value head 1
    assert np.isnan(heads[..., -1]).all() and (role == "value" or np.isnan(heads).all())
    stray = np.isnan(out[0, :2])
    assert not stray.any() or np.isnan(np.asarray(getattr(pa.reference, mechanism)(**given))[0, :2])[stray].all()      # by definition heads may meet
    assert not np.isnan(out[1:]).any()


def per_key(mechanism, given):
    """The tensors given that have a row for each key, and which of their axes that is."""
    key = "M" if any("M" in slot["shape"].split() for slot in slots(mechanism)) else "N"
    symbols = {slot["name"]: form(slot, given[slot["name"]]) for slot in slots(mechanism, *TOKENS, of=given) if key == "N" or slot["role"] != "query"}
    return {name: axes.index(key) for name, axes in symbols.items() if key in axes}


def token_axes(mechanism):
    """The axis of queries, or of keys, of each output that has one."""
    forms = {output["name"]: output["shape"].split("|")[0].split() for output in TABLE[mechanism]["outputs"]}
    return {name: axes.index("N") if "N" in axes else axes.index("M") for name, axes in forms.items() if {"N", "M"} & set(axes)}


def at(axis, where):
    return (slice(None),) * axis + (where,)


def of_keys(mask):
    return mask["shape"] in ("B M", "B N")


def hide(mechanism, given, hidden):
    """`given` with keys that no query sees, by whatever mask the row takes."""
    slot = masks(mechanism)[0]
    keys = sizes_of(mechanism, given)["M"]
    shape = (SIZES["B"], keys) if of_keys(slot) else (SIZES["B"], 1, 1, keys)
    mask = np.ones(shape, bool)
    mask[..., hidden] = False
    return {**given, slot["name"]: mask}


@rows(takes("mask"))
@shared
@pytest.mark.parametrize("hidden", [slice(0, 3), slice(60, 70), slice(64, 128), slice(250, None)], ids=str)
@pytest.mark.parametrize("causal", [False, True])
def test_a_masked_nan_does_not(mechanism, dtype, hidden, causal):
    given = cast(with_causality(mechanism, example(mechanism, **SIZES), causal), dtype)
    clean = hide(mechanism, given, hidden)
    spoilt = dict(clean)
    for name, tokens in per_key(mechanism, given).items():
        spoilt[name] = spoilt[name].copy()
        spoilt[name][at(tokens, hidden)] = np.nan
    have, want = everything(mechanism, spoilt), everything(mechanism, clean)
    same(have, want)
    for name, tokens in per_key(mechanism, given).items():
        assert not np.any(have[f"gradient of {name}"][at(tokens, hidden)])


def minus_infinity(hidden):
    return np.where(np.arange(SIZES["M"]) < hidden, -np.inf, 0.0)


@rows(lambda row: row["engine"] == "dense")
@shared
@pytest.mark.parametrize("hiding", [
    lambda dtype: ({"window": (5, 3)}, slice(0, 150)), lambda dtype: ({"causal": "top_left"}, slice(SIZES["N"], None)),
    lambda dtype: ({"mask": minus_infinity(70).astype(dtype)}, slice(0, 70)), lambda dtype: ({"bias": minus_infinity(70).astype(dtype)}, slice(0, 70)),
], ids=["window", "top_left", "float mask", "bias"])
def test_a_nan_that_something_else_hides(mechanism, dtype, hiding):
    clean = cast(example(mechanism, **SIZES), dtype)
    options, hidden = hiding(dtype)
    if not options.keys() <= {*params(mechanism), *clean, *(slot["name"] for slot in slots(mechanism))}:
        pytest.skip("no such option")
    spoilt = {**clean, "k": clean["k"].copy(), "v": clean["v"].copy()}
    spoilt["k"][:, :, hidden] = spoilt["v"][:, :, hidden] = np.nan
    same(everything(mechanism, {**spoilt, **options}), everything(mechanism, {**clean, **options}))


@rows(takes("index"))
@dtypes
def test_a_nan_stays_in_its_packed_sequence(mechanism, dtype):
    lengths = (70, 5, 265)
    clean = pack(mechanism, cast(example(mechanism, **{**SIZES, "B": 1, "N": sum(lengths), "M": sum(lengths)}), dtype), lengths)
    tokens = {slot["name"] for slot in slots(mechanism, *TOKENS)}
    spoilt = {name: np.concatenate([x[:70], np.full_like(x[70:75], np.nan), x[75:]]) if name in tokens else x for name, x in clean.items()}
    others = {name: elsewhere(name, x) for name, x in everything(mechanism, spoilt).items() if not shared_by_batch(mechanism, name, clean)}
    same(others, {name: elsewhere(name, x) for name, x in everything(mechanism, clean).items() if name in others})


def elsewhere(name, x):
    """Without the middle one of the sequences."""
    if name.startswith("final"):
        return x[[0, 2]]
    return np.delete(x, slice(70, 75), axis=1 if name == "lse" else 0)


@pytest.mark.parametrize("flag", ["one", "all"])
@shared
def test_asking_for_more_changes_nothing(mechanism, call, dtype, flag):
    given = cast(call, dtype)
    more = {name: True for name in flags(mechanism) if supported(mechanism, {**given, name: True})}
    for asked in ([more] if flag == "all" else [{name: True} for name in more]):
        result = outputs(getattr(pa, mechanism)(**given, **asked))
        same({"out": result["out"]}, {"out": getattr(pa, mechanism)(**given)})


@rows(takes("mask"))
@dtypes
def test_rows_that_see_nothing(mechanism, dtype):
    """0, gradients 0, the log-sum of nothing, -inf (or of a sink). Row 1 of each mask; every row where the mask is one of keys."""
    slot = masks(mechanism)[0]
    given = cast(example(mechanism, **SIZES), dtype)
    given |= causality(mechanism, False)
    if of_keys(slot):
        mask, rows = np.zeros((SIZES["B"], sizes_of(mechanism, given)["M"]), bool), slice(None)
    else:
        mask, rows = np.ones((SIZES["B"], 1, SIZES["N"], SIZES["M"]), bool), slice(1, 2)
        mask[:, :, rows] = False
    found = everything(mechanism, {**given, slot["name"]: mask})
    assert not np.any(found["out"][:, :, rows])
    assert not np.any(found[f"gradient of {slots(mechanism, 'query')[0]['name']}"][:, :, rows])
    if "lse" in found:
        want = getattr(pa.reference, mechanism)(**{**given, slot["name"]: mask, "return_lse": True}).lse
        np.testing.assert_array_equal(found["lse"][:, :, rows], want[:, :, rows])
    assert all(np.isfinite(np.asarray(x, np.float64)).all() for name, x in found.items() if name not in ("lse", "final_z"))      # log-sums of nothing
    if rows == slice(None):
        assert not any(np.any(found[f"gradient of {name}"]) for name in differentiable(mechanism, given))


@rows(groups_values)
@dtypes
def test_heads_of_queries_and_keys_that_serve_several_of_values(mechanism, dtype, threads):
    members = 3
    given = cast(example(mechanism, **{**SIZES, "Hq": 2, "H": 2, "HV": 2 * members}), dtype)
    threads(1)
    found = everything(mechanism, given)
    threads(3)
    same(found, everything(mechanism, given))
    lead = streams(mechanism)[:2]
    alone = everything(mechanism, {**given, **{name: np.repeat(given[name], members, axis=1) for name in lead}})
    of_lead = [f"gradient of {name}" for name in lead]
    for name in alone.keys() - set(of_lead):
        same({name: found[name]}, {name: alone[name]})
    if dtype in (np.float32, np.float64):
        for name in of_lead:
            first, second, third = np.moveaxis(alone[name].reshape(SIZES["B"], 2, members, *alone[name].shape[2:]), 2, 0)
            same({name: found[name]}, {name: first + second + third})


@rows(groups_values)
@pytest.mark.parametrize("axis", ["B", "N", "M", "Dv"])
def test_nothing_at_all_for_several_heads_of_values(mechanism, axis):
    sizes = {**SIZES, "Hq": 2, "H": 2, "HV": 6, axis: 0}
    given = example(mechanism, **{**sizes, axis: 1})
    symbols = {slot["name"]: form(slot, given[slot["name"]]) for slot in slots(mechanism, of=given)}
    empty = {name: x[tuple(slice(0 if s == axis else None) for s in symbols[name])] for name, x in given.items()}
    found, alone = everything(mechanism, empty), everything(mechanism, {**empty, **{name: np.repeat(empty[name], 3, axis=1) for name in streams(mechanism)[:2]}})
    assert found["out"].shape == (sizes["B"], 6, sizes["N"], sizes["Dv"])
    assert not np.any(found["out"]) and not np.any(found[f"gradient of {streams(mechanism)[0]}"])
    of_key = f"gradient of {streams(mechanism)[1]}"
    keys = alone[of_key]                               # without queries the final state still depends on them
    np.testing.assert_array_equal(found[of_key], sum(keys[:, m::3] for m in range(3)))


@dtypes
@pytest.mark.parametrize("axis", ["B", "N", "M", "Dv"])
def test_nothing_at_all(mechanism, dtype, axis):
    given = cast(example(mechanism, **{**SIZES, axis: 1}), dtype)
    symbols = {slot["name"]: form(slot, given[slot["name"]]) for slot in slots(mechanism, of=given)}
    if not any(axis in each for each in symbols.values()):
        pytest.skip(f"nothing has an axis {axis}")
    empty = {name: x[tuple(slice(0 if symbol == axis else None) for symbol in symbols[name])] for name, x in given.items()}
    found = everything(mechanism, empty)
    sizes = {**SIZES, "HO": SIZES["Hq"], "D2": 2 * SIZES["D"], axis: 0}
    assert found["out"].shape == tuple(sizes[symbol] for symbol in TABLE[mechanism]["outputs"][0]["shape"].split())
    assert not np.any(found["out"])
    for name in differentiable(mechanism, empty):
        assert found[f"gradient of {name}"].shape == empty[name].shape
