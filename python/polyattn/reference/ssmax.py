"""Scalable softmax (arXiv:2501.19399): softmax attention with scores times s_h log n_i, n_i the keys that query i sees."""
from ._terms import REQUIRED, softmax_with

ssmax = softmax_with("ssmax", s=("ssmax", REQUIRED), b=("ssmax_bias", None))
