"""Tracing: the user's function is called once on symbols. Operators, methods, torch functions, torch.nn.functional and NumPy ufuncs all end in one table."""
from __future__ import annotations

import contextvars
import functools
import math
import numbers
import sys
import types
from typing import Any, Callable

import numpy as np

from ._graph import Capture, FlexError, Graph, refuse

_current: contextvars.ContextVar[Graph] = contextvars.ContextVar("polyattn_flex_graph")
graph = _current.get

REDUCTIONS = "sum mean prod softmax log_softmax cumsum cumprod any all argmax argmin amax amin dot matmul mm einsum norm logsumexp sort topk var std".split()
RANDOM = "rand randn rand_like randn_like bernoulli dropout randint normal alpha_dropout uniform".split()


def torch() -> Any:
    return sys.modules.get("torch")


def dtype_letter(dtype: Any) -> str:
    text = str(getattr(dtype, "__name__", dtype))
    if "complex" in text:
        raise refuse("uses complex numbers")
    return "b" if "bool" in text else "i" if "int" in text or "long" in text else "f"


class View:
    """A captured tensor with its first indices given."""

    def __init__(self, obj: Any, capture: int, index: tuple[int, ...]):
        self.obj, self.capture, self.index = obj, capture, index

    shape = property(lambda self: tuple(self.obj.shape[len(self.index) :]))
    ndim = property(lambda self: len(self.shape))
    dtype = property(lambda self: self.obj.dtype)

    def __len__(self):
        return self.shape[0]

    def __getitem__(self, i):
        return index(self, i)

    def __setitem__(self, *_):
        raise refuse("writes into a tensor, which it cannot")

    @classmethod
    def __torch_function__(cls, func, types_, args=(), kwargs=None):
        return dispatch(func.__name__, args, kwargs or {})

    def __array_ufunc__(self, f, method, *args, **kwargs):
        return dispatch(f.__name__, args, kwargs)

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return lambda *args, **kwargs: dispatch(name, (self, *args), kwargs)


class NumpyView(View):
    """Stands for a NumPy array that was found in a closure: NumPy has no hook for array[Sym]."""

    def __init__(self, array: np.ndarray):
        self.obj, self.index = array, ()

    capture = property(lambda self: capture(self.obj), lambda self, value: None)

    def item(self):
        return self.obj.item()

    def __array__(self, dtype=None, copy=None):
        return np.asarray(self.obj, dtype)

    def __getattr__(self, name):
        return getattr(self.obj, name)


def capture(obj: Any) -> int:
    g = graph()
    for i, known in enumerate(g.captures):
        if known.obj is obj:
            return i
    device = getattr(obj, "device", None)
    if getattr(device, "type", "cpu") != "cpu":
        raise refuse(f"captures a tensor on {device} and q is on the CPU; move it there first")
    letter = dtype_letter(obj.dtype)
    g.captures.append(Capture(obj, tuple(int(n) for n in obj.shape), letter, letter == "f" and bool(getattr(obj, "requires_grad", False))))
    return len(g.captures) - 1


def index(t: Any, i: Any) -> Any:
    view = t if isinstance(t, View) else View(t, capture(t), ())
    g, given, shape = graph(), list(view.index), view.obj.shape
    for x in i if isinstance(i, tuple) else (i,):
        if isinstance(x, slice) or x is None or x is Ellipsis:
            raise refuse("slices a captured tensor; slice it before and capture the result")
        if len(given) == len(shape):
            raise IndexError(f"flex_attention: too many indices for a captured tensor of shape {tuple(shape)}")
        n = int(shape[len(given)])
        if isinstance(x, numbers.Integral) and not isinstance(x, bool):
            if not -n <= x < n:
                raise IndexError(f"flex_attention: index {x} is outside axis {len(given)} of a captured tensor of shape {tuple(shape)}")
            given.append(g.const(int(x) + (n if x < 0 else 0)))
        else:
            given.append(lift(x))
            if g.nodes[given[-1]].dt != "i":
                raise refuse("indexes a captured tensor by a value that is not an integer")
    if len(given) < len(shape):
        return View(view.obj, view.capture, tuple(given))
    return Sym(g.gather(view.capture, given))


def lift(x: Any) -> int:
    if isinstance(x, Sym):
        return x.i
    if isinstance(x, (numbers.Number, np.generic)):
        return graph().const(x.item() if isinstance(x, np.generic) else x)
    if isinstance(x, View) or hasattr(x, "shape"):
        if math.prod(x.shape) != 1:
            raise refuse(f"uses a captured tensor of shape {tuple(x.shape)} without indices; index it by b, h, q_idx or kv_idx until one number is left")
        return index(x, (0,) * len(x.shape)).i if len(x.shape) else scalar(x)
    raise TypeError(f"flex_attention: score_mod uses a {type(x).__name__} in an expression of scores and positions")


def scalar(x: Any) -> int:
    return graph().gather(x.capture if isinstance(x, View) else capture(x), list(x.index) if isinstance(x, View) else [])


def arithmetic(f: str | None, i: str | None = None, least: str = "i") -> Callable[..., Any]:
    """A binary operation: the float or the integer opcode."""
    def made(a, b, alpha=1, **_):
        g = graph()
        (x, y), dt = g.join(lift(a), lift(b if alpha == 1 else b * alpha), least=least)
        return Sym(g.add(f if dt == "f" or i is None else i, x, y))
    return made


def unary(f: str, i: str | None = None) -> Callable[..., Any]:
    def made(a, **_):
        g, x = graph(), lift(a)
        return Sym(g.add(i, x)) if i and g.nodes[x].dt == "i" else Sym(g.add(f, g.to(x, "f")))
    return made


def comparison(f: str, i: str, swap: bool = False) -> Callable[..., Any]:
    def made(a, b, **_):
        g, (a, b) = graph(), (b, a) if swap else (a, b)
        (x, y), dt = g.join(lift(a), lift(b), least="i")
        return Sym(g.add(f if dt == "f" else i, x, y))
    return made


def bitwise(name: str) -> Callable[..., Any]:
    def made(a, b, **_):
        g = graph()
        (x, y), dt = g.join(lift(a), lift(b))
        if dt == "f":
            raise refuse(f"uses bitwise {name} on floats")
        return Sym(g.add(name, x, y))
    return made


def where(c, a, b):
    g = graph()
    (x, y), _ = g.join(lift(a), lift(b))
    return Sym(g.add("where", g.to(lift(c), "b"), x, y))


def floor_divide(a, b, **_):
    g = graph()
    if "f" in (g.nodes[lift(a)].dt, g.nodes[lift(b)].dt):
        return Sym(g.add("ffloor", arithmetic("fdiv", least="f")(a, b).i))
    return arithmetic(None, "ifdiv")(a, b)


def remainder(a, b, **_):
    g = graph()
    if "f" in (g.nodes[lift(a)].dt, g.nodes[lift(b)].dt):
        return a - floor_divide(a, b) * b if isinstance(a, Sym) else Sym(g.to(lift(a), "f")) - floor_divide(a, b) * b
    return arithmetic(None, "imod")(a, b)


def power(a, b, **_):
    simple = {0.5: lambda: FN["sqrt"](a), -1: lambda: FN["reciprocal"](a), 1: lambda: a, 2: lambda: a * a, 3: lambda: a * a * a, 4: lambda: (a * a) * (a * a)}
    if isinstance(b, (int, float)) and b in simple:
        return simple[b]()
    g = graph()
    if isinstance(a, (int, float)):
        if a <= 0:
            raise refuse("raises a number that is not positive to a traced power")
        return Sym(g.add("exp2", g.to((b * math.log2(a)).i, "f")))
    return Sym(g.add("exp2", g.add("fmul", g.to(lift(b), "f"), FN["log2"](a).i)))


def clamp(a, min=None, max=None, **named):
    low, high = named.get("a_min", min), named.get("a_max", max)
    a = a if low is None else FN["maximum"](a, low)
    return a if high is None else FN["minimum"](a, high)


def cast(a, *args, **named):
    for x in [*args, *named.values()]:
        if isinstance(x, Sym):
            return Sym(graph().to(lift(a), graph().nodes[x.i].dt))
        if isinstance(x, type) or isinstance(x, np.dtype) or "dtype" in type(x).__name__ or isinstance(x, str) and x.rstrip("0123456789") in ("float", "int", "bool"):
            return Sym(graph().to(lift(a), dtype_letter(x)))
    return a


def divide(a, b, rounding_mode=None, **_):
    if rounding_mode == "floor":
        return floor_divide(a, b)
    quotient = arithmetic("fdiv", least="f")(a, b)
    return quotient if rounding_mode is None else Sym(graph().add("f2i", quotient.i))


def rounded(a, decimals=0, **_):
    if decimals:
        raise refuse("rounds to decimals, which is not offered")
    return a if graph().nodes[lift(a)].dt == "i" else unary("fround")(a)


def like(value):
    return lambda a, *size, dtype=None, **_: Sym(graph().const(value, dtype_letter(dtype) if dtype is not None else graph().nodes[lift(a)].dt))


def new(value):
    return lambda a, *size, dtype=None, **_: Sym(graph().const(value, dtype_letter(dtype if dtype is not None else "float")))


def to_letter(dt):
    return lambda a, *_, **__: Sym(graph().to(lift(a), dt))


def gelu(a, approximate="none"):
    if approximate == "tanh":
        return 0.5 * a * (1 + FN["tanh"](math.sqrt(2 / math.pi) * (a + 0.044715 * a * a * a)))
    return 0.5 * a * (1 + FN["erf"](a * math.sqrt(0.5)))


FN: dict[str, Callable[..., Any]] = dict(
    add=arithmetic("fadd", "iadd"), sub=arithmetic("fsub", "isub"), mul=arithmetic("fmul", "imul"), div=divide, mod=remainder,
    maximum=arithmetic("fmax", "imax"), minimum=arithmetic("fmin", "imin"), floor_divide=floor_divide, lt=comparison("flt", "ilt"),
    le=comparison("fle", "ile"), gt=comparison("flt", "ilt", True), ge=comparison("fle", "ile", True), eq=comparison("feq", "ieq"), ne=comparison("fne", "ine"),
    pow=power, where=where, clamp=clamp, bitwise_and=bitwise("and"), bitwise_or=bitwise("or"), bitwise_xor=bitwise("xor"),
    lshift=arithmetic(None, "ishl"), rshift=arithmetic(None, "ishr"), logical_and=lambda a, b: FN["bitwise_and"](FN["bool"](a), FN["bool"](b)),
    logical_or=lambda a, b: FN["bitwise_or"](FN["bool"](a), FN["bool"](b)), logical_xor=lambda a, b: FN["bitwise_xor"](FN["bool"](a), FN["bool"](b)),
    logical_not=lambda a: ~FN["bool"](a), invert=lambda a: Sym(graph().add("not", lift(a))), neg=unary("fneg", "ineg"), abs=unary("fabs", "iabs"),
    sqrt=unary("fsqrt"), reciprocal=unary("frcp"), rsqrt=lambda a: FN["reciprocal"](FN["sqrt"](a)), floor=unary("ffloor"), round=rounded,
    ceil=lambda a: -FN["floor"](-a), trunc=lambda a: Sym(graph().to(graph().add("f2i", graph().to(lift(a), "f")), "f")), exp=unary("exp"), exp2=unary("exp2"),
    log=unary("log"), tanh=unary("tanh"), sigmoid=unary("sigmoid"), sin=unary("sin"), cos=unary("cos"), erf=unary("erf"),
    tan=lambda a: FN["sin"](a) / FN["cos"](a), log2=lambda a: FN["log"](a) * (1 / math.log(2)), log10=lambda a: FN["log"](a) * (1 / math.log(10)),
    log1p=lambda a: FN["log"](a + 1.0), expm1=lambda a: FN["exp"](a) - 1.0, relu=lambda a, **_: FN["maximum"](a, 0.0), square=lambda a: a * a,
    silu=lambda a, **_: a * FN["sigmoid"](a), softplus=lambda a, **_: FN["maximum"](a, 0.0) + FN["log"](1.0 + FN["exp"](-FN["abs"](a))), gelu=gelu,
    sign=lambda a: where(a > 0, 1.0, where(a < 0, -1.0, 0.0)), isnan=lambda a: a != a, isinf=lambda a: FN["abs"](a) == math.inf,
    to=cast, type=cast, astype=cast, type_as=cast, float=to_letter("f"), double=to_letter("f"), half=to_letter("f"), bfloat16=to_letter("f"),
    bool=to_letter("b"), int=to_letter("i"), long=to_letter("i"), full_like=lambda a, value, **named: like(value)(a, **named), zeros_like=like(0), ones_like=like(1),
    masked_fill=lambda a, m, value: where(m, value, a), new_ones=new(1), new_zeros=new(0), new_full=lambda a, size, value, **named: new(value)(a, **named),
    new_tensor=lambda a, value, **named: new(value)(a, **named))
for alias, name in dict(
        subtract="sub", multiply="mul", divide="div", true_divide="div", truediv="div", remainder="mod", floordiv="floor_divide", less="lt", less_equal="le",
        greater="gt", greater_equal="ge", equal="eq", not_equal="ne", absolute="abs", negative="neg", power="pow", float_power="pow", bitwise_not="invert", clip="clamp",
        clamp_min="maximum", clamp_max="minimum", max="maximum", min="minimum", rint="round", left_shift="lshift", right_shift="rshift",
        bitwise_left_shift="lshift", bitwise_right_shift="rshift", fmin="minimum", fmax="maximum", expit="sigmoid", arcsinh="", hardtanh="",
        **{"and": "bitwise_and", "or": "bitwise_or", "xor": "bitwise_xor"}).items():
    if name:
        FN[alias] = FN[name]
for name in ("detach", "clone", "cpu", "contiguous", "view", "reshape", "squeeze"):
    FN[name] = lambda a, *_, **__: a


def dispatch(name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    bare = name.strip("_")
    if bare == "getitem":
        return index(*args)
    if bare == "setitem":
        raise refuse("writes into a tensor, which it cannot")
    if name in ("__getattribute__", "__get__"):
        return None
    if name.endswith("_") and not name.startswith("__"):
        raise refuse(f"works in place with {name}; write x = x.{name[:-1]}(...)")
    if bare in RANDOM:
        raise refuse(f"draws random numbers ({bare}), which would differ between tiles; draw them before and capture the tensor, or use dropout_p")
    reverse = name.startswith("__") and bare not in FN and bare[:1] in ("r", "i") and bare[1:] in FN
    f = FN.get(bare[1:] if reverse else bare)
    if bare in REDUCTIONS:
        raise refuse(f"uses {bare}, which reduces over positions that one score does not have; compute it before and capture the result")
    if f is None:
        raise refuse(f"uses {bare}, which is not an operation of score functions; offered: {', '.join(sorted(FN))}")
    return f(*(args[::-1] if reverse and bare[0] == "r" else args), **kwargs)


class Sym:
    """A traced value."""

    __array_priority__ = 1000
    shape = ()
    ndim = 0
    requires_grad = False
    __hash__ = object.__hash__

    def __init__(self, i: int):
        self.i = i

    def __bool__(self):
        raise refuse("branches on a value that differs from score to score (if, and, or, not, min(), max(), a < b < c). Write torch.where / np.where(cond, a, b), "
                     "& | ~, torch.minimum / maximum")

    def _number(self, *_):
        raise refuse("uses a traced value where Python needs a number (int(), float(), .item(), math.*, range(), or as index of an array that an object holds: "
                     "bind it to a local name first); use torch.tanh / np.tanh and the like")

    __int__ = __float__ = __index__ = __complex__ = item = tolist = _number

    def __iter__(self):
        raise refuse("iterates over a traced value, which is one number")

    def __setitem__(self, *_):
        raise refuse("writes into a tensor, which it cannot")

    @property
    def dtype(self):
        name = {"f": "float32", "i": "int32", "b": "bool"}[graph().nodes[self.i].dt]
        return getattr(torch(), name) if torch() else np.dtype(name)

    @property
    def device(self):
        return torch().device("cpu") if torch() else "cpu"

    def size(self, *axis):
        return () if not axis else 1

    def dim(self):
        return 0

    def numel(self):
        return 1

    @classmethod
    def __torch_function__(cls, func, types_, args=(), kwargs=None):
        return dispatch(func.__name__, args, kwargs or {})

    def __array_ufunc__(self, f, method, *args, **kwargs):
        if method != "__call__":
            raise refuse(f"uses np.{f.__name__}.{method}, which is not an operation of score functions")
        return dispatch(f.__name__, args, kwargs)

    def __array_function__(self, f, types_, args, kwargs):
        return dispatch(f.__name__, args, kwargs)

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return lambda *args, **kwargs: dispatch(name, (self, *args), kwargs)

    def __pos__(self):
        return self

    def __floor__(self):
        return Sym(graph().to(FN["floor"](self).i, "i"))

    def __round__(self, n=0):
        return FN["round"](self, n or 0)


def _operators():
    for name in "add sub mul truediv floordiv mod pow and or xor lshift rshift".split():
        setattr(Sym, f"__{name}__", lambda self, other, name=name: FN[name](self, other))
        setattr(Sym, f"__r{name}__", lambda self, other, name=name: FN[name](other, self))
    for name in "lt le gt ge eq ne".split():
        setattr(Sym, f"__{name}__", lambda self, other, name=name: FN[name](self, other))
    for name in "neg abs invert".split():
        setattr(Sym, f"__{name}__", lambda self, name=name: FN[name](self))


_operators()


def with_views(x: Any, seen: frozenset[int]) -> Any:
    """The function with stand-ins for the NumPy arrays in its cells, globals, defaults and lists; `x` itself where there are none."""
    if isinstance(x, np.ndarray):
        return NumpyView(x)
    if type(x) in (list, tuple):
        new = [with_views(v, seen) for v in x]
        return type(x)(new) if any(a is not b for a, b in zip(x, new)) else x
    if isinstance(x, functools.partial):
        return functools.partial(with_views(x.func, seen), *with_views(x.args, seen), **{k: with_views(v, seen) for k, v in x.keywords.items()})
    if isinstance(x, types.MethodType):
        f = with_views(x.__func__, seen)
        return x if f is x.__func__ else types.MethodType(f, x.__self__)
    if not isinstance(x, types.FunctionType) or id(x) in seen or (x.__module__ or "").split(".")[0] in ("torch", "numpy", "polyattn"):
        return x
    seen = seen | {id(x)}
    empty = types.CellType()
    cells = [c.cell_contents if c != empty else None for c in x.__closure__ or ()]
    new = [with_views(c, seen) for c in cells]
    names = [n for n in x.__code__.co_names if isinstance(x.__globals__.get(n), (np.ndarray, types.FunctionType, list, tuple))]
    found = {n: with_views(x.__globals__[n], seen) for n in names}
    defaults, keywords = with_views(x.__defaults__ or (), seen), {k: with_views(v, seen) for k, v in (x.__kwdefaults__ or {}).items()}
    same = all(a is b for a, b in zip(new, cells)) and all(found[n] is x.__globals__[n] for n in names) and defaults is (x.__defaults__ or ())
    if same and all(v is (x.__kwdefaults__ or {})[k] for k, v in keywords.items()):
        return x
    made = types.FunctionType(x.__code__, {**x.__globals__, **found}, x.__name__, defaults or None, tuple(types.CellType(v) for v in new))
    made.__kwdefaults__ = keywords or None
    return made


def symbolic(x: Any) -> bool:
    if isinstance(x, (tuple, list)):
        return any(map(symbolic, x))
    return isinstance(x, (Sym, View)) or isinstance(x, slice) and symbolic((x.start, x.stop, x.step))


@functools.cache
def mode_class() -> Any:
    """While tracing: without it tensor[Sym] asks only the tensor."""
    class Mode(torch().overrides.TorchFunctionMode):
        def __torch_function__(self, func, types_, args=(), kwargs=None):
            if symbolic(args) or symbolic(tuple((kwargs or {}).values())):
                return dispatch(func.__name__, args, kwargs or {})
            return func(*args, **(kwargs or {}))
    return Mode


def trace(function: Callable[..., Any], sizes: tuple[int, int, int, int], score: bool = True) -> Graph:
    """The graph of a score function (b, h, q and kv after the score) or of a mask function."""
    if not callable(function):
        raise TypeError(f"flex_attention: score_mod is a {type(function).__name__}, expected a function")
    g = Graph(*sizes)
    token = _current.set(g)
    try:
        arguments = [Sym(i) for i in ([g.score] if score else []) + [g.b, g.h, g.q, g.k]]
        function = with_views(function, frozenset())
        if torch() is None:
            out = function(*arguments)
        else:
            with mode_class()():
                out = function(*arguments)
        if out is None:
            raise FlexError("flex_attention: score_mod returns None, expected a score")
        if isinstance(out, (tuple, list)):
            raise FlexError(f"flex_attention: score_mod returns a {type(out).__name__}, expected one value")
        g.out = g.to(lift(out), "f" if score else "b")
        return g
    except IndexError as error:
        if "only integers, slices" not in str(error):
            raise
        raise FlexError("flex_attention: score_mod indexes an array that an object holds; bind it to a local name first: t = obj.table, then t[q_idx]") from error
    finally:
        _current.reset(token)
