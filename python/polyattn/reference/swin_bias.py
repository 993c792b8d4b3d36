"""Swin's relative position bias (arXiv:2103.14030): softmax attention with table[query - key, h] of positions in a window added to the scores."""
from ._terms import REQUIRED, softmax_with

swin_bias = softmax_with("swin_bias", without="window cu_seqlens_q cu_seqlens_k", table=("swin_table", REQUIRED), window=("grid", None))
