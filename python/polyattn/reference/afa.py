"""Attention as an adaptive filter (isotropic, arXiv:2509.04154), the rotations split between the two of a pair."""
from types import SimpleNamespace

import numpy as np

from ._common import definition, heads_of, weighted_sum
from ._dense import OPTIONS, after_softmax, dropout, mask_heads, probabilities, seen

OFFERED = ("mask", "bias", "causal", "window", "dropout_p", "seed", "offset", "precision", "head_mask")


@definition({name: x for name, x in {**OPTIONS, "causal": True}.items() if name in OFFERED}, lse="return_lse", weights="return_weights", attended="return_attended")
def afa(q, k, v, *, mu, sigma2, eta2, gamma2, nu, tau, omega, robust=True, add_bias="cov", mul_bias="cov", full_residual=True, rotate_values=True, pairing="half",
        clamp=(-10.0, 10.0), options):
    o = SimpleNamespace(**{**OPTIONS, **vars(options)})
    (B, Hq, N, D), M = q.shape, k.shape[2]
    d, t_q, t_k = D / 2, np.arange(N) + M - N, np.arange(M)                                   # channels, times
    mu, sigma2, eta2, gamma2, nu, tau = (x[:, None, None] for x in (mu, sigma2, eta2, gamma2, nu, tau))
    omega, lag = heads_of(omega[None], Hq)[0], abs(t_q[:, None] - t_k).astype(q.dtype)
    exponent = np.clip(mu * lag, *clamp)
    E = np.exp(exponent)                                                                      # [Hq, N, M]
    small = abs(mu) < 1e-5
    V = sigma2 * np.where(small, lag, -np.expm1(2 * exponent) / np.where(small, 1, -2 * mu)) + eta2 * E ** 2 + gamma2
    b = {"cov": lambda: -np.log(V), "zero": lambda: 0 * V, "linear": lambda: -nu * lag + 0 * V}[add_bias]()
    S = {"cov": lambda: 1 / (nu * d * V), "const": lambda: 1 / d + 0 * V, "linear": lambda: 1 / (d * (sigma2 * lag + eta2))}[mul_bias]()
    with np.errstate(invalid="ignore"):
        k, v = heads_of(k, Hq), heads_of(v, Hq)
        inner = turned(q, omega, -t_q, pairing) @ np.swapaxes(turned(k, omega, -t_k, pairing), 2, 3)      # Re <q_i, e^(i omega (t_i - t_j)) k_j>
        R = (q ** 2).sum(-1)[..., None] + E ** 2 * (k ** 2).sum(-1)[:, :, None] - 2 * E * inner if full_residual else -2 * E * inner
        R = np.maximum(R, 0) if full_residual else R
        Y = tau ** 2 * (b - (np.log(1 + S * R) if robust else S * R))
    for term in (o.bias, o.mask):
        if term is not None and term.dtype.kind == "f":
            Y = Y + term
    visible = seen(N, M, o) & np.ones(Y.shape, bool)
    P, lse = probabilities(Y, visible)
    weights = P * E * after_softmax(P, o) * dropout(P.shape, o, P.dtype)
    turn = turned if rotate_values else lambda x, *_: x
    attended = mask_heads(weighted_sum(weights, visible, turn(v, omega, -t_k, pairing)), o)
    return {"out": turn(attended, omega, t_q, pairing), "lse": lse, "weights": P, "attended": attended}


def turned(x, omega, t, pairing):
    """e^(i omega t) x: x [B, H, N, D], omega [H, channels], t [N]. Channels without a frequency stay."""
    pairs = x.shape[-1] // 2
    re, im = (slice(0, 2 * pairs, 2), slice(1, 2 * pairs, 2)) if pairing == "interleaved" else (slice(0, pairs), slice(pairs, 2 * pairs))
    angle = np.zeros((omega.shape[0], len(t), pairs), x.dtype)
    n = min(pairs, omega.shape[1])
    angle[..., :n] = omega[:, None, :n] * t[:, None].astype(x.dtype)
    y = x.copy()
    y[..., re], y[..., im] = x[..., re] * np.cos(angle) - x[..., im] * np.sin(angle), x[..., re] * np.sin(angle) + x[..., im] * np.cos(angle)
    return y
