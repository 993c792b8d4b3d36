"""polyattn inside other libraries."""
from .transformers import register_transformers

__all__ = ["register_transformers"]
