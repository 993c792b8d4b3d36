"""PrFlashAttention (a reconstruction from the abstract of arXiv:2410.18441): softmax attention over blocks that are kept at random."""
from types import SimpleNamespace

import numpy as np

from ._common import definition
from ._dense import OPTIONS, attend, philox, probabilities, scores


@definition(OPTIONS, lse="return_lse", weights="return_weights")
def prflash(q, k, v, *, block_size=64, w=1, gamma=1.0, fixed_count=False, correct=False, options):
    (B, Hq, N, _), M = q.shape, k.shape[2]
    r, c = (np.arange(N) + M - N) // block_size, np.arange(M) // block_size                   # blocks of queries and keys
    rows, columns = np.arange(r[0], r[-1] + 1) if N else r, np.arange(c[-1] + 1) if M else c
    pi = np.maximum(1.0 + abs(rows[:, None] - columns) - w, 1.0) ** -gamma                    # [rows, columns]
    plan = np.zeros((B, Hq, *pi.shape), bool)
    for b in range(B):
        for h in range(Hq):
            counters = (columns[None], rows[:, None] & 0xFFFFFFFF, (options.sequence + b) * Hq + h, options.offset)
            words = philox(np.broadcast_arrays(*counters), options.seed)[0].astype(np.float64)
            choose = counted if fixed_count else independent
            plan[b, h] = choose(words, pi, rows, columns, options.causal and options.causal != "top_left")
    of_pairs = np.ix_(r - rows[0], c) if N and M else np.ix_(r, c)
    kept = plan[(slice(None), slice(None), *of_pairs)]                                        # [B, Hq, N, M]
    Y, visible = scores(q, k, SimpleNamespace(**{**vars(options), "mask": both(kept, options.mask)}))
    if correct:
        Y = Y - np.log(pi).astype(Y.dtype)[of_pairs]
    P, lse = probabilities(Y, visible)
    return {"out": attend(P, visible, v, options), "lse": lse, "weights": P}


def both(kept, mask):
    return kept if mask is None else kept & mask if mask.dtype == bool else np.where(kept, mask, -np.inf)


def independent(words, pi, rows, columns, causal):
    return (words >= np.floor((1 - pi) * 2.0 ** 32)) | (rows[:, None] == columns)


def counted(words, pi, rows, columns, causal):
    """Of each row of blocks the diagonal, and round(sum pi) in all by Gumbel top-k of log pi."""
    kept = np.zeros(pi.shape, bool)
    noisy = np.log(pi) - np.log(-np.log((words + 0.5) / 2.0 ** 32))
    for i, row in enumerate(rows):
        seen = columns <= row if causal else np.ones(len(columns), bool)
        score = np.where(columns == row, np.inf, noisy[i])[seen]
        count = max(int(np.rint(pi[i][seen].sum())), 1)
        kept[i, np.flatnonzero(seen)[np.argsort(-score, kind="stable")[:count]]] = True
    return kept
