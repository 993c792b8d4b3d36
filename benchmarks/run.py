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
from polyattn.comparison.bench import bench, duel, numpy_calls
from polyattn.comparison.cli import names, shape
from polyattn.comparison.cost import flops
from polyattn.comparison.inputs import Case, draw


def tables(options):
    for op in options.op or map(str, pa.mechanisms()):
        causal = pa.info(op).parameters.get("causal")
        for choice in (False, True) if causal and causal.default is False else (None,):
            result = bench(op, options.against or "torch", options.shape or ((1, 8, 1024, 64), (1, 8, 3001, 80)), choice, options.dtype or "float32", seconds=options.seconds)
            print(result, flush=True)
            yield result.facts


def step(case):
    """Decoding goes on from a state to the next: 100 tokens at a time, since one is shorter than a look at the clock is exact."""
    args, kwargs = case.split(return_state=True)
    call = getattr(pa, case.name)
    kwargs["initial_state"] = state = call(*args, **kwargs).final_state

    def decode():
        for _ in range(100):
            kwargs["initial_state"] = call(*args, **kwargs).final_state

    allowed = 1e-5 + state.nbytes / 1e9 / measure.peak()["read_gbs"]
    taken = measure.interleaved({"step": decode}, 0.5)["step"] / 100
    return {"forward": {"peer": allowed / taken}}


def growth(floor, case, given, seconds):
    """Cost per token, and memory, of a short call over those of a long one."""
    short, found = draw(floor.op, options=given, **{**floor.size, "queries": floor.against}, dtype=floor.dtype), {}
    calls = {**numpy_calls(short, "short"), **numpy_calls(case, "long")}
    for direction in ("forward", "backward"):
        pair = {who: calls[who, direction] for who in ("short", "long")}
        times = {who: measure.interleaved({who: call}, seconds)[who] for who, call in pair.items()}
        memory = {who: measure.extra_bytes(call) for who, call in pair.items()}
        found[direction] = {"peer": times["short"] / floor.against * floor.size["queries"] / times["long"], "memory": memory["short"] / memory["long"]}
    return found


def found_of(floor, given, seconds):
    """{direction: {measure: value}} of a floor. `given`: its options, drawn."""
    from floors import STEP
    from peers import PEERS
    case, against = draw(floor.op, options=given, **floor.size, dtype=floor.dtype), floor.against
    if against == STEP:
        return step(case)
    if isinstance(against, int):
        return growth(floor, case, given, seconds)
    if against == "float32":
        against = case.converted(np.float32)
    elif against in PEERS:
        against = PEERS[against]
    elif against not in (None, "torch", "one thread"):
        against = draw(against, options=given, **floor.size, dtype=floor.dtype)
    rows, _ = duel(case, against, measure.peak(), seconds)
    found = {row["direction"]: {"peak": row["peak_fraction"], "form": row["form_fraction"], "read": row["read_fraction"], "peer": row["ratio"]} for row in rows}
    if isinstance(against, Case):
        for row, ours, theirs in zip(rows, flops(case), flops(against)):
            found[row["direction"]]["rate"] = ours and row["ratio"] * ours / theirs
    if all(row["peer_seconds"] for row in rows):
        found["both"] = {"peer": sum(row["peer_seconds"] for row in rows) / sum(row["seconds"] for row in rows)}
    return found


def held(floor, given, seconds):
    """(direction, measure, value, least value) of everything that a floor asks for."""
    pa.set_num_threads(floor.threads)
    found = found_of(floor, given, seconds)
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
        what += "".join(f" {name}" + (f" {value}" if isinstance(value, (float, tuple)) else f" {value.__name__}" if callable(value) else "") for name, value in given.items())
        for direction, name, value, least in held(floor, given, options.seconds):
            other = f"{floor.against} tokens" if isinstance(floor.against, int) else floor.against
            against = {"peak": "of the peak", "form": "of the peak, on the form's operations", "read": "of the read", "peer": f"times {other}", "rate": f"of the rate of {other}", "memory": f"times, the memory of {other}"}[name]
            print(f"{floor.issue:4} {floor.op:12} {floor.dtype:8} {what:34} {direction:8} {value:6.2f} {against:22} floor {least:5.2f}  {'' if value >= least else 'BELOW'}", flush=True)
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
