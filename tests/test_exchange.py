"""Arrays in and out: every way in gives the same bits, nothing is copied, everything is given back, other threads go on."""
import array
import ctypes
import gc
import subprocess
import sys
import threading
import time
from pathlib import Path

import ml_dtypes
import numpy as np
import pytest
from capsules import Lender, OldLender, capsule_name, exchange_table, table_capsule

import polyattn as pa
from polyattn import _C

HERE = Path(__file__).parent
NAMES = ("q", "k", "v")


def inputs(dtype="float32", batch=2, heads=4, kv_heads=2, queries=5, keys=7, dim=8, value_dim=6):
    rng = np.random.default_rng(0)
    shapes = (batch, heads, queries, dim), (batch, kv_heads, keys, dim), (batch, kv_heads, keys, value_dim)
    return {name: rng.standard_normal(shape).astype(dtype) for name, shape in zip(NAMES, shapes)}


@pytest.fixture
def x():
    return inputs()


@pytest.fixture
def out(x):
    return pa.sdpa(**x)


def same(a, b):
    return np.array_equal(np.asarray(a), np.asarray(b))


def as_ctypes(a):
    return np.ctypeslib.as_ctypes(a.copy())


WAYS = {"memoryview": memoryview, "ctypes": as_ctypes, "versioned": Lender, "old": OldLender, "memmap": lambda a: a.view(np.memmap)}


@pytest.mark.quick
@pytest.mark.parametrize("way", WAYS)
def test_every_way_in_gives_the_same_bits(way, x, out):
    got = pa.sdpa(**{name: WAYS[way](a) for name, a in x.items()})
    assert type(got) is np.ndarray and same(got, out)


@pytest.mark.quick
def test_plain_buffers_go_with_arrays(x):
    slopes = np.array([0.5, 0.25, 0.125, 0.0625])
    want = pa.sdpa(**x, alibi_slopes=slopes)
    assert same(pa.sdpa(**x, alibi_slopes=array.array("d", slopes)), want)
    with pytest.raises(TypeError, match="alibi_slopes has dtype"):
        pa.sdpa(**x, alibi_slopes=array.array("H", [1, 2, 3, 4]))


def test_torch_through_the_exchange_table(x, out):
    torch = pytest.importorskip("torch")
    tensors = {name: torch.from_numpy(a) for name, a in x.items()}
    got = pa.sdpa(**tensors)
    assert type(got) is torch.Tensor and same(got, out)
    mine = torch.empty_like(got)
    assert pa.sdpa(**tensors, out=mine) is mine and same(mine, out)
    for dtype in (torch.float64, torch.float16, torch.bfloat16):
        assert pa.sdpa(**{name: t.to(dtype) for name, t in tensors.items()}).dtype == dtype
    half = torch.complex(*(torch.from_numpy(x["q"]),) * 2).conj().imag      # its negative bit is set: memory holds -q
    assert half.is_neg() and same(pa.sdpa(half, tensors["k"], tensors["v"]), pa.sdpa(-x["q"], x["k"], x["v"]))


class Space:
    """The array namespace of a framework that has DLPack only."""
    def __init__(self):
        self.seen = []

    def from_dlpack(self, lender):
        self.seen.append(lender)
        return "of the framework", np.from_dlpack(lender)


@pytest.mark.quick
def test_results_come_back_through_the_namespace(x, out):
    class Other(Lender):
        namespace = Space()

    kind, got = pa.sdpa(**{name: Other(a) for name, a in x.items()})
    assert kind == "of the framework" and same(got, out)
    assert np.shares_memory(got, Other.namespace.seen[0])
    both = pa.sdpa(**{name: Other(a) for name, a in x.items()}, return_lse=True)
    assert [kind for kind, _ in both] == ["of the framework"] * 2


def test_bfloat16_goes_out_through_a_namespace(x):
    torch = pytest.importorskip("torch")

    class Other(Lender):
        namespace = torch

    bits = {name: a.astype(ml_dtypes.bfloat16) for name, a in x.items()}
    got = pa.sdpa(**{name: Other(a.view(np.uint16), dtype="bfloat16") for name, a in bits.items()})
    assert got.dtype == torch.bfloat16 and same(got.view(torch.uint16), pa.sdpa(**bits).view(np.uint16))


@pytest.mark.quick
@pytest.mark.parametrize("borrow", [True, False])
@pytest.mark.parametrize("attribute", ["__dlpack_c_exchange_api__", "__c_dlpack_exchange_api__"])
@pytest.mark.parametrize("number", [True, False])
def test_any_exchange_table(borrow, attribute, number, x, out):
    class Other(Lender):
        pass

    table = exchange_table(Other, borrow)
    setattr(Other, attribute, ctypes.addressof(table) if number else table_capsule(table))
    lenders = {name: Other(a) for name, a in x.items()}
    for _ in range(3):
        got = pa.sdpa(**lenders)
        assert type(got) is Other and same(got.array, out)
    assert [(a.lent, a.deleted) for a in lenders.values()] == [(3, 0 if borrow else 3)] * 3


@pytest.mark.quick
def test_an_exchange_table_of_another_age_is_passed_over(x, out):
    class Other(Lender):
        pass

    newer, older = exchange_table(Other, major=2), exchange_table(Other)
    Other.__dlpack_c_exchange_api__ = table_capsule(newer)
    assert type(pa.sdpa(**{name: Other(a) for name, a in x.items()})) is np.ndarray      # by __dlpack__
    newer.previous = ctypes.addressof(older)
    assert type(pa.sdpa(**{name: Other(a) for name, a in x.items()})) is Other


@pytest.mark.quick
def test_what_cannot_be_read_says_what_was_tried(x):
    for bad in ([1.0], (), 1.0):
        with pytest.raises(TypeError, match=r"sdpa: k is a \w+, expected an array$"):
            pa.sdpa(x["q"], bad, x["v"])
    for bad in ({}, object(), range(3)):
        with pytest.raises(TypeError, match=r"sdpa: k is an? \w+, expected an array: it is no numpy.ndarray and offers no __dlpack_c_exchange_api__, no __dlpack__ and no buffer"):
            pa.sdpa(x["q"], bad, x["v"])
    with pytest.raises(TypeError, match="masked array"):
        pa.sdpa(np.ma.masked_array(x["q"]), x["k"], x["v"])


def odd(a):
    """The same values one byte beside an aligned address."""
    memory = np.empty(a.nbytes + 1, np.uint8)[1:]
    made = memory.view(a.dtype).reshape(a.shape) if a.size else a
    made[...] = a
    return made


def spread(a):
    made = np.full([3 * n for n in a.shape], np.nan, a.dtype)[tuple(slice(1, None, 3) for _ in a.shape)]
    made[...] = a
    return made


def read_only(a):
    a = a.copy()
    a.flags.writeable = False
    return a


VIEWS = {
    "fortran": np.asfortranarray,
    "transposed": lambda a: np.ascontiguousarray(a.transpose(3, 1, 0, 2)).transpose(2, 1, 3, 0),
    "spread": spread,
    "reversed": lambda a: np.ascontiguousarray(a[::-1, ::-1, ::-1, ::-1])[::-1, ::-1, ::-1, ::-1],
    "odd address": odd,
    "read only": read_only,
}


@pytest.mark.quick
@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("dtype", ["float64", "float32", "float16", ml_dtypes.bfloat16])
def test_views_are_read_where_they_lie(view, dtype):
    x = inputs(dtype)
    want = pa.sdpa(**x)
    viewed = {name: VIEWS[view](a) for name, a in x.items()}
    assert all(same(viewed[name], x[name]) for name in NAMES)
    got = pa.sdpa(**viewed)
    assert got.dtype == x["q"].dtype and same(got.view(np.uint8), want.view(np.uint8))


@pytest.mark.quick
def test_repeated_axes_have_stride_zero():
    one = inputs(batch=1, heads=1, kv_heads=1)
    many = {name: np.broadcast_to(a, (3, 2, *a.shape[2:])) for name, a in one.items()}
    assert same(pa.sdpa(**many), np.broadcast_to(pa.sdpa(**one), (3, 2, 5, 6)))


@pytest.mark.quick
def test_a_tensor_that_strides_back_through_dlpack(x, out):
    q = np.ascontiguousarray(x["q"][:, :, ::-1])[:, :, ::-1]
    assert same(pa.sdpa(Lender(q), Lender(x["k"]), Lender(x["v"])), out)
    shifted = Lender(x["q"], data=x["q"].ctypes.data - 4, byte_offset=4)
    assert same(pa.sdpa(shifted, Lender(x["k"], strides=None), Lender(x["v"])), out)


@pytest.mark.quick
@pytest.mark.parametrize("size", ["batch", "queries", "keys", "value_dim"])
def test_empty_arrays(size):
    x = inputs(**{size: 0})
    got = pa.sdpa(**x)
    assert got.shape == (*x["q"].shape[:3], x["v"].shape[3]) and not got.any()
    empty = {name: Lender(a, data=None) if not a.size else Lender(a) for name, a in x.items()}
    assert same(pa.sdpa(**empty), got)


@pytest.mark.quick
def test_the_byte_order_of_another_machine_is_refused(x):
    with pytest.raises(TypeError, match="sdpa: q has dtype float32 in the byte order of another machine"):
        pa.sdpa(x["q"].astype(x["q"].dtype.newbyteorder()), x["k"], x["v"])


@pytest.mark.quick
def test_out_without_elements():
    x = inputs(value_dim=0)
    mine = spread(pa.sdpa(**x))
    assert pa.sdpa(**x, out=mine) is mine


@pytest.mark.quick
def test_out_is_written_where_it_lies(x, out):
    for mine in (np.empty_like(out), spread(out), np.empty(out.shape[::-1], out.dtype).T, np.empty_like(out)[:, :, ::-1], odd(out)):
        mine[...] = np.nan
        assert pa.sdpa(**x, out=mine) is mine and same(mine, out)
    mine = np.empty_like(out)
    result = pa.sdpa(**x, out=mine, return_lse=True)
    assert result.out is mine and same(mine, out)
    beside = np.full((2, 5, 4, 6), np.nan, out.dtype)
    pa.sdpa(**{name: a.swapaxes(1, 2) for name, a in x.items()}, layout="bnhd", out=beside)
    assert same(beside.swapaxes(1, 2), out)


RSS = """
import resource
import numpy as np
import polyattn as pa

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

one = np.full((64, 64), 0.5)
few, many = [np.broadcast_to(one, (batch, 16, 64, 64)) for batch in (1, 1024)]       # many: 512 MB, were it copied
if {torch}:
    import torch
    few, many = torch.from_numpy(few.copy()), torch.from_numpy(one).expand(1024, 16, 64, 64)
pa.sdpa(few[:, :, :1], few, few)
before = peak()
out = pa.sdpa(many[:, :, :1], many, many)
assert out.shape == (1024, 16, 1, 64) and np.allclose(out, 0.5)
print(peak() - before)
"""


@pytest.mark.parametrize("torch", [False, True])
def test_memory_proves_that_nothing_is_copied(torch):
    if torch:
        pytest.importorskip("torch")
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", RSS.format(torch=torch)], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < 64 << 10      # kB


def test_addresses_prove_that_nothing_is_copied(x, out):
    """A result shows what was written to the input after it was lent: the producer writes when it hands out its capsule."""
    class Late(Lender):
        def __dlpack__(self, *, max_version=None):
            made = super().__dlpack__()
            self.array[...] = self.later
            return made

    late = {}
    for name, a in x.items():
        late[name] = Late(np.zeros_like(a))
        late[name].later = a
    assert same(pa.sdpa(**late), out)


def errors(x):
    """Calls that fail, one at every stage."""
    two = np.ones((2, 2), np.float32)
    yield TypeError, dict(x, v=None)
    yield TypeError, dict(x, v=[1])
    yield TypeError, dict(x, v=x["v"].astype(np.float64))
    yield ValueError, dict(x, v=x["v"][:, :, :3])
    yield ValueError, dict(x, bias=two)
    yield ValueError, dict(x, dropout_p=2.0)
    yield TypeError, dict(x, scale="1")
    yield ValueError, dict(x, layout="nbhd")
    yield ValueError, dict(x, alibi_slopes="steep")
    yield ValueError, dict(x, cu_seqlens_k=np.array([0, 7]))
    yield ValueError, dict(x, out=np.zeros((1, 2), np.float32))
    yield TypeError, dict(x, out=np.zeros((2, 4, 5, 6)))
    yield TypeError, dict(x, out="out")


@pytest.mark.quick
@pytest.mark.parametrize("cls", [Lender, OldLender])
def test_deleters_run_once_on_every_path(cls, x, out):
    lenders = {name: cls(a) for name, a in x.items()}
    assert same(pa.sdpa(**lenders), out)
    assert [(a.lent, a.deleted) for a in lenders.values()] == [(1, 1)] * 3
    for capsule in (c for a in lenders.values() for c in a.capsules):
        assert capsule_name(capsule) == (b"used_dltensor_versioned" if cls is Lender else b"used_dltensor")
    for kind, arguments in errors(x):
        made = {name: cls(a) if isinstance(a, np.ndarray) else a for name, a in arguments.items()}
        with pytest.raises(kind):
            pa.sdpa(**made)
        for a in made.values():
            if isinstance(a, Lender):
                a.capsules.clear()
                assert a.lent == a.deleted, arguments
    with pytest.raises(TypeError, match="tensors of one framework"):
        pa.sdpa(cls(x["q"]), x["k"], x["v"])
    assert same(pa.sdpa(**{name: cls(a, no_deleter=True) for name, a in x.items()}), out)
    assert getattr(lenders["q"], "max_version", None) == ((1, 3) if cls is Lender else None)


@pytest.mark.quick
def test_references_are_given_back(x):
    window, scale, arrays = (3, 4), 0.5, list(x.values())
    mine = np.empty((2, 4, 5, 6), np.float32)

    def count():
        gc.collect()
        return [sys.getrefcount(o) for o in (*arrays, window, scale, mine, None, arrays[0].dtype)]

    def use(times):
        for _ in range(times):
            pa.sdpa(*arrays, window=window, scale=scale, out=mine)
            pa.sdpa(*arrays, return_lse=True)
            pa.vjp(pa.sdpa, *arrays)[1](mine)
            for _, arguments in errors(x):
                with pytest.raises((TypeError, ValueError)):
                    pa.sdpa(**arguments)
        return count()

    before, after = use(1), use(50)        # what the first calls make stays: functions, their defaults
    assert all(abs(a - b) < 20 for a, b in zip(before, after)), (before, after)


@pytest.mark.quick
def test_views_of_buffers_are_given_back(x):
    buffers = {name: bytearray(a.tobytes()) for name, a in x.items()}
    pa.sdpa(**{name: memoryview(buffers[name]).cast("B").cast("f", a.shape) for name, a in x.items()})
    gc.collect()
    for b in buffers.values():
        b.append(0)                              # BufferError while anyone holds a view


@pytest.mark.quick
def test_a_result_outlives_its_inputs(x, out):
    got = pa.sdpa(**{name: Lender(a.copy()) for name, a in x.items()})
    gc.collect()
    assert got.base is None and same(got, out)


def test_frameworks_do_not_mix(x):
    torch = pytest.importorskip("torch")
    q = torch.from_numpy(x["q"])
    for mixed in ((q, x["k"], x["v"]), (x["q"], torch.from_numpy(x["k"]), x["v"]), (x["q"], x["k"], Lender(x["v"])), (x["q"], torch.from_numpy(x["k"]).requires_grad_(), x["v"])):
        with pytest.raises(TypeError, match="expected tensors of one framework"):
            pa.sdpa(*mixed)
    with pytest.raises(TypeError, match="expected tensors of one framework"):
        pa.sdpa(**x, out=torch.empty(2, 4, 5, 6))


def test_eight_threads_at_once():
    x = inputs(queries=60, keys=70, dim=16)
    want, found = pa.sdpa(**x, causal=True), []

    def work():
        for _ in range(30):
            found.append(same(pa.sdpa(**x, causal=True), want))
            with pytest.raises(ValueError):
                pa.sdpa(x["q"], x["k"][..., :3], x["v"])

    threads = [threading.Thread(target=work) for _ in range(8)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert len(found) == 240 and all(found)


def test_the_interpreter_lock_is_free_while_a_call_works(threads):
    threads(1)
    x = inputs(batch=1, heads=8, kv_heads=8, queries=1500, keys=1500, dim=64)
    ticks, going = [], True

    def tick():
        while going:
            ticks.append(time.perf_counter())
            time.sleep(0.001)

    clock = threading.Thread(target=tick)
    clock.start()
    time.sleep(0.01)
    try:
        begin = time.perf_counter()
        pa.sdpa(**x)
        middle = time.perf_counter()
        pa.vjp(pa.sdpa, **x)[1](np.ones((1, 8, 1500, 6), np.float32))
        end = time.perf_counter()
    finally:
        going = False
        clock.join()
    for low, high in ((begin, middle), (middle, end)):
        assert high - low > 0.01 and sum(low < t < high for t in ticks) > 20 * (high - low)


@pytest.mark.quick
@pytest.mark.parametrize("layout", ["bhnd", "bnhd"])
def test_shapes_need_no_memory(layout):
    """What fake tensors have, a shape and a dtype, is enough to know the shapes and dtypes of results."""
    class Fake:
        def __init__(self, *shape, dtype="torch.bfloat16"):
            self.shape, self.dtype = shape, dtype

    def shapes(q, k, v, offsets=None):
        index, row = next((i, r) for i, r in enumerate(_C.table()) if r["name"] == "sdpa")
        given = {"q": q, "k": k, "v": v, "cu_seqlens_q": offsets}
        return _C.shapes(index, *(given.get(s["name"]) for s in row["slots"]), *(p["default"] for p in row["params"]), layout, None)

    turn = (lambda b, h, n, d: Fake(b, h, n, d)) if layout == "bhnd" else (lambda b, h, n, d: Fake(b, n, h, d))
    (out, kind), (lse, wide), weights = shapes(turn(2, 4, 5, 8), turn(2, 2, 7, 8), turn(2, 2, 7, 6))
    assert out == turn(2, 4, 5, 6).shape and (kind, lse, wide, weights) == ("bfloat16", (2, 4, 5), "float32", None)
    (out, _), (lse, _), _ = shapes(Fake(5, 4, 8), Fake(5, 2, 8), Fake(5, 2, 6), Fake(3, dtype="torch.int32"))
    assert (out, lse) == ((5, 4, 6), (4, 5))
    with pytest.raises(ValueError, match=r"sdpa: k has shape"):
        shapes(turn(2, 4, 5, 8), turn(2, 2, 7, 9), turn(2, 2, 7, 6))
