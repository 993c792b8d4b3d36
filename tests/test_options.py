"""Every option that a row or its engine names, against the definition: each alone, and in company."""
import inspect

import ml_dtypes
import numpy as np
import pytest
from combinations import BROADCASTS, combination
from helpers import add, asking, cast, causality, company_of, differentiable, example, flags, outputs, pack, params, relative, rows, settings_of, slots, supported, swapped, takes, variants, with_slots
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import polyattn as pa

CROSS, SELF = dict(N=110, M=530), dict(N=270, M=270)
CONTEXTS = [(CROSS, {}), (SELF, {}), (SELF, {"causal": False}), (CROSS, {"dropout_p": 0.3}), (dict(N=55, M=110), {}), (dict(N=144, M=144), {}), (dict(N=145, M=145), {})]


def hold(mechanism, arguments, label=""):
    want = outputs(getattr(pa.reference, mechanism)(**arguments))
    have = outputs(getattr(pa, mechanism)(**arguments))
    assert list(have) == list(want)
    for name in want:
        assert relative(have[name], want[name]) < 1e-10, f"{label}: {name}"


@pytest.mark.quick
def test_signature(mechanism):
    """The definition takes what the function takes, with the same defaults."""
    function, definition = (inspect.signature(getattr(library, mechanism)).parameters for library in (pa, pa.reference))
    assert {name: p.default for name, p in function.items() if name != "out"} == {name: p.default for name, p in definition.items()}


def reachable(mechanism, extend):
    """The first call that takes the option, with every output asked for that goes with it."""
    for shape, company in CONTEXTS:
        if set(company) - set(params(mechanism)):
            continue
        base = {**example(mechanism, B=2, Hq=2, H=1, D=6, Dv=5, **shape), **company}
        for asked in (flags(mechanism), {}):
            arguments = {**extend(base), **asked}
            if supported(mechanism, arguments):
                return arguments
    return None


@pytest.mark.quick
def test_each_option(mechanism):
    rng = np.random.default_rng(21)
    for label, extend in variants(mechanism, rng):
        arguments = reachable(mechanism, extend)
        assert arguments is not None, f"no call takes {label}"
        hold(mechanism, arguments, label)


def broadcasts(row):
    return any(slot["broadcast"] for slot in row["slots"])


@rows(broadcasts)
@pytest.mark.parametrize("axes,missing", [(a, n) for a in BROADCASTS for n in (0, 1, 2) if not any(a[:n])], ids=str)
@pytest.mark.quick
def test_broadcast_any_way(mechanism, axes, missing):
    rng = np.random.default_rng(23)
    base = example(mechanism, B=2, Hq=4, H=2, N=9, M=70, D=6, Dv=5)
    for slot in slots(mechanism):
        if not slot["broadcast"]:
            continue
        arguments = {**settings_of(slot), **with_slots(mechanism, base, company_of(mechanism, slot), rng), **add(mechanism, base, slot, rng, axes)}
        arguments[slot["name"]] = arguments[slot["name"]][(0,) * missing]
        hold(mechanism, {**arguments, **flags(mechanism)}, slot["name"])


@rows(broadcasts)
@pytest.mark.quick
def test_float_masks(mechanism):
    """Added to the scores; -inf hides a key, whatever another mask adds."""
    masks = [slot for slot in slots(mechanism, "mask", "bias") if slot["broadcast"]]
    rng = np.random.default_rng(24)
    both = example(mechanism, N=9, M=70)
    for slot in masks:
        arguments = add(mechanism, example(mechanism, N=9, M=70), slot, rng)
        bias = rng.standard_normal(arguments[slot["name"]].shape)
        bias[rng.random(bias.shape) < 0.3] = -np.inf
        bias[0, :, 2] = -np.inf
        hold(mechanism, {**arguments, slot["name"]: bias, **flags(mechanism)}, slot["name"])
        both[slot["name"]] = bias
    hold(mechanism, {**both, **flags(mechanism)}, "together")


@pytest.mark.parametrize("shape", [dict(N=0, M=3), dict(M=0), dict(B=0), dict(Dv=0)], ids=str)
@pytest.mark.quick
def test_every_output_of_nothing(mechanism, shape):
    hold(mechanism, asking(mechanism, example(mechanism, **shape)))


@rows(takes("index"))
@pytest.mark.parametrize("lengths", [(67,), (5, 0, 64, 1), (0, 65, 300), (1, 1, 1)], ids=str)
@pytest.mark.parametrize("flat", [True, False], ids=["T H D", "1 H T D"])
@pytest.mark.parametrize("causal", [False, True, "top_left"])
@pytest.mark.quick
def test_packed(mechanism, lengths, flat, causal):
    base = example(mechanism, B=1, Hq=4, H=2, N=sum(lengths), M=sum(lengths), D=6, Dv=5)
    arguments = asking(mechanism, {**pack(mechanism, base, lengths, flat), **causality(mechanism, causal)}, differentiable=True)
    rng = np.random.default_rng(25)
    hold(mechanism, arguments)
    for slot in slots(mechanism, "state"):
        wider = add(mechanism, arguments, slot, rng)
        arguments = wider if supported(mechanism, wider) else arguments
    hold(mechanism, arguments, "with states")


@rows(lambda row: "bidirectional" in params(row["name"]))
@pytest.mark.quick
def test_packed_in_both_directions(mechanism):
    lengths = (5, 0, 64, 1)
    base = example(mechanism, B=1, Hq=4, H=2, N=70, M=70, D=6, Dv=5)
    hold(mechanism, {**pack(mechanism, base, lengths), "causal": False, "bidirectional": True})


@rows(lambda row: sum(slot["name"].startswith("cu_seqlens") for slot in row["slots"]) == 2)
@pytest.mark.parametrize("flat", [True, False], ids=["T H D", "1 H T D"])
def test_packed_queries_and_keys_of_other_lengths(mechanism, flat):
    index = [slot["name"] for slot in slots(mechanism, "index")]
    queries, keys = (3, 0, 66, 4), (5, 2, 1, 290)
    base = example(mechanism, B=1, Hq=4, H=2, N=sum(queries), M=sum(keys), D=6, Dv=5)
    arguments = pack(mechanism, base, queries, flat) | {index[1]: np.cumsum([0, *keys]).astype(np.int32)}
    for causal in (False, True, "top_left"):
        for more in ({}, {"alibi_slopes": "standard"}, {"window": (4, 1)}, {"dropout_p": 0.4, "seed": 9}):
            if set(more) - set(inspect.signature(getattr(pa, mechanism)).parameters):
                continue
            hold(mechanism, {**arguments, **causality(mechanism, causal), **more} | flags(mechanism, differentiable=True), str(more))


@rows(takes("index"))
@pytest.mark.quick
def test_packed_in_the_other_layout(mechanism):
    lengths = (5, 0, 64, 1)
    base = example(mechanism, B=1, Hq=4, H=2, N=70, M=70, D=6, Dv=5)
    hold(mechanism, asking(mechanism, {**swapped(mechanism, pack(mechanism, base, lengths, flat=False)), "layout": "bnhd"}, differentiable=True))


@pytest.mark.parametrize("dtype", [np.float64, np.float32, np.float16, ml_dtypes.bfloat16], ids=lambda d: np.dtype(d).name)
@pytest.mark.quick
def test_company_of_any_float_type(mechanism, dtype):
    """q, k and v share a type; every other tensor may have another, and its gradient has that."""
    rng = np.random.default_rng(26)
    queries_keys_values = {slot["name"] for slot in slots(mechanism, "query", "key", "value")}
    for label, extend in variants(mechanism, rng):
        arguments = reachable(mechanism, extend)
        others = {name for name, x in arguments.items() if isinstance(x, np.ndarray) and x.dtype == np.float64} - queries_keys_values
        if not others:
            continue
        mixed = {name: cast(arguments, dtype)[name] if name in others else x for name, x in arguments.items()}
        hold(mechanism, mixed, label)
        out, pullback = pa.vjp(getattr(pa, mechanism), **{name: x for name, x in mixed.items() if not name.startswith("return_")})
        grads = pullback(np.ones_like(out))
        assert all(getattr(grads, name).dtype == dtype for name in others.intersection(differentiable(mechanism, mixed))), label


@pytest.mark.parametrize("dtype", [np.float64, np.float32], ids=lambda d: d.__name__)
@pytest.mark.quick
def test_out(mechanism, dtype):
    """`out=` is written where it lies and comes back."""
    base = cast(example(mechanism), dtype)
    want = getattr(pa, mechanism)(**base)
    for place in (np.full_like(want, np.nan), np.full(want.shape[::-1], np.nan, dtype).T):
        assert getattr(pa, mechanism)(**base, out=place) is place
        np.testing.assert_array_equal(place, want)


@given(arguments=st.data())
@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_options_in_company(mechanism, arguments):
    """Any number of options at once, wherever the library takes the combination."""
    hold(mechanism, combination(mechanism, arguments))
