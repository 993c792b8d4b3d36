"""Rotary positions: frequencies under every scaling, angles, and the turning of pairs of channels."""
import numpy as np

RULE = dict(base=10000.0, scaling="none", factor=1.0, train_len=None, beta_fast=32.0, beta_slow=1.0, truncate=True)


def frequencies(channels, length, dtype, *, base, scaling, factor, train_len, beta_fast, beta_slow, truncate):
    """theta of each pair, for a context of `length` tokens."""
    number = lambda x: np.asarray(x, dtype)
    if channels > 2 and (scaling == "ntk" or scaling == "dynamic" and length > train_len):
        base = base * (factor if scaling == "ntk" else factor * length / train_len - (factor - 1)) ** (channels / (channels - 2))
    t = np.arange(channels // 2)
    theta = number(base) ** number(-2 * t / max(channels, 1))
    if scaling == "linear":
        theta = theta / number(factor)
    if scaling == "yarn":
        low, high = (channels / 2 * np.log(train_len / (2 * np.pi * beta)) / np.log(base) for beta in (beta_fast, beta_slow))
        low, high = (np.floor(low), np.ceil(high)) if truncate else (low, high)
        low, high = max(low, 0), min(high, channels - 1)
        ramp = number(np.clip((t - low) / max(high - low, 1e-3), 0, 1))
        theta = theta * (1 - ramp) + theta / number(factor) * ramp
    return theta


def turned(x, cos, sin, pairing="half"):
    """x (..., N, D) with its first 2 `cos.shape[-1]` channels turned."""
    channels = 2 * cos.shape[-1]
    y = x.copy()
    first, second = (slice(0, channels // 2), slice(channels // 2, channels)) if pairing == "half" else (slice(0, channels, 2), slice(1, channels, 2))
    a, b = x[..., first], x[..., second]
    y[..., first], y[..., second] = a * cos - b * sin, a * sin + b * cos
    return y


def rotate(x, positions, length, *, channels, pairing, amplitude, inv_freq=None, inverse=False, **rule):
    """x (B, H, N, D) turned by positions (B or 1, N) or (N,)."""
    if channels is None:
        channels = x.shape[-1] // 2 * 2 if inv_freq is None else 2 * inv_freq.shape[-1]
    theta = frequencies(channels, length, x.dtype, **rule) if inv_freq is None else inv_freq
    angle = np.asarray(positions, x.dtype)[..., None] * (theta[:, None] if theta.ndim == 2 else theta)          # [B or 1, N, pairs] or [N, pairs]
    if amplitude is None:
        amplitude = 0.1 * np.log(rule["factor"]) + 1 if rule["scaling"] == "yarn" else 1
    cos, sin = np.asarray(amplitude, x.dtype) * np.cos(angle), np.asarray(amplitude, x.dtype) * np.sin(-angle if inverse else angle)
    return turned(x, *(y[:, None] if y.ndim == 3 else y for y in (cos, sin)), pairing)


def by_sequence(given, flat):
    """What has a row per token as [B, 1, N, ...]; what has no axis of sequences is that of every sequence."""
    x = given["x"]
    B, N = x.shape[0], x.shape[-2]
    whole = lambda y, width: np.broadcast_to(y, (B, N, *width))[:, None]
    return {name: whole(given[name], () if name == "positions" else given[name].shape[-1:]) for name in ("positions", "cos", "sin") if given.get(name) is not None}


def ladder(theta, heads, channels, dtype):
    """theta [H or 1, channels]: one for all, or filled up with zeros; by default one geometric ladder over all heads."""
    if theta is None:
        n = heads * channels
        return (np.asarray(1e4, dtype) ** np.asarray(-2 * np.arange(n) / max(n, 1), dtype)).reshape(heads, channels)
    theta = theta if theta.ndim == 2 else theta[None]
    return np.repeat(theta, channels, axis=1) if theta.shape[1] == 1 else np.pad(theta, ((0, 0), (0, channels - theta.shape[1])))


def coordinates(tokens, grid, dtype):
    """Of each token on the grid, [axes, tokens]; the last axis is the fastest."""
    axes = (max(tokens, 0),) if grid is None else tuple(np.atleast_1d(grid))
    return np.stack([a.ravel() for a in np.indices(axes)]).astype(dtype)


def spread(x, angle):
    return np.concatenate([x * np.cos(angle), x * np.sin(angle)], axis=-1)
