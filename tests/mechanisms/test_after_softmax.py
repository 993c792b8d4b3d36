"""What changes weights or outputs after the softmax: head masks and soft masks."""
import numpy as np
import pytest
from worked import K, Q, V, digits, draw

import polyattn as pa

pytestmark = pytest.mark.quick


def test_worked_soft_mask():
    np.testing.assert_allclose(pa.illama_soft_mask(Q, K, V)[0, 0], [[0.401112, 0.802224], [0.992015, 1.41604], [3.406673, 4.406673]], **digits)
    np.testing.assert_allclose(pa.illama_soft_mask(Q, K, V, alpha=0.5)[0, 0], [[1.49722, 2.197776], [2.431954, 3.143966], [3.406673, 4.406673]], **digits)


def test_alpha_of_one_is_no_mask():
    np.testing.assert_array_equal(pa.illama_soft_mask(*draw(), alpha=1), pa.sdpa(*draw()))


@pytest.mark.parametrize("mechanism", ["sdpa", "sigmoid"])
def test_a_head_mask_is_linear_and_heads_of_zero_have_a_gradient(mechanism):
    q, k, v = draw()
    f = getattr(pa, mechanism)
    xi = np.array([[1, 0, 0.5, -2], [0, 1, 1, 1.0]])
    out, pullback = pa.vjp(f, q, k, v, head_mask=xi)
    plain = f(q, k, v)
    np.testing.assert_allclose(out, xi[..., None, None] * plain, rtol=1e-13, atol=1e-15)
    dout = np.random.default_rng(1).standard_normal(out.shape)
    np.testing.assert_allclose(pullback(dout).head_mask, (plain * dout).sum((2, 3)), rtol=1e-10)
    np.testing.assert_array_equal(f(q, k, v, head_mask=np.ones(4)), plain)


def test_a_masked_nan_does_not_reach_the_gradient_of_a_head_mask():
    q, k, v = draw()
    mask = np.arange(70) < 60
    v[:, :, 60:] = np.nan
    out, pullback = pa.vjp(pa.head_mask, q, k, v, xi=np.ones(4), mask=mask)
    assert np.isfinite(pullback(out).xi).all()
