"""What must hold on the machine at hand: a line each, and `python benchmarks/run.py --floors` measures them all."""
from dataclasses import dataclass, field

import numpy as np

import polyattn as pa


@dataclass(frozen=True)
class Floor:
    """`forward`, `backward`, `both` (their sum): the least of "peak" (fraction of the float32 multiply-adds fed from L1), "read" (fraction of the best
    read of one core, two streams at a time) and "peer" (times as fast as `against`: torch's best call, one thread, float32, or another mechanism)."""
    issue: str
    op: str
    size: dict                          # of pa.example_inputs
    forward: dict = field(default_factory=dict)
    backward: dict = field(default_factory=dict)
    both: dict = field(default_factory=dict)
    options: object = field(default_factory=dict)       # of the call; a function makes them from a random generator
    against: str = "torch"
    dtype: str = "float32"
    threads: int = 1


def size(heads, queries, dim, batch=1, **others):
    return dict(batch=batch, heads=heads, queries=queries, dim=dim, **others)


CAUSAL = {"causal": True}


def lower_triangle(rng):
    return {"mask": np.tri(4096, dtype=bool)}


def scores(name):
    return lambda rng: {name: rng.standard_normal((1, 1, 4096, 4096), dtype=np.float32)}


def packed(rng):
    return {"cu_seqlens_q": np.array([0, 512, 2560, 3584, 4059])}


def dense_forms():
    """Item 3: forward and backward against torch's best call for the same thing."""
    for least, options, sizes in ((1.7, lower_triangle, {}), (3, scores("mask"), {}), (3.5, scores("bias"), {}), (5, {"dropout_p": 0.1}, {}),
                                  (10, {"softcap": 30.0, "causal": True}, {}), (10, lambda rng: {"sinks": rng.standard_normal(8, dtype=np.float32), "causal": True}, {}),
                                  (3, CAUSAL, {"dim": 192, "value_dim": 128}), (10, {"window": (128, 128)}, {}), (2, packed, {"queries": 4059})):
        yield Floor("4.3", "sdpa", {**size(8, 4096, 64), **sizes}, both={"peer": least}, options=options)


FLOORS = [
    Floor("4.1", "sdpa", size(8, 1024, 64), {"peak": 0.80, "peer": 1.2}, {"peak": 0.75, "peer": 1.3}),
    Floor("4.1", "sdpa", size(8, 1024, 128), {"peak": 0.83, "peer": 1.1}, {"peak": 0.75, "peer": 1.2}),
    Floor("4.1", "sdpa", size(2, 4096, 64), {"peak": 0.80, "peer": 1.2}, {"peak": 0.75, "peer": 1.3}),
    Floor("4.1", "sdpa", size(2, 4096, 128), {"peak": 0.83, "peer": 1.1}, {"peak": 0.75, "peer": 1.2}),
    Floor("4.1", "sdpa", size(8, 1024, 64), {"peak": 0.72, "peer": 1.5}, {"peak": 0.675}, options=CAUSAL),
    Floor("4.1", "sdpa", size(8, 1024, 128), {"peak": 0.747, "peer": 1.5}, {"peak": 0.675}, options=CAUSAL),
    *(Floor("4.2", "sdpa", size(8, 1024, dim), {"peer": 1.5}, options=options, against="float32", dtype="bfloat16") for dim in (64, 128) for options in ({}, CAUSAL)),
    *dense_forms(),
    Floor("4.4", "sdpa", size(32, 1, 128, keys=4096), {"read": 0.95, "peer": 1}),
    Floor("4.4", "sdpa", size(32, 1, 128, keys=16384, kv_heads=8), {"read": 0.95, "peer": 3}),
    Floor("4.4", "sdpa", size(32, 1, 128, keys=16384, kv_heads=8), {"peer": 3}, dtype="bfloat16"),
    Floor("4.4", "sdpa", size(32, 1, 128, keys=16384, kv_heads=8), {"peer": 3}, dtype="float16"),
    *(Floor("4.4", "sdpa", size(8, 1024, 64), {"peer": 1.9}, {"peer": 1.9}, options=options, against="one thread", threads=2) for options in ({}, CAUSAL)),
    *(Floor("4.5", "sdpa", size(8, n, 64, batch=8), {"peer": 1}, {"peer": 1}) for n in (1, 2, 5, 16, 33, 64, 128)),
    *(Floor("5.2", row, size(8, 2048, 64), {"peer": 0.8}, {"peer": 0.8}, against="sdpa") for row in map(str, pa.mechanisms(engine="dense")) if row != "sdpa"),
]
