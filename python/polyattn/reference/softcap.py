"""Capped scores (Gemma 2, arXiv:2408.00118): softmax of c tanh(score / c)."""
from ._terms import softmax_with

softcap = softmax_with("softcap", softcap=("softcap", 50.0))
