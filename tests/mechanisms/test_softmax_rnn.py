"""Softmax attention as a recurrence: worked numbers and identities of the specification."""
import numpy as np
import pytest
from worked import K, Q, V, digits, draw

import polyattn as pa

pytestmark = pytest.mark.quick


def test_worked_example():
    for clamp in (5.0, None):
        out = pa.softmax_rnn(Q, K, V, denom="count", clamp=clamp, causal=True)
        np.testing.assert_allclose(out[0, 0], [[2.028115, 4.05623], [3.542172, 5.05623], [11.644706, 15.062911]], **digits)
        out = pa.softmax_rnn(Q, K, V, denom="none", out_norm="l2", clamp=clamp, causal=True)
        np.testing.assert_allclose(out[0, 0], [[0.447214, 0.894427], [0.573768, 0.819018], [0.611618, 0.791153]], **digits)


def test_it_is_softmax():
    q, k, v = draw()
    np.testing.assert_array_equal(pa.softmax_rnn(q, k, v, clamp=None), pa.sdpa(q, k, v))
    np.testing.assert_allclose(pa.softmax_rnn(q, k, v, clamp=80), pa.sdpa(q, k, v), rtol=1e-11, atol=1e-14)


@pytest.mark.parametrize("clamp", [5.0, None])
def test_a_norm_does_not_see_the_denominator(clamp):
    q, k, v = draw()
    first, *others = (pa.softmax_rnn(q, k, v, clamp=clamp, denom=denom, out_norm="l2") for denom in ("softmax", "count", "none"))
    for out in others:
        np.testing.assert_allclose(out, first, rtol=1e-11, atol=1e-14)


def test_the_series_becomes_exp():
    q, k, v = draw()
    want = pa.softmax_rnn(q, k, v, clamp=None)
    errors = [np.abs(pa.softmax_rnn(q, k, v, inner=f"taylor:{n}") - want).max() for n in (2, 4, 8, 20)]
    assert errors == sorted(errors, reverse=True) and errors[-1] < 1e-6
    np.testing.assert_allclose(pa.softmax_rnn(q, k, v, inner="taylor:80"), want, rtol=1e-11, atol=1e-13)


def test_no_clamp_is_no_overflow():
    """Scores of 2000: exp is infinite, its normalised sum is not."""
    q, k, v = (x.astype(np.float32) for x in draw())
    for norm in ("rms", "l2", "layer"):
        given = dict(clamp=None, out_norm=norm)
        out, pullback = pa.vjp(pa.softmax_rnn, 300 * q, k, v, denom="none", **given)
        assert np.isfinite(out).all() and all(np.isfinite(g).all() for g in pullback(np.ones_like(out)) if g is not None)
        np.testing.assert_allclose(out, pa.softmax_rnn(q * 300, k, v, denom="count", **given), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("given", [dict(denom=d, clamp=c) for d in ("softmax", "clamp", "detach", "detach_eps", "count", "none", "cumgate") for c in (None, 0.5)]
                         + [dict(inner=i, denom="clamp") for i in ("taylor:3", "relu_kernel", "elu_kernel")], ids=str)
@pytest.mark.parametrize("norm", ["none", "rms", "layer", "l2"])
def test_gradients_of_every_kind(given, norm):
    q, k, v = draw(N=6, M=7, D=3, Dv=4)
    rng = np.random.default_rng(5)
    tensors = dict(q=q, k=k, v=v, z_out=rng.standard_normal((2, 4, 6)), z_in=rng.standard_normal((2, 2, 7)))
    tensors |= dict(gamma=rng.standard_normal(4)) if norm in ("rms", "layer") else {}
    tensors |= dict(beta=rng.standard_normal(4)) if norm == "layer" else {}
    given = {**given, "out_norm": norm, "causal": True}
    out, pullback = pa.vjp(pa.softmax_rnn, **tensors, **given)
    np.testing.assert_allclose(out, pa.reference.softmax_rnn(**tensors, **given), rtol=1e-10, atol=1e-12)
    dout = rng.standard_normal(out.shape)
    grads = pullback(dout)
    with pa.reference.constants_held():
        pa.reference.softmax_rnn(**tensors, **given)
        for name, x in tensors.items():
            move = 1e-6 * rng.standard_normal(x.shape)
            up, down = (pa.reference.softmax_rnn(**{**tensors, name: x + sign * move}, **given) for sign in (1, -1))
            np.testing.assert_allclose((getattr(grads, name) * move).sum(), ((up - down) * dout).sum() / 2, rtol=2e-5, atol=1e-11, err_msg=name)


def test_what_does_not_go_together():
    q, k, v = draw()
    with pytest.raises(ValueError, match="denom='cumgate' needs z_out"):
        pa.softmax_rnn(q, k, v, denom="cumgate")
    with pytest.raises(ValueError, match="gate_in needs z_in"):
        pa.softmax_rnn(q, k, v, gate_in=True)
    with pytest.raises(ValueError, match="gamma is given with out_norm='l2'"):
        pa.softmax_rnn(q, k, v, gamma=np.ones(5), out_norm="l2")
