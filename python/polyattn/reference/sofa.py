"""SoFA (arXiv:2503.13792): softmax attention whose causal mask is soft between tokens of different images."""
from ._terms import REQUIRED, softmax_with

sofa = softmax_with("sofa", without="causal", image_id=("image_id", REQUIRED), sigma=("sofa_sigma", 0.5), mode=("sofa_mode", "weight"))
