"""ALiBi (arXiv:2108.12409): softmax attention with -m_h |i + M - N - j| added to the scores."""
from ._terms import softmax_with

alibi = softmax_with("alibi", slopes=("alibi_slopes", "standard"))
