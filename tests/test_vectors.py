"""Definitions and kernels against outputs and gradients of the authors' own code (tests/vectors)."""
import json
from pathlib import Path

import numpy as np
import pytest
from helpers import slots

import polyattn as pa

OWN = ("flashbias", "swin_bias", "rela", "dare", "systematic_outliers")        # held in tests/mechanisms, where they are brought to our form
FILES = [path for path in sorted(Path(__file__).with_name("vectors").glob("*.npz")) if not path.stem.startswith(OWN)]


def packed(ins, p):
    """Sequences of a batch of documents, end to end."""
    batch, lengths = len(ins["q"]), np.diff(p["cu_seqlens"])
    return {**{name: np.concatenate(list(x), axis=1)[None] for name, x in ins.items()},
            "cu_seqlens_q": np.cumsum([0, *np.tile(lengths, batch)]), "causal": p["causal"]}


# What answers a vector of each slug: our function, and its arguments from the vector's inputs and parameters.
ANSWER = {
    "sdpa": ("sdpa", lambda ins, p: {**ins, **p}),
    "alibi": ("alibi", lambda ins, p: {**ins, **p}),
    "alibi_pi": ("alibi_pi", lambda ins, p: {**ins, **p}),
    "illama_soft_mask": ("illama_soft_mask", lambda ins, p: {**ins, **p}),
    "t5_bias": ("t5_bias", lambda ins, p: {**ins, **p}),
    "softcap": ("softcap", lambda ins, p: {**ins, **p}),
    "sink_logit": ("sink_logit", lambda ins, p: {**ins, **p}),
    "afa": ("afa", lambda ins, p: {**ins, **p}),
    "ape": ("ape", lambda ins, p: {**ins, **p}),
    "streaming_sink": ("streaming_sink", lambda ins, p: {**ins, **p}),
    "sliding_window": ("sdpa", lambda ins, p: {**ins, "causal": p["causal"], "window": (p["left"], p["right"])}),
    "document_mask": ("sdpa", packed),
    "dropout_philox": ("sdpa", lambda ins, p: {name: x for name, x in ins.items() if name != "words"} | p),
    "probabilistic": ("probabilistic", lambda ins, p: {**ins, **p}),
    "qk_norm": ("qk_norm", lambda ins, p: {**ins, **p}),
    "kv_bias_sink": ("kv_bias_sink", lambda ins, p: {**ins, **p}),
    "sigmoid": ("sigmoid", lambda ins, p: {**ins, **p}),
    "relu2": ("relu2", lambda ins, p: {**ins, **p}),
    "nap": ("nap", lambda ins, p: {**ins, **{"dropout_p" if name == "dropout" else name: x for name, x in p.items()}}),
    "entmax": ("entmax", lambda ins, p: {**ins, **p}),
    "gated_attention": ("gated_attention", lambda ins, p: {**ins, **p}),
    "softmax_rnn": ("softmax_rnn", lambda ins, p: {**ins, **p}),
    "sink_kernels": ("sink_kernels", lambda ins, p: {**ins, **p}),
    "rcmha": ("rcmha", lambda ins, p: {**ins, **p}),
    "linear": ("linear", lambda ins, p: {**ins, **p}),
    **{slug: (slug, lambda ins, p: {**ins, **p}) for slug in ("based", "cosformer", "rope", "efficient", "flatten", "flow", "hedgehog", "inline", "mala", "nala", "performer", "rala")},
    "txl_rel": ("txl_rel", lambda ins, p: {**ins, "causal": p["causal"]}),
    "gated_delta": ("gated_delta", lambda ins, p: {**ins, **p, "return_state": True}),
    "lightnet": ("lightnet", lambda ins, p: {**ins, **p}),
    "mamba2": ("mamba2", lambda ins, p: {**ins, **p}),
    "hgrn2": ("hgrn2", lambda ins, p: {**ins, "return_state": True}),
    "mamba1": ("mamba1", lambda ins, p: {**ins, **p, "return_state": True}),
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
    cotangent, first = groups["cot"]["out"], arguments[slots(name, "query")[0]["name"]]
    _, pullback = pa.vjp(getattr(pa, name), **arguments)
    grads = pullback(cotangent if cotangent.ndim == first.ndim and len(cotangent) == len(first) else packed({"q": cotangent}, meta["params"])["q"])
    for slot, want in groups["grad"].items():
        np.testing.assert_allclose(unpacked(getattr(grads, slot), want), want, rtol=10 * meta["rtol"], atol=10 * meta["atol"], err_msg=f"{slot} [{meta['source']}]")
