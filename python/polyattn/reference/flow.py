"""Flow-Attention (arXiv:2202.06258): flows into queries and out of keys are conserved before they compete."""
import numpy as np

from . import _features
from ._common import definition, heads_of, present
from ._linear import OPTIONS, kvsum


@definition(OPTIONS)
def flow(q, k, v, *, map="sigmoid", eps=1e-6, clip=1.0, options):
    phi = _features.sigmoid if map == "sigmoid" else lambda x: _features.relu(x) + np.asarray(1e-6, x.dtype)
    Hq = q.shape[1]
    there = np.ones((q.shape[0], 1, k.shape[2], 1), bool) if options.key_mask is None else options.key_mask[:, None, :, None] != 0
    seen = np.cumsum(there, axis=2) if options.causal else there.sum(axis=2, keepdims=True)         # keys, for each query or for all
    a, b = phi(present(there.any(axis=2, keepdims=True), q)), present(there, heads_of(phi(k), Hq))
    limit = (lambda r: np.clip(r, -clip, clip)) if clip is not None else lambda r: r
    u, w = (causal if options.causal else full)(a, b, there, seen.astype(a.dtype), np.asarray(eps, a.dtype), limit)
    return {"out": kvsum(u * a, w * b, heads_of(v, Hq), options)["out"]}


def inner(x, y, eps):
    return ((x + eps) * (y + eps)).sum(axis=-1, keepdims=True)


def over(n, d):
    return present(d != 0, n / np.where(d == 0, np.ones_like(d), d))


def sigmoid(x):
    return 0.5 * (1 + np.tanh(x / 2))


def softmax(r, there, log_sum_exp):
    """Over the keys that are there; 0 of the others."""
    total = log_sum_exp(np.where(there, r, -np.inf).astype(r.dtype))
    return present(there, np.exp(r - np.where(np.isfinite(total), total, r)))


def full(a, b, there, M, eps, limit):
    """Weights of queries, u_i I_i, and of keys, w_j."""
    total = lambda x: x.sum(axis=2, keepdims=True)
    N = np.asarray(a.shape[2], a.dtype)
    I, O = 1 / inner(a, total(b), eps), present(there, 1 / inner(b, total(a), eps))
    s, r = inner(a, total(O * b), eps), limit(inner(b, total(I * a), eps))
    e = softmax(r, there, lambda r: np.logaddexp.reduce(r, axis=2, keepdims=True))
    return present(M != 0, sigmoid(s * over(N, M)) * I), M * e


def causal(a, b, there, keys, eps, limit):
    """The same with sums up to each token."""
    total = lambda x: x.cumsum(axis=2)
    n = np.arange(1, a.shape[2] + 1)[:, None].astype(a.dtype)
    I, O = keys / inner(a, total(b), eps), present(there, n / inner(b, total(a), eps))
    s, r = over(inner(a, total(O * b), eps), keys), limit(inner(b, total(I * a), eps) / n)
    e = softmax(r, there, lambda r: np.logaddexp.accumulate(r, axis=2))
    return present(keys != 0, sigmoid(s) * over(I, keys)), keys * e
