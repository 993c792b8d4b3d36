"""Layers for torch made from the rows of the table: projections, gates, learned parameters and caches of any mechanism. Loaded when it is first used."""
from ._cache import Cache
from .attention import Attention
from .multihead import MultiheadAttention
from .swap import swap

__all__ = ["Attention", "Cache", "MultiheadAttention", "swap"]
