"""Every mechanism as its paper states it: plain NumPy, float64, slow and obvious. The kernels are held against these definitions.

`polyattn.reference.gla(...)` takes the call of `polyattn.gla(...)` and returns NumPy arrays. One file per mechanism, found by its name;
nothing here needs the compiled extension.
"""
import importlib
import pkgutil

from ._common import constants_held, working_precision

__all__ = ["constants_held", "working_precision"]


def _names():
    return [module.name for module in pkgutil.iter_modules(__path__) if not module.name.startswith("_")]


def __getattr__(name):
    if name.startswith("_") or name not in _names():
        raise AttributeError(f"polyattn.reference has no definition of {name!r}")
    definition = getattr(importlib.import_module(f"{__name__}.{name}"), name)
    globals()[name] = definition          # importing a submodule put the module under this name
    return definition


def __dir__():
    return sorted({*globals(), *_names()})
