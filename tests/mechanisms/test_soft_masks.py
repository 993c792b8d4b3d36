"""Existence probabilities and the soft causal mask between images: worked numbers and identities of the specification."""
import numpy as np
import pytest
from worked import K, Q, V, digits, draw

import polyattn as pa

pytestmark = pytest.mark.quick


def test_worked_existence():
    out = pa.probabilistic(Q, K, V, p=np.array([[1, 0.5, 0.25]]))
    np.testing.assert_allclose(out[0, 0, :, 0], [1.919792, 3.415606, 3.406673], **digits)


def test_certain_tokens_and_absent_ones():
    q, k, v = draw(N=70, M=70)
    np.testing.assert_array_equal(pa.probabilistic(q, k, v, p=np.ones((2, 70))), pa.sdpa(q, k, v))
    p = np.broadcast_to(np.where(np.arange(70) < 41, 1.0, 0.0), (2, 70)).copy()
    out, pullback = pa.vjp(pa.probabilistic, q, k, v, p=p)
    np.testing.assert_allclose(out[:, :, :41], pa.sdpa(q[:, :, :41], k[:, :, :41], v[:, :, :41]), rtol=1e-13)
    assert not out[:, :, 41:].any() and not pullback(out).k[:, :, 41:].any() and not pullback(out).p[:, 41:].any()


def test_no_gradient_at_the_floor():
    q, k, v = draw(N=9, M=9)
    p = np.random.default_rng(1).random((2, 9))
    grad = pa.vjp(pa.probabilistic, q, k, v, p=p, floor=0.5)[1](np.ones((2, 4, 9, 5))).p
    assert not grad[p <= 0.5].any() and grad[p > 0.5].any()


def test_worked_images():
    weight = pa.sofa(Q, K, V, image_id=np.arange(3)[None])
    np.testing.assert_allclose(weight[0, 0, :, 0], [2.137188, 3.415606, 3.406673], **digits)


def test_sigma_from_causal_to_free():
    q, k, v = draw(N=70, M=70)
    image = np.random.default_rng(1).integers(-1, 3, (2, 70))
    other = (image[:, :, None] != image[:, None]) & (image[:, :, None] >= 0) & (image[:, None] >= 0)
    seen = (np.tri(70, dtype=bool) | other)[:, None]
    for mode in ("weight", "post"):
        np.testing.assert_allclose(pa.sofa(q, k, v, image_id=image, sigma=0, mode=mode), pa.sdpa(q, k, v, causal=True), rtol=1e-12)
        np.testing.assert_allclose(pa.sofa(q, k, v, image_id=image, sigma=1, mode=mode), pa.sdpa(q, k, v, mask=seen), rtol=1e-12)
    weights = pa.sdpa(q, k, v, mask=seen, return_weights=True).weights * np.where(np.tri(70), 1, 0.3)
    np.testing.assert_allclose(pa.sofa(q, k, v, image_id=image, sigma=0.3, mode="post"), weights @ np.repeat(v, 2, 1), rtol=1e-10, atol=1e-13)


@pytest.mark.parametrize("arguments, sentence", [
    (dict(image_id=np.zeros((2, 70), int), causal="top_left"), "image_id makes a causal mask of its own"),
    (dict(existence_q=np.ones((2, 70))), "existence_q needs existence"),
])
def test_refusals(arguments, sentence):
    with pytest.raises(ValueError, match=sentence):
        pa.sdpa(*draw(N=70, M=70), **arguments)
