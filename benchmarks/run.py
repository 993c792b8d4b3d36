"""Every mechanism against what a torch user types today, with the peaks of the machine measured in the same process.

    python benchmarks/run.py --op sdpa,gla --against torch --json out.json        (default: every mechanism, at two lengths)
    python benchmarks/run.py --floors                                             (benchmarks/floors.py; exit code 1 below one of them)
"""
import argparse
import json
import sys

import numpy as np

import polyattn as pa
from polyattn.comparison import measure
from polyattn.comparison.bench import bench, duel
from polyattn.comparison.cli import names, shape
from polyattn.comparison.inputs import prepare


def tables(options):
    for op in options.op or map(str, pa.mechanisms()):
        causal = pa.info(op).parameters.get("causal")
        for choice in (False, True) if causal and causal.default is False else (None,):
            result = bench(op, options.against or "torch", options.shape or ((1, 8, 1024, 64), (1, 8, 3001, 80)), choice, options.dtype or "float32", seconds=options.seconds)
            print(result, flush=True)
            yield result.facts


def case_of(floor, op, options):
    drawn = pa.example_inputs(op, **floor.size, dtype=floor.dtype)
    case = prepare(op, drawn["q"], drawn["k"], drawn["v"], options.get("causal"), options=options)
    if case.reason:
        raise ValueError(f"{op}: {case.reason}")
    return case


def held(floor, given, seconds):
    """(direction, measure, value, least value) of everything that a floor asks for. `given`: its options, drawn."""
    pa.set_num_threads(floor.threads)
    case, against = case_of(floor, floor.op, given), floor.against
    if against == "float32":
        against = case.converted(np.float32)
    elif against not in ("torch", "one thread"):
        against = case_of(floor, against, given)
    rows, _ = duel(case, against, measure.peak(), seconds)
    found = {row["direction"]: {"peak": row["peak_fraction"], "read": row["read_fraction"], "peer": row["ratio"]} for row in rows}
    found["both"] = {"peer": sum(row["peer_seconds"] for row in rows) / sum(row["seconds"] for row in rows)}
    for direction in ("forward", "backward", "both"):
        for name, least in getattr(floor, direction).items():
            yield direction, name, found[direction][name], least


def floors(options):
    from floors import FLOORS
    for floor in FLOORS:
        if options.op and floor.op not in options.op or options.issue and not floor.issue.startswith(options.issue):
            continue
        what = " ".join(f"{name[0] if name != 'kv_heads' else 'kv'}{n}" for name, n in floor.size.items() if (name, n) != ("batch", 1))
        given = floor.options(np.random.default_rng(0)) if callable(floor.options) else floor.options
        what += "".join(f" {name}" + (f" {value}" if isinstance(value, (float, tuple)) else "") for name, value in given.items())
        for direction, name, value, least in held(floor, given, options.seconds):
            against = {"peak": "of the peak", "read": "of the read", "peer": f"times {floor.against}"}[name]
            print(f"{floor.issue:4} {floor.op:12} {floor.dtype:8} {what:34} {direction:8} {value:6.2f} {against:18} floor {least:5.2f}  {'' if value >= least else 'BELOW'}", flush=True)
            yield {"issue": floor.issue, "op": floor.op, "dtype": floor.dtype, "what": what, "direction": direction, "measure": name, "against": floor.against,
                   "threads": floor.threads, "value": value, "floor": least, "holds": bool(value >= least)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--op", type=names, metavar="A,B", help="mechanisms (default: all)")
    parser.add_argument("--against", metavar="PEER", help="torch (default), or another mechanism")
    parser.add_argument("--shape", action="append", type=shape, metavar="B,H,N,D", help="may be repeated (default: 1,8,1024,64 and 1,8,3001,80)")
    parser.add_argument("--dtype", help="default: float32")
    parser.add_argument("--threads", type=int, help="default: 1")
    parser.add_argument("--seconds", type=float, default=2.0, help="about how long each shape is timed")
    parser.add_argument("--json", metavar="FILE.json")
    parser.add_argument("--floors", action="store_true", help="hold the machine to benchmarks/floors.py")
    parser.add_argument("--issue", metavar="4.1", help="with --floors: those of an issue, or of an item of it")
    options = parser.parse_args()
    if options.floors and (options.against or options.shape or options.dtype or options.threads):
        parser.error("--floors says itself what is measured, without --against, --shape, --dtype and --threads")
    if options.issue and not options.floors:
        parser.error("--issue goes with --floors")
    threads = options.threads or 1
    pa.set_num_threads(threads)
    peak = measure.peak()
    print(f"one core: {peak['register_gflops']:.0f} GFLOP/s on registers, {peak['gflops'] / threads:.0f} fed from L1, reads {peak['read_gbs']:.1f} GB/s")
    results = list(floors(options) if options.floors else tables(options))
    if not results:
        parser.error("there is no such floor")
    if options.json:
        with open(options.json, "w") as file:
            json.dump({"peak": peak, "results": results}, file, indent=1)
    return any(not result["holds"] for result in results) if options.floors else 0


if __name__ == "__main__":
    sys.exit(main())
