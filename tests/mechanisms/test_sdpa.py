"""Softmax attention: worked numbers and identities of the specification."""
import numpy as np
import pytest

import polyattn as pa

pytestmark = pytest.mark.quick

# The worked example "T": N = M = 3, D = Dv = 2, one head.
Q = np.array([[1, 0], [0, 1], [1, 1.0]])[None, None]
K = np.array([[1, 0], [1, 1], [0, 2.0]])[None, None]
V = np.array([[1, 2], [3, 4], [5, 6.0]])[None, None]
T_CAUSAL = [[1, 0, 0], [0.330238, 0.669762, 0], [0.197776, 0.401112, 0.401112]]
T_FULL = [[0.401112, 0.401112, 0.197776], [0.140029, 0.283995, 0.575975], [0.197776, 0.401112, 0.401112]]
digits = dict(rtol=0, atol=6e-7)


@pytest.fixture
def qkv():
    rng = np.random.default_rng(0)
    return [rng.standard_normal((2, heads, n, d)) for heads, n, d in ((4, 33, 6), (2, 70, 6), (2, 70, 5))]


def test_worked_example():
    out, lse, weights = pa.sdpa(Q, K, V, causal=True, return_lse=True, return_weights=True)
    np.testing.assert_allclose(weights[0, 0], T_CAUSAL, **digits)
    np.testing.assert_allclose(out[0, 0, :, 0], [1, 2.339523, 3.406673], **digits)
    np.testing.assert_allclose(lse[0, 0], [0.707107, 1.107940, 2.327728], **digits)
    out, lse, weights = pa.sdpa(Q, K, V, return_lse=True, return_weights=True)
    np.testing.assert_allclose(weights[0, 0], T_FULL, **digits)
    np.testing.assert_allclose(lse[0, 0], [1.620621, 1.965904, 2.327728], **digits)


def test_worked_softcap():
    weights = pa.sdpa(Q, K, V, causal=True, softcap=1.0, return_weights=True).weights[0, 0]
    np.testing.assert_allclose(weights, [[1, 0, 0], [0.352319, 0.647681, 0], [0.274348, 0.362826, 0.362826]], **digits)


def test_worked_alibi():
    weights = pa.sdpa(Q, K, V, causal=True, alibi_slopes=np.array([0.5]), return_weights=True).weights[0, 0]
    np.testing.assert_allclose(weights, [[1, 0, 0], [0.230213, 0.769787, 0], [0.101453, 0.339238, 0.559309]], **digits)


def test_worked_sinks():
    out, weights = pa.sdpa(Q, K, V, causal=True, sinks=np.array([0.0]), return_weights=True)
    np.testing.assert_allclose(weights[0, 0], [[0.669762, 0, 0], [0.248255, 0.50349, 0], [0.180203, 0.365472, 0.365472]], **digits)
    np.testing.assert_allclose(out[0, 0], [[0.669762, 1.339523], [1.758725, 2.51047], [3.103981, 4.015129]], **digits)
    out = pa.sdpa(Q, K, V, causal=True, sinks=np.array([0.5]))
    np.testing.assert_allclose(out[0, 0], [[0.551592, 1.103185], [1.514773, 2.162244], [2.934817, 3.796308]], **digits)


@pytest.mark.parametrize("heads, want", [
    (1, [0.00390625]),
    (3, [0.0625, 0.00390625, 0.25]),
    (6, [0.25, 0.0625, 0.015625, 0.00390625, 0.5, 0.125]),
    (8, [2.0 ** -i for i in range(1, 9)]),
    (12, [*(2.0 ** -i for i in range(1, 9)), 0.70710678, 0.35355339, 0.1767767, 0.08838835]),
])
def test_the_words_for_slopes(heads, want):
    rng = np.random.default_rng(1)
    q, k, v = rng.standard_normal((3, 1, heads, 9, 4))
    for word, slopes in (("standard", want), ("geometric", [2 ** (-8 * (h + 1) / heads) for h in range(heads)])):
        np.testing.assert_allclose(pa.sdpa(q, k, v, alibi_slopes=word), pa.sdpa(q, k, v, alibi_slopes=np.array(slopes)), rtol=1e-6, atol=1e-7)


def test_adding_a_constant_to_a_row_of_bias_shifts_the_lse_alone(qkv):
    rng = np.random.default_rng(2)
    bias, constant = rng.standard_normal((2, 4, 33, 70)), rng.standard_normal((2, 4, 33, 1))
    plain, shifted = (pa.sdpa(*qkv, bias=b, return_lse=True) for b in (bias, bias + constant))
    np.testing.assert_allclose(shifted.out, plain.out, rtol=1e-12, atol=1e-13)
    np.testing.assert_allclose(shifted.lse, plain.lse + constant[..., 0], rtol=1e-12)


def test_a_window_of_everything_is_no_window(qkv):
    for window in ((70, 70), (-1, -1), (70, -1)):
        np.testing.assert_array_equal(pa.sdpa(*qkv, window=window), pa.sdpa(*qkv))


def test_a_window_of_nothing_is_the_token_itself():
    rng = np.random.default_rng(3)
    q, k, v = rng.standard_normal((3, 1, 2, 67, 4))
    np.testing.assert_allclose(pa.sdpa(q, k, v, window=(0, 0)), v, rtol=1e-14)


def test_an_integer_window_means_both_sides(qkv):
    np.testing.assert_array_equal(pa.sdpa(*qkv, window=3), pa.sdpa(*qkv, window=(3, 3)))


def test_grouped_heads_repeat_keys_and_values(qkv):
    q, k, v = qkv
    np.testing.assert_array_equal(pa.sdpa(q, k, v), pa.sdpa(q, np.repeat(k, 2, 1), np.repeat(v, 2, 1)))
    np.testing.assert_array_equal(pa.sdpa(q, k[:, :1], v[:, :1]), pa.sdpa(q, np.repeat(k[:, :1], 4, 1), np.repeat(v[:, :1], 4, 1)))


def test_keys_in_any_order(qkv):
    q, k, v = qkv
    order = np.random.default_rng(4).permutation(70)
    np.testing.assert_allclose(pa.sdpa(q, k[:, :, order], v[:, :, order]), pa.sdpa(q, k, v), rtol=1e-12, atol=1e-14)


def test_sinks_far_away_are_no_sinks(qkv):
    np.testing.assert_allclose(pa.sdpa(*qkv, sinks=np.full(4, -200.0)), pa.sdpa(*qkv), rtol=1e-14)


def test_sinks_scale_the_output_by_a_sigmoid_of_the_lse(qkv):
    sinks = np.array([0.5, -1, 2, 0.0])
    out, lse = pa.sdpa(*qkv, return_lse=True)
    held = pa.sdpa(*qkv, sinks=sinks, return_lse=True)
    np.testing.assert_allclose(held.out, out / (1 + np.exp(sinks[:, None] - lse))[..., None], rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(held.lse, np.logaddexp(lse, sinks[:, None]), rtol=1e-13)


def test_a_row_without_keys_leaves_all_to_the_sink(qkv):
    held = pa.sdpa(*qkv, sinks=np.array([0.5, -1, 2, 0.0]), mask=np.zeros((33, 70), bool), return_lse=True)
    assert not held.out.any()
    np.testing.assert_allclose(held.lse, np.broadcast_to(np.array([0.5, -1, 2, 0.0])[:, None], (2, 4, 33)), rtol=1e-15)


def test_a_cap_far_away_is_no_cap(qkv):
    np.testing.assert_allclose(pa.sdpa(*qkv, softcap=1e8), pa.sdpa(*qkv), rtol=1e-12, atol=1e-14)


def test_parts_merge_by_their_lse(qkv):
    q, k, v = qkv
    whole = pa.sdpa(q, k, v, return_lse=True)
    a, b = (pa.sdpa(q, k[:, :, part], v[:, :, part], return_lse=True) for part in (slice(0, 23), slice(23, None)))
    lse = np.logaddexp(a.lse, b.lse)
    np.testing.assert_allclose(whole.lse, lse, rtol=1e-13)
    np.testing.assert_allclose(whole.out, np.exp(a.lse - lse)[..., None] * a.out + np.exp(b.lse - lse)[..., None] * b.out, rtol=1e-12, atol=1e-14)


def test_the_gradient_of_the_lse(qkv):
    """dq_i = scale sum_j P_ij dLSE_i k_j."""
    q, k, v = qkv
    weights = pa.sdpa(q, k, v, return_weights=True).weights
    dlse = np.random.default_rng(5).standard_normal((2, 4, 33))
    _, pullback = pa.vjp(pa.sdpa, q, k, v, return_lse=True)
    grads = pullback((None, dlse))
    np.testing.assert_allclose(grads.q, 6 ** -0.5 * dlse[..., None] * (weights @ np.repeat(k, 2, 1)), rtol=1e-11, atol=1e-13)
    assert not grads.v.any()


def test_rows_before_the_first_key_see_nothing():
    rng = np.random.default_rng(6)
    q, k, v = rng.standard_normal((1, 2, 9, 4)), rng.standard_normal((1, 2, 5, 4)), rng.standard_normal((1, 2, 5, 4))
    out, lse = pa.sdpa(q, k, v, causal=True, return_lse=True)
    assert not out[:, :, :4].any() and (lse[:, :, :4] == -np.inf).all()
    np.testing.assert_array_equal(out[:, :, 4:], pa.sdpa(q[:, :, 4:], k, v, causal=True))


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_scores_of_any_size(dtype):
    """Nothing overflows where the weights do not: scores of thousands, of both signs."""
    rng = np.random.default_rng(7)
    q, k, v = rng.standard_normal((3, 1, 2, 70, 8)).astype(dtype)
    for factor in (1e3, 1e4):
        want = pa.reference.sdpa(factor * q, k, v, return_lse=True)
        have = pa.sdpa(factor * q, k, v, return_lse=True)
        tolerance = {np.float64: 1e-9, np.float32: 2e-7 * factor}[dtype]
        np.testing.assert_allclose(have.lse, want.lse, rtol=tolerance)
        np.testing.assert_allclose(have.out, want.out, atol=4 * tolerance)


class TestDropout:
    P = 0.3

    def test_none_is_none_to_the_bit(self, qkv):
        np.testing.assert_array_equal(pa.sdpa(*qkv, dropout_p=0.0, seed=5), pa.sdpa(*qkv))

    def test_known_words(self):
        """Philox4x32-10 of counter 0 and key 0: 6627e8d5 e169c58d bc57ac4c 9b00dbd8. Weights show which keys were kept."""
        q, k, v = np.zeros((1, 1, 1, 2)), np.zeros((1, 1, 4, 2)), np.eye(4)[None, None]
        for j, word in enumerate([0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8]):
            for threshold in (word, word + 1):                              # key j is kept where its word reaches the threshold
                out = pa.sdpa(q, k, v, dropout_p=threshold / 2 ** 32)
                assert (out[0, 0, 0, j] != 0) == (word >= threshold)

    def test_share_and_mean(self):
        q, k, v = np.zeros((1, 4, 100, 2)), np.zeros((1, 4, 100, 2)), np.broadcast_to(np.eye(100), (1, 4, 100, 100))
        kept = pa.sdpa(q, k, v, dropout_p=self.P, seed=1) * 100
        np.testing.assert_allclose(kept[kept != 0], 1 / (1 - self.P), rtol=1e-12)
        assert abs((kept != 0).mean() - (1 - self.P)) < 0.01

    def test_seed_and_offset(self, qkv):
        same, other, moved = (pa.sdpa(*qkv, dropout_p=self.P, seed=s, offset=o) for s, o in ((1, 0), (2, 0), (1, 1)))
        np.testing.assert_array_equal(same, pa.sdpa(*qkv, dropout_p=self.P, seed=1))
        assert (same != other).any() and (same != moved).any() and (other != moved).any()

    def test_statistics_are_those_before_dropout(self, qkv):
        dropped = pa.sdpa(*qkv, dropout_p=self.P, return_lse=True, return_weights=True)
        plain = pa.sdpa(*qkv, return_lse=True, return_weights=True)
        np.testing.assert_array_equal(dropped.lse, plain.lse)
        np.testing.assert_array_equal(dropped.weights, plain.weights)


def relative(x, r):
    return np.linalg.norm(x.astype(float) - r) / np.linalg.norm(r)


@pytest.mark.parametrize("options", [{}, {"causal": True}, {"dropout_p": 0.2, "seed": 3}, {"illama_alpha": 0.3}, {"softcap": 2.0}, {"window": (5, 3)}, {"sinks": np.array([1.0, -2.0])}], ids=str)
def test_bfloat16_loses_its_rounding_and_no_more(options):
    x = pa.example_inputs("sdpa", batch=1, heads=2, queries=70, keys=330, dim=17, dtype="bfloat16")
    assert relative(pa.sdpa(**x, **options), pa.reference.sdpa(**{n: v.astype(float) for n, v in x.items()}, **options)) < 2.6e-3


def test_a_key_that_is_alone_gives_its_value_in_bfloat16():
    x = pa.example_inputs("sdpa", batch=1, heads=2, queries=40, keys=40, dim=16, dtype="bfloat16")
    assert (pa.sdpa(**x, causal=True)[:, :, 0] == x["v"][:, :, 0]).all()


@pytest.mark.parametrize("dtype, error", [("float64", 1e-13), ("float32", 1e-6), ("bfloat16", 2e-3), ("float16", 3e-4)])
def test_few_queries_and_a_long_cache(dtype, error):
    x = pa.example_inputs("sdpa", batch=1, heads=8, kv_heads=2, queries=1, keys=2500, dim=24, dtype=dtype)
    options = {"sinks": np.ones(8), "window": (2300, 0)}
    out = pa.sdpa(**x, **options)
    assert relative(out, pa.reference.sdpa(**{n: v.astype(float) for n, v in x.items()}, **options)) < error
    before = pa.get_num_threads()
    try:
        pa.set_num_threads(2)
        two = pa.sdpa(**x, **options)
        pa.set_num_threads(1)
        assert (two == pa.sdpa(**x, **options)).all()
    finally:
        pa.set_num_threads(before)


@pytest.mark.parametrize("form", ["bhnd", "bnhd", "packed"])
def test_merged_parts_are_the_whole(form):
    """Spec 0.7: keys in parts, a part that a row sees nothing of, and a row that sees nothing at all."""
    x = pa.example_inputs("sdpa", queries=5, keys=9, dim=4, value_dim=3, heads=4, kv_heads=2, dtype="float64")
    mask = np.ones((2, 1, 5, 9), bool)
    mask[:, :, 1, :4], mask[:, :, 2] = False, False
    whole = pa.sdpa(**x, mask=mask, return_lse=True)
    parts = [pa.sdpa(x["q"], x["k"][:, :, keys], x["v"][:, :, keys], mask=mask[..., keys], return_lse=True) for keys in (slice(0, 4), slice(4, 5), slice(5, 9))]
    parts[0].out[:, :, 1] = np.nan                                        # what no weight is on
    arrange = {"bhnd": lambda o: o, "bnhd": lambda o: o.swapaxes(1, 2), "packed": lambda o: o[0].swapaxes(0, 1)}[form]
    lses = [part.lse[0] if form == "packed" else part.lse for part in parts]
    merged = pa.merge_states([arrange(part.out) for part in parts], lses, layout="bnhd" if form == "bnhd" else "bhnd")
    np.testing.assert_allclose(merged.out, arrange(whole.out), rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(merged.lse, whole.lse[0] if form == "packed" else whole.lse, rtol=1e-12)
    assert (merged.out.dtype, merged.lse.dtype) == (np.float64, np.float64)


def test_merged_parts_have_the_gradients_of_the_whole():
    torch = pytest.importorskip("torch")
    x = pa.example_inputs("sdpa", queries=5, keys=9, dim=4, dtype="float64", like="torch")
    mask = torch.ones(5, 9, dtype=torch.bool)
    mask[1, :4], mask[2] = False, False
    leaves = [t.requires_grad_() for t in x.values()]
    q, k, v = leaves
    parts = [pa.sdpa(q, k[:, :, keys], v[:, :, keys], mask=mask[:, keys], return_lse=True) for keys in (slice(0, 4), slice(4, 9))]
    merged, whole = pa.merge_states(*zip(*parts)), pa.sdpa(q, k, v, mask=mask, return_lse=True)
    seen = whole.lse.detach() > -torch.inf
    score = lambda r: (r.out * torch.linspace(-1, 1, r.out.numel()).view_as(r.out)).sum() + r.lse[seen].sin().sum()
    for ours, want in zip(torch.autograd.grad(score(merged), leaves), torch.autograd.grad(score(whole), leaves)):
        torch.testing.assert_close(ours, want, rtol=1e-10, atol=1e-12)
    half = pa.merge_states([part.out.bfloat16() for part in parts], [part.lse.float() for part in parts])
    assert (half.out.dtype, half.lse.dtype) == (torch.bfloat16, torch.float32)


@pytest.mark.parametrize("kind, sentence, call", [
    (ValueError, "2 outputs and 1 lses", lambda o, l: pa.merge_states([o, o], [l])),
    (ValueError, "0 outputs and 0 lses", lambda o, l: pa.merge_states([], [])),
    (ValueError, r"lses have shape \(2, 5, 4\), expected \(2, 4, 5\)", lambda o, l: pa.merge_states([o], [l.swapaxes(1, 2)])),
    (ValueError, r"outputs\[1\] is float32 of shape \(1, 4, 5, 3\)", lambda o, l: pa.merge_states([o, o[:1]], [l, l])),
    (TypeError, r"outputs\[1\] is float64", lambda o, l: pa.merge_states([o, o.astype(float)], [l, l])),
    (TypeError, r"outputs\[0\] is int64, expected float64", lambda o, l: pa.merge_states([o.astype(np.int64)], [l])),
    (TypeError, r"lses\[0\] is list", lambda o, l: pa.merge_states([o], [l.tolist()])),
    (ValueError, "unknown layout 'nbhd'", lambda o, l: pa.merge_states([o], [l], layout="nbhd")),
])
def test_what_cannot_be_merged(kind, sentence, call):
    with pytest.raises(kind, match=sentence):
        call(np.zeros((2, 4, 5, 3), np.float32), np.zeros((2, 4, 5), np.float32))
