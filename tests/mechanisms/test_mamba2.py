"""Mamba-2: identities of the specification, its options, and what its layer learns."""
import numpy as np
import pytest

import polyattn as pa

pytestmark = pytest.mark.quick
CLOSE = {"rtol": 1e-10, "atol": 1e-11}
M = 150


def silu(z):
    return z / (1 + np.exp(-z))


def softplus(x):
    return np.logaddexp(0, x)


@pytest.fixture
def inputs():
    return pa.example_inputs("mamba2", batch=2, heads=2, value_heads=4, queries=M, dim=6, value_dim=5, dtype="float64", include=["dt_bias"])


def tokens(inputs, rows):
    return {name: x[:, :, rows] if x.ndim > 2 else x for name, x in inputs.items()}


def as_simple_gla(inputs, dt):
    """The mapping: k = Bm, q = Cm, v = dt x, g = dt A, with the groups written out."""
    q, k = (np.repeat(inputs[name], 2, axis=1) for name in ("Cm", "Bm"))
    return {"q": q, "k": k, "v": dt[..., None] * inputs["x"], "g": dt * inputs["A"][:, None], "scale": 1.0}


def test_worked_example():
    """Steps of 1 and a rate of log 1/2 are simple_gla's example."""
    C = np.array([[1, 0], [0, 1], [1, 1.0]])[None, None]
    B = np.array([[1, 0], [0.6, 0.8], [0, 1.0]])[None, None]
    x = np.array([1, 2, -1.0])[None, None, :, None]
    have = pa.mamba2(Cm=C, Bm=B, x=x, dt=np.ones((1, 1, 3)), A=np.log([0.5]), dt_softplus=False, return_state=True)
    np.testing.assert_allclose(have.out[0, 0, :, 0], [1, 1.6, 0.65], rtol=1e-14)
    np.testing.assert_allclose(have.final_state[0, 0, :, 0], [0.85, -0.2], rtol=1e-14)


def test_it_is_simple_gla(inputs):
    dt = softplus(inputs["dt"] + inputs["dt_bias"][:, None])
    want, have = pa.simple_gla(**as_simple_gla(inputs, dt), return_state=True), pa.mamba2(**inputs, return_state=True)
    np.testing.assert_allclose(have.out, want.out, **CLOSE)
    np.testing.assert_allclose(have.final_state, want.final_state, **CLOSE)


def test_gradients_are_those_of_simple_gla_by_the_chain_rule(inputs):
    raw = inputs["dt"] + inputs["dt_bias"][:, None]
    dt, A, x = softplus(raw), inputs["A"][:, None], inputs["x"]
    out, pullback = pa.vjp(pa.simple_gla, **as_simple_gla(inputs, dt))
    cotangent = np.random.default_rng(0).standard_normal(out.shape)
    other, grads = pullback(cotangent), pa.vjp(pa.mamba2, **inputs)[1](cotangent)
    d_raw = (A * other.g + (x * other.v).sum(-1)) / (1 + np.exp(-raw))
    for name, want in {"x": dt[..., None] * other.v, "dt": d_raw, "dt_bias": d_raw.sum((0, 2)), "A": (dt * other.g).sum((0, 2)),
                       "Bm": other.k.reshape(2, 2, 2, M, 6).sum(2), "Cm": other.q.reshape(2, 2, 2, M, 6).sum(2)}.items():
        np.testing.assert_allclose(getattr(grads, name), want, rtol=1e-9, atol=1e-9, err_msg=name)


@pytest.mark.parametrize("skip", ["head", "channel"])
def test_without_keys_only_the_skip_is_left(inputs, skip):
    D = np.random.default_rng(1).standard_normal((4,) if skip == "head" else (4, 5))
    have = pa.mamba2(**{**inputs, "Bm": np.zeros_like(inputs["Bm"])}, Dskip=D)
    np.testing.assert_allclose(have, (D[:, None, None] if skip == "head" else D[:, None]) * inputs["x"], **CLOSE)


@pytest.mark.parametrize("A", [-1e30, -np.inf])
def test_a_rate_without_bound_forgets_everything(inputs, A):
    dt, D = softplus(inputs["dt"] + inputs["dt_bias"][:, None]), np.arange(4.0)
    own = (inputs["Cm"] * inputs["Bm"]).sum(-1)
    want = (dt * np.repeat(own, 2, axis=1) + D[:, None])[..., None] * inputs["x"]
    out, pullback = pa.vjp(pa.mamba2, **{**inputs, "A": np.full(4, A)}, Dskip=D)
    np.testing.assert_allclose(out, want, **CLOSE)
    assert all(np.isfinite(x).all() for x in pullback(np.ones_like(out)))


def test_the_gate_comes_after_the_skip(inputs):
    z, D = np.random.default_rng(2).standard_normal(inputs["x"].shape), np.arange(4.0)
    np.testing.assert_allclose(pa.mamba2(**inputs, Dskip=D, z=z), silu(z) * pa.mamba2(**inputs, Dskip=D), **CLOSE)


@pytest.mark.parametrize("dt_softplus", [True, False])
def test_steps_are_clamped_after_the_softplus(inputs, dt_softplus):
    raw = inputs["dt"] + inputs["dt_bias"][:, None]
    plain = softplus(raw) if dt_softplus else raw
    dt = np.clip(plain, 0.3, 0.9)
    out, pullback = pa.vjp(pa.mamba2, **inputs, dt_softplus=dt_softplus, dt_limit=(0.3, 0.9))
    np.testing.assert_allclose(out, pa.simple_gla(**as_simple_gla(inputs, dt)), **CLOSE)
    grad = pullback(np.ones_like(out)).dt
    assert not grad[dt != plain].any() and grad[dt == plain].all()
    assert (pa.mamba2(**inputs, dt_limit=(0, np.inf)) == pa.mamba2(**inputs)).all()


def test_segments_are_calls_of_their_own(inputs):
    ids = np.repeat([[3, 7, 3], [0, 0, 1]], 50, axis=1)
    have = pa.mamba2(**inputs, seq_idx=ids, return_state=True)
    for b, ends in ((0, (0, 50, 100, 150)), (1, (0, 100, 150))):
        for first, last in zip(ends, ends[1:]):
            one = {name: x[b:b + 1] if x.ndim > 2 else x for name, x in tokens(inputs, slice(first, last)).items()}
            want = pa.mamba2(**one, return_state=True)
            np.testing.assert_allclose(have.out[b:b + 1, :, first:last], want.out, **CLOSE)
        np.testing.assert_allclose(have.final_state[b:b + 1], want.final_state, **CLOSE)


def test_segments_begin_at_present_tokens(inputs):
    """An absent token neither begins a segment nor hides that one begins."""
    ids, mask = np.repeat([[3, 7], [5, 5]], 75, axis=1), np.ones((2, M), bool)
    mask[:, 70:80] = False
    ids[1, 70:80] = 9
    options = {"seq_idx": ids, "key_mask": mask, "Dskip": np.arange(4.0)}
    np.testing.assert_allclose(pa.mamba2(**inputs, **options), pa.reference.mamba2(**inputs, **options), **CLOSE)
    out, pullback = pa.vjp(pa.mamba2, **inputs, **options)
    assert not pullback(np.ones_like(out)).dt[:, :, 70:80].any()


@pytest.mark.parametrize("dtype", ["float64", "float32", "bfloat16"])
@pytest.mark.parametrize("options", [{}, {"causal": "top_left"}, {"key_mask": True}, {"bidirectional": True, "causal": False}], ids=str)
def test_skip_and_gate_in_every_pattern(options, dtype):
    longer = 0 if "key_mask" in options or "bidirectional" in options else 20
    given = pa.example_inputs("mamba2", batch=2, heads=4, kv_heads=2, queries=40, keys=40 + longer, dim=6, value_dim=5, dtype=dtype, include=["Dskip", "z", "dt_bias"])
    if "key_mask" in options:
        options = {"key_mask": np.random.default_rng(3).random((2, 40)) < 0.7}
    plain = {name: x.astype(np.float64) for name, x in given.items()}
    want, tolerance = pa.reference.mamba2(**plain, **options), {"float64": 1e-12, "float32": 3e-6, "bfloat16": 1e-2}[dtype]
    have = pa.mamba2(**given, **options).astype(np.float64)
    assert np.abs(have - want).max() < tolerance * np.abs(want).max()
    cotangent = np.random.default_rng(4).standard_normal(have.shape)
    grads, exact = (pa.vjp(pa.mamba2, **x, **options)[1](cotangent.astype(have_dtype)) for x, have_dtype in ((given, given["x"].dtype), (plain, np.float64)))
    for name, x in exact._asdict().items():
        assert np.abs(getattr(grads, name).astype(np.float64) - x).max() <= 5 * tolerance * np.abs(x).max(), name


@pytest.mark.parametrize("at", [1, 16, 64, 100])
def test_two_halves_joined_by_the_state_equal_the_whole(inputs, at):
    whole, head = pa.mamba2(**inputs, return_state=True), pa.mamba2(**tokens(inputs, slice(0, at)), return_state=True)
    tail = pa.mamba2(**tokens(inputs, slice(at, None)), initial_state=head.final_state, return_state=True)
    np.testing.assert_allclose(np.concatenate([head.out, tail.out], axis=2), whole.out, **CLOSE)
    np.testing.assert_allclose(tail.final_state, whole.final_state, **CLOSE)


@pytest.mark.parametrize("chunk", [1, 4, 16, 100])
def test_chunks_do_not_matter(inputs, chunk):
    np.testing.assert_allclose(pa.mamba2(**inputs, chunk=chunk), pa.mamba2(**inputs), **CLOSE)


@pytest.mark.parametrize("options, sentence", [
    ({"A": np.ones(4)}, r"A\[0\] is 1, expected a logarithm"), ({"dt_limit": (2, 1)}, "low at most high"), ({"dt_limit": (-1, 1)}, "begins at -1"),
    ({"dt_limit": (1, 2, 3)}, "3 ends"), ({"z": np.zeros((2, 2, M, 5))}, "z has 2 heads, expected 4"), ({"seq_idx": np.zeros((2, M), int), "causal": False, "bidirectional": True}, "seq_idx is given with bidirectional"),
], ids=str)
def test_refusals(inputs, options, sentence):
    with pytest.raises(ValueError, match=sentence):
        pa.mamba2(**{**inputs, **options})


def test_a_skip_wants_a_token_of_the_query(inputs):
    few = {**inputs, "Cm": inputs["Cm"][:, :, :7]}
    pa.mamba2(**few, Dskip=np.ones(4))
    with pytest.raises(ValueError, match="Dskip is given with causal=False, 7 queries and 150 tokens"):
        pa.mamba2(**few, Dskip=np.ones(4), causal=False)


def test_the_layer_holds_logarithms_of_rates_and_learns_the_rest():
    torch = pytest.importorskip("torch")
    layer = pa.nn.Attention(32, 2, "mamba2", kv_heads=2, value_heads=4, parameters=("dt_bias", "Dskip", "z"))
    held = layer.learned.tensors()
    assert (held["A"] <= -1).all() and (held["A"] >= -16).all() and (held["Dskip"] == 1).all()
    step = torch.nn.functional.softplus(held["dt_bias"])
    assert (step > 9e-4).all() and (step < 0.11).all()
    layer(torch.randn(2, 9, 32)).square().sum().backward()
    assert all(x.grad is not None and x.grad.any() for x in layer.parameters())
