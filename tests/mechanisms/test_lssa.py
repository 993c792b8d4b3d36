"""Length-scaled softplus attention: worked numbers and identities of the specification."""
import numpy as np
import pytest
from worked import K, Q, V, digits, draw

import polyattn as pa

pytestmark = pytest.mark.quick


def test_worked_example():
    weights = pa.lssa(Q, K, V, causal=True, return_weights=True).weights[0, 0]
    np.testing.assert_allclose(weights, [[1, 0, 0], [0.441349, 0.558651, 0], [0.317786, 0.364428, 0.317786]], **digits)


def test_lengths_of_queries_and_keys_do_not_count():
    q, k, v = draw()
    factors = np.random.default_rng(1).uniform(0.1, 9, (2, 2, 70, 1))
    np.testing.assert_allclose(pa.lssa(7 * q, factors * k, v), pa.lssa(q, k, v), rtol=1e-11)


def test_a_row_of_one_key_is_that_key():
    q, k, v = draw(N=1, M=1)
    np.testing.assert_allclose(pa.lssa(q, k, v), np.repeat(v, 2, 1), rtol=1e-7)


def test_log_d_of_zero_averages():
    q, k, v = draw()
    np.testing.assert_allclose(pa.lssa(q, k, v, log_d=0.0), np.broadcast_to(np.repeat(v.mean(axis=2, keepdims=True), 2, 1), (2, 4, 33, 5)), rtol=1e-7, atol=1e-9)
