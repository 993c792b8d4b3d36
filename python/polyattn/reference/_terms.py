"""Rows that are softmax attention with options of the engine made their own: the definitions of the options themselves stand in _dense.py."""
import functools
import inspect

from . import sdpa

REQUIRED = inspect.Parameter.empty


def softmax_with(name, without="", **own):
    """`own`: an argument of the row -> (the option that it is, its default; None: it changes nothing); `without`: options that the row does not offer."""
    hidden = {"sinks", *without.split(), *(option for option, _ in own.values())}
    given = inspect.signature(sdpa).parameters
    mine = [inspect.Parameter(mine, inspect.Parameter.KEYWORD_ONLY, default=default) for mine, (_, default) in own.items()]
    shared = [p for p in given.values() if p.name not in hidden]
    signature = inspect.Signature([*shared[:3], *mine, *shared[3:]])

    @functools.wraps(sdpa)
    def call(*args, **kwargs):
        bound = signature.bind(*args, **kwargs)
        bound.apply_defaults()
        named = {own[name][0] if name in own else name: x for name, x in bound.arguments.items()}
        return sdpa(**{name: x for name, x in named.items() if name})

    call.__name__ = call.__qualname__ = name
    call.__signature__ = signature
    return call
