"""Feature maps of linear attention (spec: linear attention, registry of part 0). Each takes x [..., length, D]."""
import numpy as np

from ._common import heads_of


def identity(x):
    return x


def relu(x):
    return np.maximum(x, 0)


def relu2(x):
    return np.maximum(x, 0) ** 2


def elu1(x):
    return np.where(x > 0, x + 1, np.exp(np.minimum(x, 0)))


def exp(x):
    return np.exp(x)


def sigmoid(x):
    return 0.5 * (1 + np.tanh(x / 2))


def softmax(x):
    """Over the features: the map of the queries. Keys take e^k, normalised over positions by `linear`."""
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def taylor1(x):
    """<phi(q), phi(k)> = 1 + <q, k> / sqrt(D)."""
    return np.concatenate([np.ones_like(x[..., :1]), x * x.shape[-1] ** -0.25], axis=-1)


def taylor2(x):
    """<phi(q), phi(k)> = 1 + t + t^2 / 2, t = <q, k> / sqrt(D)."""
    return np.concatenate([taylor1(x), squares(x) * (2 * x.shape[-1]) ** -0.5], axis=-1)


def rebased(x, gamma=None, beta=None):
    """<phi(q), phi(k)> = <x, y>^2 / D of the layer-normalised x and y."""
    x = (x - x.mean(axis=-1, keepdims=True)) / np.sqrt(x.var(axis=-1, keepdims=True) + 1e-5)
    x = x if gamma is None else x * gamma
    x = x if beta is None else x + beta
    return squares(x) * x.shape[-1] ** -0.5


def squares(x):
    """All products x_a x_b, a <= b, each pair a < b once with a factor sqrt(2): <squares(x), squares(y)> = <x, y>^2."""
    a, b = np.triu_indices(x.shape[-1])
    return x[..., a] * x[..., b] * np.where(a == b, 1, 2 ** 0.5).astype(x.dtype)


def dpfp(x, nu=4):
    y = np.concatenate([relu(x), relu(-x)], axis=-1)
    return np.concatenate([y * np.roll(y, j, axis=-1) for j in range(1, nu + 1)], axis=-1)


def t2r(x, W, b=None):
    """max(W_h^T x + b_h, 0), W [H, D, F]."""
    y = x @ W
    return relu(y if b is None else y + b[:, None])


def sum_to_one(x):
    return x / (x.sum(axis=-1, keepdims=True) + 1e-4)
