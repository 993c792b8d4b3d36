"""Rectified linear attention: worked numbers and identities of the specification, and the authors' own code."""
from pathlib import Path

import numpy as np
import pytest
from worked import K, Q, V, digits, draw

import polyattn as pa

pytestmark = pytest.mark.quick


def test_worked_example():
    out, attended, weights = pa.rela(Q, K, V, variant="rms", causal=True, return_attended=True, return_weights=True)
    np.testing.assert_allclose(out[0, 0], [[0.632456, 1.264911], [0.848528, 1.131371], [0.864717, 1.119046]], **digits)
    np.testing.assert_allclose(weights[0, 0], [[0.707107, 0, 0], [0, 0.707107, 0], [0.707107, 1.414214, 1.414214]], **digits)
    np.testing.assert_allclose(attended[0, 0], weights[0, 0] @ V[0, 0], **digits)


def test_the_norm_takes_the_length_of_queries():
    q, k, v = draw()
    np.testing.assert_allclose(pa.rela(3 * q, k, v, variant="rms"), pa.rela(q, k, v, variant="rms"), rtol=1e-6)


def test_the_norm_is_over_all_heads():
    q, k, v = draw()
    out = pa.rela(q, k, v, variant="rms")
    np.testing.assert_allclose((out ** 2).mean(axis=(1, 3)), 1, rtol=1e-6)
    none, n = pa.rela(q, k, v, variant="none", causal=True), np.arange(38, 71)[:, None]
    np.testing.assert_allclose(none, n * pa.relu_n(q, k, v, causal=True), rtol=1e-12)


def test_the_gate_reads_what_was_attended():
    q, k, v = draw()
    rng = np.random.default_rng(1)
    gamma, w_g = rng.standard_normal((2, 4, 5))
    a = pa.rela(q, k, v, variant="none")
    want = pa.rela(q, k, v, variant="rms", gamma=gamma) / (1 + np.exp(-w_g[:, None] * a))
    np.testing.assert_allclose(pa.rela(q, k, v, gamma=gamma, w_g=w_g), want, rtol=1e-12, atol=1e-15)


def test_what_does_not_go_together():
    q, k, v = draw()
    with pytest.raises(ValueError, match="w_g needs variant='gated'"):
        pa.rela(q, k, v, w_g=np.ones((4, 5)), variant="rms")


def test_it_is_the_code_of_the_authors():
    """Theirs gives the heads of a token side by side."""
    with np.load(Path(__file__).parents[1] / "vectors/rela-gated-keypad.npz") as z:
        given = {name[3:]: z[name] for name in z.files if name.startswith("in.")}
        want, cotangent, grads = z["out.out"], z["cot.out"], {name[5:]: z[name] for name in z.files if name.startswith("grad.")}
    heads = lambda x: x.reshape(2, 9, 3, 6).swapaxes(1, 2)
    given |= {name: given[name].reshape(3, 6) for name in ("gamma", "w_g")}
    np.testing.assert_allclose(pa.reference.rela(**given), heads(want), rtol=1e-9, atol=1e-9)
    out, pullback = pa.vjp(pa.rela, **given)
    np.testing.assert_allclose(out, heads(want), rtol=1e-9, atol=1e-9)
    for name, grad in pullback(heads(cotangent))._asdict().items():
        np.testing.assert_allclose(grad.reshape(grads[name].shape), grads[name], rtol=1e-8, atol=1e-8, err_msg=name)
