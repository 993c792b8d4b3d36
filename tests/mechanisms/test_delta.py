"""DeltaNet: worked numbers and identities of the specification."""
import numpy as np
import pytest

import polyattn as pa

pytestmark = pytest.mark.quick

Q = np.array([[1, 0], [0, 1], [1, 1.0]])[None, None]
K = np.array([[1, 0], [0.6, 0.8], [0, 1.0]])[None, None]
V = np.array([1, 2, -1.0])[None, None, :, None]
BETA = np.array([1, 0.5, 1.0])[None, None]


@pytest.fixture
def inputs():
    return pa.example_inputs("delta", batch=2, heads=4, kv_heads=2, queries=150, dim=6, value_dim=5, dtype="float64")


def part(inputs, rows):
    return {name: x[:, :, rows] for name, x in inputs.items()}


def test_worked_example():
    have = pa.delta(Q, K, V, beta=BETA, scale=1.0, return_state=True)
    np.testing.assert_allclose(have.out[0, 0, :, 0], [1, 0.56, 0.42], rtol=1e-14)
    np.testing.assert_allclose(have.final_state[0, 0, :, 0], [1.42, -1], rtol=1e-14)


def test_what_was_written_is_read_back(inputs):
    """beta = 1, |k| = 1: reading with the key right after writing gives the value."""
    inputs["beta"] = np.ones_like(inputs["beta"])
    inputs["q"] = np.repeat(inputs["k"], 2, axis=1)
    np.testing.assert_allclose(pa.delta(**inputs, scale=1.0), np.repeat(inputs["v"], 2, axis=1), rtol=1e-10, atol=1e-11)


def test_orthonormal_keys_make_it_linear_attention():
    rng = np.random.default_rng(1)
    k = np.linalg.qr(rng.standard_normal((1, 2, 20, 20)))[0]
    q, v = rng.standard_normal((1, 2, 20, 20)), rng.standard_normal((1, 2, 20, 5))
    linear = pa.linear(q, k, v, feature_map="identity", causal=True, scale=20 ** -0.5)
    np.testing.assert_allclose(pa.delta(q, k, v, beta=np.ones((1, 2, 20))), linear, rtol=1e-10, atol=1e-12)


def test_no_write_strength_keeps_the_initial_state(inputs):
    state = np.random.default_rng(2).standard_normal((2, 2, 6, 5))
    inputs["beta"] = np.zeros_like(inputs["beta"])
    have = pa.delta(**inputs, initial_state=state, return_state=True)
    np.testing.assert_array_equal(have.final_state, state)
    np.testing.assert_allclose(have.out, 6 ** -0.5 * inputs["q"] @ np.repeat(state, 2, axis=1), rtol=1e-12, atol=1e-13)


def test_keys_of_norm_zero_write_nothing(inputs):
    state = np.random.default_rng(3).standard_normal((2, 2, 6, 5))
    inputs["k"] = np.zeros_like(inputs["k"])
    np.testing.assert_array_equal(pa.delta(**inputs, initial_state=state, return_state=True).final_state, state)


def test_the_quadratic_form_of_the_paper(inputs):
    """tril(Q K^T) (I + tril(diag(beta) K K^T, -1))^-1 diag(beta) V."""
    q, k, v, beta = (inputs[name] if name == "q" else np.repeat(inputs[name], 2, axis=1) for name in ("q", "k", "v", "beta"))
    kk = k @ k.swapaxes(2, 3)
    T = np.linalg.solve(np.eye(150) + np.tril(beta[..., None] * kk, -1), beta[..., None] * np.eye(150))
    want = 6 ** -0.5 * np.tril(q @ k.swapaxes(2, 3)) @ T @ v
    np.testing.assert_allclose(pa.delta(**inputs), want, rtol=1e-9, atol=1e-10)


@pytest.mark.parametrize("cut", [1, 63, 64, 100])
def test_two_halves_joined_by_the_state_equal_the_whole(inputs, cut):
    whole = pa.delta(**inputs, return_state=True)
    head = pa.delta(**part(inputs, slice(0, cut)), return_state=True)
    tail = pa.delta(**part(inputs, slice(cut, None)), initial_state=head.final_state, return_state=True)
    np.testing.assert_allclose(np.concatenate([head.out, tail.out], axis=2), whole.out, rtol=1e-10, atol=1e-11)
    np.testing.assert_allclose(tail.final_state, whole.final_state, rtol=1e-10, atol=1e-11)


def test_one_token_at_a_time(inputs):
    whole, state, rows = pa.delta(**inputs), None, []
    for t in range(150):
        out, state = pa.delta(**part(inputs, slice(t, t + 1)), initial_state=state, return_state=True)
        rows.append(out)
    np.testing.assert_allclose(np.concatenate(rows, axis=2), whole, rtol=1e-10, atol=1e-11)


@pytest.mark.parametrize("chunk", [1, 4, 16, 100, 1024])
def test_chunks_do_not_matter(inputs, chunk):
    np.testing.assert_allclose(pa.delta(**inputs, chunk=chunk), pa.delta(**inputs), rtol=1e-10, atol=1e-11)


def test_left_padding_is_a_shorter_sequence(inputs):
    mask = np.ones((2, 150), bool)
    mask[:, :37] = False
    padded = pa.delta(**inputs, key_mask=mask, return_state=True)
    short = pa.delta(**part(inputs, slice(37, None)), return_state=True)
    assert not padded.out[:, :, :37].any()
    np.testing.assert_allclose(padded.out[:, :, 37:], short.out, rtol=1e-10, atol=1e-11)
    np.testing.assert_allclose(padded.final_state, short.final_state, rtol=1e-10, atol=1e-11)


def test_both_directions_are_summed(inputs):
    """No correction for the token itself: each direction erases before it writes."""
    there = pa.delta(**inputs)
    back = pa.delta(**part(inputs, slice(None, None, -1)))[:, :, ::-1]
    np.testing.assert_allclose(pa.delta(**inputs, causal=False, bidirectional=True), there + back, rtol=1e-10, atol=1e-11)


def test_normalising_and_doubling_are_what_they_say(inputs):
    unit = lambda x: x / np.sqrt((x * x).sum(-1, keepdims=True) + 1e-6)
    by_hand = {**inputs, "q": unit(inputs["q"]), "k": unit(inputs["k"]), "beta": 2 * inputs["beta"]}
    np.testing.assert_allclose(pa.delta(**inputs, qk_l2norm=True, allow_neg_eigval=True), pa.delta(**by_hand), rtol=1e-10, atol=1e-11)
