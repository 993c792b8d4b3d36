"""Efficient attention: worked numbers and identities of the specification."""
import numpy as np
import pytest

import polyattn as pa

pytestmark = pytest.mark.quick

Q = np.array([[0, 1], [1, -1.0]])[None, None]
K = np.array([[1, 0], [0, 2.0]])[None, None]
V = np.eye(2)[None, None]


@pytest.fixture
def inputs():
    return pa.example_inputs("efficient", batch=2, heads=4, kv_heads=2, queries=70, dim=6, value_dim=5, dtype="float64")


def part(inputs, rows):
    return {name: x[:, :, rows] if name in "qkv" else x for name, x in inputs.items()}


@pytest.mark.parametrize("norm", ["softmax", "joint", "scaling"])
@pytest.mark.parametrize("cut", [1, 33, 64])
def test_two_halves_joined_by_the_state_equal_the_whole(inputs, cut, norm):
    whole = pa.efficient(**inputs, causal=True, return_state=True, norm=norm)
    head = pa.efficient(**part(inputs, slice(0, cut)), causal=True, return_state=True, norm=norm)
    tail = pa.efficient(**part(inputs, slice(cut, None)), causal=True, initial_state=head.final_state, initial_z=head.final_z, return_state=True, norm=norm)
    np.testing.assert_allclose(np.concatenate([head.out, tail.out], axis=2), whole.out, rtol=1e-9, atol=1e-10)
    np.testing.assert_allclose(tail.final_state, whole.final_state, rtol=1e-10, atol=1e-11)
    np.testing.assert_allclose(tail.final_z, whole.final_z, rtol=1e-10, atol=1e-11)


def test_worked_example():
    """V is the identity, so that the output shows the weights."""
    np.testing.assert_allclose(pa.efficient(Q, K, V)[0, 0], [[0.283756, 0.716244], [0.658124, 0.341876]], rtol=0, atol=6e-7)


def softmax(x, axis):
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def test_softmax_on_both_sides(inputs):
    q, k, v = inputs.values()
    k, v = np.repeat(k, 2, 1), np.repeat(v, 2, 1)
    np.testing.assert_allclose(pa.efficient(**inputs), softmax(q, -1) @ (softmax(k, -2).swapaxes(2, 3) @ v), rtol=1e-11, atol=1e-13)
    np.testing.assert_allclose(pa.efficient(**inputs, norm="scaling"), q @ k.swapaxes(2, 3) @ v / 70, rtol=1e-11, atol=1e-13)
    weights = softmax(q, -1) @ np.exp(k).swapaxes(2, 3)
    want = weights @ v / (weights.sum(-1, keepdims=True) + 1e-3)       # the features of a query sum to 1
    np.testing.assert_allclose(pa.efficient(**inputs, norm="joint", eps=1e-3), want, rtol=1e-11, atol=1e-13)


@pytest.mark.parametrize("causal", [False, True])
def test_weights_sum_to_one(inputs, causal):
    ones = np.ones_like(inputs["v"])
    np.testing.assert_allclose(pa.efficient(inputs["q"], inputs["k"], ones, causal=causal), 1, rtol=1e-11)


@pytest.mark.parametrize("shift", [-200, 200])
def test_large_keys_do_not_overflow(inputs, shift):
    q, k, v = (x.astype(np.float32) for x in inputs.values())
    out, pullback = pa.vjp(pa.efficient, q, k + np.float32(shift), v)
    np.testing.assert_allclose(out, pa.efficient(q, k, v), atol=1e-4)
    assert all(np.isfinite(grad).all() for grad in pullback(np.ones_like(out))[:3])
