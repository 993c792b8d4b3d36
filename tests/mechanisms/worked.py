"""The worked example "T" of the specification: N = M = 3, D = Dv = 2, one head."""
import numpy as np

Q = np.array([[1, 0], [0, 1], [1, 1.0]])[None, None]
K = np.array([[1, 0], [1, 1], [0, 2.0]])[None, None]
V = np.array([[1, 2], [3, 4], [5, 6.0]])[None, None]
digits = dict(rtol=0, atol=6e-7)


def draw(seed=0, B=2, Hq=4, H=2, N=33, M=70, D=6, Dv=5):
    """Random q, k, v of grouped heads."""
    rng = np.random.default_rng(seed)
    return [rng.standard_normal((B, heads, n, d)) for heads, n, d in ((Hq, N, D), (H, M, D), (H, M, Dv))]
