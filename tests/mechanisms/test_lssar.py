"""Softplus attention with re-weighting: worked numbers and identities of the specification."""
import numpy as np
import pytest
from worked import K, Q, V, digits, draw

import polyattn as pa

pytestmark = pytest.mark.quick


@pytest.mark.parametrize("rows, want", [(3, [[1, 0, 0], [0.330248, 0.669752, 0], [0.285055, 0.42989, 0.285055]]), (0, [[0, 0, 0], [0, 0.999994, 0], [0, 0.999988, 0]])])
def test_worked_example(rows, want):
    weights = pa.lssar(Q, K, V, causal=True, p=3.0, offset_rows=rows, return_weights=True).weights[0, 0]
    np.testing.assert_allclose(weights, want, **digits)


def test_a_row_whose_weights_are_alike_gives_nothing():
    q, k, v = draw()
    assert not pa.lssar(q, np.repeat(k[:, :, :1], 70, 2), v).any()


@pytest.mark.parametrize("p", [1.0, 3.0, 15.0, 2.5])
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_powers(p, dtype):
    q, k, v = (x.astype(dtype) for x in draw())
    np.testing.assert_allclose(pa.lssar(q, k, v, p=p), pa.reference.lssar(q, k, v, p=p), rtol=0, atol=3e-5 if dtype == np.float32 else 1e-12)


def test_lengths_of_queries_and_keys_do_not_count():
    q, k, v = draw()
    np.testing.assert_allclose(pa.lssar(7 * q, 3 * k, v), pa.lssar(q, k, v), rtol=1e-9, atol=1e-12)
