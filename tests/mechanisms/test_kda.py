"""Kimi Delta Attention: worked numbers and identities of the specification."""
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
    return pa.example_inputs("kda", batch=2, heads=4, kv_heads=2, queries=150, dim=6, value_dim=5, dtype="float64")


def part(inputs, rows):
    return {name: x[:, :, rows] for name, x in inputs.items()}


def test_worked_example():
    g = np.log(np.broadcast_to([0.5, 0.25], (1, 1, 3, 2)))
    have = pa.kda(Q, K, V, g=g, beta=BETA, scale=1.0, return_state=True)
    np.testing.assert_allclose(have.out[0, 0, :, 0], [1, 0.68, -0.495], rtol=1e-14)
    np.testing.assert_allclose(have.final_state[0, 0, :, 0], [0.505, -1], rtol=1e-14)


def test_one_gate_for_all_channels_is_gated_delta(inputs):
    g = inputs["g"][..., 0]
    want = pa.gated_delta(**{**inputs, "g": g}, return_state=True)
    have = pa.kda(**{**inputs, "g": np.broadcast_to(g[..., None], inputs["k"].shape)}, return_state=True)
    np.testing.assert_allclose(have.out, want.out, **CLOSE)
    np.testing.assert_allclose(have.final_state, want.final_state, **CLOSE)


def test_diagonal_plus_low_rank(inputs):
    """S_t = diag(alpha) S + b (S^T a)^T + b v^T with a = -k alpha, b = beta k, a reading the state that has not decayed."""
    S = np.zeros((2, 2, 6, 5))
    for t in range(150):
        k, v, beta, g = (inputs[name][:, :, t] for name in ("k", "v", "beta", "g"))
        a, b = -k * np.exp(g), beta[..., None] * k
        S = np.exp(g)[..., None] * S + b[..., None] * (np.einsum("bhde,bhd->bhe", S, a) + v)[:, :, None]
    np.testing.assert_allclose(pa.kda(**inputs, return_state=True).final_state, S, **CLOSE)


def test_the_safe_gate(inputs):
    """No log gate below -5, and no gradient to those that were."""
    inputs["g"] = -8 * np.random.default_rng(4).random(inputs["g"].shape)
    out, pullback = pa.vjp(pa.kda, **inputs, gate_floor=-5)
    np.testing.assert_array_equal(out, pa.kda(**{**inputs, "g": np.maximum(inputs["g"], -5)}))
    assert not pullback(np.ones_like(out)).g[inputs["g"] < -5].any()


def test_open_gates_are_the_delta_rule(inputs):
    inputs["g"] = np.zeros_like(inputs["g"])
    want = pa.delta(**{name: x for name, x in inputs.items() if name != "g"}, return_state=True)
    have = pa.kda(**inputs, return_state=True)
    np.testing.assert_allclose(have.out, want.out, **CLOSE)
    np.testing.assert_allclose(have.final_state, want.final_state, **CLOSE)


def test_without_writes_the_initial_state_decays(inputs):
    state = np.random.default_rng(2).standard_normal((2, 2, 6, 5))
    inputs["beta"] = np.zeros_like(inputs["beta"])
    have = pa.kda(**inputs, initial_state=state, return_state=True)
    factors = np.exp(np.cumsum(inputs["g"], axis=2))
    np.testing.assert_allclose(have.final_state, factors[:, :, -1, :, None] * state, **CLOSE)
    decayed = np.repeat(factors[..., :, None] * state[:, :, None], 2, axis=1)
    np.testing.assert_allclose(have.out, 6 ** -0.5 * np.einsum("bhnd,bhnde->bhne", inputs["q"], decayed), **CLOSE)


@pytest.mark.parametrize("cut", [1, 64, 100])
def test_two_halves_joined_by_the_state_equal_the_whole(inputs, cut):
    whole = pa.kda(**inputs, return_state=True)
    head = pa.kda(**part(inputs, slice(0, cut)), return_state=True)
    tail = pa.kda(**part(inputs, slice(cut, None)), initial_state=head.final_state, return_state=True)
    np.testing.assert_allclose(np.concatenate([head.out, tail.out], axis=2), whole.out, **CLOSE)
    np.testing.assert_allclose(tail.final_state, whole.final_state, **CLOSE)


@pytest.mark.parametrize("chunk", [1, 4, 16, 100])
def test_chunks_do_not_matter(inputs, chunk):
    np.testing.assert_allclose(pa.kda(**inputs, chunk=chunk), pa.kda(**inputs), **CLOSE)


@pytest.mark.parametrize("at", [0, 17, 48, 149])
def test_a_gate_of_minus_infinity_resets(inputs, at):
    """What came before is forgotten, and the gate has no gradient."""
    inputs["g"] = inputs["g"].copy()
    inputs["g"][:, :, at] = -np.inf
    out, pullback = pa.vjp(pa.kda, **inputs)
    np.testing.assert_allclose(out[:, :, at:], pa.kda(**part(inputs, slice(at, None))), **CLOSE)
    grads = pullback(np.ones_like(out))
    assert not grads.g[:, :, at].any()
    assert all(np.isfinite(x).all() for x in grads)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_gates_that_close_hard_do_not_overflow(inputs, dtype):
    inputs["g"] = -60 * np.random.default_rng(1).random(inputs["g"].shape)
    given = {name: x.astype(dtype) for name, x in inputs.items()}
    tolerance = {np.float64: 1e-11, np.float32: 2e-5}[dtype]
    np.testing.assert_allclose(pa.kda(**given), pa.reference.kda(**given), rtol=tolerance, atol=tolerance)
    out, pullback = pa.vjp(pa.kda, **given)
    assert all(np.isfinite(x).all() for x in pullback(np.ones_like(out)))


def test_both_directions_are_summed(inputs):
    """No correction for the token itself: each direction erases before it writes."""
    back = pa.kda(**part(inputs, slice(None, None, -1)))[:, :, ::-1]
    np.testing.assert_allclose(pa.kda(**inputs, causal=False, bidirectional=True), pa.kda(**inputs) + back, **CLOSE)


def test_normalising_and_doubling_are_what_they_say(inputs):
    unit = lambda x: x / np.sqrt((x * x).sum(-1, keepdims=True) + 1e-6)
    by_hand = {**inputs, "q": unit(inputs["q"]), "k": unit(inputs["k"]), "beta": 2 * inputs["beta"]}
    np.testing.assert_allclose(pa.kda(**inputs, qk_l2norm=True, allow_neg_eigval=True), pa.kda(**by_hand), **CLOSE)


def test_decays_in_place_of_their_logarithms_are_refused(inputs):
    with pytest.raises(ValueError, match="kda: g "):
        pa.kda(**{**inputs, "g": np.exp(inputs["g"])})
