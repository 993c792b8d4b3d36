"""What a call costs beyond its work, in one process, calls timed in turn and the least of each taken.

    python benchmarks/overhead.py            (exit code 1 when a limit does not hold)

Limits: the smallest NumPy call at most 2 us above an empty METH_FASTCALL function with the same arguments; the smallest torch call without gradients at
most torch's own scaled_dot_product_attention; `import polyattn` after NumPy below 30 ms.
"""
import subprocess
import sys
import time

import torch

import polyattn as pa
from polyattn import _C


def best(*calls, n=2000, rounds=40):
    least = [float("inf")] * len(calls)
    for _ in range(rounds):
        for i, (f, *arguments) in enumerate(calls):
            begin = time.perf_counter()
            for _ in range(n):
                f(*arguments)
            least[i] = min(least[i], (time.perf_counter() - begin) / n * 1e6)
    return least


def import_ms():
    script = "import numpy, time; t = time.perf_counter(); import polyattn; print(time.perf_counter() - t)"
    return min(float(subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout) for _ in range(7)) * 1e3


def main():
    broken = 0
    for index, row in enumerate(_C.table()):
        tensors = pa.example_inputs(row["name"], batch=1, heads=1, queries=1, dim=8)
        arguments = [index, *(tensors.get(s["name"]) for s in row["slots"] if not s["term"]),
                     *(p["default"] for p in row["params"] if not p["term"]), "bhnd", None]
        call, nothing = best((_C.call, *arguments), (_C._noop, *arguments))
        broken += call - nothing > 2
        print(f"{row['name']:16s} smallest NumPy call {call:5.2f} us, an empty function {nothing:5.2f} us: {call - nothing:5.2f} us (limit 2)")
    q = torch.randn(1, 1, 1, 8)
    with torch.no_grad():
        ours, theirs = best((pa.sdpa, q, q, q), (torch.nn.functional.scaled_dot_product_attention, q, q, q))
    imported = import_ms()
    print(f"smallest torch call {ours:.2f} us, torch's own {theirs:.2f} us: ratio {theirs / ours:.2f} (limit 1)")
    print(f"import polyattn after NumPy: {imported:.1f} ms (limit 30)")
    return bool(broken or ours > theirs or imported > 30)


if __name__ == "__main__":
    sys.exit(main())
