"""SoFA (arXiv:2503.13792): softmax attention whose causal mask is soft between tokens of different images."""
from ._terms import softmax_with

sofa = softmax_with("sofa", image_id=("image_id", None), sigma=("sofa_sigma", 0.5), mode=("sofa_mode", "weight"),
                    causal=("causal", True))
