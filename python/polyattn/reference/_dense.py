"""The stages that every dense mechanism has: scores, what is visible, dropout, values (spec: dense scores, part 0)."""
from types import SimpleNamespace

import numpy as np

from ._common import heads_of, present, weighted_sum
from ._positions import RULE, rotate

TERMS = dict(q_norm_weight=None, k_norm_weight=None, q_norm_bias=None, k_norm_bias=None, tau=None, tau_q=None, tau_k=None, tau_v=None, phi=None, psi=None,
             ssmax=None, ssmax_bias=None, head_mask=None, t5_table=None, swin_table=None, gmm_sigma=None, gmm_alpha=None, elm=None,
             logit_scale=None, existence=None, existence_q=None, image_id=None, softpag_heads=None, qk_norm="none", qk_norm_eps=None, entropy_scale=None, logn=None, pos_temp=0.0,
             pos_temp_floor=8192.0, pos_temp_offset=1.0, illama_alpha=None, t5_max_distance=128.0, t5_bidirectional=None, t5_scale=1.0, alibi_factor=None,
             alibi_train_len=None, grid=None, gmm_prefix=0, gmm_cutoff=None, existence_floor=1e-20, existence_cross=False, sofa_sigma=0.5, sofa_mode="weight",
             softpag=None, sink_tokens=0, rope_positions=None, rope_positions_q=None, rope_inv_freq=None, rope="none", rope_dim=None, **{f"rope_{name}": x for name, x in RULE.items()}, rope_amplitude=None,
             txl_u=None, txl_w=None, txl_r=None, txl_zero=None)
OPTIONS = dict(mask=None, bias=None, alibi_slopes=None, cu_seqlens_q=None, cu_seqlens_k=None, scale=None, causal=False, window=(-1, -1),
               softcap=0.0, dropout_p=0.0, seed=0, offset=0, precision="highest", **TERMS, score_mod=None, block_mask=None)


def scores(q, k, o, row=None):
    """(Y, visible), both [B, Hq, N, M]: the scores before the weight function, and which keys each query sees. `o`: the options. `row`: the factor that
    a mechanism gives each row by its number of visible keys, before the bias."""
    (B, Hq, N, D), M = q.shape, k.shape[2]
    scale = scale_of(q, k, o)
    q, k = prepared(q, k, o)
    Y = scale * ((q if o.txl_u is None else q + o.txl_u[:, None]) @ np.swapaxes(heads_of(k, Hq), 2, 3))
    if o.txl_r is not None:
        Y = Y + scale * by_distance(q if o.txl_w is None else q + o.txl_w[:, None], M, o)
    if o.phi is not None:
        Y = Y + o.phi @ np.swapaxes(heads_of(o.psi, Hq) if o.psi.ndim == 4 else heads_of(o.psi[None], Hq) if o.psi.ndim == 3 else o.psi, -1, -2)
    if o.softcap:
        Y = o.softcap * np.tanh(Y / o.softcap)
    visible = seen(N, M, o) & np.ones(Y.shape, bool)
    if o.score_mod is not None:
        visible = visible & (modified(np.zeros_like(Y), o) != -np.inf)     # a mask of its own
    if o.gmm_sigma is not None:
        Y = Y * gaussian_mixture(N, M, o)
    Y = Y if o.elm is None else Y * o.elm
    Y = Y * temperature(visible, M - N, o, Y.dtype)
    distance = (np.arange(N)[:, None] + M - N) - np.arange(M)          # [N, M]; the last query stands at the last key
    if row is not None:
        Y = Y * row(counts(visible, Y.dtype))
    if o.alibi_slopes is not None:
        factor = o.alibi_factor or max(1, M / (o.alibi_train_len or max(M, 1)))
        Y = Y - (slopes(o.alibi_slopes, Hq, Y.dtype) / np.asarray(factor, Y.dtype))[..., None, None] * np.abs(distance).astype(Y.dtype)
    if o.t5_table is not None:
        Y = Y + o.t5_scale * np.moveaxis(o.t5_table[t5_buckets(-distance, len(o.t5_table), o)], -1, 0)
    if o.swin_table is not None:
        known = max(N - M, 0)                                              # query i is token i + M - N
        Y = Y + np.pad(np.moveaxis(o.swin_table[entries(offsets(N, M, o.grid), o.grid or ((len(o.swin_table) + 1) // 2,))], -1, 0), ((0, 0), (known, 0), (0, 0)))
    if o.existence is not None:
        p, p_q = o.existence[:, None, None, :], query_existence(N, o)[:, None, :, None]
        later = np.arange(M) > np.arange(N)[:, None] + (0 if o.existence_cross else M - N)
        Y = Y + later * (np.log(np.maximum(p, o.existence_floor)) - np.log(np.maximum(p_q, o.existence_floor)))
    if o.image_id is not None and o.sofa_mode == "weight" and o.sofa_sigma > 0:
        Y = Y + between_images(N, o) * np.log(np.asarray(o.sofa_sigma, Y.dtype))
    for term in (o.bias, o.mask):
        if term is not None and term.dtype.kind == "f":
            Y = Y + term
    if o.score_mod is not None:
        Y = modified(Y, o)
        visible = visible & (Y != -np.inf)
    return Y, visible


def modified(Y, o):
    """The user's function of every score, its sequence and head, and the positions of its query and key."""
    B, H, N, M = Y.shape
    with np.errstate(all="ignore"):
        every = [[o.score_mod(Y[b, h], np.asarray(o.sequence + b), np.asarray(h), np.arange(N)[:, None], np.arange(M)) for h in range(H)] for b in range(B)]
    return np.stack([np.stack([np.broadcast_to(s, (N, M)) for s in row]) for row in every]).astype(Y.dtype)


def by_distance(q, M, o):
    """<q_i, R[i + M - N - j + zero]>, [B, Hq, N, M]; 0 where R has no row."""
    N, rows = q.shape[2], o.txl_r.shape[1]
    ahead = o.causal is not True or o.image_id is not None
    zero = o.txl_zero if o.txl_zero is not None else rows // 2 if ahead else 0
    row = np.arange(N)[:, None] + M - N - np.arange(M) + zero
    every = q @ np.swapaxes(o.txl_r, 1, 2)                                    # [B, Hq, N, rows]
    there = np.take_along_axis(every, np.broadcast_to(np.clip(row, 0, rows - 1), (*every.shape[:2], N, M)), axis=-1) if rows else 0
    return np.where((row >= 0) & (row < rows), there, np.zeros((), q.dtype))


def counts(visible, dtype):
    """Visible keys of each row, at least 1: [B, Hq, N, 1]."""
    return np.maximum(visible.sum(axis=-1, keepdims=True), 1).astype(dtype)


def scale_of(q, k, o):
    """The factor of <q, k>."""
    scale = o.scale if o.scale is not None else 1.0 if norm_of(o) == "l2" else q.shape[-1] ** -0.5
    if o.entropy_scale:
        scale = scale * np.sqrt(np.log(np.asarray(max(k.shape[2], 1), q.dtype)) / np.log(np.asarray(o.entropy_scale, q.dtype)))
    return scale


def unscaled(o):
    """The options with a default scale of 1."""
    return o if o.scale is not None else SimpleNamespace(**{**vars(o), "scale": 1.0})


def query_existence(N, o):
    """[B, N]: its own, or that of key i + M - N; what stands before the first key exists."""
    if o.existence_q is not None:
        return o.existence_q
    M = o.existence.shape[1]
    return np.pad(o.existence, ((0, 0), (max(N - M, 0), 0)), constant_values=1)[:, max(M - N, 0):]


def between_images(N, o):
    """Later keys of another image than the query's, [B, 1, N, M]; -1 is text, as what stands before the first token."""
    M = o.image_id.shape[1]
    image, other = np.pad(o.image_id, ((0, 0), (max(N - M, 0), 0)), constant_values=-1)[:, None, max(M - N, 0):, None], o.image_id[:, None, None, :]
    return (image >= 0) & (other >= 0) & (image != other) & (np.arange(M) > np.arange(N)[:, None] + M - N)


def offsets(N, M, grid):
    """Position of each of the last N tokens less that of each of the M on the grid, [N, M, axes]; the last axis is the fastest."""
    grid = (M,) if grid is None else tuple(np.atleast_1d(grid))
    place = np.stack(np.unravel_index(np.arange(M), grid), -1) if M else np.zeros((0, len(grid)), int)
    return place[max(M - N, 0):, None] - place[None]


def entries(offset, grid):
    """The number of an offset in a table with 2 W - 1 entries along each axis."""
    number = 0
    for axis, W in enumerate(np.atleast_1d(grid)):
        number = number * (2 * W - 1) + offset[..., axis] + W - 1
    return number


def gaussian_mixture(N, M, o):
    """G [Hq, N, M] from the distances on the grid; 1 for tokens before it."""
    queries = min(N, M - o.gmm_prefix)
    square = (offsets(queries, M - o.gmm_prefix, o.grid) ** 2).sum(-1)                     # [queries, tokens]
    G = np.ones((o.gmm_sigma.shape[1], N, M), o.gmm_sigma.dtype)
    bells = np.exp(-square / (2 * (o.gmm_sigma ** 2 + np.asarray(1e-5, G.dtype)))[..., None, None])
    far = square > (np.inf if o.gmm_cutoff is None else o.gmm_cutoff)
    G[:, N - queries:, o.gmm_prefix:] = np.where(far, 0, (o.gmm_alpha[..., None, None] * bells).sum(axis=0))
    return G


def seen(N, M, o):
    """Which keys each query sees, before broadcasting: causality, window, masks, and what a bias of -inf hides."""
    distance = np.arange(N)[:, None] + M - N - np.arange(M)
    visible = within(distance, M - N, o)
    if o.image_id is not None:
        visible = visible & ((distance >= 0) | between_images(N, o) & (o.sofa_sigma > 0))
    if o.existence is not None:
        visible = visible & (o.existence != 0)[:, None, None] & (query_existence(N, o) != 0)[:, None, :, None]
    for term in (o.bias, o.mask):
        if term is not None:
            visible = visible & (term != (-np.inf if term.dtype.kind == "f" else 0))
    return visible if o.block_mask is None else visible & np.asarray(o.block_mask.to_dense())


def temperature(visible, Off, o, dtype):
    """Factor of each row of scores, [B, Hq, N, 1]."""
    B, Hq, N, M = visible.shape
    of_head = lambda x: np.reshape(x, (-1, 1, 1))
    position = np.maximum(np.arange(N) + Off, 0)[:, None]
    t = np.ones((N, 1), dtype)
    if o.ssmax is not None:
        n = np.maximum(visible.sum(axis=-1, keepdims=True), 1).astype(t.dtype)
        t = of_head(o.ssmax) * np.log(n) + (0 if o.ssmax_bias is None else of_head(o.ssmax_bias))
    if o.logn is not None:
        t = t * np.maximum(1, np.log(position + 1) / np.log(o.logn)).astype(t.dtype)
    if o.pos_temp:
        t = t * (1 + o.pos_temp * np.log(np.floor((position + o.pos_temp_offset) / o.pos_temp_floor) + 1)).astype(t.dtype)
    return t


def t5_buckets(r, buckets, o):
    """The bucket of each distance r = j - i - M + N: near ones have their own, far ones share buckets that grow geometrically."""
    both = not o.causal if o.t5_bidirectional is None else o.t5_bidirectional
    half = buckets // 2 if both else buckets
    base, n = (half * (r > 0), np.abs(r)) if both else (0, np.maximum(-r, 0))
    near = half // 2
    if o.t5_max_distance <= near:
        return base + np.where(n < near, n, half - 1)
    far = near + np.floor(np.log(np.maximum(n, 1) / max(near, 1)) / np.log(o.t5_max_distance / max(near, 1)) * (half - near) + 1e-9)
    return base + np.where(n < near, n, np.clip(far, 0, half - 1) if near else 0).astype(int)


def prepared(q, k, o):
    """Normalised queries and keys, turned by their positions, each times the factors of its head and token."""
    q, k = normalised(q, o.q_norm_weight, o.q_norm_bias, o), normalised(k, o.k_norm_weight, o.k_norm_bias, o)
    if o.rope != "none":
        q, k = in_position(q, k, o)
    if o.tau is not None:
        q = q * (o.tau[:, None, None] if np.ndim(o.tau) else np.asarray(o.tau, q.dtype))
    if o.logit_scale is not None:
        q = q * np.exp(np.minimum(o.logit_scale, np.log(np.asarray(100, q.dtype))))[:, None, None]
    return q if o.tau_q is None else q * o.tau_q[..., None], k if o.tau_k is None else k * o.tau_k[..., None]


def in_position(q, k, o):
    """Rotary positions: query i stands where key i + M - N does."""
    N, M = q.shape[2], k.shape[2]
    keys = np.arange(M) if o.rope_positions is None else o.rope_positions
    if o.rope_positions_q is not None:
        queries = o.rope_positions_q
    elif o.rope_positions is None:
        queries = np.arange(N) + M - N
    else:
        queries = keys if np.shape(keys)[-1:] in ((), (1,)) else keys[..., M - N:]
    theta = o.rope_inv_freq
    theta = theta if theta is None or theta.ndim == 1 else theta[o.sequence:o.sequence + len(q)]
    rule = {name: getattr(o, f"rope_{name}") for name in RULE}
    return (rotate(x, positions, M, channels=o.rope_dim, pairing=o.rope, amplitude=o.rope_amplitude, inv_freq=theta, **rule) for x, positions in ((q, queries), (k, keys)))


def norm_of(o):
    return "l2" if o.logit_scale is not None else o.qk_norm


def normalised(x, weight, bias, o):
    if norm_of(o) == "none":
        return x
    if norm_of(o) == "l2":
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
        key = np.arange(distance.shape[1])
        seen &= (distance <= left) | (key < o.sink_tokens)
    if right >= 0:
        seen &= distance >= -right
    if o.causal and o.image_id is None:                                # between images the causal mask is soft
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


def softmax(Y, visible, v, o, sinks=None):
    """Softmax attention from its scores [B, Hq, N, M]: o_i = sum_j exp(Y_ij) / (sum_j exp(Y_ij) + exp(sink)) v_j."""
    P, lse = probabilities(Y, visible, sinks)
    return {"out": attend(P, visible, v, o), "lse": lse, "weights": P}


def probabilities(Y, visible, sinks=None):
    """(P, lse): softmax over the visible keys, [B, Hq, N, M] and [B, Hq, N]."""
    sink = np.full(1, -np.inf, Y.dtype) if sinks is None else sinks[:, None]                  # a score without a value
    m = np.maximum(np.where(visible, Y, -np.inf).max(axis=-1, initial=-np.inf), sink)         # [B, Hq, N]
    m = np.where(m == -np.inf, np.zeros_like(m), m)                                           # nothing to see
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        W = present(visible, np.exp(Y - m[..., None]))
        Z = W.sum(axis=-1) + np.exp(sink - m)
        lse = m + np.log(Z)
    return present(visible, W / np.where(Z == 0, np.ones_like(Z), Z)[..., None]), lse


def attend(P, visible, v, o):
    """Drop out, then sum values: [B, Hq, N, Dv]."""
    v = v if o.tau_v is None else v * o.tau_v[..., None]
    P = P * after_softmax(P, o) * (1 - identity_share(P, o)) + identity_share(P, o) * own_key(visible, P.dtype)
    out = weighted_sum(P * dropout(P.shape, o, P.dtype), visible, heads_of(v, P.shape[1]))
    return mask_heads(out, o)


def mask_heads(out, o):
    return out if o.head_mask is None else out * o.head_mask[..., None, None]


def identity_share(P, o):
    """u in the heads that are mixed with the identity, [Hq, 1, 1]."""
    heads = np.ones(P.shape[1], bool) if o.softpag_heads is None else o.softpag_heads
    return np.asarray((o.softpag or 0) * heads, P.dtype)[:, None, None]


def own_key(visible, dtype):
    """1 at the key i + M - N of query i, where it sees it."""
    N, M = visible.shape[-2:]
    return (visible & (np.arange(M) == np.arange(N)[:, None] + M - N)).astype(dtype)


def after_softmax(P, o):
    """Factors of the weights, without renormalising."""
    N, M = P.shape[-2:]
    C = np.ones((N, M), P.dtype)
    if o.illama_alpha is not None:
        C = np.where(np.arange(M) <= np.arange(N)[:, None] + M - N, C, np.asarray(o.illama_alpha, P.dtype))
    if o.image_id is not None and o.sofa_mode == "post":
        C = np.where(between_images(N, o), np.asarray(o.sofa_sigma, P.dtype), C)
    return C


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
