"""InLine: worked numbers and identities of the specification."""
import numpy as np
import pytest

import polyattn as pa

pytestmark = pytest.mark.quick

Q = np.array([[0, 1], [1, -1.0]])[None, None]
K = np.array([[1, 0], [0, 2.0]])[None, None]
V = np.eye(2)[None, None]


@pytest.fixture
def inputs():
    return pa.example_inputs("inline", batch=2, heads=4, kv_heads=2, queries=70, dim=6, value_dim=5, dtype="float64")


def part(inputs, rows):
    return {name: x[:, :, rows] if name in "qkv" else x for name, x in inputs.items()}


@pytest.mark.parametrize("options", [{}, {"scale": "code"}, {"feature_map": "exp"}], ids=str)
@pytest.mark.parametrize("cut", [1, 33, 64])
def test_two_halves_joined_by_the_state_equal_the_whole(inputs, cut, options):
    whole = pa.inline(**inputs, causal=True, return_state=True, **options)
    head = pa.inline(**part(inputs, slice(0, cut)), causal=True, return_state=True, **options)
    tail = pa.inline(**part(inputs, slice(cut, None)), causal=True, initial_state=head.final_state, initial_z=head.final_z, return_state=True, **options)
    np.testing.assert_allclose(np.concatenate([head.out, tail.out], axis=2), whole.out, rtol=1e-9, atol=1e-10)
    np.testing.assert_allclose(tail.final_state, whole.final_state, rtol=1e-10, atol=1e-11)
    np.testing.assert_allclose(tail.final_z, whole.final_z, rtol=1e-10, atol=1e-11)


def test_worked_example():
    """V is the identity, so that the output shows the weights."""
    np.testing.assert_allclose(pa.inline(Q, K, V)[0, 0], [[-0.5, 1.5], [2, -1]], rtol=0, atol=1e-12)
    np.testing.assert_allclose(pa.inline(Q, K, V, scale="code")[0, 0], [[0.146447, 0.853553], [1.030330, -0.030330]], rtol=0, atol=6e-7)


@pytest.mark.parametrize("feature_map", ["identity", "relu", "leaky_relu", "exp"])
@pytest.mark.parametrize("options", [{}, {"causal": True}, {"scale": "code"}, {"scale": 0.3}], ids=str)
def test_weights_sum_to_one(inputs, feature_map, options):
    ones = {**inputs, "v": np.ones_like(inputs["v"])}
    np.testing.assert_allclose(pa.inline(**ones, feature_map=feature_map, **options), 1, rtol=1e-9)


def test_keys_may_move_together_and_queries_may_not_grow(inputs):
    want = pa.inline(**inputs)
    np.testing.assert_allclose(pa.inline(**{**inputs, "k": inputs["k"] + np.arange(6)}), want, rtol=1e-9, atol=1e-10)
    assert np.abs(pa.inline(**{**inputs, "q": 2 * inputs["q"]}) - want).max() > 0.1


def test_the_residual_is_a_convolution_of_the_image():
    """A kernel whose one weight is left of the middle: every pixel gets its left neighbour's value, the class token nothing."""
    rng = np.random.default_rng(0)
    q, k, v = (rng.standard_normal((1, 1, 7, 2)) for _ in range(3))
    r = np.zeros((1, 2, 3, 3))
    r[:, :, 1, 0] = 1
    have = pa.inline(q, k, v, r=r, class_token=True, grid=(2, 3)) - pa.inline(q, k, v)
    image = v[0, 0, 1:].reshape(2, 3, 2)
    want = np.concatenate([np.zeros((2, 1, 2)), image[:, :-1]], axis=1).reshape(6, 2)
    np.testing.assert_allclose(have[0, 0], np.concatenate([np.zeros((1, 2)), want]), atol=1e-12)


@pytest.mark.parametrize("bad, words", [
    ({"grid": (2, 3)}, "given without r"), ({"r": (2, 20, 3, 3), "grid": (6, 11)}, "expected height times width to be 70"),
    ({"r": (2, 19, 3, 3)}, "expected .B, 20, 3, 3."), ({"r": (2, 20, 3, 3), "causal": True, "grid": (7, 10)}, "sees the future"),
])
def test_what_is_no_image_is_refused(inputs, bad, words):
    given = {**inputs, **bad}
    if "r" in bad:
        given["r"] = np.zeros(bad["r"])
    with pytest.raises(ValueError, match=f"inline: .*{words}"):
        pa.inline(**given)


@pytest.fixture
def predictor():
    """C = 20 channels of 4 heads, 5 of each."""
    rng = np.random.default_rng(3)
    return {"x": rng.standard_normal((2, 70, 20)), "W1": rng.standard_normal((20, 5)), "b1": rng.standard_normal(20), "W2": rng.standard_normal((180, 5)), "b2": rng.standard_normal(180)}


def test_kernels_are_predicted_by_grouped_convolutions_as_the_authors_write_them(inputs, predictor):
    torch = pytest.importorskip("torch")
    mean, W1, b1, W2, b2 = (torch.from_numpy(x) for x in (predictor["x"].mean(1)[..., None], predictor["W1"][..., None], predictor["b1"], predictor["W2"][..., None], predictor["b2"]))
    conv = torch.nn.functional.conv1d
    r = conv(torch.nn.functional.gelu(conv(mean, W1, b1, groups=4)), W2, b2, groups=4).reshape(2, 20, 3, 3).numpy()
    np.testing.assert_allclose(pa.inline(**inputs, **predictor, grid=(7, 10)), pa.inline(**inputs, r=r, grid=(7, 10)), rtol=1e-10, atol=1e-11)


def test_the_class_token_counts_in_the_mean(inputs, predictor):
    spoilt = {**predictor, "x": predictor["x"].copy()}
    spoilt["x"][:, 0] += 1
    options = {"class_token": True, "grid": (3, 23)}
    assert np.abs(pa.inline(**inputs, **spoilt, **options) - pa.inline(**inputs, **predictor, **options)).max() > 1e-3


def test_an_absent_value_is_no_pixel(inputs):
    keep = np.random.default_rng(2).random((2, 70)) < 0.6
    given = {**inputs, "r": np.ones((2, 20, 3, 3)), "grid": (7, 10), "key_mask": keep}
    spoilt = {**given, "v": np.where(keep[:, None, :, None], inputs["v"], np.nan)}
    np.testing.assert_array_equal(pa.inline(**spoilt), pa.inline(**given))


@pytest.mark.parametrize("change, words", [
    ({"x": None}, "W1 is given without x"), ({"W2": None}, "x is given without W2"), ({"r": np.zeros((2, 20, 3, 3))}, "x is given with r"),
    ({"W1": np.zeros((20, 4)), "W2": np.zeros((180, 4))}, "axis 1 of W1 has 4, expected 5"), ({"causal": True}, "x is given with causal"),
])
def test_what_cannot_predict_is_refused(inputs, predictor, change, words):
    with pytest.raises(ValueError, match=f"inline: {words}"):
        pa.inline(**inputs, **{**predictor, "grid": (7, 10), **change})
