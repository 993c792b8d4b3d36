"""Rotary positions: worked numbers and identities of the specification, alone and as the prologue of the dense engine."""
import numpy as np
import pytest
from worked import K, Q, V, digits, draw

import polyattn as pa

pytestmark = pytest.mark.quick
PAIRINGS = ("half", "interleaved")
YARN = dict(scaling="yarn", train_len=4096.0, factor=4.0)


def theta(**rule):
    """What turns the pairs of 8 channels: the angle of position 1, amplitude taken out."""
    x = np.zeros((1, 1, 1, 8))
    x[..., :4] = 1
    y = pa.rope(x=x, positions=np.ones(1), **rule)[0, 0, 0]
    return np.arctan2(y[4:], y[:4]), np.hypot(y[0], y[4])


def test_worked_example():
    turned = pa.rope(x=Q)
    np.testing.assert_allclose(turned[0, 0], [[1, 0], [-0.841471, 0.540302], [-1.325444, 0.493151]], **digits)
    for out in (pa.sdpa(turned, pa.rope(x=K), V, causal=True), pa.sdpa(Q, K, V, causal=True, rope="half")):
        np.testing.assert_allclose(out[0, 0, :, 0], [1, 2.572382, 4.118919], **digits)


def test_worked_yarn():
    angles, amplitude = theta(**YARN)
    np.testing.assert_allclose(angles, [1, 0.1, 0.00625, 0.00025], **digits)
    np.testing.assert_allclose(amplitude, 1.138629, **digits)
    np.testing.assert_allclose(theta(**YARN, truncate=False)[0], [1, 0.1, 0.006557, 0.00025], **digits)


def test_scalings():
    ladder = 1e4 ** -(np.arange(4) / 4)
    np.testing.assert_allclose(theta(scaling="linear", factor=4.0)[0], ladder / 4, rtol=1e-12)
    raised = lambda f: (1e4 * f ** (8 / 6)) ** -(np.arange(4) / 4)
    np.testing.assert_allclose(theta(scaling="ntk", factor=4.0)[0], raised(4), rtol=1e-12)
    for length, f in ((4096, 1), (8192, 5)):
        np.testing.assert_allclose(theta(scaling="dynamic", factor=4.0, train_len=4096.0, length=length)[0], raised(f), rtol=1e-12)
    for scaling in ("none", "linear", "ntk", "dynamic", "yarn"):
        np.testing.assert_allclose(theta(scaling=scaling, factor=1.0, train_len=1e9)[0], ladder, rtol=1e-12)


@pytest.mark.parametrize("pairing", PAIRINGS)
def test_identities(pairing):
    rng = np.random.default_rng(0)
    q, k = rng.standard_normal((2, 1, 1, 1, 8))
    score = lambda i, j: np.vdot(pa.rope(x=q, offset=i, pairing=pairing), pa.rope(x=k, offset=j, pairing=pairing))
    np.testing.assert_allclose(score(1000003, 999994), score(9, 0), rtol=1e-8)
    x = rng.standard_normal((2, 3, 70, 8))
    y = pa.rope(x=x, pairing=pairing, offset=5)
    np.testing.assert_allclose(np.linalg.norm(y, axis=-1), np.linalg.norm(x, axis=-1), rtol=1e-12)
    np.testing.assert_array_equal(pa.rope(x=x, positions=np.zeros(70, int), pairing=pairing), x)
    np.testing.assert_allclose(pa.rope(x=y, pairing=pairing, offset=5, inverse=True), x, rtol=1e-12, atol=1e-14)
    np.testing.assert_array_equal(pa.rope(x=x, rotary_dim=4, pairing=pairing)[..., 4:], x[..., 4:])


def test_interleaved_is_half_of_other_channels():
    x = np.random.default_rng(1).standard_normal((2, 3, 40, 8))
    order = [0, 2, 4, 6, 1, 3, 5, 7]
    np.testing.assert_array_equal(pa.rope(x=x, pairing="interleaved")[..., order], pa.rope(x=x[..., order]))


def test_bits_do_not_depend_on_how_a_position_was_come_to():
    x = np.random.default_rng(2).standard_normal((1, 1, 100, 8))
    whole, order = pa.rope(x=x), np.random.default_rng(3).permutation(100)
    np.testing.assert_array_equal(pa.rope(x=x[:, :, 77:], offset=77), whole[:, :, 77:])
    np.testing.assert_array_equal(pa.rope(x=x[:, :, order], positions=order.astype(np.int32)), whole[:, :, order])
    np.testing.assert_array_equal(pa.rope(x=x, positions=np.arange(100.0)), whole)


def test_angles_made_before():
    x = np.random.default_rng(4).standard_normal((2, 3, 40, 8))
    angle = np.arange(40)[:, None] * 1e4 ** -(np.arange(4) / 4)
    np.testing.assert_allclose(pa.rope(x=x, cos=np.cos(angle), sin=np.sin(angle)), pa.rope(x=x), rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(pa.rope(x=x, inv_freq=1e4 ** -(np.arange(4) / 4)), pa.rope(x=x), rtol=1e-12, atol=1e-14)


def test_a_base_for_each_sequence():
    """Attention buckets: the same prompt under several bases, side by side in a batch."""
    q, k, v = (np.repeat(x[:1], 3, axis=0) for x in draw(N=33, M=33))
    bases = (1e4, 17500.0, 25000.0)
    rows = np.array([base ** -(np.arange(3) / 3) for base in bases])
    together, turned = pa.sdpa(q, k, v, causal=True, rope="half", rope_inv_freq=rows), pa.rope(x=q, inv_freq=rows)
    for b, base in enumerate(bases):
        np.testing.assert_allclose(together[b], pa.sdpa(q, k, v, causal=True, rope="half", rope_base=base)[b], rtol=1e-10)
        np.testing.assert_allclose(turned[b], pa.rope(x=q, base=base)[b], rtol=1e-10)


@pytest.mark.parametrize("rule", [{}, dict(base=500.0), YARN, dict(scaling="dynamic", factor=2.0, train_len=40.0), dict(amplitude=0.7)], ids=str)
@pytest.mark.parametrize("pairing", PAIRINGS)
def test_the_prologue_is_the_op(pairing, rule):
    """Queries at the end of longer keys; forward and gradients, of a row of each weight family."""
    q, k, v = draw()
    more = {"length": 70} if rule.get("scaling") == "dynamic" else {}
    turn = lambda x, **at: pa.vjp(pa.rope, x=x, pairing=pairing, **at, **rule, **more)
    (tq, back_q), (tk, back_k) = turn(q, offset=70 - 33), turn(k)
    for row, given in (("sdpa", {"causal": True}), ("sigmoid", {}), ("entmax", {}), ("sdpa", {"qk_norm": "rms"}), ("sdpa", {"tau_q": np.linspace(1, 2, 2 * 4 * 33).reshape(2, 4, 33)})):
        here = {f"rope_{name}": x for name, x in rule.items()}
        out, pullback = pa.vjp(row, q, k, v, rope=pairing, **here, **given)
        if "qk_norm" in given:
            norm = lambda x: x / np.sqrt((x * x).mean(-1, keepdims=True) + 1e-6)
            np.testing.assert_allclose(out, pa.sdpa(turn(norm(q), offset=37)[0], turn(norm(k))[0], v), rtol=1e-10, atol=1e-12)
            continue
        want, back = pa.vjp(row, tq, tk, v, **given)
        np.testing.assert_allclose(out, want, rtol=1e-10, atol=1e-12)
        have, want = pullback(out), back(out)
        np.testing.assert_allclose(have.q, back_q(want.q).x, rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(have.k, back_k(want.k).x, rtol=1e-9, atol=1e-12)


def test_positions():
    q, k, v = draw(N=33, M=70)
    at = np.sort(np.random.default_rng(5).integers(0, 500, (2, 70)))
    want = pa.sdpa(pa.rope(x=q, positions=at[:, 37:]), pa.rope(x=k, positions=at), v)
    np.testing.assert_allclose(pa.sdpa(q, k, v, rope="half", rope_positions=at), want, rtol=1e-10, atol=1e-12)
    np.testing.assert_allclose(pa.sdpa(q, k, v, rope="half", rope_positions=at, rope_positions_q=at[:, 37:] + 0.0), want, rtol=1e-10, atol=1e-12)
    np.testing.assert_allclose(pa.sdpa(q, k, v, rope="half", rope_positions=np.arange(70) + 9), pa.sdpa(q, k, v, rope="half"), rtol=1e-9, atol=1e-11)


def test_packed_sequences_begin_anew():
    lengths, (q, k, v) = (5, 0, 64, 1), draw(B=1, N=70, M=70)
    offsets = np.cumsum([0, *lengths])
    for at, given in ((None, {}), (np.random.default_rng(6).integers(0, 99, 70), {})):
        given = {} if at is None else {"rope_positions": at}
        packed, pullback = pa.vjp(pa.sdpa, q, k, v, cu_seqlens_q=offsets, causal=True, rope="half", rope_scaling="dynamic", rope_factor=2.0, rope_train_len=9.0, **given)
        grads = pullback(packed)
        for i, j in zip(offsets, offsets[1:]):
            one, back = pa.vjp(pa.sdpa, q[:, :, i:j], k[:, :, i:j], v[:, :, i:j], causal=True, rope="half", rope_scaling="dynamic", rope_factor=2.0, rope_train_len=9.0,
                               **({} if at is None else {"rope_positions": at[i:j]}))
            np.testing.assert_allclose(packed[:, :, i:j], one, rtol=1e-12, atol=1e-14)
            np.testing.assert_allclose(grads.k[:, :, i:j], back(one).k, rtol=1e-10, atol=1e-13)


def test_refusals():
    q, k, v = draw(N=70, M=33)
    for sentence, call in (("rotary_dim is 5, expected an even number up to 6", lambda: pa.rope(x=q, rotary_dim=5)), ("needs train_len", lambda: pa.rope(x=q, scaling="yarn")),
                           ("inv_freq has 4 frequencies, expected 3", lambda: pa.rope(x=q, inv_freq=np.ones(4))), ("cos is given without sin", lambda: pa.rope(x=q, cos=np.ones((70, 3)))),
                           ("rope_positions needs rope='half' or 'interleaved'", lambda: pa.sdpa(q, k, v, rope_positions=np.arange(33))),
                           ("give rope_positions_q too", lambda: pa.sdpa(q, k, v, rope="half", rope_positions=np.arange(33))),
                           ("rope_inv_freq is given with rope_scaling", lambda: pa.sdpa(q, k, v, rope="half", rope_inv_freq=np.ones(3), rope_scaling="ntk"))):
        with pytest.raises(ValueError, match=sentence):
            call()


def test_slugs_resolve():
    assert pa.info("rope_scaling").name == "rope" and pa.rope_scaling is pa.rope
    assert "rope" in pa.papers("YaRN")[0].slugs
