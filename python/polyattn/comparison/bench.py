"""One mechanism against a peer: interleaved in one process, next to the peak measured there and then."""
import json

import numpy as np

import polyattn as pa
from polyattn._table import differentiable, row_of

from . import measure
from .cost import flops
from .inputs import draw, prepare

SHAPES = ((1, 8, 1024, 64),)


class Result:
    """Rows of numbers, one per shape and direction; print shows them, to_json gives them with the peak and the peer."""

    def __init__(self, facts):
        self.facts = facts

    def __str__(self):
        f = self.facts
        lines = [f"{f['op']} against {f['against']}; {f['threads']} thread{'s' * (f['threads'] != 1)}, {f['dtype']}; "
                 f"peak {f['peak']['gflops']:.0f} GFLOP/s ({f['peak']['what']})"]
        for row in f["rows"]:
            rate = "" if row["gflops"] is None else f"  {row['gflops']:6.0f} GFLOP/s, {100 * row['peak_fraction']:.0f} % of peak"
            lines.append(f"{row['direction']:9} B{row['shape'][0]} H{row['shape'][1]} N{row['shape'][2]} D{row['shape'][3]}{' causal' if row['causal'] else '':7}"
                         f"  ours {1e3 * row['seconds']:8.2f} ms  peer {1e3 * row['peer_seconds']:8.2f} ms  {row['ratio']:5.2f} times as fast{rate}")
        return "\n".join(lines)

    def to_json(self):
        return json.dumps(self.facts, indent=1, allow_nan=False)


def bench(op, against="torch", shapes=None, causal=None, dtype="float32", seed=0, seconds=5.0):
    """Time `op` and its peer, forward and backward. against: "torch", or the name of another mechanism."""
    rows, peer, peak = [], None, measure.peak()
    for B, H, N, D in shapes or SHAPES:
        case = draw(op, causal, batch=B, heads=H, queries=N, dim=D, dtype=dtype, seed=seed)
        other = against if against == "torch" else _same(against, case, causal if causal is not None else case.causal or None, seed)
        found, peer = duel(case, other, peak, seconds)
        rows += found
    return Result({"op": row_of(op)["name"], "against": peer, "dtype": dtype, "seed": seed, "peak": peak, "threads": pa.config()["threads"], "rows": rows})


def duel(case, against, peak, seconds=5.0):
    """(rows, what the peer is) of one case against "torch", another case, "one thread" of itself, nothing (None), or a peer of the caller's: a function of the
    case that returns what torch_calls returns. A row for the forward and one for the backward."""
    if against is None:
        calls, what = numpy_calls(case, "ours"), None
    elif callable(against):
        calls, what = against(case)
    elif against == "torch":
        from .report import need
        need("torch", "--against torch", "'polyattn[torch]'")
        from .peers import PEERS, SOFTMAX
        calls, what = torch_calls(case, *PEERS.get(case.name, SOFTMAX), partial=case.name not in PEERS)
    elif against == "one thread":
        calls, what = {(who, direction): _with_threads(call, n) for who, n in (("ours", pa.get_num_threads()), ("peer", 1))
                       for (_, direction), call in numpy_calls(case, who).items()}, against
    else:
        calls, what = {**numpy_calls(case, "ours"), **numpy_calls(against, "peer")}, against.name
    times, rows = measure.interleaved(calls, seconds), []
    first = next(iter(case.arguments.values()))
    read = sum(case.arguments[n].nbytes for n in "kv" if n in case.arguments)
    ceiling = peak["gflops"] / (2 if first.dtype.name == "float64" else 1)
    for direction, operations, published in zip(("forward", "backward"), flops(case), flops(case, walked=False)):
        if ("ours", direction) not in times:
            continue
        ours, theirs = times["ours", direction], times.get(("peer", direction))
        rate = operations / ours / 1e9 if operations else None
        rows.append({"op": case.name, "direction": direction, "shape": [*first.shape], "causal": case.causal, "seconds": ours, "peer_seconds": theirs,
                     "ratio": theirs and theirs / ours, "gflops": rate, "peak_fraction": rate and rate / ceiling, "form_fraction": published and published / ours / 1e9 / ceiling,
                     "read_fraction": read / ours / 1e9 / peak["read_gbs"]})
    return rows, what


def _with_threads(call, n):
    def run():
        before = pa.get_num_threads()
        pa.set_num_threads(n)
        try:
            call()
        finally:
            pa.set_num_threads(before)
    return run


def _same(name, case, causal, seed):
    """Another mechanism on the q, k and v of a case."""
    if missing := [n for n in "qkv" if n not in case.arguments]:
        raise ValueError(f"{case.name} has no {', '.join(missing)} that {name} could take")
    other = prepare(row_of(name)["name"], *(case.arguments[n] for n in "qkv"), causal, seed)
    if other.reason:
        raise ValueError(other.reason)
    return other


def numpy_calls(case, who):
    """{(who, direction): call} of a case as it is."""
    calls = {(who, "forward"): case.run}
    if case.row["gradients"]:
        result, pullback = case.vjp()
        out = result[0] if isinstance(result, tuple) else result
        cotangent = np.random.default_rng(0).standard_normal(out.shape).astype(out.dtype)
        calls[who, "backward"] = lambda: pullback(cotangent)
    return calls


ROLES = {"query": "q", "key": "k", "value": "v"}       # what a peer of another formula takes, whatever the row calls it


def torch_calls(case, peer, what, partial=False):
    """({(who, direction): call}, what) of a case and of a function of torch tensors whose arguments are named as the row's. Both in torch, with the same
    threads: forward without gradients, backward as autograd.grad alone with the graph kept. `partial`: it need not take all that the case has."""
    import torch
    torch.set_num_threads(pa.config()["threads"])
    takes = peer.__code__.co_varnames[:peer.__code__.co_argcount]
    if not partial and (ignored := case.arguments.keys() - {*takes, "causal"}):
        raise ValueError(f"{what} takes no {', '.join(sorted(ignored))}: nothing to compare with")
    tensors = {n: _tensor(torch, x) for n, x in case.arguments.items()}
    names = {s["name"]: ROLES.get(s["role"], s["name"]) if partial else s["name"] for s in case.row["slots"] if s["name"] in tensors}
    wanted = [tensors[s["name"]].requires_grad_() for s in case.row["slots"] if names.get(s["name"]) in takes and differentiable(s)]
    options = {name: x for name, x in {**{names.get(n, n): x for n, x in tensors.items()}, "causal": case.causal}.items() if name in takes}
    if absent := {"q", "k", "v"} & {*takes} - options.keys():
        raise ValueError(f"{case.name} has no {', '.join(sorted(absent))} for {what}")
    calls = {}
    for who, call in (("ours", lambda: getattr(pa, case.name)(**tensors)), ("peer", lambda: peer(**options))):
        def forward(call=call):
            with torch.no_grad():
                call()
        calls[who, "forward"] = forward
        if case.row["gradients"]:
            out = call()
            calls[who, "backward"] = lambda out=out, do=torch.randn_like(out): torch.autograd.grad(out, wanted, do, retain_graph=True)
    return calls, what


def _tensor(torch, x):
    if not isinstance(x, np.ndarray):
        return x
    return torch.from_numpy(x.view(np.int16)).view(torch.bfloat16) if x.dtype.name == "bfloat16" else torch.from_numpy(x)
