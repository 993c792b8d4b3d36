"""DeltaProduct: identities of the specification."""
import numpy as np
import pytest

import polyattn as pa

pytestmark = pytest.mark.quick
CLOSE = {"rtol": 1e-10, "atol": 1e-11}


def inputs_of(n_h, tokens=50):
    x = pa.example_inputs("gated_delta", batch=2, heads=4, kv_heads=2, queries=tokens, keys=tokens * n_h, dim=6, value_dim=5, dtype="float64")
    return {**x, "g": np.repeat(x["g"][:, :, ::n_h], 2, axis=1)[:, :2]}


def tokens_of(inputs, rows, n_h):
    first, last = rows
    return {name: x[:, :, first:last] if name in "qg" else x[:, :, first * n_h:last * n_h] for name, x in inputs.items()}


def by_steps(inputs, n_h):
    """The same on a sequence of steps: gates with the first of each token, queries at the last."""
    g, q = np.zeros(inputs["beta"].shape), np.zeros((*inputs["q"].shape[:2], inputs["k"].shape[2], 6))
    g[:, :, ::n_h], q[:, :, n_h - 1::n_h] = inputs["g"], inputs["q"]
    result = pa.gated_delta(**{**inputs, "g": g, "q": q}, return_state=True)
    return result.out[:, :, n_h - 1::n_h], result.final_state


@pytest.mark.parametrize("n_h", [1, 2, 3, 5])
def test_it_is_the_gated_delta_rule_on_steps(n_h):
    inputs = inputs_of(n_h)
    have, (out, state) = pa.delta_product(**inputs, n_h=n_h, return_state=True), by_steps(inputs, n_h)
    np.testing.assert_allclose(have.out, out, **CLOSE)
    np.testing.assert_allclose(have.final_state, state, **CLOSE)


def test_gradients_are_those_of_steps():
    inputs = inputs_of(3)
    out, pullback = pa.vjp(pa.delta_product, **inputs, n_h=3)
    have = pullback(np.cos(out))
    g, q, cotangent = np.zeros(inputs["beta"].shape), np.zeros((2, 4, 150, 6)), np.zeros((2, 4, 150, 5))
    g[:, :, ::3], q[:, :, 2::3], cotangent[:, :, 2::3] = inputs["g"], inputs["q"], np.cos(out)
    want = pa.vjp(pa.gated_delta, **{**inputs, "g": g, "q": q})[1](cotangent)
    for name in ("k", "v", "beta"):
        np.testing.assert_allclose(getattr(have, name), getattr(want, name), **CLOSE)
    np.testing.assert_allclose(have.q, want.q[:, :, 2::3], **CLOSE)
    np.testing.assert_allclose(have.g, want.g[:, :, ::3], **CLOSE)


def test_one_step_is_gated_delta():
    inputs = inputs_of(1)
    np.testing.assert_array_equal(pa.delta_product(**inputs, n_h=1), pa.gated_delta(**inputs))
    del inputs["g"]
    np.testing.assert_allclose(pa.delta_product(**inputs, n_h=1), pa.delta(**inputs), **CLOSE)


def test_two_reflections_rotate():
    """With beta = 2 a step reflects: two of them, at 45 degrees, turn the state by 90."""
    k = np.array([[1, 0], [0.5 ** 0.5, 0.5 ** 0.5]])[None, None]
    given = {"q": np.array([[1.0, 0]])[None, None], "k": k, "v": np.zeros((1, 1, 2, 1)), "beta": np.full((1, 1, 2), 1.0), "scale": 1.0}
    out, state = pa.delta_product(**given, allow_neg_eigval=True, initial_state=np.array([1, 0.0])[None, None, :, None], return_state=True)
    np.testing.assert_allclose(state.ravel(), [0, 1], atol=1e-15)
    np.testing.assert_allclose(out.ravel(), [0], atol=1e-15)


@pytest.mark.parametrize("cut", [1, 16, 25])
def test_two_halves_joined_by_the_state_equal_the_whole(cut):
    inputs = inputs_of(2)
    whole = pa.delta_product(**inputs, return_state=True)
    head = pa.delta_product(**tokens_of(inputs, (0, cut), 2), return_state=True)
    tail = pa.delta_product(**tokens_of(inputs, (cut, 50), 2), initial_state=head.final_state, return_state=True)
    np.testing.assert_allclose(np.concatenate([head.out, tail.out], axis=2), whole.out, **CLOSE)
    np.testing.assert_allclose(tail.final_state, whole.final_state, **CLOSE)


def test_one_token_at_a_time():
    inputs = inputs_of(3)
    whole, state, rows = pa.delta_product(**inputs, n_h=3), None, []
    for t in range(50):
        out, state = pa.delta_product(**tokens_of(inputs, (t, t + 1), 3), n_h=3, initial_state=state, return_state=True)
        rows.append(out)
    np.testing.assert_allclose(np.concatenate(rows, axis=2), whole, **CLOSE)


@pytest.mark.parametrize("chunk", [1, 4, 16, 100])
def test_chunks_do_not_matter(chunk):
    inputs = inputs_of(3)
    np.testing.assert_allclose(pa.delta_product(**inputs, n_h=3, chunk=chunk), pa.delta_product(**inputs, n_h=3), **CLOSE)


def test_packed_sequences_have_offsets_of_tokens_and_of_steps():
    inputs = {name: x[:1] for name, x in inputs_of(2).items()}
    tokens = np.array([0, 7, 7, 30, 50])
    have = pa.delta_product(**inputs, n_h=2, cu_seqlens_q=tokens, cu_seqlens_k=2 * tokens, return_state=True)
    for s, (first, last) in enumerate(zip(tokens, tokens[1:])):
        alone = pa.delta_product(**tokens_of(inputs, (first, last), 2), n_h=2, return_state=True)
        np.testing.assert_array_equal(have.out[:, :, first:last], alone.out)
        np.testing.assert_array_equal(have.final_state[s], alone.final_state[0])


def test_as_many_keys_as_there_are_for_each_query():
    inputs = inputs_of(3)
    np.testing.assert_array_equal(pa.delta_product(**inputs), pa.delta_product(**inputs, n_h=3))


def test_gates_that_do_not_count_the_tokens_are_refused():
    inputs = inputs_of(2)
    with pytest.raises(ValueError, match="delta_product: g has 50 tokens and k 100 rows, expected a gate for every n_h = 4 of them"):
        pa.delta_product(**inputs, n_h=4)
