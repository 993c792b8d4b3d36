"""Log-length scaling: softmax attention with scores of the query at position p times max(1, log(p + 1) / log T)."""
from ._terms import softmax_with

logn = softmax_with("logn", train_len=("logn", None))
