"""FlashBias: identities of the specification, and the authors' factors of squared distances."""
import json
from pathlib import Path

import numpy as np
import pytest
from worked import draw

import polyattn as pa

pytestmark = pytest.mark.quick


@pytest.mark.parametrize("axes", [4, 3, 2])
def test_equals_the_dense_bias(axes):
    """Whatever axes the factors leave away: the output, and their gradients through the bias's."""
    q, k, v = draw()
    rng = np.random.default_rng(1)
    phi, psi = (rng.standard_normal((2, heads, n, 3)[4 - axes:]) for heads, n in ((4, 33), (2, 70)))
    repeated = np.repeat(psi, 2, -3) if axes > 2 else psi
    bias = np.ascontiguousarray(np.broadcast_to(phi @ np.swapaxes(repeated, -1, -2), (2, 4, 33, 70)))
    out, pullback = pa.vjp(pa.flashbias, q, k, v, phi=phi, psi=psi, softcap=0)
    want, dense = pa.vjp(pa.sdpa, q, k, v, bias=bias)
    np.testing.assert_allclose(out, want, rtol=1e-11, atol=1e-13)
    dbias = dense(out).bias
    dphi = dbias @ np.broadcast_to(repeated, (2, 4, 70, 3))
    np.testing.assert_allclose(pullback(out).phi, dphi.sum(axis=tuple(range(4 - axes))), rtol=1e-9, atol=1e-12)


def test_alibi_as_factors():
    q, k, v = draw()
    slopes, i, j = np.array([0.5, 0.25, 1, 0.1])[:, None, None], np.arange(33)[:, None] + 70 - 33, np.arange(70)[:, None]
    phi = slopes * np.concatenate([-i, np.ones_like(i)], 1)
    psi = np.concatenate([np.ones_like(j), j], 1).astype(float)
    want = pa.sdpa(q, k, v, causal=True, alibi_slopes=slopes[:, 0, 0])
    np.testing.assert_allclose(pa.flashbias(q, k, v, phi=phi, psi=psi, causal=True), want, rtol=1e-10, atol=1e-13)


def test_squared_distances_of_the_authors():
    with np.load(Path(__file__).parents[1] / "vectors" / "flashbias-sqdist2d.npz") as z:
        x, w, square = z["in.x"][:, None], z["in.w"], (z["in.x"] ** 2).sum(-1)[:, None, :, None]
        one, meta = np.ones_like(square), json.loads(str(z["meta"]))
        phi, psi = w * np.concatenate([2 * x, -square, one], -1), np.concatenate([x, one, -square], -1)
        psi = np.ascontiguousarray(np.broadcast_to(psi, (*w.shape[:3], 4)))
        out, pullback = pa.vjp(pa.flashbias, z["in.q"], z["in.k"], z["in.v"], phi=phi, psi=psi)
        np.testing.assert_allclose(out, z["out.out"], rtol=meta["rtol"])
        for name in "qkv":
            np.testing.assert_allclose(getattr(pullback(z["cot.out"]), name), z[f"grad.{name}"], rtol=1e-7, atol=1e-9)


def test_one_factor_alone_is_refused():
    q, k, v = draw()
    with pytest.raises(ValueError, match="sdpa: phi needs psi"):
        pa.sdpa(q, k, v, phi=np.ones((33, 2)))
