"""Head mask (arXiv:1905.10650): softmax attention whose head h is multiplied by xi_h."""
from ._terms import REQUIRED, softmax_with

head_mask = softmax_with("head_mask", xi=("head_mask", REQUIRED))
