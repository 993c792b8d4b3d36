"""A sink in the denominator of softmax: worked numbers and identities of the specification."""
import numpy as np
import pytest
from worked import K, Q, V, digits, draw

import polyattn as pa

pytestmark = pytest.mark.quick


def test_worked_example():
    for a in (None, 0.0, np.zeros(1)):
        out, weights = pa.sink_logit(Q, K, V, a=a, causal=True, return_weights=True)
        np.testing.assert_allclose(weights[0, 0], [[0.669762, 0, 0], [0.248255, 0.50349, 0], [0.180203, 0.365472, 0.365472]], **digits)
        np.testing.assert_allclose(out[0, 0], [[0.669762, 1.339523], [1.758725, 2.51047], [3.103981, 4.015129]], **digits)
    np.testing.assert_allclose(pa.sink_logit(Q, K, V, a=0.5, causal=True)[0, 0], [[0.551592, 1.103185], [1.514773, 2.162244], [2.934817, 3.796308]], **digits)


def test_it_is_sdpa_with_sinks():
    q, k, v = draw()
    a = np.array([0.5, -1, 2, 0.0])
    np.testing.assert_array_equal(pa.sink_logit(q, k, v, a=a), pa.sdpa(q, k, v, sinks=a))
    np.testing.assert_allclose(pa.sink_logit(q, k, v, a=-200.0), pa.sdpa(q, k, v), rtol=1e-14)


def test_the_gradient_of_one_for_all_is_the_sum_of_each():
    q, k, v = draw()
    cotangent = np.random.default_rng(1).standard_normal((2, 4, 33, 5))
    one, each = (pa.vjp(pa.sink_logit, q, k, v, a=a)[1](cotangent).a for a in (np.array(0.3), np.full(4, 0.3)))
    np.testing.assert_allclose(one, each.sum(), rtol=1e-12)


def test_it_is_a_gate_of_softmax_by_the_log_sum():
    q, k, v = draw()
    a = np.array([0.5, -1, 2, 0.0])
    (out, lse), plain = pa.sink_logit(q, k, v, a=a, return_lse=True), pa.sdpa(q, k, v, return_lse=True)
    np.testing.assert_allclose(out, plain.out / (1 + np.exp(a[:, None] - plain.lse))[..., None], rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(lse, np.logaddexp(plain.lse, a[:, None]), rtol=1e-13)


def test_a_row_that_sees_nothing_has_the_sum_of_the_sink():
    q, k, v = draw()
    out, lse = pa.sink_logit(q, k, v, a=0.25, mask=np.zeros((33, 70), bool), return_lse=True)
    assert not out.any()
    np.testing.assert_allclose(lse, 0.25, rtol=1e-15)
