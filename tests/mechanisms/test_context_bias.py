"""Context-aware bias and scale: worked numbers and identities of the specification, and the code of the authors."""
from pathlib import Path

import numpy as np
import pytest
from worked import K, Q, V, digits, draw

import polyattn as pa

pytestmark = pytest.mark.quick


def test_worked_example():
    out = pa.context_bias(Q, K, V, k_bias=np.ones(2), v_bias=np.array([1.0, 0]), causal=True)
    np.testing.assert_allclose(out[0, 0], [[1.5, 2], [2.740635, 3.339523], [3.692954, 4.406673]], **digits)


def test_no_value_is_softmax():
    q, k, v = draw()
    np.testing.assert_array_equal(pa.context_bias(q, k, v, k_bias=np.ones(6), v_bias=np.zeros(5)), pa.sdpa(q, k, v))
    np.testing.assert_array_equal(pa.context_scale(q, k, v, s_pre=np.zeros((2, 4, 33))), pa.sdpa(q, k, v))


def test_a_row_that_sees_nothing_gives_the_value():
    q, k, v = draw()
    value = np.random.default_rng(1).standard_normal((4, 5))
    out, pullback = pa.vjp(pa.context_bias, q, k, v, k_bias=np.ones((4, 6)), v_bias=value, mask=np.zeros((33, 70), bool))
    np.testing.assert_allclose(out, np.broadcast_to(value[:, None], out.shape), rtol=1e-14)
    grads = pullback(np.ones_like(out))
    assert not grads.q.any() and not grads.k_bias.any()
    np.testing.assert_allclose(grads.v_bias, 66)


def test_the_share_is_that_of_the_key_in_the_whole_sum():
    q, k, v = draw()
    key, value = np.random.default_rng(2).standard_normal((4, 6)), np.eye(4, 5)
    joined = pa.kv_bias_sink(q, k, v, k_star=key, return_lse=True)
    plain = pa.sdpa(q, k, v, return_lse=True)
    share = -np.expm1(plain.lse - joined.lse)
    np.testing.assert_allclose(pa.context_bias(q, k, v, k_bias=key, v_bias=value), plain.out + share[..., None] * value[:, None], rtol=1e-10, atol=1e-13)


def test_a_bias_of_the_values_alone_is_the_code_of_the_authors():
    with np.load(Path(__file__).parents[1] / "vectors/systematic_outliers-v-bias-1head.npz") as z:
        given = {name[3:]: z[name] for name in z.files if name.startswith("in.")}
        out, pullback = pa.vjp(pa.kv_bias_sink, given["q"], given["k"], given["v"], v_star=given["v_bias"], mode="v", causal=True)
        np.testing.assert_allclose(out, z["out.out"], rtol=1e-9, atol=1e-10)
        np.testing.assert_allclose(pullback(z["cot.out"]).v_star, z["grad.v_bias"], rtol=1e-9, atol=1e-10)
