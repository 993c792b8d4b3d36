"""Positions that are added to tokens or spread over more channels: worked numbers and identities of the specification."""
import numpy as np
import pytest
from worked import K, Q, digits

import polyattn as pa

pytestmark = pytest.mark.quick


def tokens(*shape, seed=0):
    return np.random.default_rng(seed).standard_normal(shape)


def test_sinusoidal_worked_example():
    first = pa.sinusoidal_pe(x=np.zeros((1, 2, 4)))[0, 1]
    np.testing.assert_allclose(first, [0.841471, 0.540302, 0.0099998, 0.99995], **digits)
    np.testing.assert_array_equal(pa.sinusoidal_pe(x=np.zeros((1, 2, 4)), order="concat")[0, 1], first[[0, 2, 1, 3]])


def test_sinusoidal_identities():
    x = tokens(2, 40, 6)
    out, pullback = pa.vjp(pa.sinusoidal_pe, x=x)
    np.testing.assert_array_equal(pullback(out).x, out)
    np.testing.assert_array_equal(pa.sinusoidal_pe(x=x[:, 7:], offset=7), out[:, 7:])
    np.testing.assert_array_equal(pa.sinusoidal_pe(x=x, positions=np.arange(40) + 0.0), out)


def scores(q, k):
    return q @ np.swapaxes(k, -1, -2)


def test_lrpe_worked_example():
    theta = np.array([1, 0.01])
    np.testing.assert_allclose(scores(pa.lrpe(x=Q, theta=theta), pa.lrpe(x=K, theta=theta))[0, 0], [[1, 0.540302, 0], [0, 1, 1.9999], [-0.416147, 1.540252, 2]], **digits)
    np.testing.assert_allclose(scores(pa.lrpe(x=Q, theta=theta[None]), pa.lrpe(x=K, theta=np.zeros(1))), scores(pa.lrpe(x=Q, theta=theta), pa.lrpe(x=K, theta=np.zeros(2))))


def test_lrpe_identities():
    q, k = tokens(2, 3, 40, 6), tokens(2, 3, 40, 6, seed=1)
    np.testing.assert_allclose(scores(pa.lrpe(x=q, theta=np.zeros(1)), pa.lrpe(x=k, theta=np.zeros((3, 6)))), scores(q, k), rtol=1e-12, atol=1e-12)
    shifted = scores(pa.lrpe(x=q, offset=9), pa.lrpe(x=k, positions=np.arange(40) + 9))
    np.testing.assert_allclose(shifted, scores(pa.lrpe(x=q), pa.lrpe(x=k)), rtol=1e-10, atol=1e-10)
    ladder = 1e4 ** (-2 * np.arange(18) / 18).reshape(3, 6)
    np.testing.assert_allclose(pa.lrpe(x=q), pa.lrpe(x=q, theta=ladder), rtol=1e-12, atol=1e-14)
    short = pa.lrpe(x=q, theta=ladder[:, :4])
    np.testing.assert_array_equal(short[..., 4:6], q[..., 4:])
    assert not short[..., 10:].any()


def test_grids():
    x, theta = tokens(2, 3, 12, 6), tokens(3, 6)
    np.testing.assert_array_equal(pa.md_lrpe(x=x, theta=theta), pa.lrpe(x=x, theta=theta))
    np.testing.assert_array_equal(pa.md_lrpe(x=x, theta=theta, grid=12), pa.lrpe(x=x, theta=theta))
    flat = pa.md_lrpe(x=x, theta=theta[:, :3], grid=(1, 12))
    np.testing.assert_array_equal(flat, pa.lrpe(x=x, theta=np.pad(theta[:, :3], ((0, 0), (3, 0)))))
    for grid, e in (((3, 4), 3), ((2, 3, 2), 2), ((12, 1), 3)):
        given = dict(x=x, theta=theta[:, :e], grid=grid)
        out, pullback = pa.vjp(pa.md_lrpe, **given)
        np.testing.assert_allclose(out, pa.reference.md_lrpe(**given), rtol=1e-12, atol=1e-14)
        move, cotangent = tokens(3, e, seed=2), tokens(*out.shape, seed=3)
        at = lambda h: (pa.reference.md_lrpe(**{**given, "theta": given["theta"] + h * move}) * cotangent).sum()
        np.testing.assert_allclose(np.vdot(pullback(cotangent).theta, move), (at(1e-6) - at(-1e-6)) / 2e-6, rtol=1e-6)


def test_tokens_before_the_grid():
    x = tokens(2, 3, 13, 6)
    out = pa.md_lrpe(x=x, grid=(3, 4), prefix=1)
    np.testing.assert_array_equal(out[:, :, 0], np.concatenate([x[:, :, 0], 0 * x[:, :, 0]], -1))
    np.testing.assert_array_equal(out[:, :, 1:], pa.md_lrpe(x=x[:, :, 1:], grid=(3, 4)))


def test_toeplitz():
    x = tokens(2, 12, 5)
    np.testing.assert_allclose(pa.md_tpe(x=x, b=np.ones((1, 5, 1)), log_decay=np.full((1, 1), -60.0)), x, rtol=1e-12)
    sums = pa.md_tpe(x=x, b=np.ones((1, 5, 1)), log_decay=np.zeros((1, 1)))
    np.testing.assert_allclose(sums, np.cumsum(x, axis=1), rtol=1e-12)
    b, rate = tokens(2, 5, 3), -np.abs(tokens(2, 3))
    two = pa.md_tpe(x=x, b=b, log_decay=rate, grid=(3, 4))
    cells = x.reshape(2, 3, 4, 5)
    rows = pa.md_tpe(x=cells.reshape(6, 4, 5), b=b[1:], log_decay=rate[1:]).reshape(x.shape)
    columns = pa.md_tpe(x=np.swapaxes(cells, 1, 2).reshape(8, 3, 5), b=b[:1], log_decay=rate[:1]).reshape(2, 4, 3, 5).swapaxes(1, 2).reshape(x.shape)
    np.testing.assert_allclose(two, rows + columns, rtol=1e-12, atol=1e-14)
    wide = np.repeat(rate[:, None], 5, axis=1)
    np.testing.assert_array_equal(pa.md_tpe(x=x, b=b, log_decay=wide, grid=(3, 4)), two)


def test_toeplitz_gradients():
    given = dict(x=tokens(2, 12, 18), b=tokens(2, 18, 3), log_decay=-np.abs(tokens(2, 18, 3)), grid=(3, 4))
    out, pullback = pa.vjp(pa.md_tpe, **given)
    np.testing.assert_allclose(out, pa.reference.md_tpe(**given), rtol=1e-11, atol=1e-13)
    cotangent = tokens(*out.shape, seed=2)
    grads = pullback(cotangent)
    for name in ("x", "b", "log_decay"):
        move = tokens(*given[name].shape, seed=3)
        at = lambda h: (pa.reference.md_tpe(**{**given, name: given[name] + h * move}) * cotangent).sum()
        np.testing.assert_allclose(np.vdot(getattr(grads, name), move), (at(1e-6) - at(-1e-6)) / 2e-6, rtol=1e-6)


def test_refusals():
    for sentence, call in (("theta has 7 angles, expected at most 6", lambda: pa.lrpe(x=tokens(1, 2, 4, 6), theta=np.ones(7))),
                           ("grid has 6 cells, expected 4", lambda: pa.md_lrpe(x=tokens(1, 2, 4, 6), grid=(2, 3))),
                           ("b has kernels of 1 axes, expected 2", lambda: pa.md_tpe(x=tokens(1, 4, 6), b=np.ones((1, 6, 1)), log_decay=np.ones((1, 1)), grid=(2, 2)))):
        with pytest.raises(ValueError, match=sentence):
            call()
