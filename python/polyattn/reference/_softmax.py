"""Softmax over the visible keys, as rows share it that do something else around it."""
from ._dense import probabilities, scores


def softmax(q, k, o):
    """(P, visible, lse): [B, Hq, N, M] twice and [B, Hq, N]."""
    Y, visible = scores(q, k, o)
    P, lse = probabilities(Y, visible)
    return P, visible, lse
