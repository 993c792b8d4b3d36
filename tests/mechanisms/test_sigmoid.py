"""Sigmoid attention: worked numbers and identities of the specification."""
import numpy as np
import pytest

import polyattn as pa

pytestmark = pytest.mark.quick

Q = np.array([[1, 0], [0, 1], [1, 1.0]])[None, None]
K = np.array([[1, 0], [1, 1], [0, 2.0]])[None, None]
V = np.array([[1, 2], [3, 4], [5, 6.0]])[None, None]


@pytest.fixture
def qkv():
    rng = np.random.default_rng(0)
    return [rng.standard_normal((2, heads, n, d)) for heads, n, d in ((4, 33, 6), (2, 70, 6), (2, 70, 5))]


def test_worked_example():
    """Example T, causal, b = -ln 3; 'auto' is the same number, -ln M."""
    for b in (-np.log(3), np.array([-np.log(3)]), "auto"):
        out, weights = pa.sigmoid(Q, K, V, causal=True, b=b, return_weights=True)
        np.testing.assert_allclose(weights[0, 0], [[0.403355, 0, 0], [0.25, 0.403355, 0], [0.403355, 0.578252, 0.578252]], rtol=0, atol=6e-7)
        np.testing.assert_allclose(out[0, 0], [[0.403355, 0.80671], [1.460065, 2.11342], [5.02937, 6.589229]], rtol=0, atol=1e-6)


def test_parts_of_the_keys_add(qkv):
    q, k, v = qkv
    whole = pa.sigmoid(q, k, v, b=-2.0)
    a, b = (pa.sigmoid(q, k[:, :, part], v[:, :, part], b=-2.0) for part in (slice(0, 23), slice(23, None)))
    np.testing.assert_allclose(whole, a + b, rtol=1e-12, atol=1e-14)


def test_a_bias_of_minus_infinity_gives_nothing(qkv):
    assert not pa.sigmoid(*qkv, b=np.full(4, -np.inf)).any()


def test_rowcount_is_not_auto_when_causal(qkv):
    """-ln of the row's visible keys: the last row of a causal call is the only one that auto agrees with."""
    rowcount, auto = (pa.sigmoid(*qkv, causal=True, b=b) for b in ("rowcount", "auto"))
    np.testing.assert_allclose(rowcount[:, :, -1], auto[:, :, -1], rtol=1e-12)
    assert np.abs(rowcount[:, :, 0] - auto[:, :, 0]).max() > 1e-3
    for i in range(0, 33, 8):
        seen = 70 - 33 + i + 1
        row = pa.sigmoid(qkv[0][:, :, i:i + 1], qkv[1][:, :, :seen], qkv[2][:, :, :seen], b=-np.log(seen))
        np.testing.assert_allclose(rowcount[:, :, i:i + 1], row, rtol=1e-11, atol=1e-14)


def test_temp_scales_the_scores(qkv):
    np.testing.assert_allclose(pa.sigmoid(*qkv, temp=np.log(3)), pa.sigmoid(*qkv, scale=3 / 6 ** 0.5), rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("word, power", [("count", 1), ("sqrt_count", 0.5)])
def test_rows_over_their_count(qkv, word, power):
    seen = np.arange(70 - 33 + 1, 71)[:, None]
    np.testing.assert_allclose(pa.sigmoid(*qkv, causal=True, row_scale=word), pa.sigmoid(*qkv, causal=True) / seen ** power, rtol=1e-12, atol=1e-15)


def test_weights_are_those_before_dropout_and_row_scale(qkv):
    plain = pa.sigmoid(*qkv, return_weights=True).weights
    np.testing.assert_array_equal(pa.sigmoid(*qkv, return_weights=True, row_scale="count", dropout_p=0.5).weights, plain)


def test_the_gradient_of_a_number_given_as_an_array(qkv):
    """b of rank 0 sums over all heads what b of one per head keeps apart."""
    rng = np.random.default_rng(1)
    cotangent = rng.standard_normal((2, 4, 33, 5))
    one, each = (pa.vjp(pa.sigmoid, *qkv, b=b)[1](cotangent).b for b in (np.array(-1.0), np.full(4, -1.0)))
    assert one.shape == () and each.shape == (4,)
    np.testing.assert_allclose(one, each.sum(), rtol=1e-11)
    weights = pa.sigmoid(*qkv, b=-1.0, return_weights=True).weights
    np.testing.assert_allclose(each, (weights * (1 - weights) * (cotangent @ np.repeat(qkv[2], 2, 1).swapaxes(2, 3))).sum(axis=(0, 2, 3)), rtol=1e-10)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_scores_of_any_size(dtype):
    rng = np.random.default_rng(7)
    q, k, v = rng.standard_normal((3, 1, 2, 70, 8)).astype(dtype)
    np.testing.assert_allclose(pa.sigmoid(1e4 * q, k, v), pa.reference.sigmoid(1e4 * q, k, v), rtol=1e-3, atol=1e-3)
