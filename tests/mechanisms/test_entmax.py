"""Alpha-entmax: worked numbers and identities of the specification."""
import numpy as np
import pytest
from worked import K, Q, V, digits, draw

import polyattn as pa

pytestmark = pytest.mark.quick


@pytest.mark.parametrize("alpha, want", [
    (2.0, [[1, 0, 0], [0.146447, 0.853553, 0], [0, 0.5, 0.5]]),
    (1.5, [[1, 0, 0], [0.257939, 0.742061, 0], [0.100532, 0.449734, 0.449734]]),
])
def test_worked_example(alpha, want):
    np.testing.assert_allclose(pa.entmax(Q, K, V, alpha=alpha, causal=True, return_weights=True).weights[0, 0], want, **digits)


def by_sorting(z, alpha):
    """Sparsemax and 1.5-entmax of a row, as the papers state them."""
    u = np.sort(z if alpha == 2 else (z - z.max()) / 2)[::-1]
    r = np.arange(1, len(u) + 1)
    if alpha == 2:
        rho = (1 + r * u > np.cumsum(u)).sum()
        return np.maximum(z - (u[:rho].sum() - 1) / rho, 0)
    mean, square = np.cumsum(u) / r, np.cumsum(u * u) / r
    tau = mean - np.sqrt(np.maximum((1 - r * (square - mean ** 2)) / r, 0))
    return np.maximum((z - z.max()) / 2 - tau[(tau <= u).sum() - 1], 0) ** 2


@pytest.mark.parametrize("alpha", [1.5, 2.0])
def test_the_search_is_the_sort(alpha):
    q, k, v = draw()
    scores = 6 ** -0.5 * q @ np.repeat(k, 2, 1).swapaxes(2, 3)
    want = np.apply_along_axis(by_sorting, -1, scores, alpha)
    np.testing.assert_allclose(pa.entmax(q, k, v, alpha=alpha, return_weights=True).weights, want, rtol=0, atol=1e-13)


@pytest.mark.parametrize("alpha", [1.0, 1.1, 1.25, 1.5, 1.7, 2.0, 2.5, 4.0])
def test_rows_sum_to_one_and_do_not_see_a_constant(alpha):
    q, k, v = draw()
    bias = np.random.default_rng(1).standard_normal((33, 1))
    out, weights = pa.entmax(q, k, v, alpha=alpha, return_weights=True)
    np.testing.assert_allclose(weights.sum(-1), 1, rtol=1e-13)
    np.testing.assert_allclose(pa.entmax(q, k, v, alpha=alpha, bias=bias), out, rtol=1e-9, atol=1e-10)
    np.testing.assert_allclose(out, pa.reference.entmax(q, k, v, alpha=alpha), rtol=0, atol=1e-11 if alpha <= 2 else 1e-8)


def test_alpha_of_one_is_softmax_and_near_one_is_near():
    q, k, v = draw()
    np.testing.assert_allclose(pa.entmax(q, k, v, alpha=1.0), pa.sdpa(q, k, v), rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(pa.entmax(q, k, v, alpha=1.0001), pa.sdpa(q, k, v), rtol=0, atol=1e-3)


@pytest.mark.parametrize("alpha", [1.0, 1.3, 1.5, 2.0, 2.5])
def test_the_gradient_of_alpha(alpha):
    q, k, v = draw(N=7, M=9)
    cotangent = np.random.default_rng(2).standard_normal((2, 4, 7, 5))
    have = pa.vjp(pa.entmax, q, k, v, alpha=np.full(4, alpha))[1](cotangent).alpha
    step = 1e-5
    f = lambda a: (pa.reference.entmax(q, k, v, alpha=a) * cotangent).sum(axis=(0, 2, 3))
    want = (f(alpha + step) - f(alpha - step)) / (2 * step) if alpha > 1 else (4 * f(1 + step) - 3 * f(1.0) - f(1 + 2 * step)) / (2 * step)
    np.testing.assert_allclose(have, want, rtol=2e-4, atol=1e-6)


def test_alpha_below_one_is_refused():
    with pytest.raises(ValueError, match="alpha is 0.5, expected at least 1"):
        pa.entmax(*draw(), alpha=0.5)
