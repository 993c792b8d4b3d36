"""Hostile arguments: an error sentence and never a crash. Cases run in child processes, many in one, and a child that dies names its case."""
import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent

# A child runs the generators of cases that it is told to, and writes the name of a case before it runs it.
CHILD = """
import sys, warnings
sys.path.insert(0, {here!r})
warnings.simplefilter("ignore")
import test_hostile as hostile
hostile.run_cases(hostile.{cases}({arguments}))
"""
ALLOWED = (TypeError, ValueError, BufferError)


def child(cases, arguments="", timeout=300):
    code = CHILD.format(here=str(HERE), cases=cases, arguments=arguments)
    sanitizer = {"ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":allocator_may_return_null=1"}      # as malloc does
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=timeout, env=os.environ | sanitizer)
    lines = done.stdout.splitlines()
    assert done.returncode == 0, f"died in: {lines[-1] if lines else 'the beginning'}\n{done.stderr[-2000:]}"
    wrong = [line for line in lines if line.startswith("WRONG")]
    assert lines and not wrong, "\n".join(wrong)


def run_cases(cases):
    """Each case: (name, function, what may happen: exception types, or None beside them for success)."""
    for name, function, allowed in cases:
        print(name, flush=True)
        try:
            function()
            came, text = None, "no error"
        except Exception as e:
            came, text = type(e), f"{type(e).__name__}: {e}"
        if not any(came is a or (came and a and issubclass(came, a)) for a in allowed):
            print(f"WRONG {name}: {text}", flush=True)
        elif came and not issubclass(came, MemoryError) and not (": " in text and len(text) > 20):
            print(f"WRONG {name}: no sentence: {text}", flush=True)
    os._exit(0)      # destructors of capsules that cases left behind are Python functions: they cannot run while Python ends


def small(dtype="float32"):
    import numpy as np

    rng = np.random.default_rng(0)
    return {"q": rng.standard_normal((2, 4, 5, 8)).astype(dtype), "k": rng.standard_normal((2, 2, 7, 8)).astype(dtype), "v": rng.standard_normal((2, 2, 7, 6)).astype(dtype)}


def capsule_cases():
    import polyattn as pa
    from capsules import Lender, OldLender, Versioned

    x = small()
    huge = 2**62
    wrong = {
        "name": {"name": b"tensor"}, "used name": {"name": b"used_dltensor_versioned"}, "no name": {"name": None},
        "CUDA": {"device": (2, 0)}, "ROCm": {"device": (10, 0)}, "device 999": {"device": (999, 0)}, "device -1": {"device": (-1, 0)},
        "complex": {"dtype": "complex64"}, "int64": {"dtype": "int64"}, "bool": {"dtype": "bool"}, "lanes 2": {"lanes": 2}, "lanes 0": {"lanes": 0},
        "ndim 0": {"ndim": 0}, "ndim 65": {"ndim": 65}, "ndim 64": {"ndim": 64, "shape": (1,) * 64, "strides": (1,) * 64}, "ndim -1": {"ndim": -1}, "ndim 2**31-1": {"ndim": 2**31 - 1},
        "ndim 5": {"ndim": 5, "shape": (1, 2, 2, 7, 8), "strides": (0, 0, 0, 0, 0)}, "no shape": {"shape": None},
        "negative size": {"shape": (2, 2, -7, 8)}, "product overflows": {"shape": (huge, 2, huge, 8), "strides": (0, 0, 0, 0)},
        "size overflows": {"shape": (2, 2, huge, 8), "strides": None}, "2**63-1 rows": {"shape": (2, 2, 2**63 - 1, 8), "strides": (0, 0, 0, 1)},
        "empty and huge": {"shape": (0, huge, huge, 8), "strides": (0, 0, 0, 0)},
        "huge stride": {"strides": (1, 1, huge, 1)}, "huge negative stride": {"strides": (1, 1, -huge, 1)}, "stride -2**63": {"strides": (1, 1, -(2**63), 1)},
        "wide stride": {"strides": (1, 1, 2**57, 1)}, "strides add up": {"strides": (2**54, 2**54, 2**52, 2**52)},
        "no data": {"data": None}, "no data, offset": {"data": None, "byte_offset": 64}, "huge offset, no data": {"data": None, "byte_offset": 2**64 - 8},
    }
    for cls in (Lender, OldLender):
        for name, fields in wrong.items():
            for slot in ("k", "q", "v"):
                lenders = {n: cls(a) for n, a in x.items()}
                lenders[slot] = cls(x[slot], **fields)
                yield f"{cls.__name__} {slot} {name}", lambda lenders=lenders: pa.sdpa(**lenders), ALLOWED
                yield f"{cls.__name__} {slot} {name}: given back", lambda lenders=lenders: given_back(lenders), (None,)
    for version in ((0, 9), (2, 0), (2**32 - 1, 0)):
        lenders = {n: Lender(a, version=version) for n, a in x.items()}
        yield f"version {version}", lambda lenders=lenders: pa.sdpa(**lenders), (BufferError,)
    lenders = {n: Lender(a, version=(1, 99)) for n, a in x.items()}
    yield "a later minor version", lambda: pa.sdpa(**lenders), (None,)
    read_only = Lender(small()["q"][..., :6].copy(), flags=1)
    yield "read-only out", lambda: pa.sdpa(**{n: Lender(a) for n, a in x.items()}, out=read_only), (ValueError,)
    assert Versioned


def given_back(lenders):
    """Every capsule that was handed out is deleted once, by its consumer or with its capsule."""
    for lender in lenders.values():
        lender.capsules.clear()
        assert lender.deleted == lender.lent <= 1, f"{lender.lent} lent, {lender.deleted} deleted"


def producer_cases():
    import numpy as np

    import polyattn as pa
    from capsules import Lender

    x = small()

    def producer(function, base=Lender):
        return type("Producer", (base,), {"__dlpack__": function})

    def call(cls):
        return lambda: pa.sdpa(**{n: cls(a) for n, a in x.items()})

    def raising(kind):
        def dlpack(self, **_):
            raise kind("not today")
        return dlpack

    kept = Lender(x["k"]).__dlpack__()
    again = producer(lambda self, **_: kept if self.array is x["k"] else Lender.__dlpack__(self))
    yield "consumed once", call(again), (None,)
    yield "consumed twice", call(again), (BufferError,)
    yield "one capsule for three", call(producer(lambda self, **_: kept)), (BufferError,)
    for kind in (ValueError, RuntimeError, BufferError, AttributeError):
        yield f"raises {kind.__name__}", call(producer(raising(kind))), (BufferError,)
    yield "raises TypeError", call(producer(raising(TypeError))), (BufferError,)
    yield "raises MemoryError", call(producer(raising(MemoryError))), (MemoryError,)
    for made in (None, 3, "dltensor", b"", (), object(), np.zeros(3)):
        yield f"returns {made!r}", call(producer(lambda self, made=made, **_: made)), (BufferError,)
    yield "__dlpack__ is no method", lambda: pa.sdpa(type("Odd", (), {"__dlpack__": 3})(), x["k"], x["v"]), (BufferError,)
    yield "the type, not an instance", lambda: pa.sdpa(Lender, x["k"], x["v"]), (BufferError, TypeError)

    class Space:
        @staticmethod
        def from_dlpack(array):
            raise RuntimeError("no room: the namespace failed")

    yield "the namespace raises", call(type("Producer", (Lender,), {"namespace": Space})), (RuntimeError,)

    def shrinking(self, *, max_version=None):
        made = Lender.__dlpack__(self)
        self.array = None
        return made

    yield "lets go of its array", call(producer(shrinking)), (None,)
    for attribute in ("__dlpack_c_exchange_api__", "__c_dlpack_exchange_api__"):
        for value in (None, "x", 0, 0.5, kept, -1):
            cls = type("Producer", (), {attribute: value})
            yield f"{attribute} = {value!r}", lambda cls=cls: pa.sdpa(cls(), x["k"], x["v"]), ALLOWED + (OverflowError,)


def table_cases():
    """Exchange tables whose functions fail."""
    import ctypes

    import polyattn as pa
    from capsules import Lender, Tensor, exchange_table, table_capsule

    x = small()

    def made(**replaced):
        cls = type("Other", (Lender,), {})
        table = exchange_table(cls, borrow="borrow" in replaced)
        for name, function in replaced.items():
            setattr(table, name, ctypes.cast(function, ctypes.c_void_p) if function else None)
        cls.keep = replaced
        cls.__dlpack_c_exchange_api__ = table_capsule(table)
        return lambda: pa.sdpa(**{n: cls(a) for n, a in x.items()})

    failing = ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)(lambda a, b: -1)
    nothing = ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)(lambda a, b: 0)
    allocate = ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p)
    error = ctypes.PYFUNCTYPE(None, ctypes.c_void_p, ctypes.c_char_p, ctypes.c_char_p)
    blank = ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.py_object, ctypes.POINTER(Tensor))(lambda x, t: ctypes.memset(t, 0, ctypes.sizeof(Tensor)) * 0)
    yield "borrow fails without an exception", made(borrow=failing), (BufferError,)
    yield "borrow leaves nothing", made(borrow=blank), ALLOWED
    yield "from_object fails without an exception", made(from_object=failing), (BufferError,)
    yield "from_object leaves nothing", made(from_object=nothing), (BufferError,)
    yield "allocate fails", made(allocate=allocate(lambda like, out, context, set_error: -1)), (MemoryError,)
    yield "allocate fails and says so", made(allocate=allocate(lambda like, out, context, set_error: error(set_error)(context, b"RuntimeError", b"no room\nat all") or -1)), (MemoryError,)
    yield "allocate leaves nothing", made(allocate=allocate(lambda like, out, context, set_error: 0)), (MemoryError,)
    yield "to_object fails", made(to_object=failing), (MemoryError,)
    yield "to_object leaves nothing", made(to_object=nothing), (MemoryError,)


@pytest.mark.quick
@pytest.mark.parametrize("cases", ["capsule_cases", "producer_cases", "table_cases"])
def test_dlpack(cases):
    child(cases)


def wrong_dtypes(a):
    import numpy as np

    for dtype in ("complex64", "complex128", "int8", "uint16", "uint64", "longdouble", "U3", "S3", "datetime64[s]", "O", "bool", "int32", "float32", "V2"):
        if np.dtype(dtype) != a.dtype:
            yield dtype, np.zeros(a.shape, dtype)
    yield "a record", np.zeros(a.shape, [("x", "f4"), ("y", "f4")])
    if a.itemsize > 1:
        yield "swapped bytes", a.astype(a.dtype.newbyteorder())


def wrong_shapes(a):
    import numpy as np

    yield "one axis more", a[None]
    yield "two axes more", a[None, None]
    yield "32 axes", a.reshape((1,) * (32 - a.ndim) + a.shape)
    if a.ndim:
        yield "one axis less", a[0]
        yield "no axis", a.ravel()[0:1].reshape(())
    for i in range(a.ndim):
        yield f"axis {i} longer", np.concatenate([a, a.take([0], i)], i)
        yield f"axis {i} empty", a.take([], i)
        yield f"axis {i} tripled by strides", np.lib.stride_tricks.as_strided(a, [3 * n if j == i else n for j, n in enumerate(a.shape)], [0 if j == i else s for j, s in enumerate(a.strides)])


WRONG_KINDS = {"a list": [1.0], "a dict": {}, "an object": object(), "a word": "nonsense", "a type": int, "a complex": 1j, "bytes": b"12345678", "a set": {1}, "Ellipsis": ..., "a bool": True, "nan": float("nan"), "10**400": 10**400}


def slot_cases(name):
    """Wrong dtype, rank, size and kind of every slot. What a row may legally take (another N, say) may succeed; nothing may crash."""
    import numpy as np
    from helpers import TABLE, add, example, has_streams, slots, tries

    import polyattn as pa

    rng = np.random.default_rng(1)
    base = example(name, N=5, M=5, dtype="float64")
    given = dict(base)
    for slot in slots(name):
        if slot["role"] == "index" or not tries(name, slot):
            continue
        arguments = given if slot["name"] in given else add(name, base, slot, rng)
        value = np.asarray(arguments[slot["name"]])
        legal = lambda s=slot: (ValueError, TypeError, BufferError, NotImplementedError, None)
        call = lambda a, s=slot, arguments=arguments: lambda: getattr(pa, name)(**{**arguments, s["name"]: a})
        for what, a in wrong_dtypes(value):
            fine = (slot["role"] in ("mask", "gate", "parameter", "bias", "state") or not has_streams(TABLE[name])) and what in ("bool", "float32")
            yield f"{name} {slot['name']} dtype {what}", call(a), (TypeError,) if not fine else legal()
        for what, a in wrong_shapes(value):
            yield f"{name} {slot['name']} {what}", call(a), (ValueError,) if what in ("two axes more", "32 axes") else legal()
        for what, a in WRONG_KINDS.items():
            yield f"{name} {slot['name']} is {what}", call(a), (TypeError, ValueError)
        if not slot["optional"]:
            yield f"{name} {slot['name']} is None", call(None), (TypeError,)


def index_cases(name):
    import numpy as np
    from helpers import cu_seqlens, example, pack

    import polyattn as pa

    x = pack(name, example(name, B=1, N=6, M=6), (2, 4))
    index = cu_seqlens(name)[0]
    for what, a in {
        "float": np.array([0.0, 2, 6]), "bool": np.array([True, False, True]), "int16": np.array([0, 2, 6], np.int16), "uint64": np.array([0, 2, 6], np.uint64), "rank 0": np.array(6),
        "rank 2": np.array([[0, 2, 6]]), "empty": np.array([], np.int64), "not 0 first": np.array([1, 2, 6]), "negative": np.array([-1, 2, 6]), "decreasing": np.array([0, 4, 2, 6]),
        "too long": np.array([0, 2, 7]), "too short": np.array([0, 2, 5]), "beyond int64": np.array([0, 2**63 - 1, 6]), "down and up": np.array([0, -(2**62), 2**62, 6]), "list": [0, 2, 6], "word": "x", "number": 6,
    }.items():
        yield f"{name} {index} {what}", lambda a=a: getattr(pa, name)(**{**x, index: a}), (TypeError, ValueError)
    for what, a in {"int32": np.array([0, 2, 6], np.int32), "empty sequence": np.array([0, 0, 2, 2, 6, 6]), "reversed": np.array([6, 2, 0])[::-1], "every other": np.array([0, 9, 2, 9, 6, 9])[::2]}.items():
        yield f"{name} {index} {what}", lambda a=a: getattr(pa, name)(**{**x, index: a}), (None,)


def parameter_cases(name):
    from helpers import TABLE, example, tries

    import polyattn as pa

    x = example(name)
    values = {"nan": float("nan"), "inf": float("inf"), "-inf": float("-inf"), "a str": "nonsense", "surrogate": "\ud800", "a list": [1], "a tuple": (), "three": (1, 2, 3), "a pair of str": ("a", "b"), "-2": -2, "1e308": 1e308,
              "2**64": 2**64, "-2**63": -(2**63), "10**400": 10**400, "complex": 1j, "an object": object(), "bytes": b"x", "bool": True, "None": None, "0.5": 0.5}
    for param in filter(lambda param: tries(name, param), TABLE[name]["params"]):
        for what, value in values.items():
            legal = {"number": ("-2", "1e308", "0.5", "None", "2**64", "-2**63"), "integer": ("None",), "boolean": ("bool", "None"), "word": ("None",), "window": (), "causal": ("bool",), "grid": ("None", "a list"), "range": ("None",)}[param["kind"]]
            legal += ("-2", "-2**63") if param["kind"] == "integer" and param["min"] is None and param["max"] is None else ()
            yield f"{name} {param['name']} = {what}", lambda p=param["name"], v=value: getattr(pa, name)(**x, **{p: v}), (TypeError, ValueError) + ((None, NotImplementedError) if what in legal else ())
    for value in (None, 3, "", "BHND", "nope", b"bhnd"):
        yield f"{name} layout = {value!r}", lambda v=value: getattr(pa, name)(**x, layout=v), (TypeError, ValueError)


def rows():
    import polyattn as pa

    return list(pa.mechanisms())


@pytest.mark.parametrize("cases", ["slot_cases", "index_cases", "parameter_cases"])
def test_every_argument(cases, mechanism):
    from helpers import cu_seqlens

    if cases != "index_cases" or cu_seqlens(mechanism):
        child(cases, repr(mechanism))


def entry_cases():
    """The entry points of C, called by hand."""
    import inspect

    import numpy as np
    from polyattn import _C

    import polyattn as pa

    x = small()
    index = [row["name"] for row in _C.table()].index("sdpa")
    names = [slot["name"] for slot in _C.table()[index]["slots"]]
    arguments = inspect.signature(pa.sdpa).bind(**x)
    arguments.apply_defaults()
    arguments = [arguments.arguments[name] for name in pa._functions.arguments(_C.table()[index])]
    out, lse, _ = _C.forward(index, *arguments)
    for f in (_C.call, _C.check, _C.shapes, _C.forward, _C.backward):
        for what, bad in {"nothing": (), "index only": (index,), "row -1": (-1, *arguments), "row 2**70": (2**70, *arguments), "row 999": (999, *arguments), "row as str": ("sdpa", *arguments),
                          "row True": (True, *arguments), "one less": (index, *arguments[:-1]), "one more": (index, *arguments, None, None)}.items():
            yield f"{f.__name__} {what}", lambda f=f, bad=bad: f(*bad), (TypeError, IndexError)
    needs = (True,) * len(names)
    good = ((out, lse, None), (out, None, None), (True,) * 3 + (False,) * (len(names) - 3))
    for what, bad in {
        "no tuples": ([], [], []), "short": ((), (), ()), "outputs missing": ((None,) * 3, *good[1:]), "wrong shape": ((out[:1], lse, None), *good[1:]), "wrong dtype": ((out.astype(np.float64), lse, None), *good[1:]),
        "gradient of another shape": (good[0], (out[:1], None, None), good[2]), "gradient of ints": (good[0], (out.astype(int), None, None), good[2]), "gradient of weights": (good[0], (None, None, out), good[2]),
        "gradient is a list": (good[0], ([1.0], None, None), good[2]), "needs too short": (*good[:2], needs[1:]),
    }.items():
        yield f"backward {what}", lambda bad=bad: _C.backward(index, *arguments, *bad), (TypeError, ValueError, NotImplementedError)
    masked = list(arguments)
    masked[names.index("mask")] = np.zeros((5, 7), np.float32)
    yield "gradient of a mask", lambda: _C.backward(index, *masked, *good[:2], needs), (NotImplementedError,)
    for f in (_C.set_result_factory, _C.set_num_threads, _C.set_isa):
        for bad in (None, "nope", -1, 2**80, 1.5, []):
            yield f"{f.__name__}({bad!r})", lambda f=f, bad=bad: f(bad), (TypeError, ValueError)
    for what, bad in {"a list": [1.0], "no dtype": type("Shape", (), {"shape": (2, 4, 5, 8)})(), "odd shape": type("Odd", (), {"shape": 3, "dtype": "float32"})(),
                      "negative": type("Odd", (), {"shape": (2, 4, -5, 8), "dtype": "float32"})(), "str sizes": type("Odd", (), {"shape": "abcd", "dtype": "float32"})()}.items():
        yield f"shapes of {what}", lambda bad=bad: _C.shapes(index, bad, *arguments[1:]), ALLOWED
    yield "set_torch()", lambda: _C.set_torch(1, 2, 3, 4, 5), (TypeError,)
    assert pa


@pytest.mark.quick
def test_entry_points():
    child("entry_cases")


def out_cases():
    import numpy as np

    import polyattn as pa

    x = small()
    fine = lambda: np.zeros((2, 4, 5, 6), np.float32)
    read_only = fine()
    read_only.flags.writeable = False
    square = {"q": x["q"], "k": x["k"], "v": x["k"]}
    memory = np.zeros(4000, np.float32)
    inside = {n: memory[1000 * i:][:a.size].reshape(a.shape) for i, (n, a) in enumerate(x.items())}
    for what, (arguments, out) in {
        "read-only": (x, read_only), "broadcast": (x, np.broadcast_to(np.zeros(6, np.float32), (2, 4, 5, 6))),
        "stride 0": (x, np.lib.stride_tricks.as_strided(fine(), (2, 4, 5, 6), (480, 120, 0, 4))), "rows overlap": (x, np.lib.stride_tricks.as_strided(fine(), (2, 4, 5, 6), (480, 120, 20, 4))),
        "elements overlap": (x, np.lib.stride_tricks.as_strided(fine(), (2, 4, 5, 6), (480, 120, 24, 2))), "q itself": (square, x["q"]), "q reversed": (square, x["q"][::-1, ::-1]),
        "in q's memory": (inside, memory[100:340].reshape(2, 4, 5, 6)), "last element of v": (inside, memory[2000 + x["v"].size - 1:][:240].reshape(2, 4, 5, 6)),
        "wrong size": (x, np.zeros((2, 4, 5, 7), np.float32)), "wrong rank": (x, np.zeros((4, 5, 6), np.float32)), "five axes": (x, np.zeros((1, 2, 4, 5, 6), np.float32)), "layout": (x, np.zeros((2, 5, 4, 6), np.float32)),
        "empty": (x, np.zeros((0, 4, 5, 6), np.float32)), "float64": (x, np.zeros((2, 4, 5, 6))), "float16": (x, np.zeros((2, 4, 5, 6), np.float16)), "ints": (x, np.zeros((2, 4, 5, 6), int)),
        "swapped bytes": (x, fine().astype(">f4")), "bytes": (x, b"x" * 960), "a list": (x, [1]), "a str": (x, "out"), "a number": (x, 0.0), "a tuple": (x, (fine(),)),
    }.items():
        yield f"out {what}", lambda a=arguments, o=out: pa.sdpa(**a, out=o), ALLOWED
    between = memory[x["q"].size:1000][:240].reshape(2, 4, 5, 6)
    yield "out between q and k", lambda: pa.sdpa(**inside, out=between), (None,)
    yield "out right before q", lambda: pa.sdpa(memory[240:560].reshape(2, 4, 5, 8), x["k"], x["v"], out=memory[:240].reshape(2, 4, 5, 6)), (None,)


@pytest.mark.quick
def test_out():
    child("out_cases")


def size_cases():
    import numpy as np
    from capsules import Lender

    import polyattn as pa

    one = np.ones(1, np.float32)
    lend = lambda *shape: Lender(one, ndim=len(shape), shape=shape, strides=(0,) * len(shape))
    big = 2**40
    yield "out overflows", lambda: pa.sdpa(lend(1, 1, big, 1), lend(1, 1, 1, 1), lend(1, 1, 1, big)), (ValueError,)
    yield "weights overflow", lambda: pa.sdpa(lend(1, 1, big, 1), lend(1, 1, big, 1), lend(1, 1, big, 1), return_weights=True), (ValueError, MemoryError)
    yield "out beyond memory", lambda: pa.sdpa(lend(1, 1, 2**29, 1), lend(1, 1, 1, 1), lend(1, 1, 1, 2**29)), (MemoryError,)
    yield "state beyond memory", lambda: pa.retention(lend(1, 1, 1, 2**29), lend(1, 1, 1, 2**29), lend(1, 1, 1, 2**29), return_state=True), (MemoryError,)
    for name in ("delta", "retention", "linear"):
        wide, more = lend(1, 1, 0, 2**33), {"beta": lend(1, 1, 0)} if name == "delta" else {}
        yield f"{name} of 2**66 numbers in a state", lambda name=name, wide=wide, more=more: pa.vjp(name, wide, wide, wide, **more), (ValueError, MemoryError)
    for word in ("taylor2", "rebased", "dpfp"):
        yield f"{word} of 2**61", lambda word=word: pa.linear(lend(1, 1, 0, 2**61), lend(1, 1, 0, 2**61), lend(1, 1, 0, 1), feature_map=word), (ValueError, MemoryError)
    yield "B H overflows", lambda: pa.sdpa(lend(big, big, 0, 1), lend(big, big, 0, 1), lend(big, big, 0, 1)), (ValueError,)
    yield "no keys of size 2**62", lambda: pa.sdpa(lend(1, 1, 0, 2**62), lend(1, 1, 0, 2**62), lend(1, 1, 0, 1)), (ValueError, MemoryError, None)


def test_sizes():
    child("size_cases")


def allocation_cases(name):
    """The k-th allocation fails, for every k that there is, forward and backward."""
    import numpy as np
    from helpers import TABLE, asking, cu_seqlens, example, groups_values, outputs, pack
    from polyattn import _C

    import polyattn as pa

    x = example(name, N=70, M=70, D=16, Dv=16, dtype="float32")
    packed = pack(name, example(name, B=1, N=9, M=9, dtype="float32"), (4, 5)) if cu_seqlens(name) else x
    pa.set_num_threads(1)
    forward = lambda: getattr(pa, name)(**asking(name, x))

    def backward():
        result, pullback = pa.vjp(name, **x)
        pullback(np.ones_like(outputs(result)["out"]))

    def exhaust(what, f):
        f()
        f()
        alive, k = _C._allocations_alive(), 0
        failed = True
        while failed:
            k += 1
            assert k < 10000
            _C._fail_allocation(k)
            try:
                f()
                failed = False
            except MemoryError as e:
                assert str(e), "no sentence"
            finally:
                _C._fail_allocation(0)
            assert _C._allocations_alive() == alive, f"allocation {k}: {_C._allocations_alive() - alive} left"
        f()

    yield f"{name} forward", lambda: exhaust("forward", forward), (None,)
    yield f"{name} backward", lambda: exhaust("backward", backward), (None,)
    if groups_values(TABLE[name]):
        more = example(name, N=9, M=9, Hq=2, H=2, HV=6)
        cotangent = np.ones_like(getattr(pa, name)(**more))
        yield f"{name} more heads of values", lambda: exhaust("backward", lambda: pa.vjp(name, **more)[1](cotangent)), (None,)
    yield f"{name} packed", lambda: exhaust("packed", lambda: getattr(pa, name)(**packed)), (None,)


def test_failing_allocations(mechanism):
    child("allocation_cases", repr(mechanism))


def growth_cases():
    """2,000 calls, good and bad: neither blocks nor resident memory grow."""
    import resource

    import numpy as np
    from capsules import Lender
    from polyattn import _C

    import polyattn as pa

    x = small()
    mine = np.zeros((2, 4, 5, 6), np.float32)
    g = -np.abs(x["k"])

    def once():
        pa.sdpa(**x, return_lse=True, mask=np.ones((5, 7), bool), window=(2, 3))
        pa.gla(**x, g=g, return_state=True)
        pa.vjp(pa.sdpa, **x)[1](mine)
        pa.sdpa(**{n: memoryview(a) for n, a in x.items()}, out=mine)
        for bad in (dict(x, k=[1]), dict(x, k=x["q"]), dict(x, dropout_p=3)):
            try:
                pa.sdpa(**bad)
            except (TypeError, ValueError):
                pass

    def grown():
        for _ in range(300):
            once()
        alive, before = _C._allocations_alive(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        for _ in range(2000):
            once()
        assert _C._allocations_alive() == alive
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        assert after - before < 2048, f"{after - before} kB"

    yield "2,000 calls", grown, (None,)
    assert Lender


def test_memory_does_not_grow():
    child("growth_cases")
