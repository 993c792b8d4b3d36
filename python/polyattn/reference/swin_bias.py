"""Swin's relative position bias (arXiv:2103.14030): softmax attention with table[query - key, h] of positions in a window added to the scores."""
from ._terms import REQUIRED, softmax_with

swin_bias = softmax_with("swin_bias", table=("swin_table", REQUIRED), grid=("grid", None))
