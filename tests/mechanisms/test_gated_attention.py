"""Gated attention: worked numbers and identities of the specification."""
import numpy as np
import pytest
from worked import K, Q, V, digits, draw

import polyattn as pa

pytestmark = pytest.mark.quick


def gates(wide=5, heads=4, n=33, seed=3):
    return np.random.default_rng(seed).standard_normal((2, heads, n, wide))


def test_worked_example():
    out = pa.gated_attention(Q, K, V, z=np.zeros((1, 1, 3, 1)), causal=True)
    np.testing.assert_allclose(out[0, 0, :, 0], np.array([1, 2.339523, 3.406673]) / 2, **digits)


def test_an_open_gate_is_none():
    q, k, v = draw()
    np.testing.assert_array_equal(pa.gated_attention(q, k, v, z=np.full((2, 4, 33, 1), np.inf)), pa.sdpa(q, k, v))


@pytest.mark.parametrize("act", ["sigmoid", "silu", "ns_sigmoid"])
@pytest.mark.parametrize("combine", ["mul", "add"])
def test_headwise_is_elementwise_with_the_same_gate(act, combine):
    q, k, v = draw()
    z = gates(1)
    narrow, wide = (pa.gated_attention(q, k, v, z=x, act=act, combine=combine) for x in (z, np.repeat(z, 5, axis=-1)))
    np.testing.assert_array_equal(narrow, wide)


@pytest.mark.parametrize("sharing", ["head-specific", "head-shared"])
@pytest.mark.parametrize("act,combine", [("sigmoid", "mul"), ("silu", "mul"), ("silu", "add"), ("ns_sigmoid", "add")])
def test_gradients_of_gates_of_channels(sharing, act, combine):
    q, k, v = draw(N=7, M=9)
    given = dict(z=gates(n=7), z_q=gates(6, n=7), z_k=gates(6, 2, 9), z_v=gates(5, 2, 9), act=act, combine=combine, sharing=sharing)
    out, pullback = pa.vjp(pa.gated_attention, q, k, v, **given)
    np.testing.assert_allclose(out, pa.reference.gated_attention(q, k, v, **given), rtol=1e-11, atol=1e-13)
    rng = np.random.default_rng(4)
    dout = rng.standard_normal(out.shape)
    grads = pullback(dout)
    for name in ("z", "z_q", "z_k", "z_v"):
        move = 1e-6 * rng.standard_normal(given[name].shape)
        up, down = (pa.reference.gated_attention(q, k, v, **{**given, name: given[name] + sign * move}) for sign in (1, -1))
        np.testing.assert_allclose((getattr(grads, name) * move).sum(), ((up - down) * dout).sum() / 2, rtol=1e-6, atol=1e-12, err_msg=name)


def test_a_closed_silu_has_a_gradient():
    q, k, v = draw()
    out, pullback = pa.vjp(pa.gated_attention, q, k, v, z=np.zeros((2, 4, 33, 1)), act="silu")
    np.testing.assert_array_equal(out, 0)
    dout = np.random.default_rng(1).standard_normal(out.shape)
    np.testing.assert_allclose(pullback(dout).z[..., 0], (dout * pa.sdpa(q, k, v)).sum(-1) / 2, rtol=1e-10, atol=1e-13)


def test_what_does_not_go_together():
    q, k, v = draw()
    with pytest.raises(ValueError, match="z has 3 numbers of each head and token, expected 1 or 5"):
        pa.gated_attention(q, k, v, z=gates(3))
    with pytest.raises(ValueError, match="granularity='headwise'"):
        pa.gated_attention(q, k, v, z=gates(5), granularity="headwise")
