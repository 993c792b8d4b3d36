"""The walk of the recurrent family: a state [B, H, D, Dv] per key/value head, written once per key and read by every query of its group."""
import numpy as np

from ._common import heads_of, present

OPTIONS = dict(key_mask=None, cu_seqlens=None, scale=None, causal=True, bidirectional=False, chunk=64)


def scan(step, q, k, v, initial_state, o, *, additive=True, bonus=None):
    """Apply `S = step(S, t)` to keys t = 0 .. M-1 and read. `o`: the options.

    Causal: query i reads after key i + M - N, the last query after the last key; queries before the first key read the initial state.
    Otherwise every query reads the final state, or, bidirectional, the states of a walk from each end; what token i itself wrote is counted
    once where writes add up.

    With a `bonus` [H, D] queries read before their own key is written, and see that key as <q, bonus k> v."""
    N, M = q.shape[2], k.shape[2]
    early = bonus is not None
    if o.bidirectional:
        there = walk(step, range(M), q, k, v, None, o, range(1 - early, M + 1 - early))
        back = walk(step, range(M)[::-1], q, k, v, None, o, range(1 - early, M + 1 - early)[::-1])
        out = there["out"] + back["out"]
        if early:
            out = out + own_write(q, bonus[:, None] * k, v, o)
        return {"out": out - own_write(q, k, v, o) if additive and not early else out, "final_state": None}
    own = {False: lambda i: M, True: lambda i: i + M - N, "top_left": lambda i: i}[o.causal]      # the key that is query i's own
    after = lambda i: own(i) if early else own(i) + 1
    result = walk(step, range(M), q, k, v, initial_state, o, [min(max(after(i), 0), M) for i in range(N)])
    rows = [i for i in range(N) if early and 0 <= own(i) < M]
    if rows:
        keys = [own(i) for i in rows]
        mine = type(o)(**{**vars(o), "key_mask": None if o.key_mask is None else o.key_mask[:, keys]})
        result["out"][:, :, rows] += own_write(q[:, :, rows], (bonus[:, None] * k)[:, :, keys], v[:, :, keys], mine)
    return result


def walk(step, keys, q, k, v, initial_state, o, reads):
    """Write the keys in the given order; query i reads after reads[i] of them."""
    (B, Hq, N, D), H, Dv = q.shape, k.shape[1], v.shape[-1]
    S = np.zeros((B, H, D, Dv), q.dtype) if initial_state is None else initial_state
    out = np.zeros((B, Hq, N, Dv), q.dtype)
    for written in range(len(keys) + 1):
        for i in (i for i in range(N) if reads[i] == written):
            out[:, :, i] = scale(q, o) * np.einsum("bhde,bhd->bhe", heads_of(S, Hq), q[:, :, i])
        if written < len(keys):
            t = keys[written]
            S = step(S, t) if o.key_mask is None else np.where(o.key_mask[:, t, None, None, None] != 0, step(S, t), S)
    if o.key_mask is not None and len(keys) == N:
        out = present(o.key_mask[:, None, :, None] != 0, out)
    return {"out": out, "final_state": S}


def grouped(q, k, v):
    """q and k with the heads of v, where that has more: each of theirs serves as many of its heads."""
    more = v.shape[1] // max(k.shape[1], 1)
    return (np.repeat(q, more, axis=1), np.repeat(k, more, axis=1)) if more > 1 else (q, k)


def own_write(q, k, v, o):
    """scale <q_i, k_i> v_i."""
    own = scale(q, o) * (q * heads_of(k, q.shape[1])).sum(axis=-1, keepdims=True) * heads_of(v, q.shape[1])
    return own if o.key_mask is None else present(o.key_mask[:, None, :, None] != 0, own)


def scale(q, o):
    return q.shape[-1] ** -0.5 if o.scale is None else o.scale


def log_gates(name, g, check, gate_floor, gate="g"):
    """g as given, raised to the floor."""
    if check and (g > 0).any():
        raise ValueError(f"{name}: {gate} is positive, expected logarithms of decays, at most 0")
    return g if gate_floor is None else np.maximum(g, np.asarray(gate_floor, g.dtype))


def l2norm(x):
    return x / np.sqrt((x * x).sum(axis=-1, keepdims=True) + 1e-6)


def delta_write(S, k, v, beta):
    """S after k, v with strength beta: what S recalls for k is replaced by v as far as beta says."""
    u = beta[..., None] * (v - np.einsum("bhde,bhd->bhe", S, k))
    return S + k[..., None] * u[:, :, None, :]
