"""Terms of tokens on a grid: Swin's table and the Gaussian mixture mask; and the element-wise mask."""
import json
from pathlib import Path

import numpy as np
import pytest
from worked import K, Q, V, digits, draw

import polyattn as pa

pytestmark = pytest.mark.quick
GRIDS = [(12,), (3, 4), (4, 3), (2, 3, 2)]


def offset(grid):
    place = np.stack(np.unravel_index(np.arange(12), grid), -1)
    return place[:, None] - place[None]                        # [query, key, axis]


def same_tokens(n=12):
    return draw(N=n, M=n)


def test_places_in_a_window():
    """W = 2 x 2: the key at (0, 0) has entry 8 of the query at (1, 1), a token has entry 4 of itself."""
    zero = np.zeros((1, 1, 4, 1))
    lse = pa.swin_bias(zero, zero, zero, table=np.arange(9.0)[:, None], grid=(2, 2), mask=np.arange(4) == 0, return_lse=True).lse
    assert lse[0, 0, 3] == 8 and lse[0, 0, 0] == 4


@pytest.mark.parametrize("grid", GRIDS, ids=str)
def test_swin_is_the_dense_bias(grid):
    q, k, v = same_tokens()
    sizes = [2 * W - 1 for W in grid]
    table = np.random.default_rng(1).standard_normal((*sizes, 4))
    index = tuple(offset(grid)[..., a] + W - 1 for a, W in enumerate(grid))
    out, pullback = pa.vjp(pa.swin_bias, q, k, v, table=table.reshape(-1, 4), grid=grid)
    bias = np.ascontiguousarray(np.broadcast_to(np.moveaxis(table[index], -1, 0), (2, 4, 12, 12)))
    want, dense = pa.vjp(pa.sdpa, q, k, v, bias=bias)
    np.testing.assert_allclose(out, want, rtol=1e-12, atol=1e-14)
    dtable = np.zeros_like(table)
    np.add.at(dtable, index, np.moveaxis(dense(out).bias.sum(0), 0, -1))
    np.testing.assert_allclose(pullback(out).table, dtable.reshape(-1, 4), rtol=1e-10, atol=1e-13)


def test_shifted_windows_of_the_authors():
    with np.load(Path(__file__).parents[1] / "vectors" / "swin_bias-2x3-shift.npz") as z:
        meta = json.loads(str(z["meta"]))
        given = {name: z[f"in.{name}"] for name in ("q", "k", "v", "table")}
        out, pullback = pa.vjp(pa.swin_bias, **given, grid=meta["params"]["window"], bias=z["in.mask_add"][:, None])
        np.testing.assert_allclose(out, z["out.out"], rtol=meta["rtol"])
        grads = pullback(z["cot.out"])
        for name in given:
            np.testing.assert_allclose(getattr(grads, name), z[f"grad.{name}"], rtol=1e-7, atol=1e-9)


def test_worked_mixture():
    out = pa.gmm(Q, K, V, sigma=np.ones((1, 1)), alpha=np.ones((1, 1)), grid=(1, 3))
    np.testing.assert_allclose(out[0, 0, :, 0], [2.549434, 3.50423, 3.795825], **digits)


@pytest.mark.parametrize("grid", GRIDS[1:], ids=str)
@pytest.mark.parametrize("prefix", [0, 2])
def test_the_mixture_is_a_mask(grid, prefix):
    q, k, v = same_tokens(12 + prefix)
    rng = np.random.default_rng(1)
    sigma, alpha = rng.standard_normal((2, 3, 4))
    G = np.ones((4, 12 + prefix, 12 + prefix))
    square = (offset(grid) ** 2).sum(-1)
    G[:, prefix:, prefix:] = sum(a[:, None, None] * np.exp(-square / (2 * (s * s + 1e-5)[:, None, None])) for s, a in zip(sigma, alpha)) * (square <= 5)
    mixture, mask = (dict(gmm_sigma=sigma, gmm_alpha=alpha, grid=grid, gmm_prefix=prefix, gmm_cutoff=5.0), dict(elm=G))
    for mechanism in (pa.sdpa, pa.sigmoid):
        np.testing.assert_allclose(mechanism(q, k, v, **mixture), mechanism(q, k, v, **mask), rtol=1e-11, atol=1e-13)


def test_gradients_on_a_grid():
    """Central differences of the mixture's widths and weights, where there are two axes and a class token."""
    q, k, v = same_tokens(13)
    sigma, alpha, dout, move = np.random.default_rng(2).standard_normal((4, 3, 4))
    given = dict(grid=(3, 4), prefix=1)
    _, pullback = pa.vjp(pa.gmm, q, k, v, sigma=sigma, alpha=alpha, **given)
    dout = np.random.default_rng(3).standard_normal((2, 4, 13, 5))
    grads = pullback(dout)
    at = lambda s, a: (pa.gmm(q, k, v, sigma=s, alpha=a, **given) * dout).sum()
    np.testing.assert_allclose((grads.sigma * move).sum(), (at(sigma + 1e-6 * move, alpha) - at(sigma - 1e-6 * move, alpha)) / 2e-6, rtol=1e-5)
    np.testing.assert_allclose((grads.alpha * move).sum(), (at(sigma, alpha + 1e-6 * move) - at(sigma, alpha - 1e-6 * move)) / 2e-6, rtol=1e-5)


def test_wide_gaussians_and_masks_of_one_change_nothing():
    q, k, v = same_tokens()
    np.testing.assert_allclose(pa.gmm(q, k, v, sigma=np.full((2, 4), 1e8), alpha=np.full((2, 4), 0.5), grid=(3, 4)), pa.sdpa(q, k, v), rtol=1e-12)
    np.testing.assert_array_equal(pa.elm(q, k, v, G=np.ones((12, 12))), pa.sdpa(q, k, v))


@pytest.mark.parametrize("arguments, sentence", [
    (dict(swin_table=np.zeros((23, 4)), grid=(3, 4)), "swin_table has 23 rows, expected 35"),
    (dict(swin_table=np.zeros((35, 4)), grid=(3, 5)), "grid has 15 cells, expected 12"),
    (dict(grid=(3, 4)), "grid needs swin_table or gmm_sigma"),
    (dict(gmm_sigma=np.ones((1, 4))), "gmm_sigma needs gmm_alpha"),
    (dict(swin_table=np.zeros((35, 4)), grid=(3, 4), cu_seqlens_q=np.array([0, 12])), "swin_table on a grid does not go with packed sequences"),
])
def test_refusals(arguments, sentence):
    with pytest.raises(ValueError, match=sentence):
        pa.sdpa(*(x[:1] for x in same_tokens()), **arguments)
