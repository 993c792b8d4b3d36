"""Element-wise mask (arXiv:2309.05375): softmax attention with scores times G."""
from ._terms import REQUIRED, softmax_with

elm = softmax_with("elm", G=("elm", REQUIRED))
