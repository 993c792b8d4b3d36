"""iLLaMA's soft mask (arXiv:2404.06773): softmax attention over all keys, then weights of later keys times alpha."""
from ._terms import softmax_with

illama_soft_mask = softmax_with("illama_soft_mask", alpha=("illama_alpha", 0.0))
