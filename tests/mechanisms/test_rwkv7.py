"""RWKV-7: identities of the specification."""
import numpy as np
import pytest

import polyattn as pa

pytestmark = pytest.mark.quick
CLOSE = {"rtol": 1e-10, "atol": 1e-11}


@pytest.fixture
def delta():
    return pa.example_inputs("kda", batch=2, heads=4, kv_heads=2, queries=150, dim=6, value_dim=5, dtype="float64")


@pytest.fixture
def inputs(delta):
    """The model's own wiring: what is erased is a key of norm 1 that is written, in part, elsewhere."""
    kappa, eta = delta["k"], delta["beta"][..., None]
    k = np.random.default_rng(1).standard_normal(kappa.shape)
    return {"q": delta["q"], "k": k, "v": delta["v"], "w": delta["g"], "a": -kappa, "b": kappa * eta}


def part(inputs, rows):
    return {name: x[:, :, rows] for name, x in inputs.items()}


def as_kernel_c(q, k, v, g, beta):
    beta = beta[..., None]
    return {"q": q, "k": beta * k, "v": v, "w": g, "a": -k * np.exp(g), "b": beta * k}


def test_kda_is_a_case_of_it(delta):
    want = pa.kda(**delta, scale=1.0, return_state=True)
    have = pa.rwkv7(**as_kernel_c(**delta), return_state=True)
    np.testing.assert_allclose(have.out, want.out, **CLOSE)
    np.testing.assert_allclose(have.final_state, want.final_state, **CLOSE)


def test_gradients_of_kda_pass_through(delta):
    """By the chain rule through a, b and the write key."""
    out, pullback = pa.vjp(pa.rwkv7, **as_kernel_c(**delta))
    have, want = pullback(np.cos(out)), pa.vjp(pa.kda, **delta, scale=1.0)[1](np.cos(out))
    k, g, beta = delta["k"], np.exp(delta["g"]), delta["beta"][..., None]
    np.testing.assert_allclose(have.q, want.q, **CLOSE)
    np.testing.assert_allclose(have.v, want.v, **CLOSE)
    np.testing.assert_allclose(beta * (have.k + have.b) - g * have.a, want.k, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose((k * (have.k + have.b)).sum(-1), want.beta, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(have.w - k * g * have.a, want.g, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("nothing", ["a", "b"])
def test_without_a_or_b_it_is_gla(inputs, nothing):
    inputs[nothing] = np.zeros_like(inputs[nothing])
    want = pa.gla(*(inputs[name] for name in "qkv"), g=inputs["w"], scale=1.0, return_state=True)
    have = pa.rwkv7(**inputs, return_state=True)
    np.testing.assert_allclose(have.out, want.out, **CLOSE)
    np.testing.assert_allclose(have.final_state, want.final_state, **CLOSE)


def test_one_step_by_hand():
    """S = diag(1/2, 1/4) S0 + b (S0^T a)^T + k v^T with S0 = (1, 2), a = (3, -1), b = (1, 10), k = (0, 1), v = 5."""
    given = {name: np.array(x, float)[None, None, None] for name, x in {"q": [1, 1], "k": [0, 1], "v": [5], "w": np.log([0.5, 0.25]), "a": [3, -1], "b": [1, 10]}.items()}
    out, state = pa.rwkv7(**given, initial_state=np.array([1, 2.0])[None, None, :, None], return_state=True)
    np.testing.assert_allclose(state.ravel(), [0.5 + 1, 0.5 + 10 + 5], rtol=1e-14)
    np.testing.assert_allclose(out.ravel(), [17], rtol=1e-14)


@pytest.mark.parametrize("cut", [1, 16, 64, 100])
def test_two_halves_joined_by_the_state_equal_the_whole(inputs, cut):
    whole = pa.rwkv7(**inputs, return_state=True)
    head = pa.rwkv7(**part(inputs, slice(0, cut)), return_state=True)
    tail = pa.rwkv7(**part(inputs, slice(cut, None)), initial_state=head.final_state, return_state=True)
    np.testing.assert_allclose(np.concatenate([head.out, tail.out], axis=2), whole.out, **CLOSE)
    np.testing.assert_allclose(tail.final_state, whole.final_state, **CLOSE)


def test_one_token_at_a_time(inputs):
    whole, state, rows = pa.rwkv7(**inputs), None, []
    for t in range(150):
        out, state = pa.rwkv7(**part(inputs, slice(t, t + 1)), initial_state=state, return_state=True)
        rows.append(out)
    np.testing.assert_allclose(np.concatenate(rows, axis=2), whole, **CLOSE)


@pytest.mark.parametrize("chunk", [1, 4, 16, 100])
def test_chunks_do_not_matter(inputs, chunk):
    np.testing.assert_allclose(pa.rwkv7(**inputs, chunk=chunk), pa.rwkv7(**inputs), **CLOSE)


@pytest.mark.parametrize("at", [0, 17, 48, 149])
def test_a_gate_of_minus_infinity_forgets_all_but_what_is_read(inputs, at):
    """The step writes what the state recalls for a, and drops the rest; its gate has no gradient."""
    inputs["w"] = inputs["w"].copy()
    inputs["w"][:, :, at] = -np.inf
    np.testing.assert_allclose(pa.rwkv7(**inputs), pa.reference.rwkv7(**inputs), **CLOSE)
    out, pullback = pa.vjp(pa.rwkv7, **inputs)
    grads = pullback(np.ones_like(out))
    assert not grads.w[:, :, at].any()
    assert all(np.isfinite(x).all() for x in grads)
    near = pa.vjp(pa.rwkv7, **{**inputs, "w": np.maximum(inputs["w"], -60)})[1](np.ones_like(out))
    for name in grads._fields:
        np.testing.assert_allclose(getattr(grads, name), getattr(near, name), rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_gates_that_close_hard_do_not_overflow(inputs, dtype):
    inputs["w"] = -60 * np.random.default_rng(1).random(inputs["w"].shape)
    given = {name: x.astype(dtype) for name, x in inputs.items()}
    tolerance = {np.float64: 1e-11, np.float32: 2e-5}[dtype]
    np.testing.assert_allclose(pa.rwkv7(**given), pa.reference.rwkv7(**given), rtol=tolerance, atol=tolerance)
    out, pullback = pa.vjp(pa.rwkv7, **given)
    assert all(np.isfinite(x).all() for x in pullback(np.ones_like(out)))


def test_both_directions_are_summed(inputs):
    back = pa.rwkv7(**part(inputs, slice(None, None, -1)))[:, :, ::-1]
    np.testing.assert_allclose(pa.rwkv7(**inputs, causal=False, bidirectional=True), pa.rwkv7(**inputs) + back, **CLOSE)


def test_decays_in_place_of_their_logarithms_are_refused(inputs):
    with pytest.raises(ValueError, match="rwkv7: w is"):
        pa.rwkv7(**{**inputs, "w": np.exp(inputs["w"])})
