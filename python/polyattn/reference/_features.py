"""Feature maps of linear attention (spec: linear attention, registry of part 0). Each takes x [..., length, D]."""
import numpy as np

from ._common import heads_of


def identity(x):
    return x


def relu(x):
    return np.maximum(x, 0)


def leaky_relu(x, slope=0.01):
    return np.where(x < 0, np.asarray(slope, x.dtype) * x, x)


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


def projected(x, W, b=None):
    y = x @ W
    return y if b is None else y + b[:, None]


def hadamard(x, W, b, W2, b2):
    return projected(x, W, b) * projected(x, W2, b2)


def hedgehog(x, W, b=None, activation="exp", negation=True, eps_clamp=1e-12):
    """[f(y), f(-y)] of y = W_h^T x + b_h."""
    y = projected(x, W, b)
    if activation == "softmax_joint":
        return softmax(2 * (np.concatenate([y, -y], axis=-1) if negation else y))
    f = {"exp": np.exp, "exp_stable": lambda t: np.exp(t - t.max(axis=-1, keepdims=True)), "softmax": softmax}[activation]
    features = np.concatenate([f(y), f(-y)], axis=-1) if negation else f(y)
    return features if activation == "exp" else np.maximum(features, np.asarray(eps_clamp, y.dtype))


def hedgehog_exp(x, W, b=None):
    return hedgehog(x, W, b)


def hedgehog_softmax(x, W, b=None):
    return hedgehog(x, W, b, "softmax")


def norm(x):
    return np.sqrt((x * x).sum(axis=-1, keepdims=True))


def direction(x):
    """x / |x|, 0 where x is."""
    n = norm(x)
    return np.where(n == 0, np.zeros_like(x), x / np.where(n == 0, np.ones_like(n), n))


def focus(x, p=3.0):
    """|x| x^p / |x^p| of x >= 0 (powers of x over its largest element, which cancels it)."""
    u = (x / x.max(axis=-1, keepdims=True)) ** p
    return norm(x) * u / norm(u)


def focused(x):
    return focus(relu(x) + np.asarray(1e-6, x.dtype))


def nala(q, k, lam=3.0, tau=0.5, alpha=20.0, direction_map="cos"):
    """Features of the queries and of the keys: magnitudes |q^|^p(|q|) and |k|^lambda, with an angle or a sign beside them. Products of features depend on
    differences of angles alone: pi / 4 more in both makes every feature positive."""
    units = direction(q), direction(k)
    magnitudes = np.abs(units[0]) ** (lam * (tau + np.tanh(norm(q)))), np.abs(k) ** lam
    if direction_map == "relu_split":
        return [np.concatenate([np.where(u > 0, m, 0 * m), np.where(u < 0, m, 0 * m)], axis=-1) for u, m in zip(units, magnitudes)]
    angles = [np.pi / 4 * (1 + np.tanh(alpha * u)) for u in units]
    return [np.concatenate([m * np.cos(t), m * np.sin(t)], axis=-1) for m, t in zip(magnitudes, angles)]


def along(omega, x):
    """omega x for each head of keys, [m, D] or [H, m, D], whose queries share it."""
    omega = omega if omega.ndim == 2 else heads_of(omega[None], x.shape[1])[0]
    return x @ np.swapaxes(omega, -1, -2)


def favor(x, omega, kernel="softmax", eps=0.0, top=None):
    """`top`: subtracted from the exponents (the row's or the keys' largest omega x)."""
    x = x * x.shape[-1] ** -0.25
    u = along(omega, x)
    if kernel == "relu":
        return relu(u) + np.asarray(eps, x.dtype)
    half = (x * x).sum(axis=-1, keepdims=True) / 2
    if kernel == "hyperbolic":
        return (np.concatenate([np.exp(u - half), np.exp(-u - half)], axis=-1) + np.asarray(eps, x.dtype)) * (2 * u.shape[-1]) ** -0.5
    return (np.exp(u - half - (0 if top is None else top)) + np.asarray(eps, x.dtype)) * u.shape[-1] ** -0.5


def rff(x, omega):
    u = along(omega, direction(x))
    return np.concatenate([np.sin(u), np.cos(u)], axis=-1) * u.shape[-1] ** -0.5


def cos(x, length, act=relu):
    """Position i + 1 as an angle pi (i + 1) / (2 length)."""
    angle = np.pi * np.arange(1, x.shape[2] + 1)[:, None] / (2 * length)
    return np.concatenate([act(x) * np.sin(angle), act(x) * np.cos(angle)], axis=-1).astype(x.dtype)


def turned(S, m, length, d):
    """Sums of `cos` features as seen from behind token m, where the next call counts from 1 again. S [B, H, 2 d, ...]."""
    angle = np.pi * m / (2 * length)
    one, two = S[:, :, :d], S[:, :, d:]
    return np.concatenate([one * np.cos(angle) - two * np.sin(angle), two * np.cos(angle) + one * np.sin(angle)], axis=2).astype(S.dtype)


def rotated(x, cos, sin):
    """x cos + (-x_1, x_0, -x_3, x_2, ...) sin."""
    turned = np.stack([-x[..., 1::2], x[..., ::2]], axis=-1).reshape(x.shape)
    return x * cos + turned * sin
