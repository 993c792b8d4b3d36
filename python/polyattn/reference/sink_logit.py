"""Softmax with a sink in its denominator (gpt-oss; off-by-one softmax where a = 0)."""
from ._terms import softmax_with

sink_logit = softmax_with("sink_logit", a=("sinks", REQUIRED))
