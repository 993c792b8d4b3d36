"""cosFormer: worked numbers and identities of the specification."""
import numpy as np
import pytest

import polyattn as pa

pytestmark = pytest.mark.quick

Q = np.array([[0, 1], [1, -1.0]])[None, None]
K = np.array([[1, 0], [0, 2.0]])[None, None]
V = np.eye(2)[None, None]


@pytest.fixture
def inputs():
    return pa.example_inputs("cosformer", batch=2, heads=4, kv_heads=2, queries=70, dim=6, value_dim=5, dtype="float64")


def part(inputs, rows):
    return {name: x[:, :, rows] if name in "qkv" else x for name, x in inputs.items()}


@pytest.mark.parametrize("cut", [1, 33, 64])
def test_two_halves_joined_by_the_state_equal_the_whole(inputs, cut):
    whole = pa.cosformer(**inputs, causal=True, return_state=True, max_len=100)
    head = pa.cosformer(**part(inputs, slice(0, cut)), causal=True, return_state=True, max_len=100)
    tail = pa.cosformer(**part(inputs, slice(cut, None)), causal=True, initial_state=head.final_state, initial_z=head.final_z, return_state=True, max_len=100)
    np.testing.assert_allclose(np.concatenate([head.out, tail.out], axis=2), whole.out, rtol=1e-9, atol=1e-10)
    np.testing.assert_allclose(tail.final_state, whole.final_state, rtol=1e-10, atol=1e-11)
    np.testing.assert_allclose(tail.final_z, whole.final_z, rtol=1e-10, atol=1e-11)


def test_worked_example():
    """Scores [[0, 1.414214], [0.707107, 0]]: V is the identity, and rows are divided by them."""
    np.testing.assert_allclose(pa.cosformer(Q, K, V)[0, 0], [[0, 1], [1, 0]], rtol=0, atol=1e-12)
    np.testing.assert_allclose(pa.cosformer(Q, K, V, eps=10.0)[0, 0] * 10, [[0, 1.414214], [0.707107, 0]], rtol=0, atol=6e-7)      # every divisor is 10


def test_far_horizons_are_relu_linear_attention(inputs):
    want = pa.linear(**inputs, feature_map="relu", eps_mode="clamp_min")
    np.testing.assert_allclose(pa.cosformer(**inputs, max_len=10**9), want, rtol=1e-12, atol=1e-13)


def test_one_token_at_a_time(inputs):
    whole, state, rows = pa.cosformer(**inputs, causal=True, max_len=100), {}, []
    for t in range(70):
        step = pa.cosformer(**part(inputs, slice(t, t + 1)), causal=True, max_len=100, return_state=True, **state)
        state = {"initial_state": step.final_state, "initial_z": step.final_z}
        rows.append(step.out)
    np.testing.assert_allclose(np.concatenate(rows, axis=2), whole, rtol=1e-10, atol=1e-12)
