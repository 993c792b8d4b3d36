"""Laplace attention function: worked numbers of the specification."""
import numpy as np
import pytest
from worked import draw

import polyattn as pa

pytestmark = pytest.mark.quick
ONE = np.ones((1, 1, 1, 1))


@pytest.mark.parametrize("score, want", [(np.sqrt(0.5), 0.5), (0.5, 0.231421), (-np.inf, 0), (30.0, 1)])
def test_values(score, want):
    """1/2 at mu; 0.231421 at 1/2 (as for GAU)."""
    bias = np.full((1, 1), score) if np.isfinite(score) else np.full((1, 1), -200.0)
    np.testing.assert_allclose(pa.laplace(0 * ONE, ONE, ONE, bias=bias)[0, 0, 0, 0], want, rtol=0, atol=1e-6)


def test_without_counts_it_reads_scaled_scores():
    q, k, v = draw()
    np.testing.assert_allclose(pa.laplace(q, k, v), pa.laplace(q, k, v, count_scale=False, scale=1 / 70), rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_both_tails(dtype):
    """Relative to the tail itself, as far as it reaches."""
    q, k, v = np.linspace(-3, 3, 241, dtype=dtype)[None, None, :, None], np.ones((1, 1, 1, 1), dtype), np.ones((1, 1, 1, 1), dtype)
    want = pa.reference.laplace(q, k, v).ravel()
    np.testing.assert_allclose(pa.laplace(q, k, v).ravel(), want, rtol=0, atol=4 * np.finfo(dtype).eps)
