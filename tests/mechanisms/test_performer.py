"""Performer: worked numbers and identities of the specification."""
import numpy as np
import pytest

import polyattn as pa

pytestmark = pytest.mark.quick


@pytest.fixture
def inputs():
    return pa.example_inputs("performer", batch=2, heads=4, kv_heads=2, queries=70, dim=6, value_dim=5, dtype="float64")


def part(inputs, rows):
    return {name: x[:, :, rows] if name in "qkv" else x for name, x in inputs.items()}


@pytest.mark.parametrize("cut", [1, 33, 64])
def test_two_halves_joined_by_the_state_equal_the_whole(inputs, cut):
    whole = pa.performer(**inputs, causal=True, return_state=True)
    head = pa.performer(**part(inputs, slice(0, cut)), causal=True, return_state=True)
    tail = pa.performer(**part(inputs, slice(cut, None)), causal=True, initial_state=head.final_state, initial_z=head.final_z, return_state=True)
    np.testing.assert_allclose(np.concatenate([head.out, tail.out], axis=2), whole.out, rtol=1e-9, atol=1e-10)
    np.testing.assert_allclose(tail.final_state, whole.final_state, rtol=1e-10, atol=1e-11)
    np.testing.assert_allclose(tail.final_z, whole.final_z, rtol=1e-10, atol=1e-11)


def orthogonal(m, D, rng):
    blocks = [np.linalg.qr(rng.standard_normal((D, D)))[0] for _ in range(-(-m // D))]
    return np.concatenate(blocks)[:m] * np.linalg.norm(rng.standard_normal((m, D)), axis=1, keepdims=True)


@pytest.mark.parametrize("kernel", ["softmax", "hyperbolic"])
def test_many_features_approach_softmax_attention(kernel):
    rng = np.random.default_rng(0)
    q, k, v = (0.6 * rng.standard_normal((1, 1, 8, 4)) for _ in range(3))
    have = pa.performer(q, k, v, omega=orthogonal(20000, 4, rng), kernel=kernel, feat_eps=0)
    np.testing.assert_allclose(have, pa.sdpa(q, k, v), atol=0.1)


@pytest.mark.parametrize("kernel", ["softmax", "relu", "hyperbolic"])
@pytest.mark.parametrize("causal", [False, True])
def test_weights_sum_to_one(inputs, kernel, causal):
    ones = {**inputs, "v": np.ones_like(inputs["v"])}
    np.testing.assert_allclose(pa.performer(**ones, kernel=kernel, causal=causal), 1, rtol=1e-11)


def test_maxima_cancel_without_an_epsilon(inputs):
    have = pa.performer(**inputs, feat_eps=0)
    np.testing.assert_allclose(pa.performer(**inputs, feat_eps=0, key_stabilizer="none"), have, rtol=1e-10, atol=1e-12)
    np.testing.assert_allclose(pa.linear(inputs["q"], inputs["k"], inputs["v"], feature_map="favor", omega=inputs["omega"], eps=0.0), have, rtol=1e-10, atol=1e-12)


def test_divisors(inputs):
    """With one key the output is its value times d over the divisor."""
    one = {**inputs, "k": inputs["k"][:, :, :1], "v": np.ones_like(inputs["v"][:, :, :1])}
    d = pa.performer(**one, den="clamp", eps=1e9) * 1e9
    np.testing.assert_allclose(pa.performer(**one), 1, rtol=1e-12)
    np.testing.assert_allclose(pa.performer(**one, den="clamp"), d / np.maximum(d, 0.1), rtol=1e-11)
    np.testing.assert_allclose(pa.performer(**one, den="add", eps=0.5), d / (d + 0.5), rtol=1e-11)


def test_a_later_key_does_not_change_an_earlier_row(inputs):
    more = {**inputs, "k": inputs["k"].copy()}
    more["k"][:, :, -1] *= 10
    assert np.array_equal(pa.performer(**more, causal=True)[:, :, :-1], pa.performer(**inputs, causal=True)[:, :, :-1])
    with pytest.raises(ValueError, match="expected 'none' .the largest key lets the future in"):
        pa.performer(**inputs, causal=True, key_stabilizer="max")
