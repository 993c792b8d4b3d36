"""Relative attention of Transformer-XL (arXiv:1901.02860): softmax attention where shifted queries meet keys, and vectors of distances."""
from ._terms import REQUIRED, softmax_with

txl_rel = softmax_with("txl_rel", without="phi psi", u=("txl_u", REQUIRED), w=("txl_w", REQUIRED), R=("txl_r", REQUIRED), zero=("txl_zero", None))
