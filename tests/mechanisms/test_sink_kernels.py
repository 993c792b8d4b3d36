"""Similarities and kernels of the study of sinks: worked numbers and identities of the specification."""
import numpy as np
import pytest
from worked import K, Q, V, digits, draw

import polyattn as pa

pytestmark = pytest.mark.quick


def test_worked_examples():
    first = lambda **given: pa.sink_kernels(Q, K, V, causal=True, norm="l1", **given)[0, 0, :, 0]
    np.testing.assert_allclose(first(sim="elu1"), [1, 2.261204, 3.216388], **digits)
    np.testing.assert_allclose(first(sim="sigmoid"), [1, 2.145125, 3.118201], **digits)
    weights = pa.sink_kernels(Q, K, V, type="kernel", kernel="elu1", norm="l1", causal=True, return_weights=True).weights
    np.testing.assert_allclose(weights[0, 0], [[1, 0, 0], [0.4, 0.6, 0], [0.272727, 0.363636, 0.363636]], **digits)
    out = pa.sink_kernels(Q, K, V, type="kernel", norm="l1", causal=True)
    np.testing.assert_allclose(out[0, 0], [[0.707107, 1.414214], [2.12132, 2.828427], [3.4, 4.4]], **digits)


def test_without_a_norm_sigmoid_is_sigmoid_without_its_bias():
    q, k, v = draw()
    np.testing.assert_array_equal(pa.sink_kernels(q, k, v), pa.sigmoid(q, k, v, b=0.0))


def test_kernels_are_linear_attention():
    q, k, v = draw(H=4)
    np.testing.assert_allclose(pa.sink_kernels(q, k, v, type="kernel", kernel="elu1", norm="l1"), pa.linear(q, k, v, feature_map="elu1", scale=6 ** -0.5, eps=1e-8), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("given", [dict(kernel="linear"), dict(kernel="elu1"), dict(kernel="mlp")], ids=str)
@pytest.mark.parametrize("norm", ["none", "l1"])
def test_gradients_of_kernels(given, norm):
    q, k, v = draw(N=6, M=7, D=3, Dv=4)
    rng = np.random.default_rng(5)
    tensors = dict(q=q, k=k, v=v) | (dict(W1=rng.standard_normal((3, 3)), W2=rng.standard_normal((3, 3))) if given["kernel"] == "mlp" else {})
    given = {**given, "type": "kernel", "norm": norm, "causal": True}
    out, pullback = pa.vjp(pa.sink_kernels, **tensors, **given)
    np.testing.assert_allclose(out, pa.reference.sink_kernels(**tensors, **given), rtol=1e-10, atol=1e-12)
    dout = rng.standard_normal(out.shape)
    grads = pullback(dout)
    for name, x in tensors.items():
        move = 1e-6 * rng.standard_normal(x.shape)
        up, down = (pa.reference.sink_kernels(**{**tensors, name: x + sign * move}, **given) for sign in (1, -1))
        np.testing.assert_allclose((getattr(grads, name) * move).sum(), ((up - down) * dout).sum() / 2, rtol=2e-5, atol=1e-11, err_msg=name)


def test_what_does_not_go_together():
    q, k, v = draw()
    with pytest.raises(ValueError, match="W1 is given without"):
        pa.sink_kernels(q, k, v, W1=np.ones((6, 6)))
    with pytest.raises(ValueError, match="kernel='mlp' needs W1"):
        pa.sink_kernels(q, k, v, type="kernel", kernel="mlp")
