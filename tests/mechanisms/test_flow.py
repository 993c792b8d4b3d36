"""Flow-Attention: worked numbers and identities of the specification."""
import numpy as np
import pytest

import polyattn as pa

pytestmark = pytest.mark.quick

Q = np.array([[0, 1], [1, -1.0]])[None, None]
K = np.array([[1, 0], [0, 2.0]])[None, None]
V = np.eye(2)[None, None]


@pytest.fixture
def inputs():
    return pa.example_inputs("flow", batch=2, heads=4, kv_heads=2, queries=70, dim=6, value_dim=5, dtype="float64")


def test_worked_example():
    np.testing.assert_allclose(pa.flow(Q, K, V)[0, 0], [[0.335115, 0.419702], [0.367487, 0.338974]], rtol=0, atol=2e-6)
    np.testing.assert_allclose(pa.flow(Q, K, V, causal=True)[0, 0], [[0.731056, 0], [0.369718, 0.332960]], rtol=0, atol=2e-6)


def test_the_first_causal_row_is_its_value_through_the_gate(inputs):
    """s = 1 where a token meets itself alone."""
    have = pa.flow(**inputs, causal=True, eps=1e-12)[:, :, 0]
    np.testing.assert_allclose(have, np.repeat(inputs["v"][:, :, 0], 2, 1) / (1 + np.exp(-1)), rtol=1e-9)


def part(inputs, rows):
    return {name: x[:, :, rows] for name, x in inputs.items()}


def onwards(left):
    """What the next call begins with."""
    return {name.replace("final", "initial"): x for name, x in left._asdict().items() if name != "out"}


@pytest.mark.parametrize("options", [{}, {"map": "relu", "clip": None}, {"clip": 0.3, "key_mask": True}], ids=str)
@pytest.mark.parametrize("cut", [1, 33, 64])
def test_two_halves_joined_by_the_state_equal_the_whole(inputs, cut, options):
    keep = np.random.default_rng(0).random((2, 70)) < 0.7
    masks = [{**options, "key_mask": m} if "key_mask" in options else options for m in (keep, keep[:, :cut], keep[:, cut:])]
    whole = pa.flow(**inputs, causal=True, return_state=True, **masks[0])
    head = pa.flow(**part(inputs, slice(0, cut)), causal=True, return_state=True, **masks[1])
    tail = pa.flow(**part(inputs, slice(cut, None)), causal=True, return_state=True, **onwards(head), **masks[2])
    np.testing.assert_allclose(np.concatenate([head.out, tail.out], axis=2), whole.out, rtol=1e-10, atol=1e-12)
    for name, have in onwards(tail).items():
        np.testing.assert_allclose(have, onwards(whole)[name], rtol=1e-11, atol=1e-12, err_msg=name)


def test_one_token_at_a_time(inputs):
    whole, state, rows = pa.flow(**inputs, causal=True), {}, []
    for t in range(70):
        step = pa.flow(**part(inputs, slice(t, t + 1)), causal=True, return_state=True, **state)
        state = onwards(step)
        rows.append(step.out)
    np.testing.assert_allclose(np.concatenate(rows, axis=2), whole, rtol=1e-10, atol=1e-12)


def test_states_are_the_sums_that_the_specification_names(inputs):
    left = pa.flow(**inputs, causal=True, return_state=True)
    a, b = (1 / (1 + np.exp(-x)) for x in (inputs["q"], np.repeat(inputs["k"], 2, 1)))
    np.testing.assert_allclose(left.final_flows[:, :, :2], np.stack([a.sum(2), b.sum(2)], axis=2), rtol=1e-12)
    assert (left.final_count == 70).all() and left.final_state.shape == (2, 4, 6, 5)


def test_an_absent_token_is_as_good_as_not_there(inputs):
    keep = np.random.default_rng(1).random(70) < 0.6
    have = pa.flow(**inputs, causal=True, key_mask=np.stack([keep, keep]))[:, :, keep]
    np.testing.assert_allclose(have, pa.flow(**part(inputs, keep), causal=True), rtol=1e-10, atol=1e-12)


def test_states_are_of_causal_sums(inputs):
    state = onwards(pa.flow(**inputs, causal=True, return_state=True))
    for given in ({"return_state": True}, state):
        with pytest.raises(ValueError, match="flow: .* with causal=False, expected causal=True"):
            pa.flow(**inputs, **given)


def weights(inputs, **options):
    """u_i I_i <a_i, b_j> w_j: the output for values that are the identity, of each head by itself."""
    N, M = inputs["q"].shape[2], inputs["k"].shape[2]
    return pa.flow(inputs["q"], inputs["k"], np.broadcast_to(np.eye(M), (*inputs["k"].shape[:2], M, M)), eps=1e-14, **options)


def test_flows_of_the_specification_are_conserved(inputs):
    """sum_i s_i = M and, before the clip, sum_j r_j = N; sum_j w_j = M: seen in a call of one query, where s = M, and through the weights."""
    one = part(inputs, slice(0, 1)) | {name: inputs[name] for name in "kv"}
    a, b = (1 / (1 + np.exp(-x)) for x in (one["q"], np.repeat(one["k"], 2, 1)))
    I, O = 1 / (a @ b.sum(2)[..., None]), 1 / (b @ a.sum(2)[..., None])
    s, r = a @ (O * b).sum(2)[..., None], b @ (I * a).sum(2)[..., None]
    np.testing.assert_allclose(s.sum(2), 70, rtol=1e-12)
    np.testing.assert_allclose(r.sum(2), 1, rtol=1e-12)
    w = 70 * np.exp(r) / np.exp(r).sum(2, keepdims=True)
    np.testing.assert_allclose(w.sum(2), 70, rtol=1e-12)
    np.testing.assert_allclose(weights(one, clip=None), (I * a @ b.swapaxes(2, 3)) * w.swapaxes(2, 3) / (1 + np.exp(-s / 70)), rtol=1e-9)


def test_flows_are_conserved(inputs):
    """Without the gate and with equal keys, every row is the mean of values times what flows in: sum_j I_i <a_i, b_j> = 1."""
    same = {**inputs, "k": np.zeros_like(inputs["k"]), "v": np.ones_like(inputs["v"])}
    np.testing.assert_allclose(pa.flow(**same, eps=1e-12)[..., :1], 1 / (1 + np.exp(-sinks(same))), rtol=1e-9)


def sinks(inputs):
    """s_i N / M of keys that are all alike: I_i and s_i are inverse to one another up to the share of query i in all of them."""
    a = 1 / (1 + np.exp(-inputs["q"]))
    return (a.sum(-1, keepdims=True) / a.sum((-1, -2), keepdims=True)) * a.shape[2]


def test_clip(inputs):
    assert np.abs(pa.flow(**inputs, clip=0.5) - pa.flow(**inputs, clip=None)).max() > 1e-4
    np.testing.assert_array_equal(pa.flow(**inputs, clip=1e6), pa.flow(**inputs, clip=None))


def test_causal_wants_as_many_queries_as_keys(inputs):
    with pytest.raises(ValueError, match="flow: causal is given with 69 queries and 70 keys, expected the same number"):
        pa.flow(inputs["q"][:, :, 1:], inputs["k"], inputs["v"], causal=True)
