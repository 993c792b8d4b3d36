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


def test_worked_identity():
    np.testing.assert_allclose(pa.softpag(Q, K, V, u=0.3)[0, 0, :, 0], [2.115329, 3.610325, 3.884671], **digits)


def test_an_identity_mixes_what_the_query_sees():
    q, k, v = draw(N=70, M=70)
    heads, mask = np.array([True, False, True, False]), np.ones((70, 70), bool)
    mask[5, 5], mask[6] = False, False
    out, plain = pa.softpag(q, k, v, u=0.3, heads=heads, mask=mask), pa.sdpa(q, k, v, mask=mask)
    want = np.where(heads[:, None, None], 0.7 * plain + 0.3 * np.repeat(v, 2, 1) * mask.diagonal()[:, None], plain)
    np.testing.assert_allclose(out, want, rtol=1e-13, atol=1e-15)
    np.testing.assert_array_equal(pa.softpag(q, k, v, u=0), pa.sdpa(q, k, v))
    np.testing.assert_allclose(pa.softpag(q, k, v, u=1, causal=True), np.repeat(v, 2, 1), rtol=1e-15)


def test_decoding_with_an_identity_is_the_last_row():
    q, k, v = draw(N=70, M=70)
    np.testing.assert_allclose(pa.softpag(q[:, :, -3:], k, v, u=0.3, causal=True), pa.softpag(q, k, v, u=0.3, causal=True)[:, :, -3:], rtol=1e-12)


def test_dropout_drops_the_identity_too():
    q, k, v = draw(N=70, M=70)
    drop = dict(dropout_p=0.4, seed=3)
    out = pa.softpag(q, k, np.repeat(np.eye(70)[None, None], 2, 1).repeat(2, 0), u=1, **drop)
    kept = pa.sdpa(q, k, np.repeat(np.eye(70)[None, None], 2, 1).repeat(2, 0), **drop) > 0
    np.testing.assert_allclose(out, np.where(kept & np.eye(70, dtype=bool), 1 / 0.6, 0), rtol=1e-12)


def test_uniform_heads():
    np.testing.assert_allclose(pa.head_uniform(Q, K, V, causal=True)[0, 0, :, 0], [1, 2, 3], rtol=1e-15)
    q, k, v = draw()
    heads, bias = np.array([True, False, False, True]), np.random.default_rng(1).standard_normal((33, 70))
    asked = dict(heads=heads, causal=True, bias=bias, return_lse=True)
    out, pullback = pa.vjp(pa.head_uniform, q, k, v, **asked)
    none = pa.sdpa(0 * q, k, v, causal=True, return_lse=True)
    some = pa.sdpa(q, k, v, causal=True, bias=bias, return_lse=True)
    np.testing.assert_allclose(out.out, np.where(heads[:, None, None], none.out, some.out), rtol=1e-12)
    np.testing.assert_allclose(out.lse, np.where(heads[:, None], none.lse, some.lse), rtol=1e-12)
    grads = pullback((out.out, out.lse))
    assert not grads.q[:, heads].any() and grads.q[:, ~heads].any()
    np.testing.assert_allclose(pa.head_uniform(q, k, v, causal=True, count="M"), none.out * np.arange(38, 71)[:, None] / 70, rtol=1e-12)
