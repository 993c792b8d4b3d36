"""Normalised queries and keys: worked identities of the specification."""
import numpy as np
import pytest

import polyattn as pa

pytestmark = pytest.mark.quick


@pytest.fixture
def qkv():
    rng = np.random.default_rng(0)
    return [rng.standard_normal((2, heads, n, 6)) for heads, n in ((4, 33), (2, 70), (2, 70))]


@pytest.mark.parametrize("norm", ["rms", "layer", "l2"])
def test_the_same_as_normalising_before(qkv, norm):
    q, k, v = qkv
    rng = np.random.default_rng(1)
    g, b = rng.standard_normal((2, 2, 6))
    def n(x, i):
        if norm == "l2":
            return x / np.linalg.norm(x, axis=-1, keepdims=True)
        x = x - (norm == "layer") * x.mean(-1, keepdims=True)
        return x / np.sqrt((x * x).mean(-1, keepdims=True) + {"rms": 1e-6, "layer": 1e-5}[norm]) * g[i] + (norm == "layer") * b[i]
    more = {} if norm == "l2" else dict(q_norm_weight=g[0], k_norm_weight=g[1]) | (dict(q_norm_bias=b[0], k_norm_bias=b[1]) if norm == "layer" else {})
    want = pa.sdpa(n(q, 0), n(k, 1), v, causal=True, **({"scale": 1.0} if norm == "l2" else {}))
    np.testing.assert_allclose(pa.qk_norm(q, k, v, qk_norm=norm, causal=True, **more), want, rtol=1e-12, atol=1e-14)


def test_l2_bounds_the_scores(qkv):
    q, k, _ = qkv
    log_weights = np.log(pa.qk_norm(q, k, np.zeros_like(k), qk_norm="l2", return_weights=True).weights)
    assert (np.ptp(log_weights, axis=-1) <= 2 + 1e-12).all()


def test_rows_of_zeros_have_no_direction(qkv):
    """x / max(|x|, 1e-12): no NaN forward, and backward the slope of that."""
    q, k, v = qkv
    q = q.copy()
    q[0, 0, 0] = 0
    out, pullback = pa.vjp(pa.qk_norm, q, k, v, qk_norm="l2")
    assert np.isfinite(out).all() and all(np.isfinite(g).all() for g in pullback(np.ones_like(out)))


@pytest.mark.parametrize("arguments, sentence", [
    (dict(q_norm_weight=np.ones(6), qk_norm="l2"), "q_norm_weight needs qk_norm='rms' or 'layer'"),
    (dict(k_norm_bias=np.ones(6)), "k_norm_bias needs qk_norm='layer'"),
    (dict(tau=2.0), "tau needs qk_norm='l2'"),
])
def test_refusals(qkv, arguments, sentence):
    with pytest.raises(ValueError, match=sentence):
        pa.qk_norm(*qkv, **arguments)
