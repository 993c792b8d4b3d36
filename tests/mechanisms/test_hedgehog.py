"""Hedgehog: worked numbers and identities of the specification."""
import numpy as np
import pytest

import polyattn as pa

pytestmark = pytest.mark.quick
ACTIVATIONS = ["exp", "exp_stable", "softmax", "softmax_joint"]
@pytest.fixture
def inputs():
    return pa.example_inputs("hedgehog", batch=2, heads=4, kv_heads=2, queries=70, dim=6, value_dim=5, dtype="float64")


def part(inputs, rows):
    return {name: x[:, :, rows] if name in "qkv" else x for name, x in inputs.items()}


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("cut", [1, 33, 64])
def test_two_halves_joined_by_the_state_equal_the_whole(inputs, cut, activation):
    whole = pa.hedgehog(**inputs, causal=True, return_state=True, activation=activation)
    head = pa.hedgehog(**part(inputs, slice(0, cut)), causal=True, return_state=True, activation=activation)
    tail = pa.hedgehog(**part(inputs, slice(cut, None)), causal=True, initial_state=head.final_state, initial_z=head.final_z, return_state=True, activation=activation)
    np.testing.assert_allclose(np.concatenate([head.out, tail.out], axis=2), whole.out, rtol=1e-9, atol=1e-10)
    np.testing.assert_allclose(tail.final_state, whole.final_state, rtol=1e-10, atol=1e-11)
    np.testing.assert_allclose(tail.final_z, whole.final_z, rtol=1e-10, atol=1e-11)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_without_weights_all_keys_are_alike(inputs, activation):
    zero = {name: np.zeros_like(inputs[name]) for name in ("W_q", "W_k")}
    have = pa.hedgehog(**{**inputs, **zero}, activation=activation, causal=True)
    v = np.repeat(inputs["v"], 2, 1)
    np.testing.assert_allclose(have, np.cumsum(v, axis=2) / np.arange(1, 71)[:, None], rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_minus_x_swaps_the_halves(inputs, activation):
    """Without a bias <phi(-q), phi(-k)> = <phi(q), phi(k)>."""
    turned = {**inputs, "q": -inputs["q"], "k": -inputs["k"]}
    np.testing.assert_allclose(pa.hedgehog(**turned, activation=activation), pa.hedgehog(**inputs, activation=activation), rtol=1e-11, atol=1e-13)


def test_the_activations_are_different_mechanisms(inputs):
    inputs = {**inputs, "W_q": np.broadcast_to(np.eye(6), (4, 6, 6)), "W_k": np.broadcast_to(np.eye(6), (2, 6, 6))}
    results = [pa.hedgehog(**inputs, activation=activation) for activation in ACTIVATIONS]
    assert all(np.abs(a - b).max() > 1e-3 for i, a in enumerate(results) for b in results[:i])


def test_without_negation_exponentials_are_those_of_linear(inputs):
    eye = {"W_q": np.broadcast_to(np.eye(6), (4, 6, 6)), "W_k": np.broadcast_to(np.eye(6), (2, 6, 6))}
    want = pa.linear(inputs["q"], inputs["k"], inputs["v"], feature_map="exp", eps=1e-12)
    np.testing.assert_allclose(pa.hedgehog(**{**inputs, **eye}, negation=False), want, rtol=1e-11, atol=1e-13)


def test_stable_features_do_not_overflow():
    x = np.full((1, 1, 3, 2), 1e4, np.float32)
    eye = np.eye(2, dtype=np.float32)[None]
    assert np.isfinite(pa.hedgehog(x, x, x, W_q=eye, W_k=eye, activation="exp_stable")).all()
