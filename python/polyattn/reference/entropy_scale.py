"""Entropy-preserving scale (arXiv:2306.08645): softmax attention with sqrt(log_T(M) / D) for a scale, M keys where training had T."""
from ._terms import softmax_with

entropy_scale = softmax_with("entropy_scale", train_len=("entropy_scale", None))
