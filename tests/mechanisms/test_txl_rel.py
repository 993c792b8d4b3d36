"""Relative attention of Transformer-XL: identities of the specification."""
import numpy as np
import pytest
from worked import draw

import polyattn as pa

pytestmark = pytest.mark.quick
SAME = dict(rtol=1e-10, atol=1e-12)


def drawn(rows, N=33, M=70, seed=0):
    q, k, v = draw(seed, N=N, M=M)
    rng = np.random.default_rng(seed + 1)
    return dict(q=q, k=k, v=v, u=rng.standard_normal((4, 6)), w=rng.standard_normal((4, 6)), R=rng.standard_normal((4, rows, 6)))


def test_without_any_of_it_it_is_sdpa():
    x = drawn(70)
    nothing = {**x, **{name: 0 * x[name] for name in "uwR"}}
    np.testing.assert_allclose(pa.txl_rel(**nothing, causal=True), pa.sdpa(x["q"], x["k"], x["v"], causal=True), **SAME)


def test_distances():
    """N = 3, M = 5: rows [2, 1, 0], [3, 2, 1, 0], [4, 3, 2, 1, 0]."""
    one = np.ones((1, 1, 3, 1))
    R = np.arange(5.0).reshape(1, 5, 1)
    weights = pa.txl_rel(one, np.zeros((1, 1, 5, 1)), np.zeros((1, 1, 5, 1)), u=np.zeros((1, 1)), w=np.zeros((1, 1)), R=R, causal=True, return_weights=True).weights[0, 0]
    for row, distances in zip(weights, ([2, 1, 0], [3, 2, 1, 0], [4, 3, 2, 1, 0])):
        np.testing.assert_allclose(np.log(row[:len(distances)] / row[len(distances) - 1]), distances, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("shape", [dict(N=33, M=70), dict(N=300, M=300), dict(N=1, M=600), dict(N=130, M=40)], ids=str)
@pytest.mark.parametrize("causal", [True, False])
def test_it_is_a_bias(shape, causal):
    """... of the shape of the scores, and so are its gradients."""
    N, M = shape["N"], shape["M"]
    x = drawn(2 * max(N, M) - 1, **shape)
    zero = 0 if causal else max(N, M) - 1
    row = np.clip(np.arange(N)[:, None] + M - N - np.arange(M) + zero, 0, None)
    scale = 6 ** -0.5
    R = x["R"][:, row]                                                                     # [Hq, N, M, D]
    bias = scale * np.einsum("bhnd,hnmd->bhnm", x["q"] + x["w"][:, None], R)
    want, back = pa.vjp(pa.sdpa, x["q"] + x["u"][:, None], x["k"], x["v"], bias=bias, causal=causal)
    out, pullback = pa.vjp(pa.txl_rel, **x, causal=causal)
    np.testing.assert_allclose(out, want, **SAME)
    have, of = pullback(out), back(out)
    position = scale * np.einsum("bhnm,hnmd->bhnd", of.bias, R)
    np.testing.assert_allclose(have.q, of.q + position, rtol=1e-9, atol=1e-11)
    np.testing.assert_allclose(have.k, of.k, rtol=1e-9, atol=1e-11)
    np.testing.assert_allclose(have.u, of.q.sum((0, 2)), rtol=1e-9, atol=1e-10)
    np.testing.assert_allclose(have.w, position.sum((0, 2)), rtol=1e-9, atol=1e-10)
    dR = np.zeros_like(x["R"])
    np.add.at(dR, (slice(None), row), scale * np.einsum("bhnm,bhnd->hnmd", of.bias, x["q"] + x["w"][:, None]))
    np.testing.assert_allclose(have.R, dR, rtol=1e-9, atol=1e-10)


def test_packed_sequences_begin_anew():
    lengths, x = (5, 0, 64, 1), drawn(64, N=70, M=70)
    x = {**x, **{name: x[name][:1] for name in "qkv"}}
    offsets = np.cumsum([0, *lengths])
    out, pullback = pa.vjp(pa.txl_rel, **x, cu_seqlens_q=offsets, causal=True)
    grads, sums = pullback(out), 0
    for i, j in zip(offsets, offsets[1:]):
        one, back = pa.vjp(pa.txl_rel, **{**x, **{name: x[name][:, :, i:j] for name in "qkv"}}, causal=True)
        np.testing.assert_allclose(out[:, :, i:j], one, rtol=1e-12, atol=1e-14)
        sums = sums + back(one).R
    np.testing.assert_allclose(grads.R, sums, **SAME)


def test_a_window_needs_no_more_distances():
    x = drawn(9, N=70, M=70)
    whole = {**x, "R": np.pad(x["R"], ((0, 0), (0, 70), (0, 0)))}
    np.testing.assert_allclose(pa.txl_rel(**x, causal=True, window=(8, -1)), pa.txl_rel(**whole, causal=True, window=(8, -1)), **SAME)


def test_refusals():
    x = drawn(69)
    for more, sentence in (({"causal": True}, "R has rows for the distances 0 to 68, expected 0 to 69"), ({}, "R has rows for the distances -34 to 34, expected -32 to 69")):
        with pytest.raises(ValueError, match=sentence):
            pa.txl_rel(**x, **more)
    with pytest.raises(ValueError, match="txl_w needs txl_r"):
        pa.sdpa(x["q"], x["k"], x["v"], txl_w=x["w"])
    with pytest.raises(ValueError, match="phi is given with txl_u"):
        pa.sdpa(x["q"], x["k"], x["v"], txl_u=x["u"], phi=np.ones((33, 2)), psi=np.ones((70, 2)))
