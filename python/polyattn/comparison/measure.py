"""The measurements: time, peak of the machine, memory, error, gradients, and what the attention map looks like."""
import math
import statistics
import time

import numpy as np

import polyattn as pa
from polyattn import _C

from .inputs import is_float

# Largest relative error and relative gradient error that count as right, by dtype.
TOLERANCE = {"float64": (1e-10, 1e-6), "float32": (1e-4, 1e-3), "float16": (1e-2, 3e-2), "bfloat16": (5e-2, 1e-1)}
CHECKED_PAIRS = 2 ** 22        # query-key pairs of all heads that the float64 reference is asked for
MAP_LIMIT = 2 ** 25            # elements of a map held at once


ENDLESS = 5.0                  # seconds after which a call is not asked again


def seconds_of(call):
    begin = time.perf_counter()
    call()
    return time.perf_counter() - begin


def interleaved(calls, seconds, least=3, most=25, progress=lambda: None):
    """Median seconds of each call: rounds in which every call runs once, so that drifting clocks meet all of them alike. One round warms up; a call that
    takes ENDLESS then has been timed by it."""
    once = {name: seconds_of(call) for name, call in calls.items()}
    times = {name: [t] if t > ENDLESS else [] for name, t in once.items()}
    for _ in range(max(least, min(most, int(seconds / max(sum(once.values()), 1e-9))))):
        for name, call in calls.items():
            if once[name] <= ENDLESS:
                times[name].append(seconds_of(call))
        progress()
    return {name: statistics.median(t) for name, t in times.items()}


def peak():
    """{"gflops": what float32 multiply-adds reach here and now with the threads of a call, "what": how that was measured,
    "register_gflops", "read_gbs": of one core}."""
    threads, core = pa.get_num_threads(), _C._peak()
    return {"gflops": threads * core["l1fed_gflops"], "what": "float32 multiply-adds fed from L1" + (f", {threads} times one core's" if threads > 1 else ""),
            "register_gflops": core["fp32_gflops"], "read_gbs": core["read_gbs"]}


def extra_bytes(call):
    """The most memory that the library held beyond inputs and outputs while the call ran."""
    _C._bytes_peak(True)
    call()
    return _C._bytes_peak(False)


def relative(x, reference):
    """Frobenius distance of x from the reference, divided by the reference's norm."""
    x, reference = x.astype(np.float64), reference.astype(np.float64)
    return float(np.linalg.norm(x - reference) / max(np.linalg.norm(reference), np.finfo(np.float64).tiny))


def distance(x, baseline):
    """How far an output is from the baseline's: relative distance and cosine of the whole tensors."""
    x, baseline = x.astype(np.float64).ravel(), baseline.astype(np.float64).ravel()
    norms = np.linalg.norm(x) * np.linalg.norm(baseline)
    return {"relative": relative(x, baseline), "cosine": float(x @ baseline / norms) if norms else None}


def error(case):
    """Relative error against the float64 reference: on everything where that is quick, else on as many sequences and tokens as are."""
    (batch, heads, queries, _), keys = case.arguments["q"].shape, case.arguments["v"].shape[2]
    tokens, whole = max(queries, keys), batch * heads * queries * keys <= CHECKED_PAIRS
    if not whole:
        batch, tokens = 1, max(1, min(tokens, math.isqrt(CHECKED_PAIRS // heads)))
        case = case.slice(batch, heads, tokens)
    output = case.run()
    difference = relative(output, case.converted(np.float64).reference())
    return {"relative": difference, "right": bool(difference <= TOLERANCE[output.dtype.name][0]),
            "checked": f"{batch} x {heads} heads, {tokens} tokens" + ("" if whole else " (the first)")}


def gradient(case, seed, heads=2, tokens=40):
    """The pullback of a small slice against central differences of the float64 reference, along one random direction per differentiable input."""
    small = case.slice(1, heads, tokens)
    rng = np.random.default_rng(seed)
    out, pullback = small.vjp()
    out = out[0] if isinstance(out, tuple) else out
    cotangent = rng.standard_normal(out.shape)
    gradients = pullback(cotangent.astype(out.dtype))
    cotangent = cotangent.astype(out.dtype).astype(np.float64)
    exact, worst = small.converted(np.float64), {}
    for name in gradients._fields:
        got, x = getattr(gradients, name), exact.arguments.get(name)
        if got is None or not is_float(x):
            continue
        direction = rng.standard_normal(x.shape)
        step = 1e-6 * max(1.0, float(np.abs(x).max()))
        with pa.reference.constants_held():
            exact.reference()
            up, down = (float((exact.reference(**{name: x + s * direction}) * cotangent).sum()) for s in (step, -step))
        got = got.astype(np.float64)
        scale = max(float(np.linalg.norm(got)), abs(up - down) / (2 * step), np.finfo(np.float64).tiny)
        worst[name] = abs((up - down) / (2 * step) - float((got * direction).sum())) / scale
    relative_error = max(worst.values())
    heads, tokens = small.arguments["q"].shape[1:3]
    return {"relative": relative_error, "right": bool(relative_error <= TOLERANCE[out.dtype.name][1]), "inputs": worst,
            "checked": f"{heads} heads, {tokens} tokens, one direction per input"}


def map_columns(case, weights, width=128):
    """(first column, block of the map [B, Hq, N, columns]) from left to right. The weights where they are wanted, the row returns them and they fit;
    else the effective map E of out = E v, which is the output for v = identity, a block of columns at a time."""
    q, v = case.arguments["q"], case.arguments["v"]
    (B, H, N, _), (_, kv_heads, M, _) = q.shape, v.shape
    flag = next((o["when"] for o in case.row["outputs"] if o["name"] == "weights"), None)
    if weights and flag and B * H * N * M <= MAP_LIMIT:
        args, kwargs = case.split(**{flag: True})
        yield 0, getattr(pa, case.name)(*args, **kwargs).weights
        return
    for first in range(0, M, width):
        columns = np.arange(first, min(first + width, M))
        identity = np.zeros((B, kv_heads, M, len(columns)), v.dtype)
        identity[:, :, columns, columns - first] = 1
        yield first, case.run(v=identity)


def map_statistics(case, output, excerpt):
    """Entropy (nats) and mass on the first token of the rows of |map|, normalised to sum 1, averaged over rows and heads; and the excerpt
    [B, Hq, rows, columns] of the map that a picture shows. Of a row that scales its output the weights are not the map, but the effective one is; a
    mechanism that is not linear in v, or turns its channels, has none: `reason` says so."""
    for weights in (True, False):
        again, *found = read_map(case, output, excerpt, weights)
        if relative(again, output) <= 20 * max(TOLERANCE[output.dtype.name][0], 1e-5):
            return found
    return {"reason": "the output is not E v with one E for all channels: no map"}, None


def read_map(case, output, excerpt, weights):
    """What the map makes of v, the figures, the excerpt."""
    begin, end = excerpt
    v = case.arguments["v"].astype(np.float64)
    group = output.shape[1] // v.shape[1]
    total, spread, first, again = 0.0, 0.0, 0.0, 0.0
    piece = np.zeros(output.shape[:2] + (min(end, output.shape[2]) - begin, end - begin), np.float32)
    for start, block in map_columns(case.converted(np.float32) if output.dtype.itemsize < 4 else case, weights):
        stop = start + block.shape[3]
        again = again + block.astype(np.float64) @ np.repeat(v[:, :, start:stop], group, axis=1)
        low, high = max(begin, start), min(end, stop)
        if low < high:
            piece[..., low - begin:high - begin] = block[:, :, begin:end, low - start:high - start]
        size = np.abs(block, dtype=np.float64)
        first = size[..., 0] if start == 0 else first
        total = total + size.sum(-1)
        spread = spread + (size * np.log(np.maximum(size, 1e-300))).sum(-1)
    seen = total > 0
    total, spread, first = total[seen], spread[seen], first[seen]
    return again, {"entropy": float(np.mean(np.log(total) - spread / total)), "first_token": float(np.mean(first / total))}, piece
