"""Swin V2's continuous position bias: worked numbers, and the table that it is."""
import numpy as np
import pytest

import polyattn as pa

pytestmark = pytest.mark.quick


def inputs(grid, axes, heads=2, seed=0):
    rng = np.random.default_rng(seed)
    n = int(np.prod(grid))
    q, k, v = rng.standard_normal((3, 2, heads, n, 6))
    return dict(q=q, k=k, v=v, cpb_w1=rng.standard_normal((9, axes)), cpb_b1=rng.standard_normal(9), cpb_w2=rng.standard_normal((heads, 9)) / 3, logit_scale=rng.standard_normal(heads), grid=grid)


def test_worked_coordinates():
    """W = 3: +-1.056642, +-0.773976 and 0, read off through an MLP that hands one axis on."""
    q = np.zeros((1, 1, 3, 2))
    for sign in (1, -1):
        given = dict(cpb_w1=np.array([[sign * 1.0]]), cpb_b1=np.zeros(1), cpb_w2=np.ones((1, 1)), logit_scale=np.zeros(1))
        weights = pa.swinv2_cpb(q, q, q, **given, return_weights=True).weights[0, 0]
        c = np.array([[0, -0.773976, -1.056642], [0.773976, 0, -0.773976], [1.056642, 0.773976, 0]])
        bias = 16 / (1 + np.exp(-np.maximum(sign * c, 0)))
        np.testing.assert_allclose(weights, np.exp(bias) / np.exp(bias).sum(-1, keepdims=True), rtol=2e-5)


@pytest.mark.parametrize("grid", [(3, 4), (2, 3, 2), (1, 5), 7], ids=str)
def test_it_is_swin_bias_of_cosines(grid):
    given = inputs(grid, len(np.atleast_1d(grid)))
    c = np.stack(np.meshgrid(*[np.arange(1 - W, W) * 8 / max(W - 1, 1) for W in np.atleast_1d(grid)], indexing="ij"), -1).reshape(-1, len(np.atleast_1d(grid)))
    c = np.sign(c) * np.log2(np.abs(c) + 1) / 3
    table = 16 / (1 + np.exp(-np.maximum(c @ given["cpb_w1"].T + given["cpb_b1"], 0) @ given["cpb_w2"].T))
    want = pa.sdpa(given["q"], given["k"], given["v"], logit_scale=given["logit_scale"], swin_table=table, grid=grid)
    np.testing.assert_allclose(pa.swinv2_cpb(**given), want, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("more", [{}, {"pretrained": (2, 8)}], ids=str)
def test_gradients_on_a_grid(more):
    given = {**inputs((3, 4), 2), **more}
    out, pullback = pa.vjp(pa.swinv2_cpb, **given)
    np.testing.assert_allclose(out, pa.reference.swinv2_cpb(**given), rtol=1e-10, atol=1e-12)
    rng = np.random.default_rng(1)
    cotangent = rng.standard_normal(out.shape)
    grads = pullback(cotangent)
    for name in ("q", "cpb_w1", "cpb_b1", "cpb_w2", "logit_scale"):
        move = rng.standard_normal(given[name].shape)
        at = lambda h: (pa.reference.swinv2_cpb(**{**given, name: given[name] + h * move}) * cotangent).sum()
        np.testing.assert_allclose(np.vdot(getattr(grads, name), move), (at(1e-6) - at(-1e-6)) / 2e-6, rtol=1e-5)


def test_refusals():
    given = inputs((3, 4), 2)
    for change, sentence in ((dict(grid=(3, 3)), "grid has 9 cells, expected 12"), (dict(grid=12), "cpb_w1 takes 2 coordinates, expected 1"), (dict(pretrained=4), "pretrained has 1 axes, expected 2")):
        with pytest.raises(ValueError, match=sentence):
            pa.swinv2_cpb(**{**given, **change})
