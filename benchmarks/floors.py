"""What must hold on the machine at hand: a line each, and `python benchmarks/run.py --floors` measures them all."""
from dataclasses import dataclass, field

import numpy as np

import polyattn as pa


@dataclass(frozen=True)
class Floor:
    """`forward`, `backward`, `both` (their sum): the least of "peak" (fraction of the float32 multiply-adds fed from L1), "form" (that on
    the operations of the chunked form, see polyattn.comparison.cost: a walk in smaller blocks needs fewer, which "peak" counts), "read" (fraction of the best
    read of one core, two streams at a time), "peer" (times as fast as `against`: torch's best call, one thread, float32, another mechanism, a peer of
    benchmarks/peers.py, STEP, or per token as a call of SHORT) and "memory" (beyond inputs and outputs: that of a call of SHORT over ours)."""
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


STEP = "10 us and a read of the state"      # what one token of decoding may take
SHORT = 4096                                # tokens


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


SCALAR_GATES, CHANNEL_GATES, DELTA_RULES = ("retention", "lightning", "simple_gla"), ("gla", "hgrn2", "rwkv6"), ("delta", "gated_delta", "kda", "rwkv7")
PLAIN_LINEAR = {"feature_map": "identity", "normalize": False, "causal": True}


def recurrent_peaks():
    for rows, forward, backward, options in ((SCALAR_GATES, 0.6, 0.5, {}), (CHANNEL_GATES + DELTA_RULES, 0.5, 0.4, {}), (("linear",), 0.6, 0.5, CAUSAL)):
        for row in rows:
            for dim in (64, 128):
                yield Floor("6.3", row, size(8, 4096, dim), {"form": forward}, {"form": backward}, options=options, against=None)


def bonus(rng):
    return {"u": rng.standard_normal((8, 64), dtype=np.float32)}


def recurrent_peers():
    for row in ("linear", "simple_gla", "gla", "delta", "gated_delta"):
        yield Floor("6.3", row, size(8, 4096, 64), {"peer": 1.3}, options=PLAIN_LINEAR if row == "linear" else {}, against="onnxruntime")
    yield Floor("6.3", "gated_delta", size(8, 4096, 64), {"peer": 5}, {"peer": 5}, against="transformers")
    for row in ("gla", "hgrn2", "rwkv6", "rwkv7", "kda"):
        yield Floor("6.3", row, size(8, 1024, 64), {"peer": 15}, {"peer": 100}, options=bonus if row == "rwkv6" else {}, against="token_loop")
    yield Floor("6.3", "linear", size(8, 4096, 64), {"peer": 3}, {"peer": 3}, options=CAUSAL, against="chunk_loop")


def steps():
    for row in SCALAR_GATES + CHANNEL_GATES + DELTA_RULES + ("linear",):
        for dim in (64, 128):
            yield Floor("6.3", row, size(8, 1, dim), {"peer": 1}, options=CAUSAL if row == "linear" else {}, against=STEP)


def lengths():
    """Item 4: a million tokens cost per token what 4096 do, at the same memory."""
    for row in ("simple_gla", "gla", "gated_delta", "kda", "rwkv7", "linear"):
        yield Floor("6.4", row, size(1, 2 ** 20, 64), {"peer": 0.8, "memory": 1}, {"peer": 0.8, "memory": 1}, options=CAUSAL if row == "linear" else {}, against=SHORT)


def score_function(make):
    """The option `score_mod` of a floor: `make(rng)` gives a function and what it trains."""
    def options(rng):
        function, *trained = make(rng)
        function.trained, function.__name__ = trained, make.__name__
        return {"score_mod": function}
    return options


def alibi(rng):
    slopes = 2.0 ** -np.arange(1, 9, dtype=np.float32)
    return (lambda score, b, h, q, kv: score - slopes[h] * abs(q - kv)),


def relative_table(rng):
    table = rng.standard_normal((8, 8192), dtype=np.float32)
    return (lambda score, b, h, q, kv: score + table[h, q - kv + 4096]), table


def capped(rng):
    return (lambda score, b, h, q, kv: 30 * np.tanh(score / 30)),


def capped_alibi(rng):
    slopes = 2.0 ** -np.arange(1, 9, dtype=np.float32)
    return (lambda score, b, h, q, kv: 30 * np.tanh((score - slopes[h] * abs(q - kv)) / 30)), slopes


def score_functions():
    """Item 2 of issue 8: what a function may cost, forward and backward, against the call without it."""
    for make, most in ((alibi, 1.15), (relative_table, 1.2), (capped, 1.35), (capped_alibi, 1.4)):
        yield Floor("8.2", "sdpa", size(8, 4096, 64), {"peer": 1 / most}, {"peer": 1 / most}, options=score_function(make), against="unmodified")


def family():
    """A row against sdpa: what holds whole rows of scores (families C and D, which say so in their cost) may take 2.5 times as long per operation, others 1.25 times."""
    for row in map(str, pa.mechanisms(engine="dense")):
        least = {"rate": 0.4 if "O(N + M) memory" in pa.info(row).cost else 0.8}
        if row != "sdpa":
            yield Floor("5.2", row, size(8, 2048, 64), least, least, against="sdpa")


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
    *family(),
    *recurrent_peaks(),
    *recurrent_peers(),
    *steps(),
    *lengths(),
    *score_functions(),
]
