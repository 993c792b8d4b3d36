"""Selective self-attention (arXiv:2411.12892): softmax attention of tau^q_i q_i with k_j and tau^v_j v_j."""
from ._terms import REQUIRED, softmax_with

ssa_temperature = softmax_with("ssa_temperature", tau_q=("tau_q", REQUIRED), tau_v=("tau_v", None))
