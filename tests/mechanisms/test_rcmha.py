"""Relative convolutional multi-head attention: the definition of the specification, and identities."""
import numpy as np
import pytest
from worked import draw

import polyattn as pa

pytestmark = pytest.mark.quick


def tables(P=70, seed=3, scale=1.0):
    rng = np.random.default_rng(seed)
    return dict(E=scale * rng.standard_normal((2 * P, 4, 6)), e=scale * rng.standard_normal((2 * P, 4)), u=scale * rng.standard_normal((4, 6)))


def kernels(D=6, Dv=5, seed=4):
    rng = np.random.default_rng(seed)
    return {f"conv_{x}_{part}": rng.standard_normal((n, 3) if part == "w" else n) for x, n in (("q", D), ("k", D), ("v", Dv)) for part in "wb"}


@pytest.mark.parametrize("causal", [True, False])
def test_it_is_the_definition(causal):
    q, k, v = draw(H=4)
    t, w = tables(), kernels()
    out = pa.rcmha(q, k, v, **t, **w, causal=causal)
    pad = lambda x, n: np.pad(x, ((0, 0), (0, 0), (n, 0), (0, 0)))[:, :, :x.shape[2]]
    q, k, v = (w[f"conv_{s}_b"] + sum(w[f"conv_{s}_w"][:, 2 - n] * pad(x, n) for n in range(3)) for s, x in (("q", q), ("k", k), ("v", v)))
    r = np.arange(70) - np.arange(33)[:, None] - 37
    Y = (q + t["u"][:, None]) @ k.swapaxes(2, 3) + np.einsum("bhid,ijhd->bhij", q, t["E"][70 + r]) + t["e"][70 + r].transpose(2, 0, 1)
    Y = np.where((r <= 0) | (not causal), Y / np.sqrt(6), -np.inf)
    P = np.exp(Y - Y.max(-1, keepdims=True))
    np.testing.assert_allclose(out, P / P.sum(-1, keepdims=True) @ v, rtol=1e-9, atol=1e-11)


def test_nothing_in_the_tables_is_softmax():
    q, k, v = draw()
    identity = np.eye(3)[2] * np.ones((6, 1))
    want = pa.sdpa(q, k, v, causal=True)
    for given in ({}, {"conv_q_w": identity, "conv_k_w": identity, "conv_v_w": identity[:5]}):
        np.testing.assert_allclose(pa.rcmha(q, k, v, **tables(scale=0), **given, causal=True), want, rtol=1e-11, atol=1e-13)


def test_gradients_of_kernels_and_tables():
    q, k, v = draw(N=6, M=8, D=3, Dv=4)
    rng = np.random.default_rng(5)
    tensors = dict(q=q, k=k, v=v, **kernels(3, 4), E=rng.standard_normal((20, 4, 3)), e=rng.standard_normal((20, 4)), u=rng.standard_normal((4, 3)))
    out, pullback = pa.vjp(pa.rcmha, **tensors, causal=True)
    dout = rng.standard_normal(out.shape)
    grads = pullback(dout)
    for name, x in tensors.items():
        move = 1e-6 * rng.standard_normal(x.shape)
        up, down = (pa.reference.rcmha(**{**tensors, name: x + sign * move}, causal=True) for sign in (1, -1))
        np.testing.assert_allclose((getattr(grads, name) * move).sum(), ((up - down) * dout).sum() / 2, rtol=2e-5, atol=1e-11, err_msg=name)


def test_what_does_not_go_together():
    q, k, v = draw()
    with pytest.raises(ValueError, match="has 70 queries or keys, expected at most 60 = P"):
        pa.rcmha(q, k, v, **tables(60))
    with pytest.raises(ValueError, match="P is 64, expected 70"):
        pa.rcmha(q, k, v, **tables(), P=64)
