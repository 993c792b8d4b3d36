"""FLatten: worked numbers and identities of the specification."""
import numpy as np
import pytest

import polyattn as pa

pytestmark = pytest.mark.quick
NOTHING = {"eps_in": 0.0, "eps_z": 0.0}


@pytest.fixture
def inputs():
    return pa.example_inputs("flatten", batch=2, heads=4, kv_heads=2, queries=70, dim=6, value_dim=5, dtype="float64")


def features(k, **options):
    """Of every key alone: what its state sums."""
    rows = [pa.flatten(k[:, :, :1], k[:, :, j:j + 1], k[:, :, :1], return_state=True, **options).final_z[..., :-1] for j in range(k.shape[2])]
    return np.stack(rows, axis=2)


def test_worked_example():
    """V is the identity, so that the output shows the weights."""
    x = np.array([[1, 2], [2, 1.0]])[None, None]
    np.testing.assert_allclose(features(x, **NOTHING)[0, 0, 0], [0.277351, 2.218802], rtol=0, atol=2e-6)      # the specification is off in its last digit
    np.testing.assert_allclose(pa.flatten(x, x, np.eye(2)[None, None], **NOTHING)[0, 0], [[0.802469, 0.197531], [0.197531, 0.802469]], rtol=0, atol=6e-7)


@pytest.mark.parametrize("p", [0.5, 1, 2, 3, 7.5])
def test_features_keep_the_norm(inputs, p):
    k = inputs["k"]
    norm = lambda x, axes: np.sqrt((x * x).sum(axis=axes))
    np.testing.assert_allclose(norm(features(k, p=p, norm_scope="head", eps_in=0.0), -1), norm(np.maximum(k, 0), -1), rtol=1e-10)
    np.testing.assert_allclose(norm(features(k, p=p, eps_in=0.0), (1, 3)), norm(np.maximum(k, 0), (1, 3)), rtol=1e-10)


@pytest.mark.parametrize("scope", ["layer", "head"])
def test_the_first_power_is_relu(inputs, scope):
    want = pa.linear(**inputs, feature_map="relu", eps=70e-6)
    np.testing.assert_allclose(pa.flatten(**inputs, p=1.0, norm_scope=scope, eps_in=0.0), want, rtol=1e-10, atol=1e-12)


def test_of_one_head_scopes_are_the_same_and_of_several_they_are_not(inputs):
    one = {**inputs, "q": inputs["q"][:, :1], "k": inputs["k"][:, :1], "v": inputs["v"][:, :1]}
    np.testing.assert_array_equal(pa.flatten(**one), pa.flatten(**one, norm_scope="head"))
    assert np.abs(pa.flatten(**inputs) - pa.flatten(**inputs, norm_scope="head")).max() > 1e-3


def test_the_scope_of_queries_cancels(inputs):
    """Every key of norm 1 in each head and of equal powers: the scope then matters to queries alone."""
    k = np.broadcast_to(np.eye(6)[np.arange(70) % 6], inputs["k"].shape)
    a, b = (pa.flatten(inputs["q"], k, inputs["v"], norm_scope=scope, **NOTHING) for scope in ("layer", "head"))
    np.testing.assert_allclose(a, b, rtol=1e-9, atol=1e-11)


def test_one_scale_for_all_channels_cancels(inputs):
    want = pa.flatten(**inputs, **NOTHING)
    np.testing.assert_allclose(pa.flatten(**inputs, t_raw=np.full(12, 1.7), **NOTHING), want, rtol=1e-10, atol=1e-12)
    rng = np.random.default_rng(0)
    raw = rng.standard_normal(12)
    t = np.log1p(np.exp(raw)).reshape(2, 1, 6)
    by_hand = {**inputs, "q": inputs["q"] / np.repeat(t, 2, 0), "k": inputs["k"] / t}
    np.testing.assert_allclose(pa.flatten(**inputs, t_raw=raw, **NOTHING), pa.flatten(**by_hand, **NOTHING), rtol=1e-10, atol=1e-12)


def test_the_table_is_added_to_keys(inputs):
    E = np.random.default_rng(1).standard_normal((70, 12))
    by_hand = {**inputs, "k": inputs["k"] + E.reshape(70, 2, 6).swapaxes(0, 1)}
    np.testing.assert_array_equal(pa.flatten(**inputs, E=E), pa.flatten(**by_hand))


@pytest.mark.parametrize("scope", ["layer", "head"])
@pytest.mark.parametrize("cut", [1, 33, 64])
def test_two_halves_joined_by_the_state_equal_the_whole(inputs, cut, scope):
    part = lambda rows: {name: x[:, :, rows] for name, x in inputs.items()}
    whole = pa.flatten(**inputs, causal=True, return_state=True, norm_scope=scope)
    head = pa.flatten(**part(slice(0, cut)), causal=True, return_state=True, norm_scope=scope)
    tail = pa.flatten(**part(slice(cut, None)), causal=True, initial_state=head.final_state, initial_z=head.final_z, return_state=True, norm_scope=scope)
    np.testing.assert_allclose(np.concatenate([head.out, tail.out], axis=2), whole.out, rtol=1e-9, atol=1e-10)
    np.testing.assert_allclose(tail.final_state, whole.final_state, rtol=1e-10, atol=1e-11)
    np.testing.assert_allclose(tail.final_z, whole.final_z, rtol=1e-10, atol=1e-11)


def test_the_convolution_is_of_the_image(inputs):
    """A kernel whose one weight is below the middle: every pixel gets the value beneath it."""
    kernel = np.zeros((5, 1, 5, 3))
    kernel[:, :, 3, 1] = 1
    have = pa.flatten(**inputs, W_dw=kernel, b_dw=np.full(5, 0.25), grid=(7, 10)) - pa.flatten(**inputs)
    image = np.repeat(inputs["v"], 2, 1).reshape(2, 4, 7, 10, 5)
    want = np.concatenate([image[:, :, 1:], np.zeros((2, 4, 1, 10, 5))], axis=2).reshape(2, 4, 70, 5) + 0.25
    np.testing.assert_allclose(have, want, rtol=0, atol=1e-12)


def test_fewer_values_are_stretched_as_torch_stretches_them(inputs):
    torch = pytest.importorskip("torch")
    few = {**inputs, "k": inputs["k"][:, :, :12], "v": inputs["v"][:, :, :12]}
    middle = np.ones((5, 1, 1, 1))
    have = pa.flatten(**few, W_dw=middle, grid=(7, 10)) - pa.flatten(**few)
    want = torch.nn.functional.interpolate(torch.from_numpy(few["v"]).reshape(4, 12, 5).mT, 70, mode="linear").mT.reshape(2, 2, 70, 5).numpy()
    np.testing.assert_allclose(have, np.repeat(want, 2, 1), rtol=0, atol=1e-12)


def test_an_absent_value_is_no_pixel(inputs):
    keep = np.random.default_rng(2).random((2, 70)) < 0.6
    given = {**inputs, "W_dw": np.ones((5, 1, 3, 3)), "grid": (7, 10), "key_mask": keep}
    spoilt = {**given, "v": np.where(keep[:, None, :, None], inputs["v"], np.nan)}
    np.testing.assert_array_equal(pa.flatten(**spoilt), pa.flatten(**given))
    out, pullback = pa.vjp(pa.flatten, **spoilt)
    grads = pullback(np.ones_like(out))
    assert np.isfinite(grads.W_dw).all() and not grads.v[~np.broadcast_to(keep[:, None], (2, 2, 70))].any()


@pytest.mark.parametrize("bad, words", [
    ({"W_dw": (5, 1, 3, 3), "causal": True, "grid": (7, 10)}, "sees the future"), ({"W_dw": (5, 1, 2, 3), "grid": (7, 10)}, "odd kh and kw"),
    ({"W_dw": (5, 1, 3, 3)}, "height times width to be 70"), ({"b_dw": (5,)}, "b_dw is given without W_dw"), ({"grid": (7, 10)}, "grid is given without W_dw"),
    ({"t_raw": (24,)}, "24 channels, expected 12 = H D"), ({"E": (70, 6)}, "6 channels, expected 12 = H D"),
])
def test_what_does_not_go_together_is_refused(inputs, bad, words):
    given = {name: np.ones(x) if name in ("W_dw", "b_dw", "t_raw", "E") else x for name, x in bad.items()}
    with pytest.raises(ValueError, match=f"flatten: .*{words}"):
        pa.flatten(**inputs, **given)


def test_a_layer_as_the_authors_build_it():
    torch = pytest.importorskip("torch")
    model = pa.nn.Attention(32, 4, "flatten", grid=(3, 4), parameters=("t_raw", "E", "W_dw", "b_dw"))
    assert {name: tuple(x.shape) for name, x in model.learned.named_parameters()} == {"t_raw": (32,), "E": (12, 32), "W_dw": (8, 1, 5, 5), "b_dw": (8,)}
    model(torch.randn(2, 12, 32)).square().mean().backward()
    assert all(p.grad.any() for p in model.parameters())
