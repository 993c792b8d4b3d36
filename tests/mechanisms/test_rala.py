"""RALA: worked numbers and identities of the specification."""
import numpy as np
import pytest

import polyattn as pa

pytestmark = pytest.mark.quick

Q = np.array([[0, 1], [1, -1.0]])[None, None]
K = np.array([[1, 0], [0, 2.0]])[None, None]
V = np.eye(2)[None, None]


@pytest.fixture
def inputs():
    return pa.example_inputs("rala", batch=2, heads=4, kv_heads=2, queries=70, dim=6, value_dim=5, dtype="float64")


def test_worked_example():
    """V is the identity, so that the output shows the weights."""
    np.testing.assert_allclose(pa.rala(Q, K, V, eps_z=0.0)[0, 0], [[0.236259, 0.763741], [0.432421, 0.567579]], rtol=0, atol=6e-7)


def test_equal_keys_make_it_linear(inputs):
    same = {**inputs, "k": np.broadcast_to(inputs["k"][:, :, :1], inputs["k"].shape)}
    np.testing.assert_allclose(pa.rala(**same, eps_z=0.0), pa.linear(**same, eps=0.0), rtol=1e-11)


def test_weights_sum_to_one(inputs):
    ones = {**inputs, "v": np.ones_like(inputs["v"])}
    np.testing.assert_allclose(pa.rala(**ones, eps_z=0.0), 1, rtol=1e-11)


def test_the_gate_multiplies_channels_of_all_heads(inputs):
    u = np.random.default_rng(0).standard_normal((2, 70, 20))
    merged = lambda x: x.swapaxes(1, 2).reshape(2, 70, 20)
    np.testing.assert_allclose(merged(pa.rala(**inputs, u=u)), u * merged(pa.rala(**inputs)), rtol=1e-12)
    with pytest.raises(ValueError, match="rala: u has 19 channels, expected 20"):
        pa.rala(**inputs, u=u[:, :, 1:])


def test_gradients_through_the_tables(inputs):
    """The kernel's against differences of the definition, in a direction."""
    rng = np.random.default_rng(0)
    angle = np.arange(70)[:, None] * np.repeat(0.3 ** np.arange(3), 2)
    tables = {"cos": np.cos(angle), "sin": np.sin(angle)}
    out, pullback = pa.vjp(pa.rala, **inputs, **tables)
    np.testing.assert_allclose(out, pa.reference.rala(**inputs, **tables), rtol=1e-10, atol=1e-12)
    cotangent = rng.standard_normal(out.shape)
    for name, have in zip("qkv", pullback(cotangent)[:3]):
        move = rng.standard_normal(have.shape)
        ends = [(pa.reference.rala(**{**inputs, name: inputs[name] + h * move}, **tables) * cotangent).sum() for h in (1e-6, -1e-6)]
        assert np.vdot(have, move) == pytest.approx((ends[0] - ends[1]) / 2e-6, rel=1e-6)
