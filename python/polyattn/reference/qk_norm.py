"""Normalised queries and keys (arXiv:2010.04245): softmax attention of q / rms(q) and k / rms(k), or of another norm."""
from ._terms import softmax_with

qk_norm = softmax_with("qk_norm", without="logit_scale", qk_norm=("qk_norm", "rms"))
