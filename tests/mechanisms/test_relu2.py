"""Squared ReLU attention: worked numbers and identities of the specification."""
import numpy as np
import pytest
from worked import K, Q, V, digits, draw

import polyattn as pa

pytestmark = pytest.mark.quick


def test_worked_example():
    np.testing.assert_allclose(pa.relu2(Q, K, V, causal=True)[0, 0], [[0.5, 1], [0.75, 1], [5.5, 7]], **digits)


def test_norms_are_one_map_divided():
    q, k, v = draw()
    n = np.arange(70 - 33 + 1, 71)[:, None]
    none, count, l1 = (pa.relu2(q, k, v, causal=True, norm=norm) for norm in ("none", "count", "l1"))
    sums = pa.relu2(q, k, v, causal=True, return_sums=True).sums
    np.testing.assert_allclose(count, none / n, rtol=1e-12)
    np.testing.assert_allclose(l1, none / (sums[..., None] + 1e-8), rtol=1e-12)


def test_the_score_of_mega_is_divided_before_the_bias():
    q, k, v = draw()
    bias = np.random.default_rng(1).standard_normal((33, 70))
    want = np.maximum(q @ np.repeat(k, 2, 1).swapaxes(2, 3) / 70 + bias, 0) ** 2
    np.testing.assert_allclose(pa.relu2(q, k, v, bias=bias, norm="none", score_div="count"), want @ np.repeat(v, 2, 1), rtol=1e-11, atol=1e-13)
