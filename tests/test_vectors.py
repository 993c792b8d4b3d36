"""Definitions and kernels against outputs and gradients of the authors' own code (tests/vectors)."""
import json
from pathlib import Path

import numpy as np
import pytest

import polyattn as pa
from polyattn.reference._dense import standard_slopes

OWN = ("flashbias",)        # held in tests/mechanisms, where what they are made from is made
FILES = [path for path in sorted(Path(__file__).with_name("vectors").glob("*.npz")) if not path.stem.startswith(OWN)]


def packed(ins, p):
    """Sequences of a batch of documents, end to end."""
    batch, lengths = len(ins["q"]), np.diff(p["cu_seqlens"])
    return {**{name: np.concatenate(list(x), axis=1)[None] for name, x in ins.items()},
            "cu_seqlens_q": np.cumsum([0, *np.tile(lengths, batch)]), "causal": p["causal"]}


# What answers a vector of each slug: our function, and its arguments from the vector's inputs and parameters.
ANSWER = {
    "sdpa": ("sdpa", lambda ins, p: {**ins, **p}),
    "alibi": ("sdpa", lambda ins, p: {**ins, "causal": p["causal"], "alibi_slopes": p["slopes"]}),
    "alibi_pi": ("sdpa", lambda ins, p: {**ins, "causal": p["causal"], "alibi_slopes": standard_slopes(ins["q"].shape[1]) / p["factor"]}),
    "softcap": ("sdpa", lambda ins, p: {**ins, **p}),
    "sink_logit": ("sink_logit", lambda ins, p: {**ins, **p}),
    "sliding_window": ("sdpa", lambda ins, p: {**ins, "causal": p["causal"], "window": (p["left"], p["right"])}),
    "document_mask": ("sdpa", packed),
    "dropout_philox": ("sdpa", lambda ins, p: {name: x for name, x in ins.items() if name != "words"} | p),
    "qk_norm": ("qk_norm", lambda ins, p: {**ins, **p}),
    "kv_bias_sink": ("kv_bias_sink", lambda ins, p: {**ins, **p}),
    "sigmoid": ("sigmoid", lambda ins, p: {**ins, **p}),
    "relu2": ("relu2", lambda ins, p: {**ins, **p}),
    "nap": ("nap", lambda ins, p: {**ins, **{"dropout_p" if name == "dropout" else name: x for name, x in p.items()}}),
    "entmax": ("entmax", lambda ins, p: {**ins, **p}),
    "linear": ("linear", lambda ins, p: {**ins, **p}),
    "based": ("linear", lambda ins, p: {**ins, **p, "feature_map": "taylor2"}),
    "efficient": ("linear", lambda ins, p: {**ins, **p, "feature_map": "softmax"}),
    "gated_delta": ("gated_delta", lambda ins, p: {**ins, **p, "return_state": True}),
    "hgrn2": ("gla", lambda ins, p: {"q": ins["q"], "k": 1 / (1 + np.exp(ins["f"])), "v": ins["v"], "g": -np.logaddexp(0, -ins["f"]), "return_state": True}),
}


def read(path):
    with np.load(path) as z:
        meta = json.loads(str(z["meta"]))
        groups = {"in": {}, "out": {}, "cot": {}, "grad": {}}
        for key in z.files:
            if key != "meta":
                group, name = key.split(".")
                groups[group][name] = z[key]
    name, arguments = ANSWER[meta["slug"]]
    return meta, groups, name, arguments(groups["in"], meta["params"])


def unpacked(x, like):
    """(1, H, B N, D) as (B, H, N, D), where the vector was packed."""
    return x if x.shape == like.shape else np.stack(np.split(x[0], len(like), axis=1))


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
@pytest.mark.parametrize("library", [pa.reference, pa], ids=["definition", "kernel"])
@pytest.mark.quick
def test_output(path, library):
    meta, groups, name, arguments = read(path)
    got = getattr(library, name)(**arguments)
    for output, want in groups["out"].items():
        have = getattr(got, output) if isinstance(got, tuple) else got
        np.testing.assert_allclose(unpacked(have, want), want, rtol=meta["rtol"], atol=meta["atol"], err_msg=f"{output} [{meta['source']}]")


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
@pytest.mark.quick
def test_gradient(path):
    meta, groups, name, arguments = read(path)
    arguments.pop("return_state", None)
    cotangent = groups["cot"]["out"]
    _, pullback = pa.vjp(getattr(pa, name), **arguments)
    grads = pullback(cotangent if cotangent.ndim == arguments["q"].ndim and len(cotangent) == len(arguments["q"]) else packed({"q": cotangent}, meta["params"])["q"])
    for slot, want in groups["grad"].items():
        have = through_gates(grads, groups["in"]["f"]) if meta["slug"] == "hgrn2" and slot == "f" else getattr(grads, slot)
        np.testing.assert_allclose(unpacked(have, want), want, rtol=10 * meta["rtol"], atol=10 * meta["atol"], err_msg=f"{slot} [{meta['source']}]")


def through_gates(grads, f):
    """hgrn2 ties k = 1 - sigmoid(f) and g = log sigmoid(f)."""
    s = 1 / (1 + np.exp(-f))
    return -s * (1 - s) * grads.k + (1 - s) * grads.g
