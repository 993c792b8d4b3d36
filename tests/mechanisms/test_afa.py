"""The adaptive filter: worked numbers and identities of the specification."""
import numpy as np
import pytest
from worked import K, Q, V, digits, draw

import polyattn as pa

pytestmark = pytest.mark.quick
ONE = dict(mu=-0.1, omega=0.5, sigma2=0.2, eta2=0.3, gamma2=0.1, nu=1, tau=1)
ONE = {name: np.array([[x]] if name == "omega" else [x], float) for name, x in ONE.items()}


def test_worked_example():
    out, weights = pa.afa(Q, K, V, **ONE, return_weights=True)
    np.testing.assert_allclose(weights[0, 0], [[1, 0, 0], [0.486446, 0.513554, 0], [0.402619, 0.423165, 0.174216]], **digits)
    np.testing.assert_allclose(out[0, 0], [[1, 2], [1.50489, 3.03778], [0.768211, 3.573682]], **digits)


def filtering(**given):
    q, k, v = draw(N=33, M=33, D=6, Dv=6)
    rng = np.random.default_rng(1)
    shape = dict(mu=-0.05, sigma2=0.3, eta2=0.5, gamma2=0.2, nu=1.5, tau=1.2)
    return dict(q=q, k=k, v=v, omega=rng.standard_normal((2, 3)), **{name: np.full(4, given.get(name, x)) for name, x in shape.items()})


def test_dot_products_alone_are_rotary_attention():
    x = filtering(mu=0.0, tau=1.0)
    plain = dict(robust=False, full_residual=False, add_bias="zero", mul_bias="const", rotate_values=False)
    angle = -x["omega"][:, None] * np.arange(33)[:, None]
    turn = lambda y, a: np.concatenate([y[..., :3] * np.cos(a) - y[..., 3:] * np.sin(a), y[..., :3] * np.sin(a) + y[..., 3:] * np.cos(a)], -1)
    want = pa.sdpa(turn(x["q"], np.repeat(angle, 2, 0)), turn(x["k"], angle), x["v"], scale=2 / 3, causal=True)
    np.testing.assert_allclose(pa.afa(**x, **plain), want, rtol=1e-10, atol=1e-13)


def test_a_shift_of_all_positions_changes_nothing():
    """Only lags count: the rows of the last queries, when there are fewer of them."""
    x = filtering()
    whole = pa.afa(**x)
    np.testing.assert_allclose(pa.afa(**{**x, "q": x["q"][:, :, -5:]}), whole[:, :, -5:], rtol=1e-11, atol=1e-13)


def test_pairings_are_orders_of_channels():
    x = filtering()
    order = np.array([0, 3, 1, 4, 2, 5])
    turned = pa.afa(**{**x, **{name: x[name][..., order] for name in "qkv"}}, pairing="interleaved")
    np.testing.assert_allclose(turned, pa.afa(**x)[..., order], rtol=1e-12)


def test_a_single_key_gives_its_decayed_value():
    x = filtering()
    seen = np.zeros((33, 33), bool)
    seen[:, 0] = True
    out = pa.afa(**x, mask=seen, rotate_values=False)
    np.testing.assert_allclose(out, np.exp(-0.05 * np.arange(33))[:, None] * np.repeat(x["v"][:, :, :1], 2, 1), rtol=1e-11)
