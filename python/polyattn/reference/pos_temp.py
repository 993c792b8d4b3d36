"""Position temperature (Llama 4): softmax attention with scores of the query at position p times 1 + c log(floor((p + o) / F) + 1)."""
from ._terms import softmax_with

pos_temp = softmax_with("pos_temp", c=("pos_temp", 0.1), F=("pos_temp_floor", 8192.0), o=("pos_temp_offset", 1.0))
