"""Lightning attention (arXiv:2401.04658): S_t = e^{-slope_h} S_{t-1} + k_t v_t^T, o_t = scale S_t^T q_t, one token at a time."""
import numpy as np

from ._common import definition
from ._dense import standard_slopes
from ._recurrent import OPTIONS, scan


@definition({**OPTIONS, "scale": 1.0}, final_state="return_state")
def lightning(q, k, v, *, slopes=None, initial_state=None, layer_idx=0, n_layers=None, slope_rule="alibi", options):
    slopes = default_slopes(k.shape[1], layer_idx, n_layers, slope_rule).astype(k.dtype) if slopes is None else slopes   # [H]

    def step(S, t):
        return np.exp(-slopes)[:, None, None] * S + k[:, :, t, :, None] * v[:, :, t, None, :]

    return scan(step, q, k, v, initial_state, options)


def default_slopes(H, layer, layers, rule):
    """By rule: a base for each head, times a factor that falls with the layer."""
    h, l, L = np.arange(H), layer, layers or 1
    if rule == "alibi":
        return standard_slopes(H) * (1 if layers is None else 1 - l / max(L - 1, 1) + 1e-5)
    if rule == "minimax":
        return 2.0 ** (-8 / H * (h + 1)) * (1 if layers is None else 1 - l / (L - 1 + 1e-5) + 1e-5)
    return 8 * (h + (rule == "transnormer")) / H * (1 - l / L)
