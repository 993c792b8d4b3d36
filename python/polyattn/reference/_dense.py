"""The stages that every dense mechanism has: scores, what is visible, dropout, values (spec: dense scores, part 0)."""
from types import SimpleNamespace

import numpy as np

from ._common import heads_of, weighted_sum

TERMS = dict(q_norm_weight=None, k_norm_weight=None, q_norm_bias=None, k_norm_bias=None, tau=None, tau_q=None, tau_k=None, tau_v=None, phi=None, psi=None,
             qk_norm="none", qk_norm_eps=None, entropy_scale=None)
OPTIONS = dict(mask=None, bias=None, alibi_slopes=None, cu_seqlens_q=None, cu_seqlens_k=None, scale=None, causal=False, window=(-1, -1),
               softcap=0.0, dropout_p=0.0, seed=0, offset=0, precision="highest", **TERMS)


def scores(q, k, o, row=None):
    """(Y, visible), both [B, Hq, N, M]: the scores before the weight function, and which keys each query sees. `o`: the options. `row`: the factor that
    a mechanism gives each row by its number of visible keys, before the bias."""
    (B, Hq, N, D), M = q.shape, k.shape[2]
    scale = scale_of(q, k, o)
    q, k = prepared(q, k, o)
    Y = scale * (q @ np.swapaxes(heads_of(k, Hq), 2, 3))
    if o.phi is not None:
        Y = Y + o.phi @ np.swapaxes(heads_of(o.psi, Hq) if o.psi.ndim == 4 else heads_of(o.psi[None], Hq) if o.psi.ndim == 3 else o.psi, -1, -2)
    if o.softcap:
        Y = o.softcap * np.tanh(Y / o.softcap)
    distance = (np.arange(N)[:, None] + M - N) - np.arange(M)          # [N, M]; the last query stands at the last key
    visible = np.broadcast_to(within(distance, M - N, o), Y.shape)
    for term in (o.bias, o.mask):
        if term is not None:
            visible = visible & (term != -np.inf if term.dtype.kind == "f" else term != 0)
    if row is not None:
        Y = Y * row(counts(visible, Y.dtype))
    if o.alibi_slopes is not None:
        Y = Y - slopes(o.alibi_slopes, Hq, Y.dtype)[..., None, None] * np.abs(distance).astype(Y.dtype)
    for term in (o.bias, o.mask):
        if term is not None and term.dtype.kind == "f":
            Y = Y + term
    return Y, visible


def counts(visible, dtype):
    """Visible keys of each row, at least 1: [B, Hq, N, 1]."""
    return np.maximum(visible.sum(axis=-1, keepdims=True), 1).astype(dtype)


def scale_of(q, k, o):
    """The factor of <q, k>."""
    scale = o.scale if o.scale is not None else 1.0 if o.qk_norm == "l2" else q.shape[-1] ** -0.5
    if o.entropy_scale:
        scale = scale * np.sqrt(np.log(np.asarray(max(k.shape[2], 1), q.dtype)) / np.log(np.asarray(o.entropy_scale, q.dtype)))
    return scale


def unscaled(o):
    """The options with a default scale of 1."""
    return o if o.scale is not None else SimpleNamespace(**{**vars(o), "scale": 1.0})


def prepared(q, k, o):
    """Normalised queries and keys, each times the factors of its head and token."""
    q, k = normalised(q, o.q_norm_weight, o.q_norm_bias, o), normalised(k, o.k_norm_weight, o.k_norm_bias, o)
    if o.tau is not None:
        q = q * (o.tau[:, None, None] if np.ndim(o.tau) else np.asarray(o.tau, q.dtype))
    return q if o.tau_q is None else q * o.tau_q[..., None], k if o.tau_k is None else k * o.tau_k[..., None]


def normalised(x, weight, bias, o):
    if o.qk_norm == "none":
        return x
    if o.qk_norm == "l2":
        return x / np.maximum(np.sqrt((x * x).sum(axis=-1, keepdims=True)), np.asarray(1e-12, x.dtype))
    x = x - x.mean(axis=-1, keepdims=True) if o.qk_norm == "layer" else x
    eps = o.qk_norm_eps if o.qk_norm_eps is not None else 1e-5 if o.qk_norm == "layer" else 1e-6
    x = x / np.sqrt((x * x).mean(axis=-1, keepdims=True) + np.asarray(eps, x.dtype))
    x = x if weight is None else x * weight
    return x if bias is None else x + bias


def within(distance, Off, o):
    """What causality and the window leave: keys at most `left` behind and `right` ahead of the query; -1 is unlimited."""
    left, right = (o.window, o.window) if np.ndim(o.window) == 0 else o.window
    seen = np.ones(distance.shape, bool)
    if left >= 0:
        seen &= distance <= left
    if right >= 0:
        seen &= distance >= -right
    if o.causal:
        seen &= distance >= (Off if o.causal == "top_left" else 0)     # top_left: the first query stands at the first key
    return seen


def slopes(given, heads, dtype):
    """ALiBi slopes [Hq] or [B, Hq]; the words are the published ladders."""
    if not isinstance(given, str):
        return given
    return {"none": np.zeros, "standard": standard_slopes, "geometric": geometric_slopes}[given](heads).astype(dtype)


def geometric_slopes(n):
    return 2.0 ** (-8.0 * np.arange(1, n + 1) / n)


def standard_slopes(n):
    """Powers of two are geometric; any other number takes the ladder of the next smaller power and every other slope of its double."""
    c = 2 ** (n.bit_length() - 1)
    return np.concatenate([geometric_slopes(c), geometric_slopes(2 * c)[::2][:n - c]])


def attend(P, visible, v, o):
    """Drop out, then sum values: [B, Hq, N, Dv]."""
    v = v if o.tau_v is None else v * o.tau_v[..., None]
    return weighted_sum(P * dropout(P.shape, o, P.dtype), visible, heads_of(v, P.shape[1]))


def dropout(shape, o, dtype):
    """Factors 0 or 1 / (1 - p), [B, Hq, N, M]."""
    if not o.dropout_p:
        return np.ones(shape, dtype)
    b, h, i, j = np.ogrid[tuple(slice(n) for n in shape)]
    words = philox((j // 4, i, (o.sequence + b) * shape[1] + h, np.full_like(j, o.offset)), o.seed)
    word = np.choose(np.broadcast_to(j % 4, shape), [np.broadcast_to(w, shape) for w in words])
    return (word >= int(o.dropout_p * 2.0 ** 32)) * np.asarray(1 / (1 - o.dropout_p), dtype)


def philox(counter, seed):
    """Philox4x32-10 of four arrays of 32-bit counters under a 64-bit key."""
    x0, x1, x2, x3 = (np.asarray(c).astype(np.uint64) for c in counter)
    key0, key1 = seed & 0xFFFFFFFF, seed >> 32
    high, low = np.uint64(32), np.uint64(0xFFFFFFFF)
    for _ in range(10):
        a, b = np.uint64(0xD2511F53) * x0, np.uint64(0xCD9E8D57) * x2
        x0, x1, x2, x3 = b >> high ^ x1 ^ np.uint64(key0), b & low, a >> high ^ x3 ^ np.uint64(key1), a & low
        key0, key1 = key0 + 0x9E3779B9 & 0xFFFFFFFF, key1 + 0xBB67AE85 & 0xFFFFFFFF
    return x0, x1, x2, x3
