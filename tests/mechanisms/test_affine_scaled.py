"""Affine-scaled attention: worked numbers and identities of the specification."""
import numpy as np
import pytest
from worked import K, Q, V, digits, draw

import polyattn as pa

pytestmark = pytest.mark.quick
ONE, NONE = np.full((2, 4, 33), 5.0), np.full((2, 4, 33), -5.0)


def test_worked_example():
    out = pa.affine_scaled(Q, K, V, alpha_pre=np.full((1, 1, 3), 3.0), alpha_ma=np.array([0.5]), causal=True)
    np.testing.assert_allclose(out[0, 0], [[0.5, 1], [1.271618, 1.771618], [1.825338, 2.325338]], **digits)


def test_all_of_the_weights_is_softmax():
    q, k, v = draw()
    np.testing.assert_allclose(pa.affine_scaled(q, k, v, alpha_pre=ONE, alpha_ma=np.ones(4)), pa.sdpa(q, k, v), rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("options", [{}, {"causal": True}, {"window": (3, 2)}, {"mask": np.arange(70) % 3 == 0}], ids=str)
def test_none_of_them_is_a_mean(options):
    q, k, v = draw()
    ma = np.array([0.5, 1, 0, 2])
    uniform = pa.sdpa(np.zeros_like(q), k, v, **options)
    np.testing.assert_allclose(pa.affine_scaled(q, k, v, alpha_pre=NONE, alpha_ma=ma, **options), ma[:, None, None] * uniform, rtol=1e-11, atol=1e-14)


def test_a_running_sum_is_the_walk_with_equal_weights():
    q, k, v = draw()
    alpha = np.random.default_rng(2).standard_normal((2, 4, 33))
    for count in ("visible", "M"):
        given = dict(alpha_pre=alpha, alpha_ma=np.full(4, 0.3), count=count, causal=True)
        dout = np.random.default_rng(3).standard_normal((2, 4, 33, 5))
        results = [pa.vjp(pa.affine_scaled, q, k, v, **given, **more) for more in ({}, {"mask": np.ones((33, 70), bool)})]
        np.testing.assert_allclose(results[0][0], results[1][0], rtol=1e-11, atol=1e-14)
        for a, b in zip(*(pullback(dout) for _, pullback in results)):
            if a is not None and b is not None:
                np.testing.assert_allclose(a, b, rtol=1e-10, atol=1e-13)
