"""What the definitions of linear attention share: sums over the keys that a query sees, with or without a divisor, and the states that they leave."""
import numpy as np

from ._common import heads_of, present, weighted_sum

OPTIONS = dict(key_mask=None, cu_seqlens=None, causal=False, chunk=128)


def kvsum(a, b, v, options, initial_state=None, initial_z=None, *, divide=None, divided_by_features=False):
    """Outputs of sum_j <a_i, b_j> v_j over the keys that i sees. `divide`: (eps_mode, eps) of a divisor sum_j <a_i, b_j>."""
    Hq = a.shape[1]
    seen = visible(a, b, options)                                                             # [B, 1, N, M]
    unseeing = ~seen.any(axis=-1, keepdims=True) & (initial_state is None and initial_z is None)
    a = np.where(unseeing, np.zeros((), a.dtype), a)
    if divided_by_features:
        a = over_positions(a, b, seen, initial_z)
    W = present(seen, a @ np.swapaxes(heads_of(b, Hq), 2, 3))                                 # [B, Hq, N, M]
    n, d = weighted_sum(W, seen, heads_of(v, Hq)), W.sum(axis=-1, keepdims=True)
    if initial_state is not None:
        n = n + a @ heads_of(initial_state, Hq)
    if initial_z is not None:
        d = d + a @ heads_of(initial_z[..., None], Hq)
    return {"out": n if divide is None else divided(n, d, *divide), **sums(b, v, options.key_mask, initial_state, initial_z)}


def divided(n, d, mode, eps):
    """n over the row's sum of weights d; 0 where the divisor is."""
    d = {"add": d + eps, "clamp_min": np.maximum(d, eps), "none": d}[mode]
    return present(d != 0, n / np.where(d == 0, np.ones_like(d), d))


def over_positions(a, b, seen, initial_z):
    """The keys' softmax runs over the positions that query i sees: a_if / sum_j b_jf, b = e^k."""
    total = heads_of(weighted_sum(np.where(seen, 1, 0).astype(b.dtype), seen, b), a.shape[1])
    total = total if initial_z is None else total + heads_of(initial_z[:, :, None], a.shape[1])
    return present(total != 0, a / np.where(total == 0, np.ones_like(total), total))


def visible(q, k, o):
    i, j, Off = np.arange(q.shape[2])[:, None], np.arange(k.shape[2]), k.shape[2] - q.shape[2]
    seen = np.ones((1, 1, len(i), len(j)), bool)
    if o.causal:
        seen = seen & (j <= i + (0 if o.causal == "top_left" else Off))
    return seen if o.key_mask is None else seen & (o.key_mask[:, None, None, :] != 0)


def seen_sums(x, q, k, options, initial=None):
    """sum_j x_j over the keys that each query sees, [B, H, M, E] to [B, Hq, N, E]."""
    seen = visible(q, k, options)
    total = heads_of(weighted_sum(np.where(seen, 1, 0).astype(x.dtype), seen, x), q.shape[1])
    return total if initial is None else total + heads_of(initial[:, :, None], q.shape[1])


def sums(b, v, key_mask, initial_state=None, initial_z=None):
    """sum_j b_j v_j^T and sum_j b_j over all present keys, added to the initial ones."""
    if key_mask is not None:
        b, v = (present(key_mask[:, None, :, None] != 0, x) for x in (b, v))
    S, z = np.einsum("bhmf,bhme->bhfe", b, v), b.sum(axis=2)
    return {"final_state": S if initial_state is None else initial_state + S, "final_z": z if initial_z is None else initial_z + z}


def counted(a, b):
    """With a feature more: 0 of queries, 1 of keys, whose sum counts those that a query sees."""
    one = lambda x, value: np.concatenate([x, np.full_like(x[..., :1], value)], axis=-1)
    return one(a, 0), one(b, 1)


def remade(where, a, d):
    """a / d where there is something to divide by, else 0."""
    return present(where & (d != 0), a / np.where(d == 0, np.ones_like(d), d))


class Sums:
    """What a row of weights S_ij = <a_i, b_j> over the keys that it sees adds up to, initial states ([features, 1] long) included: `weighted` values,
    `weights`, plain `values`, `count`. Values may be weighed by other features (`turned`), which then come first in the states."""

    def __init__(self, a, b, v, options, initial_state=None, initial_z=None, turned_a=None, turned_b=None):
        Hq, seen = a.shape[1], visible(a, b, options)
        unseeing = ~seen.any(axis=-1, keepdims=True) & (initial_state is None and initial_z is None)
        a, turned_a = (np.where(unseeing, np.zeros((), a.dtype), x) for x in (a, a if turned_a is None else turned_a))
        turned_b = b if turned_b is None else turned_b
        W = present(seen, turned_a @ np.swapaxes(heads_of(turned_b, Hq), 2, 3))
        plain = present(seen, a @ np.swapaxes(heads_of(b, Hq), 2, 3))
        v = heads_of(v, Hq)
        self.weighted, self.weights = weighted_sum(W, seen, v), plain.sum(axis=-1, keepdims=True)
        self.values = weighted_sum(np.where(seen, 1, 0).astype(v.dtype), seen, v)
        self.count = seen.sum(axis=-1, keepdims=True).astype(v.dtype)
        if initial_state is not None:
            S = heads_of(initial_state, Hq)
            self.weighted = self.weighted + turned_a @ S[:, :, :a.shape[-1]]
            self.values = self.values + S[:, :, -1:]
        if initial_z is not None:
            z = heads_of(initial_z[..., None], Hq)
            self.weights = self.weights + a @ z[:, :, -1 - a.shape[-1]:-1]
            self.count = self.count + z[:, :, -1:]
        self.safe_count = np.where(self.count == 0, np.ones_like(self.count), self.count)

    def factor(self, scale, D):
        """c: the paper's 1, the authors' 1 / (sqrt(D) M), or a number."""
        return 1 if scale in (None, "paper") else D ** -0.5 / self.safe_count if isinstance(scale, str) else scale


def sums_with_count(b, v, key_mask, initial_state, initial_z):
    return sums(np.concatenate([b, np.ones_like(b[..., :1])], axis=-1), v, key_mask, initial_state, initial_z)


def convolved(out, v, kernel, grid, key_mask, first=0, bias=None):
    """`out` plus the depthwise convolution of v, tokens from `first` on as an image; kernel [B, H, Dv, kh, kw] or broadcast to it, zero padding.
    Absent values are 0; of another number than there are rows of `out` they are interpolated to them."""
    B, Hq, N, Dv = out.shape
    h, w = grid or [round((N - first) ** 0.5)] * 2
    kernel = kernel.reshape(B, Hq, Dv, *kernel.shape[-2:]) if kernel.ndim == 4 and kernel.shape[1] == Hq * Dv else kernel
    kh, kw = kernel.shape[-2:]
    v = v if key_mask is None else present(key_mask[:, None, :, None] != 0, v)
    image = stretched(heads_of(v, Hq)[:, :, first:], h * w).reshape(B, Hq, h, w, Dv)
    padded = np.pad(image, ((0, 0), (0, 0), (kh // 2,) * 2, (kw // 2,) * 2, (0, 0)))
    taps = sum(kernel[..., y, x][:, :, None, None] * padded[:, :, y:y + h, x:x + w] for y in range(kh) for x in range(kw))
    taps = taps if bias is None else taps + bias
    return np.concatenate([out[:, :, :first], out[:, :, first:] + taps.reshape(B, Hq, N - first, Dv)], axis=2)


def stretched(v, n):
    """Rows on a line interpolated linearly to n, each in the middle of its share of the line (torch's align_corners=False)."""
    m = v.shape[2]
    if m == n or not m:
        return v if m == n else np.zeros((*v.shape[:2], n, v.shape[3]), v.dtype)
    at = np.maximum((np.arange(n) + 0.5) * (m / n) - 0.5, 0)
    low = at.astype(int)
    high, share = np.minimum(low + 1, m - 1), (at - low)[:, None].astype(v.dtype)
    return (1 - share) * v[:, :, low] + share * v[:, :, high]
