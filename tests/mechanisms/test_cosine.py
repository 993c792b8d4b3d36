"""Scaled cosine attention: worked numbers and identities of the specification."""
import numpy as np
import pytest
from worked import K, Q, V, digits, draw

import polyattn as pa

pytestmark = pytest.mark.quick


def test_worked_example():
    weights = pa.cosine(Q, K, V, logit_scale=np.log([10.0]), return_weights=True).weights[0, 0]
    np.testing.assert_allclose(weights, [[0.949217, 0.05074, 0.000043], [0.000043, 0.05074, 0.949217], [0.048291, 0.903417, 0.048291]], **digits)


def test_lengths_do_not_matter():
    q, k, v = draw()
    scale = np.log([10.0, 3, 7, 1])
    np.testing.assert_allclose(pa.cosine(7 * q, 0.1 * k, v, logit_scale=scale), pa.cosine(q, k, v, logit_scale=scale), rtol=1e-11)


def test_the_factor_stops_at_a_hundred():
    q, k, v = draw()
    out, pullback = pa.vjp(pa.cosine, q, k, v, logit_scale=np.array([1.0, 9, np.log(100), 5]))
    np.testing.assert_array_equal(out, pa.cosine(q, k, v, logit_scale=np.array([1, np.log(100), np.log(100), np.log(100)])))
    grad = pullback(out).logit_scale
    assert grad[0] and grad[2] and not grad[1] and not grad[3]


def test_refusals():
    with pytest.raises(ValueError, match="logit_scale is the factor of cosines"):
        pa.sdpa(*draw(), logit_scale=np.zeros(4), qk_norm="rms")
    with pytest.raises(ValueError, match="are the same factor"):
        pa.sdpa(*draw(), logit_scale=np.zeros(4), tau=1.0, qk_norm="l2")
