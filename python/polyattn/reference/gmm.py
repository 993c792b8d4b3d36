"""Gaussian mixture mask (arXiv:2309.05375): softmax attention with scores times a sum of Gaussians of the distance on the grid."""
from ._terms import REQUIRED, softmax_with

gmm = softmax_with("gmm", sigma=("gmm_sigma", REQUIRED), alpha=("gmm_alpha", REQUIRED), grid=("grid", None),
                   prefix=("gmm_prefix", 0), cutoff_d2=("gmm_cutoff", None))
