"""Linear attention (arXiv:2006.16236): o_i = sum_j <a_i, b_j> v_j / sum_j <a_i, b_j>, a = scale phi(q), b = phi(k), over the keys that i sees."""
import numpy as np

from . import _features
from ._common import definition, heads_of, present, weighted_sum

OPTIONS = dict(key_mask=None, cu_seqlens=None, causal=False, chunk=128)
UNNORMALISED = ("identity", "taylor1", "softmax")   # scores of either sign, or rows that sum to 1 already: not divided unless asked


@definition(OPTIONS, final_state="return_state", final_z="return_state")
def linear(q, k, v, *, W_q=None, b_q=None, W_k=None, b_k=None, gamma=None, beta=None, initial_state=None, initial_z=None,
           feature_map="elu1", normalize=None, eps=1e-6, eps_mode="add", scale=1.0, norm_q=False, norm_k=False, options):
    Hq = q.shape[1]
    a, b = mapped(feature_map, q, k, W_q, b_q, W_k, b_k, gamma, beta)
    a = scale * (_features.sum_to_one(a) if norm_q else a)
    b = _features.sum_to_one(b) if norm_k else b
    seen = visible(q, k, options)                                                             # [B, 1, N, M]
    if feature_map == "softmax":
        a = over_positions(a, b, seen, initial_z)

    W = present(seen, a @ np.swapaxes(heads_of(b, Hq), 2, 3))                                 # [B, Hq, N, M]
    n, d = weighted_sum(W, seen, heads_of(v, Hq)), W.sum(axis=-1, keepdims=True)
    if initial_state is not None:
        n = n + a @ heads_of(initial_state, Hq)
    if initial_z is not None:
        d = d + a @ heads_of(initial_z[..., None], Hq)

    if normalize if normalize is not None else feature_map not in UNNORMALISED:
        d = {"add": d + eps, "clamp_min": np.maximum(d, eps), "none": d}[eps_mode]
        n = present(d != 0, n / np.where(d == 0, np.ones_like(d), d))
    return {"out": n, **sums(b, v, options.key_mask, initial_state, initial_z)}


def mapped(name, q, k, W_q, b_q, W_k, b_k, gamma, beta):
    phi = getattr(_features, name)
    if name == "t2r":
        return phi(q, W_q, b_q), phi(k, W_k, b_k)
    if name == "softmax":
        return phi(q), np.exp(k)
    if name == "rebased":
        return phi(q, gamma, beta), phi(k, gamma, beta)
    return phi(q), phi(k)


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


def sums(b, v, key_mask, initial_state, initial_z):
    """sum_j b_j v_j^T and sum_j b_j over all present keys, added to the initial ones."""
    if key_mask is not None:
        b, v = (present(key_mask[:, None, :, None] != 0, x) for x in (b, v))
    S, z = np.einsum("bhmf,bhme->bhfe", b, v), b.sum(axis=2)
    return {"final_state": S if initial_state is None else initial_state + S, "final_z": z if initial_z is None else initial_z + z}
