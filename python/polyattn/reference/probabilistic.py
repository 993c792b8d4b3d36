"""Existence-probability attention (Zonkey): softmax attention where later keys get log p_j - log p_i, and tokens of probability 0 are absent."""
from ._terms import REQUIRED, softmax_with

probabilistic = softmax_with("probabilistic", p=("existence", REQUIRED), p_q=("existence_q", None),
                             floor=("existence_floor", 1e-20), cross=("existence_cross", False))
