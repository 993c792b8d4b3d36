"""RWKV-6: worked numbers and identities of the specification."""
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
    return pa.example_inputs("rwkv6", batch=2, heads=4, kv_heads=2, queries=150, dim=6, value_dim=5, dtype="float64", include="u")


def part(inputs, rows):
    return {name: x if name == "u" else x[:, :, rows] for name, x in inputs.items()}


def test_worked_example():
    w = np.log(np.broadcast_to([0.5, 0.25], (1, 1, 3, 2)))
    have = pa.rwkv6(Q, K, V, w=w, u=np.array([[0.5, 2]]), return_state=True)
    np.testing.assert_allclose(have.out[0, 0, :, 0], [0.5, 3.2, 1.3], rtol=1e-14)
    np.testing.assert_allclose(have.final_state[0, 0, :, 0], [0.85, -0.6], rtol=1e-14)


def test_open_gates_and_a_bonus_of_one_are_linear_attention(inputs):
    q, k, v = inputs["q"], inputs["k"], inputs["v"]
    linear = pa.linear(q, k, v, feature_map="identity", causal=True)
    np.testing.assert_allclose(pa.rwkv6(q, k, v, w=np.zeros_like(k)), linear, **CLOSE)


def test_without_a_bonus_queries_are_one_key_behind(inputs):
    """Query t reads what gla's state is after key t - 1, the first nothing."""
    inputs["u"] = np.zeros_like(inputs["u"])
    have = pa.rwkv6(**inputs)
    q, k, v, w = (inputs[name] for name in "qkvw")
    assert not have[:, :, 0].any()
    want = pa.gla(q[:, :, 1:], k[:, :, :-1], v[:, :, :-1], g=w[:, :, :-1], scale=1.0)
    np.testing.assert_allclose(have[:, :, 1:], want, **CLOSE)


def test_the_bonus_weighs_a_token_itself(inputs):
    q, k, v, w = (inputs[name] for name in "qkvw")
    bare = pa.rwkv6(q, k, v, w=w, u=np.zeros_like(inputs["u"]))
    own = (q * np.repeat(inputs["u"][:, None] * k, 2, axis=1)).sum(-1, keepdims=True) * np.repeat(v, 2, axis=1)
    np.testing.assert_allclose(pa.rwkv6(**inputs), bare + own, **CLOSE)
    back = pa.rwkv6(**{name: x if name == "u" else x[:, :, ::-1] for name, x in inputs.items()})[:, :, ::-1]
    np.testing.assert_allclose(pa.rwkv6(**inputs, causal=False, bidirectional=True), pa.rwkv6(**inputs) + back - own, **CLOSE)


def test_without_causality_every_query_reads_the_final_state(inputs):
    out, state = pa.rwkv6(**inputs, causal=False, return_state=True)
    np.testing.assert_allclose(out, inputs["q"] @ np.repeat(state, 2, axis=1), **CLOSE)


@pytest.mark.parametrize("cut", [1, 16, 64, 100])
def test_two_halves_joined_by_the_state_equal_the_whole(inputs, cut):
    whole = pa.rwkv6(**inputs, return_state=True)
    head = pa.rwkv6(**part(inputs, slice(0, cut)), return_state=True)
    tail = pa.rwkv6(**part(inputs, slice(cut, None)), initial_state=head.final_state, return_state=True)
    np.testing.assert_allclose(np.concatenate([head.out, tail.out], axis=2), whole.out, **CLOSE)
    np.testing.assert_allclose(tail.final_state, whole.final_state, **CLOSE)


def test_one_token_at_a_time(inputs):
    whole, state, rows = pa.rwkv6(**inputs), None, []
    for t in range(150):
        out, state = pa.rwkv6(**part(inputs, slice(t, t + 1)), initial_state=state, return_state=True)
        rows.append(out)
    np.testing.assert_allclose(np.concatenate(rows, axis=2), whole, **CLOSE)


@pytest.mark.parametrize("chunk", [1, 4, 16, 100])
def test_chunks_do_not_matter(inputs, chunk):
    np.testing.assert_allclose(pa.rwkv6(**inputs, chunk=chunk), pa.rwkv6(**inputs), **CLOSE)


@pytest.mark.parametrize("at", [0, 17, 48, 149])
def test_a_gate_of_minus_infinity_resets(inputs, at):
    """From the next token on, that is: its own query has read before."""
    inputs["w"] = inputs["w"].copy()
    inputs["w"][:, :, at] = -np.inf
    out, pullback = pa.vjp(pa.rwkv6, **inputs)
    fresh = pa.rwkv6(**part(inputs, slice(at, None)))
    np.testing.assert_allclose(out[:, :, at + 1:], fresh[:, :, 1:], **CLOSE)
    grads = pullback(np.ones_like(out))
    assert not grads.w[:, :, at].any()
    assert all(np.isfinite(x).all() for x in grads)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_gates_that_close_hard_do_not_overflow(inputs, dtype):
    inputs["w"] = -60 * np.random.default_rng(1).random(inputs["w"].shape)
    given = {name: x.astype(dtype) for name, x in inputs.items()}
    tolerance = {np.float64: 1e-11, np.float32: 2e-5}[dtype]
    np.testing.assert_allclose(pa.rwkv6(**given), pa.reference.rwkv6(**given), rtol=tolerance, atol=tolerance)
    out, pullback = pa.vjp(pa.rwkv6, **given)
    assert all(np.isfinite(x).all() for x in pullback(np.ones_like(out)))


def test_a_decay_in_place_of_its_logarithm_is_refused(inputs):
    with pytest.raises(ValueError, match="rwkv6: w is"):
        pa.rwkv6(**{**inputs, "w": np.exp(inputs["w"])})
