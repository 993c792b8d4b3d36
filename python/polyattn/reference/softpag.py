"""SoftPAG (arXiv:2506.10978): softmax attention whose map is interpolated with the identity in some heads."""
from ._terms import softmax_with

softpag = softmax_with("softpag", heads=("softpag_heads", None), u=("softpag", 0.5))
