"""ReLU attention over the number of keys: worked numbers and identities of the specification."""
import numpy as np
import pytest
from worked import K, Q, V, digits, draw

import polyattn as pa

pytestmark = pytest.mark.quick


def test_worked_example():
    out = pa.relu_n(Q, K, V, causal=True)
    np.testing.assert_allclose(out[0, 0], [[0.707107, 1.414214], [1.06066, 1.414214], [4.006938, 5.18545]], **digits)


def test_rows_are_homogeneous_in_the_query():
    q, k, v = draw()
    np.testing.assert_allclose(pa.relu_n(3 * q, k, v), 3 * pa.relu_n(q, k, v), rtol=1e-12)


def test_masked_keys_do_not_count():
    q, k, v = draw()
    np.testing.assert_allclose(pa.relu_n(q, k, v, mask=np.arange(70) < 41), pa.relu_n(q, k[:, :, :41], v[:, :, :41]), rtol=1e-12, atol=1e-14)
