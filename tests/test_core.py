"""Threads, forks, instruction sets and memory: what lies under every mechanism, seen from outside."""
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import polyattn as pa
from polyattn import _C

ROOT = Path(__file__).parent.parent
ISAS = pa.config()["available"]

# What the children of these tests begin with: digest() is the bits of a forward and a backward pass that have several tasks.
CHILD = """
import hashlib, os, sys
import numpy as np
import polyattn as pa

def digest(threads=None):
    if threads is not None:
        pa.set_num_threads(threads)
    x = pa.example_inputs("sdpa", batch=2, heads=3, queries=70, dim=16)
    out, pullback = pa.vjp(pa.sdpa, **x, causal=True)
    y = pa.example_inputs("gla", batch=2, heads=3, queries=70, dim=16)
    return hashlib.sha256(b"".join(np.ascontiguousarray(a).tobytes() for a in (out, *pullback(out), pa.gla(**y)))).hexdigest()[:16]

def forked(f):
    "f() in a forked child: its answer, or what went wrong"
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.write(write, str(f()).encode())
        finally:
            os._exit(0)
    os.close(write)
    answer = os.read(read, 1000).decode()
    os.waitpid(child, 0)
    return answer

def backend():
    return pa.config()["backend"].split(":")[0]
"""


def child(code, fails=False, **env):
    """What `code` prints in a new process."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("POLYATTN_", "OMP_"))} | env
    done = subprocess.run([sys.executable, "-c", CHILD + code], capture_output=True, text=True, timeout=120, env=env)
    assert (done.returncode != 0) == fails, done.stderr
    return done.stderr if fails else done.stdout.strip()


@pytest.fixture(scope="module")
def bits():
    """The digest, computed in one thread of a process without torch."""
    return child("print(digest(1))")


@pytest.mark.parametrize("flags, levels", [((), 2), (("-fsanitize=thread",), 0), (("-fsanitize=address,undefined",), 0)], ids=["plain", "thread", "address"])
def test_parallel_for_under_stress(tmp_path, flags, levels):
    compiler = shutil.which("cc")
    if not compiler:
        pytest.skip("no C compiler")
    env = {name: value for name, value in os.environ.items() if name != "LD_PRELOAD"}
    sources = [ROOT / "tests/c/stress_parallel.c", *(ROOT / "csrc/core" / f"{name}.c" for name in ("parallel", "pool", "openmp"))]
    build = [compiler, "-std=c11", "-O1", "-g", "-D_GNU_SOURCE", f"-I{ROOT / 'csrc'}", *flags, *sources, "-o", tmp_path / "stress", "-lpthread", "-ldl"]
    if subprocess.run(build, env=env, capture_output=bool(flags)).returncode and flags:
        pytest.skip("this compiler has no such sanitizer")
    done = subprocess.run([tmp_path / "stress", "200", str(levels)], capture_output=True, text=True, timeout=120, env=env)
    if "unexpected memory mapping" in done.stderr:
        pytest.skip("ThreadSanitizer does not run on this kernel")
    assert done.returncode == 0 and not done.stderr, done.stderr


@pytest.mark.quick
def test_what_decides_the_number_of_threads():
    assert child("print(pa.get_num_threads()); pa.set_num_threads(5); print(pa.get_num_threads())", POLYATTN_NUM_THREADS="3").split() == ["3", "5"]
    assert child("print(pa.get_num_threads())") == str(len(os.sched_getaffinity(0)))


@pytest.mark.quick
@pytest.mark.parametrize("name, value", [("POLYATTN_NUM_THREADS", "many"), ("POLYATTN_NUM_THREADS", "0"), ("POLYATTN_ISA", "mmx")])
def test_a_wrong_environment_stops_the_import(name, value):
    said = child("", fails=True, **{name: value})
    assert "ImportError" in said and f"{name} is '{value}', expected" in said


@pytest.mark.quick
@pytest.mark.parametrize("isa", ISAS)
def test_the_environment_chooses_the_instruction_set(isa):
    assert child("print(pa.config()['isa'])", POLYATTN_ISA=isa) == isa


def test_whose_threads():
    assert child("pa.set_num_threads(1); print(backend())") == "serial"
    assert child("pa.set_num_threads(2); print(backend())") == "own pool"


def test_torch_lends_its_threads_and_says_how_many():
    """Also in a Python thread that has run nothing of torch's, and in a child, whose threads are its own: torch's data loaders set 1 there."""
    said = child("""
import threading, torch
def tell(): print(pa.get_num_threads(), backend(), flush=True)
def everywhere():
    tell()
    thread = threading.Thread(target=tell)
    thread.start()
    thread.join()
    forked(tell)
for n in (2, 1):
    torch.set_num_threads(n)
    everywhere()
digest(4)
print(forked(backend))
""")
    assert said.splitlines() == ["2 libgomp (borrowed)"] * 2 + ["2 own pool"] + ["1 serial"] * 3 + ["own pool"]


def test_torch_is_found_when_it_comes_later(bits):
    said = child("print(digest(2), backend()); import torch; print(digest(2), backend())")
    assert said.splitlines() == [f"{bits} own pool", f"{bits} libgomp (borrowed)"]


@pytest.mark.parametrize("torch", ["", "import torch\n"], ids=["alone", "torch"])
def test_same_bits_for_any_number_of_threads(bits, torch):
    assert set(child(torch + "print(*map(digest, (1, 2, 3, 8, 2, 1)))").split()) == {bits}


@pytest.mark.parametrize("torch", ["", "import torch\n"], ids=["alone", "torch"])
def test_forked_children_and_grandchildren(bits, torch):
    said = child(torch + "print(digest(4), forked(digest), forked(lambda: forked(digest)), digest())")
    assert said.split() == [bits] * 4


def test_a_child_that_loads_the_library_after_the_fork():
    """Its parent may have used an OpenMP runtime that would hang here, and no handler of ours was there to see the fork."""
    script = "import os, torch; torch.rand(300, 300) @ torch.rand(300, 300); child = os.fork()\nif child: sys.exit(os.waitpid(child, 0)[1])\n"
    done = subprocess.run([sys.executable, "-c", "import sys\n" + script + CHILD + "digest(4); print(backend()); sys.stdout.flush(); os._exit(0)"],
                          capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout.strip()) == (0, "own pool"), done.stderr


@pytest.mark.parametrize("torch", ["", "import torch\n"], ids=["alone", "torch"])
def test_eight_python_threads_at_once(bits, torch):
    said = child(torch + """
from concurrent.futures import ThreadPoolExecutor
sys.setswitchinterval(1e-6)
pa.set_num_threads(3)
with ThreadPoolExecutor(8) as pool:
    print(*set(pool.map(lambda _: digest(), range(40))))
""")
    assert said == bits


def test_the_process_ends_while_a_thread_is_computing():
    child("""
import threading
def endless():
    while True: digest()
for _ in range(3):
    threading.Thread(target=endless, daemon=True).start()
pa.set_num_threads(4)
digest()
""")


@pytest.mark.quick
def test_sixteen_bit_results_are_rounded_to_nearest_even():
    """Two keys of equal weight: the output is half a sum that float32 holds, rounded once. Not of bfloat16 near 2^-126: products of avx512bf16 flush what is below."""
    bfloat16 = pytest.importorskip("ml_dtypes").bfloat16
    rng = np.random.default_rng(0)
    for dtype in (np.float16, bfloat16):
        v = rng.integers(0, 1 << 16, (1, 1, 2, 40000), dtype=np.uint16).view(dtype)
        v[0, 0, :, np.isnan(v.astype(np.float32)).any((0, 1, 2))] = 1
        size = np.abs(v.astype(np.float32))
        v = np.where((size > 1e30) | (size > 0) & (size < 2.0 ** -110), dtype(1), v).astype(dtype)
        zero = np.zeros((1, 1, 2, 8), dtype)
        f = v.astype(np.float32)
        with np.errstate(over="ignore"):
            expected = ((f[:, :, :1] + f[:, :, 1:]) / 2).astype(dtype)
        got = pa.sdpa(zero[:, :, :1], zero, v)
        np.testing.assert_array_equal(got.view(np.uint16), expected.view(np.uint16))


def until_it_works(f):
    """Fails the first, second, ... allocation of f() until none is left to fail; how many there were."""
    alive = _C._allocations_alive()
    for k in range(1, 1000):
        _C._fail_allocation(k)
        try:
            f()
        except MemoryError:
            assert _C._allocations_alive() == alive, f"allocation {k} failed and left blocks behind"
        else:
            return k - 1
        finally:
            _C._fail_allocation(0)
    raise AssertionError("there is no end to it")


@pytest.mark.quick
def test_every_allocation_may_fail(mechanism):
    x = pa.example_inputs(mechanism, batch=2, heads=2, queries=70, dim=8)
    call = getattr(pa, mechanism)
    expected = call(**x)
    assert until_it_works(lambda: call(**x)) > 0
    np.testing.assert_array_equal(call(**x), expected)
    if mechanism in pa.mechanisms(gradients=True):
        out, pullback = pa.vjp(call, **x)
        until_it_works(lambda: pullback(out))
        until_it_works(lambda: pa.vjp(call, **x))


@pytest.mark.quick
def test_nothing_stays_allocated():
    x = pa.example_inputs("sdpa", queries=70, dim=8)
    before = _C._allocations_alive()
    for _ in range(10):
        pa.sdpa(**x)
        with pytest.raises(ValueError):
            pa.sdpa(x["q"], x["k"][..., :4], x["v"])
    assert _C._allocations_alive() == before


def test_memory_does_not_grow():
    grown = child("""
import resource
x = pa.example_inputs("sdpa", queries=70, dim=8)
def peak():
    for _ in range(1000):
        out, pullback = pa.vjp(pa.sdpa, **x)
        pullback(out)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
peak()
print(-peak() + peak())
""")
    assert int(grown) <= 64
