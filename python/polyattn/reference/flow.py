"""Flow-Attention (arXiv:2202.06258): flows into queries and out of keys are conserved before they compete."""
import numpy as np

from . import _features
from ._common import definition, heads_of, present
from ._linear import OPTIONS, kvsum

STATES = ("final_state", "final_flows", "final_lse", "final_count")


@definition(OPTIONS, **dict.fromkeys(STATES, "return_state"))
def flow(q, k, v, *, initial_state=None, initial_flows=None, initial_lse=None, initial_count=None, map="sigmoid", eps=1e-6, clip=1.0, options):
    phi = _features.sigmoid if map == "sigmoid" else lambda x: _features.relu(x) + np.asarray(1e-6, x.dtype)
    B, Hq, N, D = q.shape
    there = np.ones((B, 1, k.shape[2], 1), bool) if options.key_mask is None else options.key_mask[:, None, :, None] != 0
    seen = there.any(axis=2, keepdims=True) | (initial_state is not None)
    a, b = phi(present(seen, q)), present(there, heads_of(phi(k), Hq))
    eps, limit = np.asarray(eps, q.dtype), (lambda r: np.clip(r, -clip, clip)) if clip is not None else lambda r: r
    if not options.causal:
        u, w = full(a, b, there, eps, limit)
        return {"out": kvsum(u * a, w * b, heads_of(v, Hq), options)["out"], **dict.fromkeys(STATES)}
    sums = np.zeros((B, Hq, 4, D), q.dtype) if initial_flows is None else initial_flows
    lse = np.full((B, Hq), -np.inf, q.dtype) if initial_lse is None else initial_lse
    count = np.zeros((B, Hq), q.dtype) if initial_count is None else initial_count
    u, w, left = causal(a, b, there, eps, limit, sums, lse, count)
    return {**kvsum(u * a, w * b, heads_of(v, Hq), options, initial_state), **left}


def inner(x, y, eps):
    return ((x + eps) * (y + eps)).sum(axis=-1, keepdims=True)


def over(n, d):
    return present(d != 0, n / np.where(d == 0, np.ones_like(d), d))


def sigmoid(x):
    return 0.5 * (1 + np.tanh(x / 2))


def softmax(r, there, total):
    """e^r over the sum whose logarithm is `total`, of the keys that are there; 0 of the others."""
    return present(there, np.exp(r - np.where(np.isfinite(total), total, r)))


def only(r, there):
    return np.where(there, r, -np.inf).astype(r.dtype)


def full(a, b, there, eps, limit):
    """Weights of queries, u_i I_i, and of keys, w_j."""
    total = lambda x: x.sum(axis=2, keepdims=True)
    N, M = np.asarray(a.shape[2], a.dtype), total(there).astype(a.dtype)
    I, O = 1 / inner(a, total(b), eps), present(there, 1 / inner(b, total(a), eps))
    s, r = inner(a, total(O * b), eps), limit(inner(b, total(I * a), eps))
    e = softmax(r, there, np.logaddexp.reduce(only(r, there), axis=2, keepdims=True))
    return present(M != 0, sigmoid(s * over(N, M)) * I), M * e


def causal(a, b, there, eps, limit, sums, lse, count):
    """The same with sums up to each token, from `sums`, `lse` and `count` on; and what they come to. An absent token counts neither as query nor as key."""
    before = lambda which: sums[:, :, which, None]
    along = lambda first, x: first + x.cumsum(axis=2)
    a_there, n = present(there, a), count[:, :, None, None] + there.cumsum(axis=2).astype(a.dtype)
    A, S_b = along(before(0), a_there), along(before(1), b)
    I, O = n / inner(a, S_b, eps), present(there, n / inner(b, A, eps))
    Ia, Ob = along(before(2), I * a_there), along(before(3), O * b)
    s, r = over(inner(a, Ob, eps), n), limit(over(inner(b, Ia, eps), n))
    total = np.logaddexp.accumulate(np.concatenate([lse[:, :, None, None], only(r, there)], axis=2), axis=2)
    last = lambda first, x: np.concatenate([first[:, :, None], x], axis=2)[:, :, -1]
    left = {"final_flows": np.stack([last(sums[:, :, i], x) for i, x in enumerate((A, S_b, Ia, Ob))], axis=2), "final_lse": total[:, :, -1, 0],
            "final_count": last(count[:, :, None], n)[..., 0]}
    return present(n != 0, sigmoid(s) * over(I, n)), n * softmax(r, there, total[:, :, 1:]), left
