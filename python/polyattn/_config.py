"""How this copy computes: instruction sets, threads, what was built."""
from __future__ import annotations

from typing import Any

from . import _C


class Config(dict[str, Any]):
    """A dict that prints one line per entry."""

    def __repr__(self) -> str:
        said = lambda x: ", ".join(map(str, x)) if isinstance(x, (tuple, list)) else str(x)
        return "\n".join(f"{key:<{max(map(len, self))}}  {said(value)}" for key, value in self.items())


def config() -> Config:
    """Version, instruction set in use and those built, threads and whose runtime they are, CUDA or why not."""
    from . import __version__

    return Config({"version": __version__, "cuda": "not built: the kernels of this version are for CPUs", **_C.config()})


def set_num_threads(n: int) -> None:
    """Lets calls use `n` threads; 0 goes back to POLYATTN_NUM_THREADS, else what the process uses. Results have the same bits for any number."""
    _C.set_num_threads(n)


def get_num_threads() -> int:
    """How many threads a call may use."""
    return int(_C.get_num_threads())


def set_isa(name: str) -> None:
    """Uses the kernels of this instruction set from now on; ``pa.config()`` names those that were built. POLYATTN_ISA sets it from outside."""
    _C.set_isa(name)
