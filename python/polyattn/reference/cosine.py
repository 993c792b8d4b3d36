"""Scaled cosine attention (Swin V2, arXiv:2111.09883): softmax attention of q / |q| and k / |k| with a learned factor for a scale."""
from ._terms import REQUIRED, softmax_with

cosine = softmax_with("cosine", without="qk_norm qk_norm_eps q_norm_weight k_norm_weight q_norm_bias k_norm_bias tau",
                      logit_scale=("logit_scale", REQUIRED))
