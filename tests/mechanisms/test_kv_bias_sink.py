"""A learned key and value that every query sees: worked numbers and identities of the specification."""
import numpy as np
import pytest
from worked import K, Q, V, digits, draw

import polyattn as pa

pytestmark = pytest.mark.quick


def stars(seed=1):
    rng = np.random.default_rng(seed)
    return dict(k_star=rng.standard_normal((4, 6)), v_star=rng.standard_normal((4, 5)))


def test_worked_example():
    for key, value in ((np.ones(2), np.array([1.0, 0])), (np.ones((1, 2)), np.array([[1.0, 0]]))):
        out = pa.kv_bias_sink(Q, K, V, k_star=key, v_star=value, mode="kv", causal=True)
        np.testing.assert_allclose(out[0, 0], [[1, 1], [1.802224, 2], [2.717687, 3.145125]], **digits)


def test_it_is_a_key_before_all_others():
    q, k, v = draw(H=4)
    s = stars()
    longer = [np.concatenate([np.broadcast_to(star[:, None], (2, 4, 1, x.shape[-1])), x], axis=2) for star, x in ((s["k_star"], k), (s["v_star"], v))]
    have, want = pa.kv_bias_sink(q, k, v, return_lse=True, **s), pa.sdpa(q, *longer, return_lse=True)
    np.testing.assert_allclose(have.out, want.out, rtol=1e-11, atol=1e-13)
    np.testing.assert_allclose(have.lse, want.lse, rtol=1e-12)


def test_nothing_in_it_is_a_sink_of_logit_0():
    q, k, v = draw()
    np.testing.assert_allclose(pa.kv_bias_sink(q, k, v, k_star=np.zeros((4, 6))), pa.sink_logit(q, k, v), rtol=1e-12, atol=1e-14)


def test_a_row_that_sees_nothing_else_gives_the_value():
    q, k, v = draw()
    s = stars()
    out = pa.kv_bias_sink(q, k, v, mask=np.zeros((33, 70), bool), **s)
    np.testing.assert_allclose(out, np.broadcast_to(s["v_star"][:, None], out.shape), rtol=1e-14)


def test_a_value_alone_is_added():
    q, k, v = draw()
    value = stars()["v_star"]
    np.testing.assert_allclose(pa.kv_bias_sink(q, k, v, v_star=value, mode="v"), pa.sdpa(q, k, v) + value[:, None], rtol=1e-13, atol=1e-15)


def test_what_a_mode_takes():
    q, k, v = draw()
    with pytest.raises(ValueError, match="mode='k' takes k_star and no v_star"):
        pa.kv_bias_sink(q, k, v, mode="k", **stars())


def test_a_key_alone_takes_weight_and_gives_nothing():
    q, k, v = draw()
    key = stars()["k_star"]
    np.testing.assert_allclose(pa.kv_bias_sink(q, k, v, k_star=key, mode="k"), pa.kv_bias_sink(q, k, v, k_star=key, v_star=np.zeros((4, 5))), rtol=1e-14)


def test_a_head_mask_covers_the_value():
    q, k, v = draw()
    mask = np.array([1, 0, -0.5, 2])
    for given in (stars(), {"v_star": stars()["v_star"]}):
        np.testing.assert_allclose(pa.kv_bias_sink(q, k, v, head_mask=mask, **given), pa.kv_bias_sink(q, k, v, **given) * mask[:, None, None], rtol=1e-13, atol=1e-15)
