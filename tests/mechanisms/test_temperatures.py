"""Temperatures by length and position: worked numbers and identities of the specification, on any weight function."""
import numpy as np
import pytest
from worked import K, Q, V, digits, draw

import polyattn as pa

pytestmark = pytest.mark.quick


def test_worked_ssmax():
    np.testing.assert_allclose(pa.ssmax(Q, K, V, s=0.43, causal=True)[0, 0, :, 0], [1, 2.104989, 3.20911], **digits)


def test_ssmax_counts_the_keys_that_are_left():
    """Under a mask and a bias of -inf, for every head its own s."""
    q, k, v = draw()
    rng = np.random.default_rng(1)
    mask, bias, s, b = rng.random((2, 4, 33, 70)) < 0.5, np.where(rng.random((33, 70)) < 0.2, -np.inf, 0), rng.standard_normal(4), rng.standard_normal(4)
    n = (mask & (bias == 0)).sum(-1)
    t = s[:, None] * np.log(n) + b[:, None]
    want = pa.sdpa(q * t[..., None], k, v, mask=mask, bias=bias)
    np.testing.assert_allclose(pa.ssmax(q, k, v, s=s, b=b, mask=mask, bias=bias), want, rtol=1e-10, atol=1e-13)


def test_positions_begin_where_the_queries_stand():
    q, k, v = draw(N=33, M=70)
    p = np.arange(37, 70)
    np.testing.assert_allclose(pa.logn(q, k, v, train_len=50), pa.sdpa(q * np.maximum(1, np.log(p + 1) / np.log(50))[:, None], k, v), rtol=1e-11, atol=1e-13)
    t = 1 + 0.1 * np.log(np.floor((p + 1) / 16) + 1)
    np.testing.assert_allclose(pa.pos_temp(q, k, v, F=16), pa.sdpa(q * t[:, None], k, v), rtol=1e-11, atol=1e-13)


def test_temperatures_multiply_after_the_cap():
    q, k, v = draw()
    s = np.sum(np.einsum("bhnd,bhmd->bhnm", q, np.repeat(k, 2, 1))[..., None], -1) / 6 ** 0.5
    t = np.maximum(1, np.log(np.arange(38, 71)) / np.log(50))[:, None]
    zero = np.zeros_like(q)
    np.testing.assert_allclose(pa.sigmoid(q, k, v, softcap=2.0, logn=50), pa.sigmoid(zero, k, v, bias=2 * np.tanh(s / 2) * t), rtol=1e-11, atol=1e-13)


@pytest.mark.parametrize("arguments, sentence", [
    (dict(ssmax_bias=1.0), "ssmax_bias needs ssmax"), (dict(logn=1), "logn is 1, expected a length of more than 1"),
])
def test_refusals(arguments, sentence):
    with pytest.raises(ValueError, match=sentence):
        pa.sdpa(*draw(), **arguments)
