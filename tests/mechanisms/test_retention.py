"""Retention: worked numbers and identities of the specification."""
import numpy as np
import pytest

import polyattn as pa

pytestmark = pytest.mark.quick

# The worked example of the recurrent family: D = 2, Dv = 1, scale = 1.
Q = np.array([[1, 0], [0, 1], [1, 1.0]])[None, None]
K = np.array([[1, 0], [0.6, 0.8], [0, 1.0]])[None, None]
V = np.array([1, 2, -1.0])[None, None, :, None]


@pytest.fixture
def qkv():
    rng = np.random.default_rng(0)
    return [rng.standard_normal((2, heads, 150, d)) for heads, d in ((4, 6), (2, 6), (2, 5))]


@pytest.mark.parametrize("alpha, out, state", [(1.0, [1, 1.6, 2.8], [2.2, 0.6]), (0.5, [1, 1.6, 0.65], [0.85, -0.2])])
def test_worked_example(alpha, out, state):
    have = pa.retention(Q, K, V, decay=np.log([alpha]), scale=1.0, return_state=True)
    np.testing.assert_allclose(have.out[0, 0, :, 0], out, rtol=1e-14)
    np.testing.assert_allclose(have.final_state[0, 0, :, 0], state, rtol=1e-14)


def test_default_decays(qkv):
    """1 - 2^(-5 - h): 0.96875, 0.984375 for the two key/value heads."""
    np.testing.assert_allclose(pa.retention(*qkv), pa.retention(*qkv, decay=np.log([0.96875, 0.984375])), rtol=1e-12, atol=1e-13)


def test_closed_form(qkv):
    q, k, v = qkv
    decay = np.log([0.9, 0.97])
    distance = np.arange(150)[:, None] - np.arange(150)
    mask = np.where(distance >= 0, np.exp(decay[:, None, None] * np.maximum(distance, 0)), 0)
    weights = 6 ** -0.5 * (q @ np.repeat(k, 2, 1).swapaxes(2, 3)) * np.repeat(mask, 2, 0)
    np.testing.assert_allclose(pa.retention(q, k, v, decay=decay), weights @ np.repeat(v, 2, 1), rtol=1e-11, atol=1e-12)


def test_zero_decay_is_linear_attention(qkv):
    linear = pa.linear(*qkv, feature_map="identity", causal=True, scale=6 ** -0.5)
    np.testing.assert_allclose(pa.retention(*qkv, decay=np.zeros(2)), linear, rtol=1e-11, atol=1e-12)


@pytest.mark.parametrize("cut", [1, 63, 64, 100])
def test_two_halves_joined_by_the_state_equal_the_whole(qkv, cut):
    whole = pa.retention(*qkv, return_state=True)
    head = pa.retention(*(x[:, :, :cut] for x in qkv), return_state=True)
    tail = pa.retention(*(x[:, :, cut:] for x in qkv), initial_state=head.final_state, return_state=True)
    np.testing.assert_allclose(np.concatenate([head.out, tail.out], axis=2), whole.out, rtol=1e-11, atol=1e-12)
    np.testing.assert_allclose(tail.final_state, whole.final_state, rtol=1e-11, atol=1e-12)


def test_one_token_at_a_time(qkv):
    whole, state, rows = pa.retention(*qkv, return_state=True), None, []
    for t in range(150):
        out, state = pa.retention(*(x[:, :, t:t + 1] for x in qkv), initial_state=state, return_state=True)
        rows.append(out)
    np.testing.assert_allclose(np.concatenate(rows, axis=2), whole.out, rtol=1e-11, atol=1e-12)
    np.testing.assert_allclose(state, whole.final_state, rtol=1e-11, atol=1e-12)


@pytest.mark.parametrize("chunk", [1, 4, 16, 100, 1024])
def test_chunks_do_not_matter(qkv, chunk):
    np.testing.assert_allclose(pa.retention(*qkv, chunk=chunk), pa.retention(*qkv), rtol=1e-11, atol=1e-12)


def test_queries_before_the_first_key_read_the_initial_state(qkv):
    q, k, v = qkv
    state = np.random.default_rng(1).standard_normal((2, 2, 6, 5))
    out = pa.retention(q, k[:, :, :5], v[:, :, :5], initial_state=state)
    np.testing.assert_allclose(out[:, :, :145], 6 ** -0.5 * q[:, :, :145] @ np.repeat(state, 2, 1), rtol=1e-12, atol=1e-13)
    assert not pa.retention(q, k[:, :, :5], v[:, :, :5])[:, :, :145].any()


def test_without_causality_every_query_reads_the_final_state(qkv):
    q, k, v = qkv
    out, state = pa.retention(q, k, v, causal=False, return_state=True)
    np.testing.assert_allclose(out, 6 ** -0.5 * q @ np.repeat(state, 2, 1), rtol=1e-11, atol=1e-12)


def test_left_padding_is_a_shorter_sequence(qkv):
    q, k, v = qkv
    mask = np.ones((2, 150), bool)
    mask[:, :37] = False
    padded = pa.retention(q, k, v, key_mask=mask, return_state=True)
    short = pa.retention(*(x[:, :, 37:] for x in qkv), return_state=True)
    assert not padded.out[:, :, :37].any()
    np.testing.assert_allclose(padded.out[:, :, 37:], short.out, rtol=1e-11, atol=1e-12)
    np.testing.assert_allclose(padded.final_state, short.final_state, rtol=1e-11, atol=1e-12)


def test_the_stabilisers_of_a_head_that_forgets_everything(qkv):
    """Each token reads itself alone: both divisors see one weight."""
    q, k, v = qkv
    own = 6 ** -0.5 * (q * np.repeat(k, 2, 1)).sum(-1, keepdims=True)
    want = own / np.maximum(np.abs(own), 1) * np.repeat(v, 2, 1)
    for retention in (pa.retention, pa.reference.retention):
        np.testing.assert_allclose(retention(q, k, v, decay=np.full(2, -np.inf), stabilise=True), want, rtol=1e-12)


def test_both_directions_count_each_key_once(qkv):
    q, k, v = qkv
    decay = np.log([0.9, 0.97])
    mask = np.exp(decay[:, None, None] * np.abs(np.arange(150)[:, None] - np.arange(150)))
    weights = 6 ** -0.5 * (q @ np.repeat(k, 2, 1).swapaxes(2, 3)) * np.repeat(mask, 2, 0)
    have = pa.retention(q, k, v, decay=decay, causal=False, bidirectional=True)
    np.testing.assert_allclose(have, weights @ np.repeat(v, 2, 1), rtol=1e-11, atol=1e-12)


def test_after_a_norm_of_each_head_the_stabilisers_are_invisible(qkv):
    q, k, v = qkv
    plain, stabilised = (pa.retention(q, k, v, stabilise=s) for s in (False, True))
    unit = lambda x: x / np.sqrt((x * x).mean(-1, keepdims=True))
    np.testing.assert_allclose(unit(stabilised), unit(plain), rtol=1e-9, atol=1e-10)
    assert np.abs(stabilised - plain).max() > 1e-3
