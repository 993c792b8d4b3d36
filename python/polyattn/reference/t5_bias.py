"""T5's bucketed relative bias (arXiv:1910.10683): softmax attention with table[bucket(j - i - M + N), h] added to the scores."""
from ._terms import REQUIRED, softmax_with

t5_bias = softmax_with("t5_bias", table=("t5_table", REQUIRED), num_buckets=(None, None), max_distance=("t5_max_distance", 128.0),
                       bidirectional=("t5_bidirectional", None), bias_scale=("t5_scale", 1.0))
