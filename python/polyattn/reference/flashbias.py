"""FlashBias (arXiv:2505.12044): softmax attention with <phi_i, psi_j> added to the scores."""
from ._terms import REQUIRED, softmax_with

flashbias = softmax_with("flashbias", phi=("phi", REQUIRED), psi=("psi", REQUIRED))
