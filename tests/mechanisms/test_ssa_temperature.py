"""Selective self-attention: worked numbers and identities of the specification."""
import numpy as np
import pytest
from worked import K, Q, V, digits, draw

import polyattn as pa

pytestmark = pytest.mark.quick
TAU = 1 + 0.5 * np.log(np.arange(1, 4))[None, None]


def test_worked_example():
    np.testing.assert_allclose(pa.ssa_temperature(Q, K, V, tau_q=TAU, causal=True)[0, 0, :, 0], [1, 2.443103, 3.570293], **digits)
    out = pa.ssa_temperature(Q, K, V, tau_q=TAU, tau_v=TAU, causal=True)
    np.testing.assert_allclose(out[0, 0], [[1, 2], [3.193316, 4.443386], [5.192256, 6.576035]], **digits)


def test_factors_of_one_are_none():
    q, k, v = draw()
    ones = np.ones((2, 4, 33)), np.ones((2, 2, 70))
    np.testing.assert_array_equal(pa.sdpa(q, k, v, tau_q=ones[0], tau_k=ones[1], tau_v=ones[1]), pa.sdpa(q, k, v))


def test_a_query_s_factor_scales_its_row():
    q, k, v = draw()
    tau = np.random.default_rng(1).standard_normal((2, 4, 33))
    np.testing.assert_allclose(pa.ssa_temperature(q, k, v, tau_q=tau), pa.sdpa(q * tau[..., None], k, v), rtol=1e-12, atol=1e-14)
