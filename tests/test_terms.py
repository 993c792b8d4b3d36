"""Score terms in any company, on any dense mechanism, against the composed definition: forward and backward."""
import numpy as np
import pytest
from helpers import TABLE, differentiable, example, outputs, params, relative, slots, supported
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import polyattn as pa

DENSE = [name for name, row in TABLE.items() if row["engine"] == "dense"]
N = 33

# Each term with what it needs, for 2 sequences of N tokens, 4 heads of 2 key/value heads, D = 6.
TERMS = {
    "rms": lambda rng: dict(qk_norm="rms", q_norm_weight=rng.standard_normal(6)),
    "cosine": lambda rng: dict(logit_scale=rng.standard_normal(4)),
    "factors": lambda rng: dict(tau_q=rng.standard_normal((2, 4, N)), tau_v=rng.standard_normal((2, 2, N))),
    "rotary": lambda rng: dict(rope="half", rope_dim=4, rope_base=50.0),
    "rotary somewhere": lambda rng: dict(rope="interleaved", rope_positions=rng.integers(0, 50, (2, N)), rope_scaling="yarn", rope_factor=2.0, rope_train_len=30.0),
    "distances": lambda rng: dict(txl_u=rng.standard_normal((4, 6)), txl_w=rng.standard_normal((4, 6)), txl_r=rng.standard_normal((4, 2 * N - 1, 6)), txl_zero=N - 1),
    "low rank": lambda rng: dict(phi=rng.standard_normal((2, 4, N, 2)), psi=rng.standard_normal((2, 2, N, 2))),
    "softcap": lambda rng: dict(softcap=1.5),
    "ssmax": lambda rng: dict(ssmax=rng.standard_normal(4)),
    "logn": lambda rng: dict(logn=7.0, pos_temp=0.3, pos_temp_floor=5.0),
    "element-wise": lambda rng: dict(elm=rng.standard_normal((4, N, N))),
    "mixture": lambda rng: dict(gmm_sigma=rng.standard_normal((2, 4)), gmm_alpha=rng.standard_normal((2, 4)), grid=(3, 11)),
    "alibi": lambda rng: dict(alibi_slopes=rng.random(4), alibi_train_len=20.0),
    "t5": lambda rng: dict(t5_table=rng.standard_normal((8, 4)), t5_max_distance=20.0),
    "swin": lambda rng: dict(swin_table=rng.standard_normal((5 * 21, 4)), grid=(3, 11)),
    "bias": lambda rng: dict(bias=rng.standard_normal((1, 4, N, N))),
    "existence": lambda rng: dict(existence=rng.random((2, N))),
    "images": lambda rng: dict(image_id=rng.integers(-1, 3, (2, N)), causal=True),
    "causal": lambda rng: dict(causal=True),
    "soft mask": lambda rng: dict(illama_alpha=0.3),
    "heads": lambda rng: dict(head_mask=rng.standard_normal(4)),
}


@pytest.mark.parametrize("seed", range(4))
@given(names=st.lists(st.sampled_from(sorted(TERMS)), min_size=2, max_size=6, unique=True), mechanism=st.sampled_from(DENSE))
@settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_any_company(seed, names, mechanism):
    rng = np.random.default_rng(seed)
    arguments = example(mechanism, B=2, Hq=4, H=2, N=N, M=N, D=6, Dv=5, seed=seed)
    for name in names:
        more = TERMS[name](rng)
        if not set(more) - {slot["name"] for slot in slots(mechanism)} - set(params(mechanism)) and supported(mechanism, {**arguments, **more}):
            arguments |= more
    f, definition = getattr(pa, mechanism), getattr(pa.reference, mechanism)
    out, pullback = pa.vjp(f, **arguments)
    assert relative(out, outputs(definition(**arguments))["out"]) < 1e-9
    cotangent = rng.standard_normal(out.shape)
    grads = pullback(cotangent)
    for name in differentiable(mechanism, arguments):
        move = rng.standard_normal(arguments[name].shape)
        up, down = ((outputs(definition(**{**arguments, name: arguments[name] + h * move}))["out"] * cotangent) for h in (1e-6, -1e-6))
        rounding = 1e-15 * (np.abs(up).sum() + np.abs(down).sum()) / 2e-6
        want, have = (up - down).sum() / 2e-6, np.vdot(getattr(grads, name), move)
        assert abs(want - have) <= 1e-5 * max(1, abs(want), abs(have)) + 10 * rounding, name


def test_what_makes_no_sense_together_is_refused():
    x = example("sdpa", N=N, M=N, D=6)
    rng = np.random.default_rng(0)
    for names, sentence in ((("rms", "cosine"), "logit_scale is the factor of cosines"), (("mixture", "swin"), None)):
        arguments = {**x, **TERMS[names[0]](rng), **TERMS[names[1]](rng)}
        assert pa.supports("sdpa", **arguments) == [] if sentence is None else sentence in pa.supports("sdpa", **arguments)[0]
