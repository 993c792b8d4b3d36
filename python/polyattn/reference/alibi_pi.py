"""Position interpolation for ALiBi (arXiv:2310.13017): ALiBi with slopes divided by f = max(1, M / L)."""
from ._terms import softmax_with

alibi_pi = softmax_with("alibi_pi", slopes=("alibi_slopes", "standard"), factor=("alibi_factor", None), train_len=("alibi_train_len", None))
