"""LightNet: worked numbers and identities of the specification."""
import numpy as np
import pytest

import polyattn as pa

pytestmark = pytest.mark.quick
CLOSE = {"rtol": 1e-11, "atol": 1e-12}

Q = np.array([[1, 0], [0, 1], [1, 1.0]])[None, None]
K = np.array([[1, 0], [0.6, 0.8], [0, 1.0]])[None, None]
V = np.array([1, 2, -1.0])[None, None, :, None]


@pytest.fixture
def qkv():
    rng = np.random.default_rng(0)
    return [rng.standard_normal((2, heads, 150, d)) for heads, d in ((4, 6), (2, 6), (2, 5))]


def cut(qkv, rows):
    return [x[:, :, rows] for x in qkv]


def test_worked_example():
    np.testing.assert_allclose(pa.lightnet(Q, K, V)[0, 0, :, 0], [1, 1.689974481, 1.427665256], rtol=1e-9)


def test_closed_form(qkv):
    """A causal softmax over the keys for each channel."""
    q, k, v = qkv
    weights = np.exp(k[:, :, None]) * np.tri(150)[None, None, :, :, None]                  # [B, H, i, j, D]
    weights /= weights.sum(axis=3, keepdims=True)
    states = np.einsum("bhijd,bhje->bhide", weights, v)
    np.testing.assert_allclose(pa.lightnet(q, k, v), np.einsum("bhid,bhide->bhie", q, np.repeat(states, 2, axis=1)), **CLOSE)
    np.testing.assert_allclose(pa.lightnet(q, k, v, causal=False), q @ np.repeat(states[:, :, -1], 2, axis=1), **CLOSE)


def test_one_token_is_its_value_times_the_sum_of_its_query(qkv):
    q, k, v = cut(qkv, slice(0, 1))
    np.testing.assert_allclose(pa.lightnet(q, k, v), q.sum(-1, keepdims=True) * np.repeat(v, 2, axis=1), **CLOSE)


def test_equal_logits_average(qkv):
    q, k, v = qkv
    mean = np.cumsum(v, axis=2) / np.arange(1, 151)[:, None]
    np.testing.assert_allclose(pa.lightnet(q, np.full_like(k, 3), v), q.sum(-1, keepdims=True) * np.repeat(mean, 2, axis=1), **CLOSE)


def test_a_denominator_that_begins_at_0_is_one_more_key(qkv):
    q, k, v = qkv
    first = lambda x: np.concatenate([np.zeros_like(x[:, :, :1]), x], axis=2)
    np.testing.assert_allclose(pa.lightnet(q, k, v, denom_init=0), pa.lightnet(q, first(k), first(v)), **CLOSE)


@pytest.mark.parametrize("at", [1, 16, 64, 100])
def test_two_halves_joined_by_the_state_equal_the_whole(qkv, at):
    whole = pa.lightnet(*qkv, return_state=True)
    head = pa.lightnet(*cut(qkv, slice(0, at)), return_state=True)
    tail = pa.lightnet(*cut(qkv, slice(at, None)), initial_state=head.final_state, initial_z=head.final_z, return_state=True)
    np.testing.assert_allclose(np.concatenate([head.out, tail.out], axis=2), whole.out, **CLOSE)
    np.testing.assert_allclose(tail.final_state, whole.final_state, **CLOSE)
    np.testing.assert_allclose(tail.final_z, whole.final_z, **CLOSE)
    np.testing.assert_allclose(whole.final_z, np.log(np.exp(qkv[1]).sum(axis=2)), **CLOSE)


@pytest.mark.parametrize("chunk", [1, 4, 16, 100])
def test_chunks_do_not_matter(qkv, chunk):
    np.testing.assert_allclose(pa.lightnet(*qkv, chunk=chunk), pa.lightnet(*qkv), **CLOSE)


def test_gradients_are_those_of_the_closed_form(qkv):
    """By hand for the last query alone: one softmax over all keys."""
    q, k, v = (x[:1, :1] for x in qkv)
    out, pullback = pa.vjp(pa.lightnet, q, k, v, causal=False)
    grads = pullback(np.ones_like(out))
    p = np.exp(k[0, 0]) / np.exp(k[0, 0]).sum(axis=0)
    dM = q[0, 0].sum(axis=0)[:, None] * np.ones((6, 5))
    M = p.T @ v[0, 0]
    np.testing.assert_allclose(grads.k[0, 0], p * (v[0, 0] @ dM.T - (dM * M).sum(axis=1)), rtol=1e-9, atol=1e-10)
    np.testing.assert_allclose(grads.v[0, 0], p @ dM, **CLOSE)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_logits_of_any_size(qkv, dtype):
    q, k, v = (x.astype(dtype) for x in (qkv[0], 1000 * qkv[1], qkv[2]))
    tolerance = {np.float64: 1e-11, np.float32: 2e-5}[dtype]
    np.testing.assert_allclose(pa.lightnet(q, k, v), pa.reference.lightnet(q, k, v), rtol=tolerance, atol=tolerance)
    out, pullback = pa.vjp(pa.lightnet, q, k, v)
    assert all(np.isfinite(x).all() for x in pullback(np.ones_like(out)))


def test_logits_of_minus_infinity_write_nothing(qkv):
    q, k, v = qkv
    k = k.copy()
    k[:, :, :20, 2] = k[:, :, 40:, 1] = -np.inf
    np.testing.assert_allclose(pa.lightnet(q, k, v), pa.reference.lightnet(q, k, v), **CLOSE)
    out, pullback = pa.vjp(pa.lightnet, q, k, v)
    grads = pullback(np.ones_like(out))
    assert all(np.isfinite(x).all() for x in grads) and not grads.k[:, :, :20, 2].any() and not grads.k[:, :, 40:, 1].any()
