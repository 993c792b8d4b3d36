"""Every mechanism against what a torch user types today, with the peak of the machine measured in the same process.

    python benchmarks/run.py --op sdpa,gla --against torch --json out.json        (default: every mechanism, at two lengths)
"""
import argparse
import json

import polyattn as pa
from polyattn.comparison.bench import bench
from polyattn.comparison.cli import names, shape

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--op", type=names, metavar="A,B", help="mechanisms (default: all)")
parser.add_argument("--against", default="torch", metavar="PEER", help="torch, or another mechanism")
parser.add_argument("--shape", action="append", type=shape, metavar="B,H,N,D", help="may be repeated (default: 1,8,1024,64 and 1,8,3001,80)")
parser.add_argument("--dtype", default="float32")
parser.add_argument("--threads", type=int, default=1)
parser.add_argument("--seconds", type=float, default=5.0, help="about how long each shape is timed")
parser.add_argument("--json", metavar="FILE.json")
options = parser.parse_args()

pa.set_num_threads(options.threads)
results = []
for op in options.op or map(str, pa.mechanisms()):
    causal = pa.info(op).parameters.get("causal")
    for choice in (False, True) if causal and causal.default is False else (None,):
        results.append(bench(op, options.against, options.shape or ((1, 8, 1024, 64), (1, 8, 3001, 80)), choice, options.dtype, seconds=options.seconds))
        print(results[-1], flush=True)
if options.json:
    with open(options.json, "w") as file:
        json.dump([result.facts for result in results], file, indent=1)
