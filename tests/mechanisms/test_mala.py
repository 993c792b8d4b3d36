"""MALA: worked numbers and identities of the specification."""
import numpy as np
import pytest

import polyattn as pa

pytestmark = pytest.mark.quick

Q = np.array([[0, 1], [1, -1.0]])[None, None]
K = np.array([[1, 0], [0, 2.0]])[None, None]
V = np.eye(2)[None, None]


@pytest.fixture
def inputs():
    return pa.example_inputs("mala", batch=2, heads=4, kv_heads=2, queries=70, dim=6, value_dim=5, dtype="float64")


def part(inputs, rows):
    return {name: x[:, :, rows] if name in "qkv" else x for name, x in inputs.items()}


@pytest.mark.parametrize("options", [{}, {"scale": "code"}, {"feature_map": "exp"}], ids=str)
@pytest.mark.parametrize("cut", [1, 33, 64])
def test_two_halves_joined_by_the_state_equal_the_whole(inputs, cut, options):
    whole = pa.mala(**inputs, causal=True, return_state=True, **options)
    head = pa.mala(**part(inputs, slice(0, cut)), causal=True, return_state=True, **options)
    tail = pa.mala(**part(inputs, slice(cut, None)), causal=True, initial_state=head.final_state, initial_z=head.final_z, return_state=True, **options)
    np.testing.assert_allclose(np.concatenate([head.out, tail.out], axis=2), whole.out, rtol=1e-9, atol=1e-10)
    np.testing.assert_allclose(tail.final_state, whole.final_state, rtol=1e-10, atol=1e-11)
    np.testing.assert_allclose(tail.final_z, whole.final_z, rtol=1e-10, atol=1e-11)


def test_worked_example():
    """V is the identity, so that the output shows the weights."""
    np.testing.assert_allclose(pa.mala(Q, K, V, eps=0.0)[0, 0], [[-1.136364, 2.136364], [1.216725, -0.216725]], rtol=0, atol=6e-7)
    np.testing.assert_allclose(pa.mala(Q, K, V, eps=0.0, scale="code")[0, 0], [[-0.166694, 1.166694], [0.808092, 0.191908]], rtol=0, atol=6e-7)


@pytest.mark.parametrize("feature_map", ["relu", "elu1", "exp"])
@pytest.mark.parametrize("options", [{}, {"causal": True}, {"scale": "code"}], ids=str)
def test_weights_sum_to_one(inputs, feature_map, options):
    ones = {**inputs, "q": np.abs(inputs["q"]), "k": np.abs(inputs["k"]), "v": np.ones_like(inputs["v"])}
    np.testing.assert_allclose(pa.mala(**ones, feature_map=feature_map, eps=0.0, **options), 1, rtol=1e-9)


def test_long_queries_are_sharper():
    """Unlike `linear`, which divides the length of a query out: relu features, twice as long."""
    spread = [pa.mala(scale * np.abs(Q), np.abs(K), V, feature_map="relu").std() for scale in (1, 2)]
    assert spread[1] > spread[0] * 1.2
    np.testing.assert_allclose(*(pa.linear(scale * np.abs(Q), np.abs(K), V, feature_map="relu", eps=0.0) for scale in (1, 2)))


def tables(n):
    angle = np.arange(n)[:, None] * np.repeat(0.3 ** np.arange(3), 2)
    return {"cos": np.cos(angle), "sin": np.sin(angle)}


def test_turning_all_alike_changes_nothing(inputs):
    """Scores depend on differences of angles; the sums z are of features that are not turned."""
    same = {name: np.broadcast_to(row, (70, 6)) for name, row in zip(("cos", "sin"), (np.cos([0.7] * 6), np.sin([0.7] * 6)))}
    np.testing.assert_allclose(pa.mala(**inputs, **same), pa.mala(**inputs), rtol=1e-9, atol=1e-10)
    assert np.abs(pa.mala(**inputs, **tables(70)) - pa.mala(**inputs)).max() > 0.01


def test_gradients_through_the_tables(inputs):
    """The kernel's against differences of the definition, in a direction."""
    rng = np.random.default_rng(0)
    out, pullback = pa.vjp(pa.mala, **inputs, **tables(70), causal=True)
    cotangent = rng.standard_normal(out.shape)
    for name, have in zip("qkv", pullback(cotangent)[:3]):
        move = rng.standard_normal(have.shape)
        ends = [(pa.reference.mala(**{**inputs, name: inputs[name] + h * move}, **tables(70), causal=True) * cotangent).sum() for h in (1e-6, -1e-6)]
        assert np.vdot(have, move) == pytest.approx((ends[0] - ends[1]) / 2e-6, rel=1e-6)


def test_tables_come_together_and_serve_both(inputs):
    with pytest.raises(ValueError, match="mala: cos is given without sin"):
        pa.mala(**inputs, cos=tables(70)["cos"])
    with pytest.raises(ValueError, match="mala: cos and sin are given with 70 queries and 69 keys"):
        pa.mala(inputs["q"], inputs["k"][:, :, 1:], inputs["v"][:, :, 1:], **tables(70))
