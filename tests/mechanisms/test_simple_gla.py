"""Gated linear attention with scalar gates: worked numbers and identities of the specification."""
import numpy as np
import pytest

import polyattn as pa

pytestmark = pytest.mark.quick
CLOSE = {"rtol": 1e-11, "atol": 1e-12}

Q = np.array([[1, 0], [0, 1], [1, 1.0]])[None, None]
K = np.array([[1, 0], [0.6, 0.8], [0, 1.0]])[None, None]
V = np.array([1, 2, -1.0])[None, None, :, None]


@pytest.fixture
def inputs():
    return pa.example_inputs("simple_gla", batch=2, heads=4, kv_heads=2, queries=150, dim=6, value_dim=5, dtype="float64")


def part(inputs, rows):
    return {name: x[:, :, rows] for name, x in inputs.items()}


def test_worked_example():
    have = pa.simple_gla(Q, K, V, g=np.full((1, 1, 3), np.log(0.5)), scale=1.0, return_state=True)
    np.testing.assert_allclose(have.out[0, 0, :, 0], [1, 1.6, 0.65], rtol=1e-14)
    np.testing.assert_allclose(have.final_state[0, 0, :, 0], [0.85, -0.2], rtol=1e-14)


def test_a_gate_for_every_channel_is_gla(inputs):
    want = pa.gla(**{**inputs, "g": np.broadcast_to(inputs["g"][..., None], inputs["k"].shape)}, return_state=True)
    have = pa.simple_gla(**inputs, return_state=True)
    np.testing.assert_allclose(have.out, want.out, **CLOSE)
    np.testing.assert_allclose(have.final_state, want.final_state, **CLOSE)


@pytest.mark.parametrize("by_gamma", [False, True])
def test_a_constant_gate_is_retention(inputs, by_gamma):
    decay = np.array([-0.1, -0.03])
    want = pa.retention(inputs["q"], inputs["k"], inputs["v"], decay=decay)
    g = np.zeros_like(inputs["g"]) if by_gamma else np.broadcast_to(decay[:, None], inputs["g"].shape)
    np.testing.assert_allclose(pa.simple_gla(**{**inputs, "g": g}, g_gamma=decay if by_gamma else None), want, **CLOSE)


def test_open_gates_are_linear_attention(inputs):
    inputs["g"] = np.zeros_like(inputs["g"])
    linear = pa.linear(inputs["q"], inputs["k"], inputs["v"], feature_map="identity", causal=True, scale=6 ** -0.5)
    np.testing.assert_allclose(pa.simple_gla(**inputs), linear, **CLOSE)


def test_gamma_is_added_to_every_gate(inputs):
    gamma = np.array([-0.2, -0.01])
    out, pullback = pa.vjp(pa.simple_gla, **inputs, g_gamma=gamma)
    want, by_hand = pa.vjp(pa.simple_gla, **{**inputs, "g": inputs["g"] + gamma[:, None]})
    np.testing.assert_allclose(out, want, **CLOSE)
    have, want = pullback(np.ones_like(out)), by_hand(np.ones_like(out))
    np.testing.assert_allclose(have.g, want.g, rtol=1e-10, atol=1e-10)
    np.testing.assert_allclose(have.g_gamma, want.g.sum((0, 2)), rtol=1e-10)


@pytest.mark.parametrize("cut", [1, 64, 100])
def test_two_halves_joined_by_the_state_equal_the_whole(inputs, cut):
    whole = pa.simple_gla(**inputs, return_state=True)
    head = pa.simple_gla(**part(inputs, slice(0, cut)), return_state=True)
    tail = pa.simple_gla(**part(inputs, slice(cut, None)), initial_state=head.final_state, return_state=True)
    np.testing.assert_allclose(np.concatenate([head.out, tail.out], axis=2), whole.out, **CLOSE)
    np.testing.assert_allclose(tail.final_state, whole.final_state, **CLOSE)


@pytest.mark.parametrize("chunk", [1, 4, 16, 100])
def test_chunks_do_not_matter(inputs, chunk):
    np.testing.assert_allclose(pa.simple_gla(**inputs, chunk=chunk), pa.simple_gla(**inputs), **CLOSE)


@pytest.mark.parametrize("at", [0, 17, 48, 149])
def test_a_gate_of_minus_infinity_resets(inputs, at):
    """What came before is forgotten, and the gate has no gradient."""
    inputs["g"] = inputs["g"].copy()
    inputs["g"][:, :, at] = -np.inf
    out, pullback = pa.vjp(pa.simple_gla, **inputs)
    np.testing.assert_allclose(out[:, :, at:], pa.simple_gla(**part(inputs, slice(at, None))), **CLOSE)
    grads = pullback(np.ones_like(out))
    assert not grads.g[:, :, at].any()
    assert all(np.isfinite(x).all() for x in grads)


def test_decays_in_place_of_their_logarithms_are_refused(inputs):
    with pytest.raises(ValueError, match="simple_gla: g "):
        pa.simple_gla(**{**inputs, "g": np.exp(inputs["g"])})
    with pytest.raises(ValueError, match=r"simple_gla: g_gamma\[1\] is 0.5, expected a logarithm"):
        pa.simple_gla(**inputs, g_gamma=np.array([-1, 0.5]))
