"""Attention sinks and a window (StreamingLLM, arXiv:2309.17453): causal, over the first `start` and the last `recent` tokens."""
import inspect

from ._terms import softmax_with

masked = softmax_with("streaming_sink", start=("sink_tokens", 4), causal=("causal", False), window=("window", (-1, -1)))
OWN = {"recent": 512, "evict": "before", "pos": "none"}


def streaming_sink(*args, recent=512, evict="before", pos="none", **kwargs):
    return masked(*args, causal=True, window=(recent - (evict == "before"), -1), **kwargs)


given = [p for p in inspect.signature(masked).parameters.values() if p.name not in ("window", "causal")]
streaming_sink.__signature__ = inspect.Signature([
    *given[:4], *(inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default) for name, default in OWN.items()), *given[4:]])
