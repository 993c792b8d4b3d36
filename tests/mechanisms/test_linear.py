"""Linear attention: worked numbers and identities of the specification."""
import numpy as np
import pytest

import polyattn as pa

pytestmark = pytest.mark.quick

Q = np.array([[0, 1], [1, -1.0]])[None, None]
K = np.array([[1, 0], [0, 2.0]])[None, None]
V = np.eye(2)[None, None]
MAPS = ["identity", "relu", "relu2", "elu1", "exp", "sigmoid", "softmax", "taylor1", "taylor2", "rebased", "dpfp", "focused", "nala", "cos"]
POSITIVE = ["elu1", "exp", "sigmoid", "taylor2", "focused"]


@pytest.fixture
def qkv():
    rng = np.random.default_rng(0)
    return [rng.standard_normal((2, heads, n, d)) for heads, n, d in ((4, 70, 6), (2, 70, 6), (2, 70, 5))]


def test_worked_example():
    """V is the identity, so that the output shows the weights."""
    np.testing.assert_allclose(pa.linear(Q, K, V, eps=0.0)[0, 0], [[0.363636, 0.636364], [0.584604, 0.415396]], rtol=0, atol=6e-7)
    np.testing.assert_allclose(pa.linear(Q, K, V, eps=0.0, causal=True)[0, 0], [[1, 0], [0.584604, 0.415396]], rtol=0, atol=6e-7)
    np.testing.assert_allclose(pa.linear(Q, K, V, normalize=False)[0, 0], [[4, 7], [4.367879, 3.103638]], rtol=0, atol=6e-7)


def test_worked_efficient_attention():
    np.testing.assert_allclose(pa.linear(Q, K, V, feature_map="softmax", normalize=False)[0, 0], [[0.283756, 0.716244], [0.658124, 0.341876]], rtol=0, atol=6e-7)


def test_taylor_maps_are_polynomials_of_the_score(qkv):
    q, k, v = qkv
    t = q @ np.repeat(k, 2, 1).swapaxes(2, 3) / 6 ** 0.5
    for name, weights in (("taylor1", 1 + t), ("taylor2", 1 + t + t * t / 2)):
        np.testing.assert_allclose(pa.linear(q, k, v, feature_map=name, normalize=False), weights @ np.repeat(v, 2, 1), rtol=1e-10, atol=1e-10)


def test_rebased_is_the_square_of_the_score_of_normalised_rows(qkv):
    q, k, v = qkv
    x, y = ((x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + 1e-5) for x in (q, k))
    weights = (x @ np.repeat(y, 2, 1).swapaxes(2, 3)) ** 2 / 6
    np.testing.assert_allclose(pa.linear(q, k, v, feature_map="rebased", normalize=False), weights @ np.repeat(v, 2, 1), rtol=1e-10, atol=1e-10)


def test_signed_maps_are_not_normalised_unless_asked(qkv):
    for name in MAPS:
        default, without = pa.linear(*qkv, feature_map=name), pa.linear(*qkv, feature_map=name, normalize=False)
        assert np.array_equal(default, without) == (name in ("identity", "taylor1", "softmax")), name


@pytest.mark.parametrize("name", POSITIVE)
def test_one_visible_key_is_its_value(qkv, name):
    q, k, v = qkv
    np.testing.assert_allclose(pa.linear(q, k, v, feature_map=name, causal=True, eps=0.0)[:, :, 0], np.repeat(v[:, :, 0], 2, 1), rtol=1e-12)


@pytest.mark.parametrize("name", POSITIVE + ["softmax"])
@pytest.mark.parametrize("causal", [False, True])
def test_weights_sum_to_one(qkv, name, causal):
    q, k, v = qkv
    np.testing.assert_allclose(pa.linear(q, k, np.ones_like(v), feature_map=name, eps=0.0, causal=causal), 1, rtol=1e-11)


@pytest.mark.parametrize("name", [name for name in MAPS if name != "cos"])
def test_keys_in_any_order(qkv, name):
    q, k, v = qkv
    order = np.random.default_rng(1).permutation(70)
    np.testing.assert_allclose(pa.linear(q, k[:, :, order], v[:, :, order], feature_map=name), pa.linear(q, k, v, feature_map=name), rtol=1e-9, atol=1e-11)


@pytest.mark.parametrize("name", [name for name in MAPS if name != "cos"])      # its angles: test_cosformer.py
@pytest.mark.parametrize("cut", [1, 33, 64])
def test_two_halves_joined_by_the_state_equal_the_whole(qkv, name, cut):
    q, k, v = qkv
    whole = pa.linear(q, k, v, feature_map=name, causal=True, return_state=True)
    head = pa.linear(*(x[:, :, :cut] for x in qkv), feature_map=name, causal=True, return_state=True)
    tail = pa.linear(*(x[:, :, cut:] for x in qkv), feature_map=name, causal=True, initial_state=head.final_state, initial_z=head.final_z, return_state=True)
    np.testing.assert_allclose(np.concatenate([head.out, tail.out], axis=2), whole.out, rtol=1e-9, atol=1e-10)
    np.testing.assert_allclose(tail.final_state, whole.final_state, rtol=1e-10, atol=1e-11)
    np.testing.assert_allclose(tail.final_z, whole.final_z, rtol=1e-10, atol=1e-11)


def test_one_token_at_a_time(qkv):
    whole, state, rows = pa.linear(*qkv, causal=True), {}, []
    for t in range(70):
        step = pa.linear(*(x[:, :, t:t + 1] for x in qkv), causal=True, return_state=True, **state)
        state = {"initial_state": step.final_state, "initial_z": step.final_z}
        rows.append(step.out)
    np.testing.assert_allclose(np.concatenate(rows, axis=2), whole, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("chunk", [1, 4, 16, 64, 1024])
def test_chunks_do_not_matter(qkv, chunk):
    np.testing.assert_allclose(pa.linear(*qkv, causal=True, chunk=chunk), pa.linear(*qkv, causal=True), rtol=1e-11, atol=1e-13)


def test_an_absent_key_leaves_the_normaliser_too(qkv):
    q, k, v = qkv
    keep = np.random.default_rng(2).random((2, 70)) < 0.6
    have = pa.linear(q, k, v, key_mask=keep)
    for b in range(2):
        np.testing.assert_allclose(have[b:b + 1], pa.linear(q[b:b + 1], k[b:b + 1][:, :, keep[b]], v[b:b + 1][:, :, keep[b]]), rtol=1e-11, atol=1e-13)


def test_plain_sums_are_unnormalised_causal_linear_attention(qkv):
    q, k, v = qkv
    weights = np.tril(q @ np.repeat(k, 2, 1).swapaxes(2, 3))
    np.testing.assert_allclose(pa.linear(q, k, v, feature_map="identity", causal=True), weights @ np.repeat(v, 2, 1), rtol=1e-11, atol=1e-12)


def test_a_divisor_of_zero_gives_zero():
    """relu of negative queries: every weight is 0."""
    q, k, v = -np.ones((1, 1, 3, 4)), np.ones((1, 1, 5, 4)), np.ones((1, 1, 5, 2))
    for mode in ("add", "clamp_min", "none"):
        assert not pa.linear(q, k, v, feature_map="relu", eps_mode=mode).any()


def test_t2r_with_weights_of_the_identity_is_relu(qkv):
    eye = np.eye(6)
    t2r = pa.linear(*qkv, feature_map="t2r", W_q=np.broadcast_to(eye, (4, 6, 6)), W_k=np.broadcast_to(eye, (2, 6, 6)))
    np.testing.assert_allclose(t2r, pa.linear(*qkv, feature_map="relu"), rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_exponential_features_overflow_to_infinity(dtype):
    k = np.array([1e3, 1e9, 1e30, np.inf, -1e9, -np.inf], dtype).reshape(1, 1, 6, 1)
    state = [pa.linear(k[:, :, :1], k[:, :, i:i + 1], np.ones_like(k[:, :, :1]), feature_map="exp", return_state=True).final_z.item() for i in range(6)]
    assert state == [np.inf] * 4 + [0, 0]


@pytest.mark.parametrize("how", [{"key_mask": np.zeros((1, 3), bool)}, {"causal": True}], ids=["masked", "causal"])
def test_a_query_that_sees_no_key_gives_zero_whatever_it_is(how):
    q, k, v = np.full((1, 1, 5, 4), np.nan), np.ones((1, 1, 3, 4)), np.ones((1, 1, 3, 2))
    out, pullback = pa.vjp(pa.linear, q, k, v, **how)
    blind = slice(0, 5 if "key_mask" in how else 2)
    assert not out[:, :, blind].any() and not pullback(np.ones_like(out)).q[:, :, blind].any()


def test_hadamard_is_the_product_of_two_projections(qkv):
    q, k, v = qkv
    rng = np.random.default_rng(3)
    W = {name: rng.standard_normal((heads, 6, 3)) for name, heads in (("W_q", 4), ("W_q2", 4), ("W_k", 2), ("W_k2", 2))}
    a, b = (q @ W["W_q"]) * (q @ W["W_q2"]), (k @ W["W_k"]) * (k @ W["W_k2"])
    np.testing.assert_allclose(pa.linear(q, k, v, feature_map="hadamard", **W), pa.linear(a, b, v, feature_map="identity"), rtol=1e-11, atol=1e-12)


def test_random_features_approach_their_kernels():
    rng = np.random.default_rng(4)
    q, k, v = (rng.standard_normal((1, 1, 6, 4)) for _ in range(3))
    omega = rng.standard_normal((20000, 4))
    np.testing.assert_allclose(pa.linear(q, k, v, feature_map="favor", omega=omega), pa.sdpa(q, k, v), atol=0.1)
    unit = lambda x: x / np.linalg.norm(x, axis=-1, keepdims=True)
    np.testing.assert_allclose(pa.linear(q, k, v, feature_map="rff", omega=omega, normalize=True), pa.sdpa(unit(q), unit(k), v, scale=1.0), atol=0.1)
