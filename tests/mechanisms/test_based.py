"""BASED: worked numbers and identities of the specification."""
import numpy as np
import pytest

import polyattn as pa

pytestmark = pytest.mark.quick


@pytest.fixture
def inputs():
    return pa.example_inputs("based", batch=2, heads=4, kv_heads=2, queries=70, dim=6, value_dim=5, dtype="float64")


def part(inputs, rows):
    return {name: x[:, :, rows] if name in "qkv" else x for name, x in inputs.items()}


@pytest.mark.parametrize("cut", [1, 33, 64])
def test_two_halves_joined_by_the_state_equal_the_whole(inputs, cut):
    whole = pa.based(**inputs, causal=True, return_state=True)
    head = pa.based(**part(inputs, slice(0, cut)), causal=True, return_state=True)
    tail = pa.based(**part(inputs, slice(cut, None)), causal=True, initial_state=head.final_state, initial_z=head.final_z, return_state=True)
    np.testing.assert_allclose(np.concatenate([head.out, tail.out], axis=2), whole.out, rtol=1e-9, atol=1e-10)
    np.testing.assert_allclose(tail.final_state, whole.final_state, rtol=1e-10, atol=1e-11)
    np.testing.assert_allclose(tail.final_z, whole.final_z, rtol=1e-10, atol=1e-11)


def test_weights_are_the_polynomial(inputs):
    q, k, v = inputs.values()
    t = q @ np.repeat(k, 2, 1).swapaxes(2, 3) / 6 ** 0.5
    weights = np.tril(1 + t + t * t / 2)
    np.testing.assert_allclose(pa.based(**inputs, normalize=False), weights @ np.repeat(v, 2, 1), rtol=1e-10, atol=1e-11)
    np.testing.assert_allclose(pa.based(**inputs), weights / weights.sum(-1, keepdims=True) @ np.repeat(v, 2, 1), rtol=1e-10, atol=1e-11)


def test_the_least_weight_is_a_half():
    q = np.array([[[[1.0]]]])
    assert pa.based(q, -q, q, normalize=False).item() == pytest.approx(0.5, abs=1e-15)


def test_small_scores_are_close_to_softmax(inputs):
    q, k, v = inputs.values()
    np.testing.assert_allclose(pa.based(0.1 * q, k, v), pa.sdpa(0.1 * q, k, v, causal=True), atol=0.01)
