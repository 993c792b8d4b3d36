"""Normalized attention pooling: worked numbers and identities of the specification."""
import numpy as np
import pytest
from worked import K, Q, V, draw

import polyattn as pa

pytestmark = pytest.mark.quick
FULL = [[0.70561, 0.70561, -1.41122], [-1.223247, 0, 1.223247], [-1.41122, 0.70561, 0.70561]]


def test_worked_example():
    out, weights = pa.nap(Q, K, V, return_weights=True)
    np.testing.assert_allclose(weights[0, 0], FULL, rtol=0, atol=6e-6)
    np.testing.assert_allclose(out[0, 0], [[-4.23366, -4.23366], [4.892987, 4.892987], [4.23366, 4.23366]], rtol=0, atol=6e-6)
    causal = pa.nap(Q, K, V, causal=True, return_weights=True).weights[0, 0]
    np.testing.assert_allclose(causal, [[0, 0, 0], [-0.998004, 0.998004, 0], FULL[2]], rtol=0, atol=6e-6)


def test_a_constant_added_to_a_row_changes_nothing():
    q, k, v = draw()
    bias = np.random.default_rng(1).standard_normal((33, 1))
    np.testing.assert_allclose(pa.nap(q, k, v, bias=bias), pa.nap(q, k, v), rtol=1e-10, atol=1e-11)


def test_rows_sum_to_their_count_times_b():
    q, k, v = draw()
    b = np.array([0.5, -1, 2, 0.0])
    weights = pa.nap(q, k, v, b=b, g=b[::-1].copy(), causal=True, return_weights=True).weights
    np.testing.assert_allclose(weights.sum(-1), b[:, None] * np.arange(38, 71) * np.ones((2, 1, 1)), rtol=1e-11, atol=1e-11)


def test_scores_that_lie_close_together_keep_their_digits():
    """In float32, about a large mean: h and its gradient are those of the differences, not of the rounding of the mean."""
    rng = np.random.default_rng(0)
    q, k, v, cotangent = (x.astype(np.float32) for x in (np.ones((1, 1, 4, 1)), 3 + 2.0 ** -9 * rng.integers(-4, 5, (1, 1, 3, 1)), rng.standard_normal((1, 1, 3, 2)), rng.standard_normal((1, 1, 4, 2))))
    (out, pullback), (want, definition) = (pa.vjp(pa.nap, *(x.astype(dtype) for x in (q, k, v))) for dtype in (np.float32, np.float64))
    np.testing.assert_allclose(out, want, rtol=0, atol=2e-6)
    np.testing.assert_allclose(pullback(cotangent).k, definition(cotangent.astype(np.float64)).k, rtol=0, atol=2e-5 * np.abs(definition(cotangent.astype(np.float64)).k).max())
