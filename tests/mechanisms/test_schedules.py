"""Which keys softmax attention looks at, and in how many passes: worked numbers and identities of the specification."""
import numpy as np
import pytest
from worked import K, Q, V, digits, draw

import polyattn as pa

pytestmark = pytest.mark.quick


def test_worked_cap():
    weights = pa.softcap(Q, K, V, softcap=1, causal=True, return_weights=True).weights[0, 0]
    np.testing.assert_allclose(weights, [[1, 0, 0], [0.352319, 0.647681, 0], [0.274348, 0.362826, 0.362826]], **digits)
    np.testing.assert_allclose(pa.softcap(*draw(), softcap=1e9), pa.sdpa(*draw()), rtol=1e-10)


@pytest.mark.parametrize("schedule", ["1pass", "2pass", "3pass"])
def test_passes_agree(schedule):
    q, k, v = draw(M=600)
    asked = dict(causal=True, return_lse=True, return_weights=True)
    for have, want in zip(pa.einsum_passes(q, k, v, schedule=schedule, **asked), pa.sdpa(q, k, v, **asked)):
        np.testing.assert_allclose(have, want, rtol=1e-11, atol=1e-14)
    single = [x.astype(np.float32) for x in (q, k, v)]
    np.testing.assert_allclose(pa.einsum_passes(*single, schedule=schedule), pa.sdpa(q, k, v), rtol=0, atol=1e-6)
    far = pa.einsum_passes(q, k, v, schedule=schedule, bias=np.where(np.arange(600) < 300, -1e4, 0), return_lse=True)
    np.testing.assert_allclose(far.out, pa.sdpa(q, k[:, :, 300:], v[:, :, 300:]), rtol=1e-11)


def test_sinks_and_a_window():
    q, k, v = draw(N=700, M=700)
    i, j = np.ogrid[:700, :700]
    for start, recent in ((4, 30), (0, 9), (3, 1), (300, 70), (4, 690)):
        seen = (j <= i) & ((j < start) | (j > i - recent))
        out, pullback = pa.vjp(pa.streaming_sink, q, k, v, start=start, recent=recent)
        want, pull = pa.vjp(pa.sdpa, q, k, v, mask=seen)
        np.testing.assert_allclose(out, want, rtol=1e-11, atol=1e-14)
        for name in "qkv":
            np.testing.assert_allclose(getattr(pullback(out), name), getattr(pull(out), name), rtol=1e-9, atol=1e-11)
    np.testing.assert_allclose(pa.streaming_sink(q, k, v, start=10, recent=690), pa.sdpa(q, k, v, causal=True), rtol=1e-11, atol=1e-14)
    np.testing.assert_array_equal(pa.streaming_sink(q, k, v, start=3, recent=30, evict="after"), pa.streaming_sink(q, k, v, start=3, recent=31))


def test_a_trimmed_cache_gives_the_rows():
    q, k, v = draw(N=40, M=40)
    start, recent = 3, 5
    for t in range(40):
        kept = [j for j in range(t + 1) if j < start or j > t - recent]
        np.testing.assert_allclose(pa.sdpa(q[:, :, t:t + 1], k[:, :, kept], v[:, :, kept]), pa.streaming_sink(q, k, v, start=start, recent=recent)[:, :, t:t + 1], rtol=1e-11)


def test_sink_tokens_count_as_visible():
    q, k, v = draw(N=300, M=300)
    i, j = np.ogrid[:300, :300]
    seen = (j <= i) & ((j < 4) | (j > i - 20))
    asked = dict(causal=True, window=(19, 0), sink_tokens=4)
    np.testing.assert_allclose(pa.relu_n(q, k, v, **asked), pa.relu_n(q, k, v, mask=seen), rtol=1e-10, atol=1e-13)
    np.testing.assert_allclose(pa.entmax(q, k, v, **asked), pa.entmax(q, k, v, mask=seen), rtol=1e-10, atol=1e-13)


def test_blocks_at_random():
    q, k, v = draw(N=300, M=300)
    for causal in (False, True):
        np.testing.assert_allclose(pa.prflash(q, k, v, gamma=0, block_size=16, causal=causal), pa.sdpa(q, k, v, causal=causal), rtol=1e-11, atol=1e-14)
    asked = dict(block_size=16, causal=True, return_weights=True)
    weights = pa.prflash(q, k, v, seed=5, **asked).weights
    np.testing.assert_array_equal(weights, pa.prflash(q, k, v, seed=5, **asked).weights)
    assert (weights != pa.prflash(q, k, v, seed=6, **asked).weights).any()
    blocks = np.pad(weights > 0, ((0, 0), (0, 0), (0, 4), (0, 4))).reshape(2, 4, 19, 16, 19, 16).any((3, 5))      # [B, Hq, 19, 19]
    r, c = np.ogrid[:19, :19]
    assert blocks[..., (r - c >= 0) & (r - c <= 1)].all() and not blocks[..., r < c].any()
    assert abs(blocks[..., r - c == 2].mean() - 1 / 2) < 0.15
    fixed = pa.prflash(q, k, v, fixed_count=True, **asked).weights
    counts = np.pad(fixed > 0, ((0, 0), (0, 0), (0, 4), (0, 4))).reshape(2, 4, 19, 16, 19, 16).any((3, 5)).sum(-1)
    np.testing.assert_array_equal(counts, np.broadcast_to(np.rint([sum(1 / max(d, 1) for d in range(r + 1)) for r in range(19)]), counts.shape))


def test_corrected_blocks_weigh_for_those_left_out():
    q, k, v = draw(N=300, M=300)
    plain, corrected = (pa.prflash(q, k, v, block_size=16, correct=correct, return_weights=True) for correct in (False, True))
    pi = np.maximum(abs(np.arange(300)[:, None] // 16 - np.arange(300) // 16), 1.0) ** -1
    weighed = plain.weights / pi
    np.testing.assert_allclose(corrected.weights, weighed / weighed.sum(-1, keepdims=True), rtol=1e-10)


@pytest.mark.parametrize("slug", ["scale", "varlen", "dropout_philox", "softmax", "dare"])
def test_options_of_softmax_attention_are_found_by_name(slug):
    assert pa.info(slug).name == "sdpa" and pa.papers(slug) and getattr(pa, slug) is pa.sdpa


def test_decoupled_embeddings():
    """DARE: blocks of the query scaled apart, values of another table; outputs and gradients of the authors' code."""
    import json
    from pathlib import Path

    with np.load(Path(__file__).parents[1] / "vectors" / "dare-blocks.npz") as z:
        given = {name: z[name] for name in z.files}
    scales = np.concatenate([np.full(n, s) for n, s in json.loads(str(given["meta"]))["params"]["score_blocks"]])
    q, k, v = given["in.t"][:, None] * scales, given["in.keys"][:, None], given["in.values"][:, None]
    out, pullback = pa.vjp(pa.dare, q, k, v, scale=1, mask=given["in.mask"][:, None, None])
    np.testing.assert_allclose(out[:, 0], given["out.out"], rtol=1e-9)
    grads = pullback(given["cot.out"][:, None])
    np.testing.assert_allclose(grads.q[:, 0] * scales, given["grad.t"], rtol=1e-8, atol=1e-10)
    np.testing.assert_allclose(grads.k[:, 0], given["grad.keys"], rtol=1e-8, atol=1e-10)
    np.testing.assert_allclose(grads.v[:, 0], given["grad.values"], rtol=1e-8, atol=1e-10)
