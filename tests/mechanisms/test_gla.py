"""Gated linear attention: worked numbers and identities of the specification."""
import numpy as np
import pytest

import polyattn as pa

pytestmark = pytest.mark.quick

Q = np.array([[1, 0], [0, 1], [1, 1.0]])[None, None]
K = np.array([[1, 0], [0.6, 0.8], [0, 1.0]])[None, None]
V = np.array([1, 2, -1.0])[None, None, :, None]


@pytest.fixture
def inputs():
    return pa.example_inputs("gla", batch=2, heads=4, kv_heads=2, queries=150, dim=6, value_dim=5, dtype="float64")


def part(inputs, rows):
    return {name: x[:, :, rows] for name, x in inputs.items()}


def test_worked_example():
    g = np.log(np.broadcast_to([0.5, 0.25], (1, 1, 3, 2)))
    have = pa.gla(Q, K, V, g=g, scale=1.0, return_state=True)
    np.testing.assert_allclose(have.out[0, 0, :, 0], [1, 1.6, 0.25], rtol=1e-14)
    np.testing.assert_allclose(have.final_state[0, 0, :, 0], [0.85, -0.6], rtol=1e-14)


def test_a_constant_gate_is_retention(inputs):
    decay = np.array([-0.1, -0.03])
    inputs["g"] = np.broadcast_to(decay[:, None, None], inputs["k"].shape)
    want = pa.retention(inputs["q"], inputs["k"], inputs["v"], decay=decay, return_state=True)
    have = pa.gla(**inputs, return_state=True)
    np.testing.assert_allclose(have.out, want.out, rtol=1e-11, atol=1e-12)
    np.testing.assert_allclose(have.final_state, want.final_state, rtol=1e-11, atol=1e-12)


def test_open_gates_are_linear_attention(inputs):
    inputs["g"] = np.zeros_like(inputs["g"])
    linear = pa.linear(inputs["q"], inputs["k"], inputs["v"], feature_map="identity", causal=True, scale=6 ** -0.5)
    np.testing.assert_allclose(pa.gla(**inputs), linear, rtol=1e-11, atol=1e-12)


@pytest.mark.parametrize("cut", [1, 63, 64, 100])
def test_two_halves_joined_by_the_state_equal_the_whole(inputs, cut):
    whole = pa.gla(**inputs, return_state=True)
    head = pa.gla(**part(inputs, slice(0, cut)), return_state=True)
    tail = pa.gla(**part(inputs, slice(cut, None)), initial_state=head.final_state, return_state=True)
    np.testing.assert_allclose(np.concatenate([head.out, tail.out], axis=2), whole.out, rtol=1e-11, atol=1e-12)
    np.testing.assert_allclose(tail.final_state, whole.final_state, rtol=1e-11, atol=1e-12)


def test_one_token_at_a_time(inputs):
    whole, state, rows = pa.gla(**inputs), None, []
    for t in range(150):
        out, state = pa.gla(**part(inputs, slice(t, t + 1)), initial_state=state, return_state=True)
        rows.append(out)
    np.testing.assert_allclose(np.concatenate(rows, axis=2), whole, rtol=1e-11, atol=1e-12)


@pytest.mark.parametrize("chunk", [1, 4, 16, 100, 1024])
def test_chunks_do_not_matter(inputs, chunk):
    np.testing.assert_allclose(pa.gla(**inputs, chunk=chunk), pa.gla(**inputs), rtol=1e-11, atol=1e-12)


@pytest.mark.parametrize("at", [0, 1, 17, 64, 149])
def test_a_gate_of_minus_infinity_resets(inputs, at):
    """What came before is forgotten, and the gate has no gradient."""
    inputs["g"] = inputs["g"].copy()
    inputs["g"][:, :, at] = -np.inf
    out, pullback = pa.vjp(pa.gla, **inputs)
    np.testing.assert_allclose(out[:, :, at:], pa.gla(**part(inputs, slice(at, None))), rtol=1e-11, atol=1e-12)
    grads = pullback(np.ones_like(out))
    assert not grads.g[:, :, at].any()
    assert all(np.isfinite(x).all() for x in grads)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_gates_that_close_hard_do_not_overflow(inputs, dtype):
    """exp(-G) would be infinite after a few steps; nothing may form it."""
    inputs["g"] = -60 * np.random.default_rng(1).random(inputs["g"].shape)
    given = {name: x.astype(dtype) for name, x in inputs.items()}
    tolerance = {np.float64: 1e-11, np.float32: 2e-5}[dtype]
    np.testing.assert_allclose(pa.gla(**given), pa.reference.gla(**given), rtol=tolerance, atol=tolerance)
    out, pullback = pa.vjp(pa.gla, **given)
    assert all(np.isfinite(x).all() for x in pullback(np.ones_like(out)))


def test_a_decay_in_place_of_its_logarithm_is_refused(inputs):
    with pytest.raises(ValueError, match="gla: g "):
        pa.gla(**{**inputs, "g": np.exp(inputs["g"])})
    pa.gla(**{**inputs, "g": np.exp(inputs["g"])}, check=False)


def test_the_gate_floor(inputs):
    floor = -0.05
    np.testing.assert_array_equal(pa.gla(**inputs, gate_floor=floor), pa.gla(**{**inputs, "g": np.maximum(inputs["g"], floor)}))
    out, pullback = pa.vjp(pa.gla, **inputs, gate_floor=floor)
    assert not pullback(np.ones_like(out)).g[inputs["g"] < floor].any()
