"""HGRN2: identities of the specification."""
import numpy as np
import pytest

import polyattn as pa

pytestmark = pytest.mark.quick
CLOSE = {"rtol": 1e-11, "atol": 1e-12}


@pytest.fixture
def inputs():
    return pa.example_inputs("hgrn2", batch=2, heads=4, kv_heads=2, queries=150, dim=6, value_dim=5, dtype="float64")


@pytest.fixture
def lb():
    return np.random.default_rng(1).random((2, 6))


def part(inputs, rows):
    return {name: x[:, :, rows] for name, x in inputs.items()}


def untied(q, f, v, lb=0.0):
    """The call of gla that is the same."""
    lb = np.broadcast_to(lb, (f.shape[1], f.shape[-1]))[:, None]
    alpha = lb + (1 - lb) / (1 + np.exp(-f))
    return {"q": q, "k": 1 - alpha, "v": v, "g": np.log(alpha)}


@pytest.mark.parametrize("bounded", [False, True])
def test_it_is_gla_with_tied_gates(inputs, lb, bounded):
    given = {"lb": lb} if bounded else {}
    want = pa.gla(**untied(**inputs, **given), return_state=True)
    have = pa.hgrn2(**inputs, **given, return_state=True)
    np.testing.assert_allclose(have.out, want.out, **CLOSE)
    np.testing.assert_allclose(have.final_state, want.final_state, **CLOSE)


def test_gradients_are_those_of_gla_through_the_gates(inputs, lb):
    out, pullback = pa.vjp(pa.hgrn2, **inputs, lb=lb)
    same = untied(**inputs, lb=lb)
    have, want = pullback(np.cos(out)), pa.vjp(pa.gla, **same)[1](np.cos(out))
    s = 1 / (1 + np.exp(-inputs["f"]))
    d_alpha = want.g / np.exp(same["g"]) - want.k
    np.testing.assert_allclose(have.f, d_alpha * (1 - lb[:, None]) * s * (1 - s), rtol=1e-9, atol=1e-10)
    np.testing.assert_allclose(have.lb, (d_alpha * (1 - s)).sum((0, 2)), rtol=1e-9, atol=1e-10)


def test_a_constant_gate_averages_exponentially(inputs):
    """Values of 1 fill the state up: 1 - alpha^t."""
    f, v = np.broadcast_to(np.array([-1, 0, 1, 2, 3, 4.0]), inputs["f"].shape), np.ones_like(inputs["v"])
    state = pa.hgrn2(inputs["q"], v, f=f, return_state=True).final_state
    np.testing.assert_allclose(state, np.broadcast_to(1 - (1 + np.exp(-f[0, 0, 0]))[:, None] ** -150, state.shape), rtol=1e-12)


@pytest.mark.parametrize("cut", [1, 64, 100])
def test_two_halves_joined_by_the_state_equal_the_whole(inputs, lb, cut):
    whole = pa.hgrn2(**inputs, lb=lb, return_state=True)
    head = pa.hgrn2(**part(inputs, slice(0, cut)), lb=lb, return_state=True)
    tail = pa.hgrn2(**part(inputs, slice(cut, None)), lb=lb, initial_state=head.final_state, return_state=True)
    np.testing.assert_allclose(np.concatenate([head.out, tail.out], axis=2), whole.out, **CLOSE)
    np.testing.assert_allclose(tail.final_state, whole.final_state, **CLOSE)


@pytest.mark.parametrize("chunk", [1, 4, 16, 100])
def test_chunks_do_not_matter(inputs, chunk):
    np.testing.assert_allclose(pa.hgrn2(**inputs, chunk=chunk), pa.hgrn2(**inputs), **CLOSE)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("bounded", [False, True])
def test_logits_of_any_size(inputs, lb, dtype, bounded):
    """A gate that closes replaces the row of the state, one that stays open keeps it; neither overflows."""
    inputs["f"] = 1000 * inputs["f"]
    given = {name: x.astype(dtype) for name, x in (inputs | ({"lb": lb} if bounded else {})).items()}
    tolerance = {np.float64: 1e-11, np.float32: 2e-5}[dtype]
    np.testing.assert_allclose(pa.hgrn2(**given), pa.reference.hgrn2(**given), rtol=tolerance, atol=tolerance)
    out, pullback = pa.vjp(pa.hgrn2, **given)
    assert all(np.isfinite(x).all() for x in pullback(np.ones_like(out)))


def test_bounds_outside_are_refused(inputs, lb):
    lb[1, 2] = 1
    with pytest.raises(ValueError, match=r"hgrn2: lb\[1, 2\] is 1, expected at least 0 and less than 1"):
        pa.hgrn2(**inputs, lb=lb)
