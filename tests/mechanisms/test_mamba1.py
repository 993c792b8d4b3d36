"""The selective scan: identities of the specification, the forms of Bm and Cm, blocks of channels, and tokens beyond a span of the backward."""
import numpy as np
import pytest

import polyattn as pa

pytestmark = pytest.mark.quick
CLOSE = {"rtol": 1e-11, "atol": 1e-12}
LN2 = np.log(2)


@pytest.fixture
def inputs():
    return pa.example_inputs("mamba1", batch=2, heads=6, queries=150, dim=4, include=("Dskip", "z", "delta_bias"), dtype="float64")


def part(inputs, tokens):
    """Of inputs whose Bm and Cm go with tokens."""
    cut = {"u": np.s_[..., tokens], "delta": np.s_[..., tokens], "z": np.s_[..., tokens], "Bm": np.s_[:, tokens], "Cm": np.s_[:, tokens]}
    return {name: x[cut[name]] if name in cut else x for name, x in inputs.items()}


@pytest.mark.parametrize("library", [pa.reference, pa], ids=["definition", "kernel"])
def test_worked_example(library):
    """One channel, one state, a decay of 1/2: h = 0 + ln2, then ln2 / 2 + ln2 (3) 2 = 6.5 ln2."""
    row = lambda *x: np.array([[x]], float)
    given = dict(u=row(1, 2), delta=row(LN2, LN2), A=np.array([[-1.0]]), Bm=row(1, 3).transpose(0, 2, 1), Cm=row(1, -1).transpose(0, 2, 1), Dskip=np.array([10.0]))
    result = library.mamba1(**given, return_state=True)
    np.testing.assert_allclose(result.out, row(LN2 + 10, -6.5 * LN2 + 20), **CLOSE)
    np.testing.assert_allclose(result.final_state, row(6.5 * LN2), **CLOSE)
    gated = library.mamba1(**given, z=row(0, 1))
    np.testing.assert_allclose(gated, row(0, (-6.5 * LN2 + 20) / (1 + np.exp(-1))), **CLOSE)


def test_a_large_step_forgets_the_past(inputs):
    x = {**inputs, "delta": 50 + inputs["delta"], "A": -1 - np.abs(inputs["A"])}
    step = x["delta"] + x["delta_bias"][:, None]
    own = (np.einsum("bns,bns->bn", x["Bm"], x["Cm"])[:, None] * step + x["Dskip"][:, None]) * x["u"] * x["z"] / (1 + np.exp(-x["z"]))
    np.testing.assert_allclose(pa.mamba1(**x), own, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("states", [1, 4])
def test_one_rate_and_one_step_for_all_channels_is_a_scalar_gate(states):
    """Also what mamba2 is within a head."""
    x = pa.example_inputs("mamba1", batch=2, heads=6, queries=150, dim=states, dtype="float64")
    x["A"][:] = -0.3
    x["delta"] = np.repeat(x["delta"][:, :1], 6, axis=1)
    values = np.swapaxes(x["delta"] * x["u"], 1, 2)[:, None]
    want = pa.simple_gla(x["Cm"][:, None], x["Bm"][:, None], values, g=-0.3 * x["delta"][:, :1], scale=1)
    np.testing.assert_allclose(pa.mamba1(**x), np.swapaxes(want[:, 0], 1, 2), **CLOSE)


def test_it_is_attention_with_a_matrix_per_channel():
    """out_i = sum over j <= i of Cm_i (products of decays after j) Bm_j delta_j u_j."""
    x = pa.example_inputs("mamba1", batch=1, heads=3, queries=20, dim=4, dtype="float64")
    total = np.cumsum(x["delta"], axis=-1)[0]
    decay = np.exp((total[:, :, None] - total[:, None])[..., None] * x["A"][:, None, None])            # [H, i, j, Ds]
    weights = np.tril(np.einsum("is,hijs,js->hij", x["Cm"][0], decay, x["Bm"][0]))
    np.testing.assert_allclose(pa.mamba1(**x)[0], np.einsum("hij,hj->hi", weights, (x["delta"] * x["u"])[0]), **CLOSE)


@pytest.mark.parametrize("cut", [1, 64, 100])
def test_two_halves_joined_by_the_state_equal_the_whole(inputs, cut):
    whole = pa.mamba1(**inputs, return_state=True)
    head = pa.mamba1(**part(inputs, slice(0, cut)), return_state=True)
    tail = pa.mamba1(**part(inputs, slice(cut, None)), initial_state=head.final_state, return_state=True)
    np.testing.assert_array_equal(np.concatenate([head.out, tail.out], axis=2), whole.out)
    np.testing.assert_array_equal(tail.final_state, whole.final_state)


def test_tokens_one_by_one_equal_the_whole(inputs):
    state, rows = np.zeros((2, 6, 4)), []
    for t in range(20):
        out, state = pa.mamba1(**part(inputs, slice(t, t + 1)), initial_state=state, delta_softplus=True, return_state=True)
        rows.append(out)
    np.testing.assert_array_equal(np.concatenate(rows, axis=2), pa.mamba1(**part(inputs, slice(0, 20)), delta_softplus=True))


# (channels, groups): whole blocks, blocks that end early, groups of one channel, groups of several blocks.
GROUPS = [(16, 1), (37, 1), (6, 3), (5, 5), (80, 2)]


def formed(channels, groups, form, N=150, states=4, batch=2):
    """Inputs with Bm of a form and Cm for each token."""
    rng = np.random.default_rng(channels)
    x = pa.example_inputs("mamba1", batch=batch, heads=channels, queries=N, dim=states, dtype="float64")
    shape = {"grouped": (batch, groups, states, N), "constant": (channels, states), "token": (batch, N, states)}
    return {**x, **{name: rng.standard_normal(shape[kind]) for name, kind in zip(("Bm", "Cm"), form)}}


FORMS = [("grouped", "grouped"), ("grouped", "token"), ("constant", "grouped"), ("token", "constant"), ("constant", "constant")]


@pytest.mark.parametrize("channels, groups", GROUPS)
@pytest.mark.parametrize("form", FORMS, ids="-".join)
def test_forms(channels, groups, form):
    """Each against the definition, with gradients against its differences and those of one group for every channel."""
    x = formed(channels, groups, form)
    have, want = pa.mamba1(**x, return_state=True), pa.reference.mamba1(**x, return_state=True)
    np.testing.assert_allclose(have.out, want.out, **CLOSE)
    np.testing.assert_allclose(have.final_state, want.final_state, **CLOSE)
    hold_gradients(x)


def hold_gradients(x, **options):
    rng = np.random.default_rng(0)
    out, pullback = pa.vjp(pa.mamba1, **x, **options)
    cotangent = rng.standard_normal(out.shape)
    grads = pullback(cotangent)
    for name in grads._fields:
        move = rng.standard_normal(x[name].shape)
        ends = [(pa.mamba1(**{**x, name: x[name] + sign * 1e-6 * move}, **options) * cotangent).sum() for sign in (1, -1)]
        np.testing.assert_allclose(np.vdot(getattr(grads, name), move), (ends[0] - ends[1]) / 2e-6, rtol=1e-6, atol=1e-6 * np.abs(out).max(), err_msg=name)


@pytest.mark.parametrize("N", [255, 256, 257, 600])
def test_gradients_over_several_spans(N):
    x = pa.example_inputs("mamba1", batch=2, heads=18, queries=N, dim=3, include=("Dskip", "z", "delta_bias", "initial_state"), dtype="float64")
    hold_gradients(x, delta_softplus=True)


def test_many_sequences_are_walked_in_waves():
    """Gradients of parameters are sums over all of them."""
    x = pa.example_inputs("mamba1", batch=300, heads=2, queries=3, dim=2, include=("Dskip", "delta_bias"), dtype="float64")
    grads = pa.vjp(pa.mamba1, **x)[1](np.ones((300, 2, 3)))
    halves = [pa.vjp(pa.mamba1, **{name: y[rows] if len(y) == 300 else y for name, y in x.items()})[1](np.ones((150, 2, 3))) for rows in (slice(0, 150), slice(150, None))]
    for name in ("A", "Dskip", "delta_bias"):
        np.testing.assert_allclose(getattr(grads, name), sum(getattr(half, name) for half in halves), **CLOSE)
    np.testing.assert_array_equal(grads.Bm, np.concatenate([half.Bm for half in halves]))
    hold_gradients(x)


@pytest.mark.parametrize("channels, groups", GROUPS)
def test_threads_leave_the_bits(channels, groups, threads):
    x = {name: y.astype(np.float32) for name, y in formed(channels, groups, ("grouped", "token"), N=600).items()}

    def everything():
        out, pullback = pa.vjp(pa.mamba1, **x)
        return out, *pullback(np.cos(out))

    threads(1)
    alone = everything()
    threads(3)
    assert all(np.array_equal(a, b) for a, b in zip(everything(), alone))


def test_packed_with_weights_of_other_forms():
    offsets = np.array([0, 70, 70, 100, 151])
    for form in FORMS:
        x = formed(6, 3, form, N=151, batch=1)
        have, want = (library.mamba1(**x, cu_seqlens=offsets, return_state=True) for library in (pa, pa.reference))
        np.testing.assert_allclose(have.out, want.out, **CLOSE)
        np.testing.assert_allclose(have.final_state, want.final_state, **CLOSE)
        flat = {name: y[0].T if name in ("u", "delta") else y[0] if name in ("Bm", "Cm") and y.shape[0] == 1 else y for name, y in x.items()}
        np.testing.assert_array_equal(pa.mamba1(**flat, cu_seqlens=offsets), have.out[0].T)
        hold_gradients(x, cu_seqlens=offsets)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_steps_of_any_size(inputs, dtype):
    """Softplus neither overflows nor loses small steps."""
    inputs["delta"] = np.linspace(-80, 80, inputs["delta"].size).reshape(inputs["delta"].shape)
    given = {name: x.astype(dtype) for name, x in inputs.items()}
    tolerance = {np.float64: 1e-11, np.float32: 1e-4}[dtype]
    np.testing.assert_allclose(pa.mamba1(**given, delta_softplus=True), pa.reference.mamba1(**given, delta_softplus=True), rtol=tolerance, atol=tolerance)
    one = dict(u=np.ones((1, 1, 1), dtype), A=-np.ones((1, 1), dtype), Bm=np.ones((1, 1, 1), dtype), Cm=np.ones((1, 1, 1), dtype), delta_softplus=True)
    for x in (-60, -20, -3, -1e-3, 0, 0.5, 30, 3000):
        np.testing.assert_allclose(pa.mamba1(**one, delta=np.full((1, 1, 1), x, dtype)), np.logaddexp(0, x), rtol=8 * np.finfo(dtype).eps)


def test_what_is_refused(inputs):
    with pytest.raises(ValueError, match="mamba1: Bm has 4 groups, expected a divisor of 6, the channels of u"):
        pa.mamba1(**{**inputs, "Bm": np.ones((2, 4, 4, 150))})
    with pytest.raises(TypeError, match="attention: mamba1 does not take queries, keys and values: call pa.mamba1"):
        pa.attention(inputs["u"], inputs["u"], inputs["u"], mechanism="mamba1")
