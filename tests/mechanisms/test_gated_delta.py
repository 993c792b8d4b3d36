"""Gated DeltaNet: worked numbers and identities of the specification."""
import numpy as np
import pytest

import polyattn as pa

pytestmark = pytest.mark.quick
CLOSE = {"rtol": 1e-10, "atol": 1e-11}

Q = np.array([[1, 0], [0, 1], [1, 1.0]])[None, None]
K = np.array([[1, 0], [0.6, 0.8], [0, 1.0]])[None, None]
V = np.array([1, 2, -1.0])[None, None, :, None]
BETA = np.array([1, 0.5, 1.0])[None, None]


@pytest.fixture
def inputs():
    return pa.example_inputs("gated_delta", batch=2, heads=4, kv_heads=2, queries=150, dim=6, value_dim=5, dtype="float64")


def part(inputs, rows):
    return {name: x[:, :, rows] for name, x in inputs.items()}


def test_worked_example():
    g = np.log(np.full((1, 1, 3), 0.5))
    have = pa.gated_delta(Q, K, V, g=g, beta=BETA, scale=1.0, return_state=True)
    np.testing.assert_allclose(have.out[0, 0, :, 0], [1, 0.68, -0.495], rtol=1e-14)
    np.testing.assert_allclose(have.final_state[0, 0, :, 0], [0.505, -1], rtol=1e-14)


def test_the_closed_form(inputs):
    """S_t = alpha_t (I - beta_t k_t k_t^T) S_{t-1} + beta_t k_t v_t^T."""
    S = np.zeros((2, 2, 6, 5))
    for t in range(150):
        k, v, beta, alpha = (inputs[name][:, :, t] for name in ("k", "v", "beta", "g"))
        erase = np.eye(6) - beta[..., None, None] * k[..., :, None] * k[..., None, :]
        S = np.exp(alpha)[..., None, None] * erase @ S + beta[..., None, None] * k[..., :, None] * v[..., None, :]
    np.testing.assert_allclose(pa.gated_delta(**inputs, return_state=True).final_state, S, **CLOSE)


def test_open_gates_are_the_delta_rule(inputs):
    inputs["g"] = np.zeros_like(inputs["g"])
    want = pa.delta(**{name: x for name, x in inputs.items() if name != "g"}, return_state=True)
    have = pa.gated_delta(**inputs, return_state=True)
    np.testing.assert_allclose(have.out, want.out, **CLOSE)
    np.testing.assert_allclose(have.final_state, want.final_state, **CLOSE)


def test_without_writes_the_initial_state_decays(inputs):
    state = np.random.default_rng(2).standard_normal((2, 2, 6, 5))
    inputs["beta"] = np.zeros_like(inputs["beta"])
    have = pa.gated_delta(**inputs, initial_state=state, return_state=True)
    factors = np.exp(np.cumsum(inputs["g"], axis=2))
    np.testing.assert_allclose(have.final_state, factors[:, :, -1, None, None] * state, **CLOSE)
    decayed = np.repeat(factors[..., None, None] * state[:, :, None], 2, axis=1)
    np.testing.assert_allclose(have.out, 6 ** -0.5 * np.einsum("bhnd,bhnde->bhne", inputs["q"], decayed), **CLOSE)


@pytest.mark.parametrize("cut", [1, 64, 100])
def test_two_halves_joined_by_the_state_equal_the_whole(inputs, cut):
    whole = pa.gated_delta(**inputs, return_state=True)
    head = pa.gated_delta(**part(inputs, slice(0, cut)), return_state=True)
    tail = pa.gated_delta(**part(inputs, slice(cut, None)), initial_state=head.final_state, return_state=True)
    np.testing.assert_allclose(np.concatenate([head.out, tail.out], axis=2), whole.out, **CLOSE)
    np.testing.assert_allclose(tail.final_state, whole.final_state, **CLOSE)


@pytest.mark.parametrize("chunk", [1, 4, 16, 100])
def test_chunks_do_not_matter(inputs, chunk):
    np.testing.assert_allclose(pa.gated_delta(**inputs, chunk=chunk), pa.gated_delta(**inputs), **CLOSE)


@pytest.mark.parametrize("at", [0, 17, 48, 149])
def test_a_gate_of_minus_infinity_resets(inputs, at):
    """What came before is forgotten, and the gate has no gradient."""
    inputs["g"] = inputs["g"].copy()
    inputs["g"][:, :, at] = -np.inf
    out, pullback = pa.vjp(pa.gated_delta, **inputs)
    np.testing.assert_allclose(out[:, :, at:], pa.gated_delta(**part(inputs, slice(at, None))), **CLOSE)
    grads = pullback(np.ones_like(out))
    assert not grads.g[:, :, at].any()
    assert all(np.isfinite(x).all() for x in grads)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_gates_that_close_hard_do_not_overflow(inputs, dtype):
    inputs["g"] = -60 * np.random.default_rng(1).random(inputs["g"].shape)
    given = {name: x.astype(dtype) for name, x in inputs.items()}
    tolerance = {np.float64: 1e-11, np.float32: 2e-5}[dtype]
    np.testing.assert_allclose(pa.gated_delta(**given), pa.reference.gated_delta(**given), rtol=tolerance, atol=tolerance)
    out, pullback = pa.vjp(pa.gated_delta, **given)
    assert all(np.isfinite(x).all() for x in pullback(np.ones_like(out)))


def test_both_directions_are_summed(inputs):
    """No correction for the token itself: each direction erases before it writes."""
    back = pa.gated_delta(**part(inputs, slice(None, None, -1)))[:, :, ::-1]
    np.testing.assert_allclose(pa.gated_delta(**inputs, causal=False, bidirectional=True), pa.gated_delta(**inputs) + back, **CLOSE)


def test_normalising_and_doubling_are_what_they_say(inputs):
    unit = lambda x: x / np.sqrt((x * x).sum(-1, keepdims=True) + 1e-6)
    by_hand = {**inputs, "q": unit(inputs["q"]), "k": unit(inputs["k"]), "beta": 2 * inputs["beta"]}
    np.testing.assert_allclose(pa.gated_delta(**inputs, qk_l2norm=True, allow_neg_eigval=True), pa.gated_delta(**by_hand), **CLOSE)


def test_decays_in_place_of_their_logarithms_are_refused(inputs):
    with pytest.raises(ValueError, match="gated_delta: g "):
        pa.gated_delta(**{**inputs, "g": np.exp(inputs["g"])})
