"""Attention mechanisms in C, forward and backward, for NumPy and PyTorch.

One function per mechanism (``pa.sdpa``, ``pa.gla``, ...), made when it is first used from the row that the mechanism has in the C module's
table; ``pa.attention(q, k, v, mechanism="gla", ...)`` calls any of them by name. ``pa.mechanisms()`` lists them, ``pa.info("gla")`` and
``help(pa.gla)`` describe one, ``pa.example_inputs("gla")`` draws arguments for it, ``pa.vjp`` gives gradients for NumPy arrays.
"""
from . import _C, _results
from ._ask import info, mechanisms, papers, supports
from ._config import config, get_num_threads, set_isa, set_num_threads
from ._examples import example_inputs
from ._functions import attention
from ._merge import merge_states
from ._vjp import vjp

__version__ = "0.1.0"

_call = _C.call
_LATER = {"compare": "comparison", "learn": "learning", "register_transformers": "integrations",        # what is imported, with what it needs, when it is first used
          **dict.fromkeys(("BlockMask", "FlexError", "and_masks", "create_block_mask", "create_mask", "flex_attention", "flex_explain", "noop_mask", "or_masks"), "flex")}
_C.set_result_factory(_results.make)


def _flex(*args):
    """Calls with a score function or a block mask."""
    from .flex import run

    return run(*args)


def _modules():
    """The public modules beside this one, whichever are there: reference, torch, compare ..."""
    from pkgutil import iter_modules

    return [m.name for m in iter_modules(__path__) if not m.name.startswith("_")]


def _public():
    from ._table import names

    later = [name for name, module in _LATER.items() if module in _modules()]
    return sorted({*(name for name, x in globals().items() if not name.startswith("_") and callable(x)), *later, *names()})


def __getattr__(name):
    from ._functions import define
    from ._table import close_to, names

    if name == "__all__":
        return _public()
    if name.startswith("_"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if name in names():
        row = names()[name]
        globals()[name] = function = globals().get(row["name"]) or define(row, globals())
        return function
    module = _LATER.get(name, name)
    if module not in _modules():
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}." + close_to(name, [*_public(), *_modules()]))
    from importlib import import_module

    try:
        loaded = import_module(f"{__name__}.{module}")
    except ModuleNotFoundError as error:
        raise AttributeError(f"{__name__}.{name} needs the package {error.name!r}") from error
    return getattr(loaded, name) if name in _LATER else loaded


def __dir__():
    return sorted({*globals(), *_public(), *_modules()})
