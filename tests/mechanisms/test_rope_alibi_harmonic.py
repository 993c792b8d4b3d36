"""RoPE and ALiBi with a harmonic series: identities of the specification."""
import numpy as np
import pytest
from worked import draw

import polyattn as pa

pytestmark = pytest.mark.quick


@pytest.mark.parametrize("series", ["slope", "distance"])
def test_ends(series):
    q, k, v = draw()
    same = dict(rtol=1e-10, atol=1e-12)
    np.testing.assert_allclose(pa.rope_alibi_harmonic(q, k, v, lam=1, series=series), pa.sdpa(q, k, v, causal=True, rope="half", scale=2 * 6 ** -0.5), **same)
    np.testing.assert_allclose(pa.rope_alibi_harmonic(q, k, v, slope0=0, series=series), pa.sdpa(q, k, v, causal=True, rope="half"), **same)


def test_halfway_it_is_rope_and_alibi():
    q, k, v = draw()
    np.testing.assert_allclose(pa.rope_alibi_harmonic(q, k, v), pa.sdpa(q, k, v, causal=True, rope="half", alibi_slopes=1 / np.arange(1, 5)), rtol=1e-10, atol=1e-12)
    n = np.abs(np.arange(33)[:, None] + 70 - 33 - np.arange(70))
    slopes = 2.0 ** (-2 * np.arange(1, 5))
    bias = -slopes[:, None, None] * np.array([sum(1 / t for t in range(1, d + 1)) for d in range(70)])[n]
    np.testing.assert_allclose(pa.rope_alibi_harmonic(q, k, v, series="distance"), pa.sdpa(q, k, v, causal=True, rope="half", bias=bias[None]), rtol=1e-10, atol=1e-12)


def test_it_is_marked():
    assert pa.info("rope_alibi_harmonic").experimental and "project decision" in pa.rope_alibi_harmonic.__doc__
