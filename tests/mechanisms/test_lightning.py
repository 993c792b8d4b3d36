"""Lightning attention: slopes and identities of the specification."""
import numpy as np
import pytest

import polyattn as pa

pytestmark = pytest.mark.quick
CLOSE = {"rtol": 1e-11, "atol": 1e-12}


@pytest.fixture
def qkv():
    rng = np.random.default_rng(0)
    return [rng.standard_normal((2, heads, 150, d)) for heads, d in ((4, 6), (2, 6), (2, 5))]


def slopes_of(H, **rule):
    """Read off a call: after a key of 1, the next token sees e^-slope of it."""
    one, zero = np.ones((1, H, 1, 1)), np.zeros((1, H, 1, 1))
    return -np.log(pa.lightning(np.concatenate([one, one], 2), np.concatenate([one, zero], 2), np.concatenate([one, one], 2), **rule)[0, :, 1, 0])


def test_closed_form(qkv):
    q, k, v = qkv
    slopes = np.array([0.3, 0.02])
    distance = np.arange(150)[:, None] - np.arange(150)
    mask = np.where(distance >= 0, np.exp(-slopes[:, None, None] * np.maximum(distance, 0)), 0)
    weights = (q @ np.repeat(k, 2, 1).swapaxes(2, 3)) * np.repeat(mask, 2, 0)
    np.testing.assert_allclose(pa.lightning(q, k, v, slopes=slopes), weights @ np.repeat(v, 2, 1), **CLOSE)


def test_equal_slopes_are_retention(qkv):
    decay = np.log([0.96875, 0.984375])
    have, want = (f(*qkv, **x, return_state=True) for f, x in ((pa.lightning, {"slopes": -decay}), (pa.retention, {"decay": decay, "scale": 1.0})))
    np.testing.assert_array_equal(have.out, want.out)
    np.testing.assert_array_equal(have.final_state, want.final_state)
    np.testing.assert_array_equal(pa.lightning(*qkv, slopes=-decay, scale=None), pa.retention(*qkv, decay=decay))


def test_without_slopes_it_is_linear_attention(qkv):
    linear = pa.linear(*qkv, feature_map="identity", causal=True)
    np.testing.assert_allclose(pa.lightning(*qkv, slopes=np.zeros(2)), linear, **CLOSE)


def test_default_slopes_are_those_of_alibi():
    np.testing.assert_allclose(slopes_of(8), 2.0 ** -np.arange(1, 9), rtol=1e-12)
    np.testing.assert_allclose(slopes_of(12), 2.0 ** -np.array([*range(1, 9), 0.5, 1.5, 2.5, 3.5]), rtol=1e-12)


@pytest.mark.parametrize("rule, want", [
    ("alibi", lambda h, l, L: 2.0 ** -(h + 1) * (1 - l / (L - 1) + 1e-5)),
    ("minimax", lambda h, l, L: 2.0 ** -(h + 1) * (1 - l / (L - 1 + 1e-5) + 1e-5)),
    ("transnormer", lambda h, l, L: (h + 1) * (1 - l / L)),
    ("fla", lambda h, l, L: h * (1 - l / L)),
])
@pytest.mark.parametrize("layer", [0, 3, 23])
def test_slopes_of_a_layer(rule, want, layer):
    np.testing.assert_allclose(slopes_of(8, layer_idx=layer, n_layers=24, slope_rule=rule), want(np.arange(8), layer, 24), rtol=1e-9, atol=1e-14)


def test_the_only_layer_is_the_first():
    np.testing.assert_allclose(slopes_of(8, layer_idx=0, n_layers=1), 2.0 ** -np.arange(1, 9) * (1 + 1e-5), rtol=1e-12)


@pytest.mark.parametrize("cut", [1, 64, 100])
def test_two_halves_joined_by_the_state_equal_the_whole(qkv, cut):
    whole = pa.lightning(*qkv, return_state=True)
    head = pa.lightning(*(x[:, :, :cut] for x in qkv), return_state=True)
    tail = pa.lightning(*(x[:, :, cut:] for x in qkv), initial_state=head.final_state, return_state=True)
    np.testing.assert_allclose(np.concatenate([head.out, tail.out], axis=2), whole.out, **CLOSE)
    np.testing.assert_allclose(tail.final_state, whole.final_state, **CLOSE)


@pytest.mark.parametrize("chunk", [1, 4, 16, 100])
def test_chunks_do_not_matter(qkv, chunk):
    np.testing.assert_allclose(pa.lightning(*qkv, chunk=chunk), pa.lightning(*qkv), **CLOSE)


@pytest.mark.parametrize("wrong, sentence", [
    ({"slopes": np.array([0.1, -0.1])}, r"slopes\[1\] is -0.1, expected at least 0"),
    ({"layer_idx": 1}, "layer_idx is 1 without n_layers, expected both"),
    ({"layer_idx": 2, "n_layers": 2}, "layer_idx is 2, expected less than n_layers = 2"),
    ({"slopes": np.ones(2), "slope_rule": "fla"}, "slopes is given with slope_rule, expected without"),
])
def test_what_makes_no_slopes_is_refused(qkv, wrong, sentence):
    with pytest.raises(ValueError, match="lightning: " + sentence):
        pa.lightning(*qkv, **wrong)
