"""Flow-Attention: worked numbers and identities of the specification."""
import numpy as np
import pytest

import polyattn as pa

pytestmark = pytest.mark.quick

Q = np.array([[0, 1], [1, -1.0]])[None, None]
K = np.array([[1, 0], [0, 2.0]])[None, None]
V = np.eye(2)[None, None]


@pytest.fixture
def inputs():
    return pa.example_inputs("flow", batch=2, heads=4, kv_heads=2, queries=70, dim=6, value_dim=5, dtype="float64")


def test_worked_example():
    np.testing.assert_allclose(pa.flow(Q, K, V)[0, 0], [[0.335115, 0.419702], [0.367487, 0.338974]], rtol=0, atol=2e-6)
    np.testing.assert_allclose(pa.flow(Q, K, V, causal=True)[0, 0], [[0.731056, 0], [0.369718, 0.332960]], rtol=0, atol=2e-6)


def test_the_first_causal_row_is_its_value_through_the_gate(inputs):
    """s = 1 where a token meets itself alone."""
    have = pa.flow(**inputs, causal=True, eps=1e-12)[:, :, 0]
    np.testing.assert_allclose(have, np.repeat(inputs["v"][:, :, 0], 2, 1) / (1 + np.exp(-1)), rtol=1e-9)


def test_flows_are_conserved(inputs):
    """Without the gate and with equal keys, every row is the mean of values times what flows in: sum_j I_i <a_i, b_j> = 1."""
    same = {**inputs, "k": np.zeros_like(inputs["k"]), "v": np.ones_like(inputs["v"])}
    np.testing.assert_allclose(pa.flow(**same, eps=1e-12)[..., :1], 1 / (1 + np.exp(-sinks(same))), rtol=1e-9)


def sinks(inputs):
    """s_i N / M of keys that are all alike: I_i and s_i are inverse to one another up to the share of query i in all of them."""
    a = 1 / (1 + np.exp(-inputs["q"]))
    return (a.sum(-1, keepdims=True) / a.sum((-1, -2), keepdims=True)) * a.shape[2]


def test_clip(inputs):
    assert np.abs(pa.flow(**inputs, clip=0.5) - pa.flow(**inputs, clip=None)).max() > 1e-4
    np.testing.assert_array_equal(pa.flow(**inputs, clip=1e6), pa.flow(**inputs, clip=None))


def test_causal_wants_as_many_queries_as_keys(inputs):
    with pytest.raises(ValueError, match="flow: causal is given with 69 queries and 70 keys, expected the same number"):
        pa.flow(inputs["q"][:, :, 1:], inputs["k"], inputs["v"], causal=True)
