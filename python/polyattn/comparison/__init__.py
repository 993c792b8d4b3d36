"""Mechanisms side by side on the same q, k, v: what they cost and what they change. `compare` runs them, `Report` shows the result."""
from .inputs import load
from .report import Report
from .run import compare

__all__ = ["Report", "compare", "load"]
