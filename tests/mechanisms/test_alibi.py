"""ALiBi and its interpolation: identities of the specification (the slopes themselves: test_sdpa.py)."""
import numpy as np
import pytest
from worked import draw

import polyattn as pa

pytestmark = pytest.mark.quick


def test_the_row_is_the_option():
    np.testing.assert_array_equal(pa.alibi(*draw()), pa.sdpa(*draw(), alibi_slopes="standard"))
    np.testing.assert_array_equal(pa.alibi(*draw(), slopes="geometric"), pa.sdpa(*draw(), alibi_slopes="geometric"))
    np.testing.assert_array_equal(pa.alibi(*draw(), slopes="none"), pa.sdpa(*draw()))


def test_dynamic_interpolation():
    slopes = np.array([0.5, 0.25, 0.125, 1])
    for trained, halved in ((70, slopes), (100, slopes), (35, slopes / 2)):
        out, pullback = pa.vjp(pa.alibi_pi, *draw(), slopes=slopes, train_len=trained)
        want, plain = pa.vjp(pa.alibi, *draw(), slopes=halved)
        np.testing.assert_allclose(out, want, rtol=1e-13)
        np.testing.assert_allclose(pullback(out).slopes, plain(want).slopes * halved / slopes, rtol=1e-12)
    np.testing.assert_array_equal(pa.alibi_pi(*draw(), slopes=slopes, factor=2.0), pa.alibi(*draw(), slopes=slopes / 2))
