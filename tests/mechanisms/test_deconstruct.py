"""Attention deconstructed: worked numbers and identities of the specification."""
import numpy as np
import pytest
from worked import K, Q, V, digits, draw

import polyattn as pa

pytestmark = pytest.mark.quick


def test_worked_examples():
    P = np.array([[1, 0, 0], [0.338168, 0.661832, 0], [0.222765, 0.388618, 0.388618]])
    np.testing.assert_allclose(pa.deconstruct(Q, K, np.eye(3)[None, None], causal=True)[0, 0], P, **digits)
    for given in ({}, {"u": Q}):
        P = pa.deconstruct(Q, K, np.eye(3)[None, None], variant="key_only", causal=True, **given)
        np.testing.assert_allclose(P[0, 0], [[1, 0, 0], [0.5, 0.5, 0], [0.27197, 0.27197, 0.456061]], **digits)


def test_keys_alone_are_a_running_mean():
    q, k, v = draw(H=4, N=70)
    g = (q / (1 + np.exp(-q)) * k).sum(-1, keepdims=True) / np.sqrt(6)
    want = np.cumsum(np.exp(g) * v, axis=2) / np.cumsum(np.exp(g), axis=2)
    np.testing.assert_allclose(pa.deconstruct(q, k, v, variant="key_only", causal=True), want, rtol=1e-11, atol=1e-13)


def test_powers_apart_are_a_mean_and_two_kernels():
    q, k, v = draw()
    linear = pa.sink_kernels(q, k, v, type="kernel", return_sums=True)
    out = pa.deconstruct(q, k, v, per_order=True)
    Y = q @ np.repeat(k, 2, axis=1).swapaxes(2, 3) / np.sqrt(6)
    want = v.repeat(2, axis=1).mean(2, keepdims=True) + linear.out / linear.sums[..., None] + (Y ** 2 / (Y ** 2).sum(-1, keepdims=True)) @ np.repeat(v, 2, axis=1)
    np.testing.assert_allclose(out, want, rtol=1e-9, atol=1e-11)


@pytest.mark.parametrize("given", [{}, dict(per_order=True), dict(per_order=True, bias=True), dict(variant="key_only", u=True)], ids=str)
def test_gradients_of_variants(given):
    q, k, v = draw(N=6, M=7, D=3, Dv=4)
    rng = np.random.default_rng(5)
    more = {"bias": rng.standard_normal((4, 1, 7)), "u": rng.standard_normal((2, 2, 7, 3))}
    tensors = dict(q=q, k=k, v=v) | {name: more[name] for name in given if name in more}
    given = {name: x for name, x in given.items() if name not in more} | {"causal": True}
    out, pullback = pa.vjp(pa.deconstruct, **tensors, **given)
    np.testing.assert_allclose(out, pa.reference.deconstruct(**tensors, **given), rtol=1e-9, atol=1e-12)
    dout = rng.standard_normal(out.shape)
    grads = pullback(dout)
    for name, x in tensors.items():
        move = 1e-6 * rng.standard_normal(x.shape)
        up, down = (pa.reference.deconstruct(**{**tensors, name: x + sign * move}, **given) for sign in (1, -1))
        np.testing.assert_allclose((getattr(grads, name) * move).sum(), ((up - down) * dout).sum() / 2, rtol=2e-5, atol=1e-11, err_msg=name)


def test_what_does_not_go_together():
    q, k, v = draw()
    with pytest.raises(ValueError, match="needs u, unless each key has a query"):
        pa.deconstruct(q, k, v, variant="key_only")
    with pytest.raises(ValueError, match="u is given with variant='taylor2'"):
        pa.deconstruct(q, k, v, u=k)
    with pytest.raises(ValueError, match="qk_norm does not go with variant='key_only'"):
        pa.deconstruct(q, k, v, u=k, variant="key_only", qk_norm="rms")
