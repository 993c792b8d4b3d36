"""Adaptive parallel encoding: worked numbers and identities of the specification."""
import numpy as np
import pytest
from worked import K, Q, V, digits, draw

import polyattn as pa

pytestmark = pytest.mark.quick


def parts(N=9, M=20, C=31, P=4):
    q, k, v = draw(N=N, M=M + C + P)
    cut = np.split(k, [C, C + P], axis=2), np.split(v, [C, C + P], axis=2)
    return q, k, v, cut


def test_worked_example():
    out = pa.ape(Q[:, :, 2:], K[:, :, 2:], V[:, :, 2:], K_c=K[:, :, :2], V_c=V[:, :, :2], temperature=0.9, scale_factor=0.9, return_context=True)
    np.testing.assert_allclose(out.out[0, 0, 0], [3.58026, 4.58026], rtol=0, atol=6e-6)


def test_without_temperature_it_is_softmax_over_all_keys():
    q, k, v, ((kc, kp, ko), (vc, vp, vo)) = parts()
    out, pullback = pa.vjp(pa.ape, q, ko, vo, K_c=kc, V_c=vc, K_prefix=kp, V_prefix=vp, temperature=1, scale_factor=1)
    want, pull = pa.vjp(pa.sdpa, q, k, v, causal=True)
    np.testing.assert_allclose(out, want, rtol=1e-12, atol=1e-14)
    have, grads = pullback(out), pull(out)
    np.testing.assert_allclose(np.concatenate([have.K_c, have.K_prefix, have.k], 2), grads.k, rtol=1e-10, atol=1e-13)
    np.testing.assert_allclose(np.concatenate([have.V_c, have.V_prefix, have.v], 2), grads.v, rtol=1e-10, atol=1e-13)
    np.testing.assert_allclose(have.q, grads.q, rtol=1e-10, atol=1e-13)


@pytest.mark.parametrize("gamma, factor", [("S*T", 0.4), ("S", 0.8)])
def test_it_is_the_merge_of_two_calls(gamma, factor):
    q, k, v, ((kc, kp, ko), (vc, vp, vo)) = parts()
    context = pa.sdpa(q, kc, vc, scale=6 ** -0.5 / 0.5, return_lse=True)
    rest = pa.sdpa(q, np.concatenate([kp, ko], 2), np.concatenate([vp, vo], 2), causal=True, return_lse=True)
    want, lse = pa.merge_states([context.out, rest.out], [factor * context.lse, rest.lse])
    have = pa.ape(q, ko, vo, K_c=kc, V_c=vc, K_prefix=kp, V_prefix=vp, temperature=0.5, scale_factor=0.8, gamma=gamma, return_lse=True)
    np.testing.assert_allclose(have.out, want, rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(have.lse, lse, rtol=1e-12)


def test_no_contexts():
    q, k, v, ((kc, kp, ko), (vc, vp, vo)) = parts()
    want, pull = pa.vjp(pa.sdpa, q, ko, vo, causal=True)
    for none in ({}, dict(K_c=kc[:, :, :0], V_c=vc[:, :, :0])):
        out, pullback = pa.vjp(pa.ape, q, ko, vo, **none)
        np.testing.assert_allclose(out, want, rtol=1e-13)
        np.testing.assert_allclose(pullback(out).q, pull(out).q, rtol=1e-10, atol=1e-14)


def test_a_prefix_has_keys_and_values():
    q, k, v, ((kc, kp, ko), (vc, vp, vo)) = parts()
    with pytest.raises(ValueError, match="K_prefix and V_prefix go together"):
        pa.ape(q, ko, vo, K_c=kc, V_c=vc, K_prefix=kp)
