"""NaLaFormer: worked numbers and identities of the specification."""
import numpy as np
import pytest

import polyattn as pa

pytestmark = pytest.mark.quick


@pytest.fixture
def inputs():
    return pa.example_inputs("nala", batch=2, heads=4, kv_heads=2, queries=70, dim=6, value_dim=5, dtype="float64")


def part(inputs, rows):
    return {name: x[:, :, rows] if name in "qkv" else x for name, x in inputs.items()}


@pytest.mark.parametrize("cut", [1, 33, 64])
def test_two_halves_joined_by_the_state_equal_the_whole(inputs, cut):
    whole = pa.nala(**inputs, causal=True, return_state=True)
    head = pa.nala(**part(inputs, slice(0, cut)), causal=True, return_state=True)
    tail = pa.nala(**part(inputs, slice(cut, None)), causal=True, initial_state=head.final_state, initial_z=head.final_z, return_state=True)
    np.testing.assert_allclose(np.concatenate([head.out, tail.out], axis=2), whole.out, rtol=1e-9, atol=1e-10)
    np.testing.assert_allclose(tail.final_state, whole.final_state, rtol=1e-10, atol=1e-11)
    np.testing.assert_allclose(tail.final_z, whole.final_z, rtol=1e-10, atol=1e-11)


def test_worked_features():
    """One key: the state is its features (the last counts), and with eps_z = 1e9 the output is the score over 1e9."""
    q, k, v = np.array([3, 4.0]), np.array([1, -2.0]), np.ones(1)
    q, k, v = (x.reshape(1, 1, 1, -1) for x in (q, k, v))
    have = pa.nala(q, k, v, eps_z=1e9, return_state=True)
    one, two = have.final_z[0, 0, :2], have.final_z[0, 0, 2:4]                       # angles are pi / 4 more than the paper's
    np.testing.assert_allclose([(one + two) / 2 ** 0.5, (two - one) / 2 ** 0.5], [[0.707107, 5.656854], [0.707107, -5.656854]], rtol=0, atol=2e-6)
    assert have.final_z[0, 0, 4] == 1
    assert have.out.item() * 1e9 == pytest.approx(0.100402, abs=1e-5)


@pytest.mark.parametrize("direction", ["cos", "relu_split"])
def test_no_weight_is_negative(inputs, direction):
    eye = np.broadcast_to(np.eye(70), (2, 2, 70, 70))
    weights = pa.nala(inputs["q"], inputs["k"], eye, direction=direction)
    assert weights.min() >= 0
    np.testing.assert_allclose(weights.sum(-1), 1, atol=1e-3)


def test_long_queries_are_sharper(inputs):
    eye = np.broadcast_to(np.eye(70), (2, 2, 70, 70))
    entropy = [-(w * np.log(w)).sum(-1).mean() for w in (pa.nala(scale * inputs["q"], inputs["k"], eye) + 1e-12 for scale in (0.1, 0.5, 2))]
    assert entropy[0] > entropy[1] > entropy[2]


def test_a_zero_query_gives_zero(inputs):
    out, pullback = pa.vjp(pa.nala, **{**inputs, "q": 0 * inputs["q"]})
    assert not out.any() and np.isfinite(pullback(np.ones_like(out)).q).all()
