"""The pullback of every row against central differences of its definition, for every differentiable slot and every output."""
from itertools import product

import ml_dtypes
import numpy as np
import pytest
from combinations import combination
from helpers import add, cast, causality, differentiable, example, flags, groups_values, outputs, pack, rows, slots, supported, takes, tries, variants, with_causality
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import polyattn as pa

TINY = dict(B=2, Hq=4, H=2, N=4, M=5, D=3, Dv=2)
NUDGE = 1e-5
STEPS = (1e-5, 1.5e-6, 2e-7)        # the largest suffers from curvature and kinks, the smallest from rounding: a gradient is right that agrees with any


def evaluate(mechanism, arguments, cotangents):
    """The sum of outputs times cotangents, and of its terms' absolute values."""
    every = outputs(getattr(pa.reference, mechanism)(**arguments))
    terms = np.concatenate([np.ravel(np.where(np.isfinite(every[name]), every[name], 0) * cotangent) for name, cotangent in cotangents.items()])
    return terms.sum(), np.abs(terms).sum()


def pull(mechanism, arguments, seed=0):
    """(gradients by the library, cotangents) with every differentiable output asked for."""
    rng = np.random.default_rng(seed)
    arguments = {**arguments, **{name: True for name in flags(mechanism, differentiable=True) if supported(mechanism, {**arguments, name: True})}}
    arguments |= {name: False for name in flags(mechanism) if name not in flags(mechanism, differentiable=True)}
    result, pullback = pa.vjp(getattr(pa, mechanism), **arguments)
    cotangents = {name: rng.standard_normal(x.shape).astype(x.dtype) for name, x in outputs(result).items()}
    return pullback(tuple(cotangents.values())), cotangents, arguments


def hold(mechanism, arguments, slots_held=None, directions=None, tolerance=1e-7):
    """Every element of the gradient, or its product with some random `directions` where the arrays are large."""
    grads, cotangents, arguments = pull(mechanism, arguments)
    with pa.reference.constants_held():
        _, magnitude = evaluate(mechanism, arguments, cotangents)
        rounding = np.finfo(float).eps * magnitude
        differences(mechanism, arguments, cotangents, grads, slots_held or differentiable(mechanism, arguments), directions, tolerance, rounding)


def differences(mechanism, arguments, cotangents, grads, names, directions, tolerance, rounding):
    rng = np.random.default_rng(1)
    for name in names:
        x, have = arguments[name], getattr(grads, name)
        assert have.shape == x.shape and have.dtype == x.dtype, name
        moves = list(unit_moves(x)) if directions is None else [rng.standard_normal(x.shape) for _ in range(directions)]
        got = np.array([np.vdot(have, move) for move in moves])
        error = np.full(len(moves), np.inf)
        for step in STEPS:
            ends = [[evaluate(mechanism, {**arguments, name: x + sign * step * move}, cotangents)[0] for sign in (1, -1)] for move in moves]
            want = np.array([(up - down) / (2 * step) for up, down in ends])
            allowed = tolerance * max(np.abs(want).max(initial=0), 1e-2) + rounding / step
            error = np.minimum(error, np.abs(got - want) / allowed)
            if error.max(initial=0) < 1:
                break
        assert error.max(initial=0) < 1, f"gradient of {name}: {got} instead of {want}"


def unit_moves(x):
    for i in np.ndindex(x.shape):
        move = np.zeros(x.shape)
        move[i] = 1
        yield move


@pytest.mark.parametrize("causal", [False, True, "top_left"])
@pytest.mark.quick
def test_every_element(mechanism, causal):
    hold(mechanism, with_causality(mechanism, example(mechanism, **TINY), causal))


@rows(groups_values)
@pytest.mark.parametrize("causal", [False, True])
@pytest.mark.quick
def test_more_heads_of_values(mechanism, causal):
    hold(mechanism, {**example(mechanism, **{**TINY, "Hq": 2, "HV": 4}), **causality(mechanism, causal)})


@pytest.mark.quick
def test_every_optional_tensor(mechanism):
    """Each alone, in the first call that takes it."""
    rng = np.random.default_rng(2)
    untested = {slot["name"] for slot in slots(mechanism) if tries(mechanism, slot) and slot["optional"] and not slot["constant"] and slot["role"] not in ("mask", "index")}
    for (_, extend), keys in product(list(variants(mechanism, rng)), (TINY["M"], TINY["N"])):
        given = extend(example(mechanism, **{**TINY, "M": keys}))
        new = untested & set(differentiable(mechanism, given))
        if new and supported(mechanism, given):
            hold(mechanism, given, sorted(new))
            untested -= new
    assert not untested, f"no call of one option takes {untested}"


def test_every_option(mechanism):
    """Gradients of q, k, v and gates under each option, in shapes that cross tiles and chunks."""
    rng = np.random.default_rng(3)
    for label, extend in variants(mechanism, rng):
        for shape in (dict(N=110, M=290), dict(N=130, M=130)):
            given = extend(example(mechanism, B=1, Hq=2, H=1, D=6, Dv=5, **shape))
            if supported(mechanism, given):
                try:
                    hold(mechanism, given, directions=2)
                except AssertionError as error:
                    raise AssertionError(f"{label}: {error}") from error
                break


@given(data=st.data())
@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_options_in_company(mechanism, data):
    hold(mechanism, combination(mechanism, data, lengths=(1, 3, 17, 65), others=(9, 66)), directions=1)


@pytest.mark.parametrize("shape", [(1, 1, 1, 1), (130, 600, 8, 3), (130, 70, 3, 8), (65, 65, 33, 17), (1, 65, 16, 64)], ids=str)
@pytest.mark.parametrize("causal", [False, True])
def test_sizes(mechanism, shape, causal):
    N, M, D, Dv = shape
    given = example(mechanism, B=1, Hq=2, H=1, N=N, M=M, D=D, Dv=Dv)
    hold(mechanism, with_causality(mechanism, given, causal), directions=2)


@pytest.mark.parametrize("shape", [dict(N=0, M=3), dict(B=0), dict(N=0, M=0)], ids=str)
@pytest.mark.quick
def test_nothing_asked_is_nothing_answered(mechanism, shape):
    """Without queries or sequences every gradient is zero, also of the tensors that are there."""
    streams = [slot["name"] for slot in slots(mechanism, "query", "key", "value")]
    for label, extend in variants(mechanism, np.random.default_rng(6)):
        given = extend(example(mechanism, **shape))
        given = {name: x.astype(np.float32) if name not in streams and getattr(x, "dtype", None) == np.float64 else x for name, x in given.items()}
        if supported(mechanism, given):
            out, pullback = pa.vjp(getattr(pa, mechanism), **given)
            assert not any(grad.any() for grad in pullback(np.ones_like(out))), label


@rows(takes("index"))
@pytest.mark.parametrize("flat", [True, False], ids=["T H D", "1 H T D"])
@pytest.mark.quick
def test_packed(mechanism, flat):
    lengths = (5, 0, 7, 1)
    given = pack(mechanism, example(mechanism, B=1, Hq=4, H=2, N=13, M=13, D=4, Dv=3), lengths, flat)
    rng = np.random.default_rng(4)
    for slot in slots(mechanism, "state"):
        if slot["optional"] and supported(mechanism, wider := add(mechanism, given, slot, rng)):
            given = wider
    hold(mechanism, given, directions=3)


@pytest.mark.parametrize("dtype", [np.float32, ml_dtypes.bfloat16, np.float16], ids=lambda d: np.dtype(d).name)
@pytest.mark.parametrize("causal", [False, True])
def test_shorter_types(mechanism, dtype, causal):
    """Against the library's own float64 gradient of the same rounded numbers, which the tests above hold.

    A gradient that is a small difference of large sums cannot be more exact than its numbers are: errors are relative to its size, or to how far it moves
    for each unit that all of them move by, where that is more."""
    given = cast(with_causality(mechanism, example(mechanism, B=1, Hq=4, H=2, N=66, M=70, D=20, Dv=24), causal), dtype)
    exact = {name: x.astype(np.float64) if isinstance(x, np.ndarray) and x.dtype == dtype else x for name, x in given.items()}
    rng = np.random.default_rng(5)
    result, pullback = pa.vjp(getattr(pa, mechanism), **given)
    cotangent = rng.standard_normal(result.shape).astype(dtype)
    want = pa.vjp(getattr(pa, mechanism), **exact)[1](cotangent.astype(np.float64))
    have = pullback(cotangent)
    moved = [pa.vjp(getattr(pa, mechanism), **nudged(exact, rng))[1](nudged({"out": cotangent.astype(np.float64)}, rng)["out"]) for _ in range(3)]
    roundoff = {"float32": 2e-6, "float16": 2e-3, "bfloat16": 1.2e-2}[np.dtype(dtype).name]
    for name in differentiable(mechanism, given):
        a, b = getattr(have, name), getattr(want, name)
        assert a.dtype == dtype
        condition = max(np.abs(getattr(other, name) - b).max() for other in moved) / NUDGE
        assert np.abs(a.astype(np.float64) - b).max() <= roundoff * max(np.abs(b).max(), condition), name


def nudged(arguments, rng):
    """Every number moved by up to a part NUDGE of it."""
    return {name: x * (1 + NUDGE * rng.uniform(-1, 1, x.shape)) if getattr(x, "dtype", None) == np.float64 else x for name, x in arguments.items()}
