"""Every row against its definition: float64 to rounding, the shorter types to twice the error of plain NumPy."""
import ml_dtypes
import numpy as np
import pytest
from helpers import TABLE, asking, cast, causality, example, flags, groups_values, outputs, relative, rows, with_causality

import polyattn as pa
from polyattn.reference import working_precision

# (N, M, D, Dv, Hq, H): one, odd, just below, at and above the sizes of tiles, chunks and blocks; grouped heads; more queries than keys and fewer.
SHAPES = [
    (1, 1, 1, 1, 1, 1), (1, 65, 8, 3, 4, 2), (2, 3, 3, 8, 4, 4), (3, 2, 8, 1, 4, 1), (15, 17, 1, 17, 6, 2), (17, 15, 17, 32, 2, 2),
    (63, 64, 32, 17, 2, 1), (64, 63, 64, 80, 1, 1), (65, 65, 80, 64, 2, 1), (64, 64, 32, 32, 2, 2), (130, 63, 17, 8, 2, 1),
    (63, 130, 64, 64, 2, 1), (130, 130, 8, 80, 2, 1), (1, 130, 64, 64, 4, 1),
    (200, 600, 16, 24, 2, 1), (520, 260, 24, 16, 2, 1), (1, 1100, 32, 32, 2, 1),
]
QUICK = SHAPES[1:8:2]
SHORT = [(17, 15, 17, 32, 2, 2), (65, 65, 80, 64, 2, 1), (63, 130, 64, 64, 2, 1), (1, 130, 64, 64, 4, 1)]
ALIGNMENTS = [False, True, "top_left"]


def shapes_of(mechanism):
    """Every shape for the first row of each engine; of the rows that share its blocks each takes every third, the next one the next third."""
    peers = [name for name, row in TABLE.items() if row["engine"] == TABLE[mechanism]["engine"]]
    turn = peers.index(mechanism)
    return SHAPES if not turn else SHAPES[turn % 3::3]


naming = dict(ids=lambda x: "x".join(map(str, x)) if isinstance(x, tuple) else str(x))
shapes = pytest.mark.parametrize("mechanism, shape", [pytest.param(name, s, marks=pytest.mark.quick if s in QUICK else ()) for name in TABLE for s in shapes_of(name)], **naming)
short_shapes = pytest.mark.parametrize("shape", SHORT, **naming)
alignments = pytest.mark.parametrize("causal", ALIGNMENTS)


def arguments(mechanism, shape, causal):
    N, M, D, Dv, Hq, H = shape
    return asking(mechanism, with_causality(mechanism, example(mechanism, B=2, N=N, M=M, D=D, Dv=Dv, Hq=Hq, H=H, seed=N + M), causal))


@shapes
@alignments
def test_float64(mechanism, shape, causal):
    hold_float64(mechanism, arguments(mechanism, shape, causal))


def hold_float64(mechanism, given):
    want = outputs(getattr(pa.reference, mechanism)(**given))
    have = outputs(getattr(pa, mechanism)(**given))
    assert list(have) == list(want)
    for name in want:
        assert have[name].dtype == np.float64
        assert relative(have[name], want[name]) < 1e-10, name


@shapes
@alignments
def test_float32(mechanism, shape, causal):
    hold(mechanism, cast(arguments(mechanism, shape, causal), np.float32), np.float32)


@short_shapes
@alignments
@pytest.mark.parametrize("dtype", [ml_dtypes.bfloat16, np.float16], ids=["bfloat16", "float16"])
@pytest.mark.shared
@pytest.mark.quick
def test_16_bits(mechanism, shape, causal, dtype):
    hold(mechanism, cast(arguments(mechanism, shape, causal), dtype), dtype)


@rows(groups_values)
@alignments
@pytest.mark.quick
def test_more_heads_of_values(mechanism, causal):
    given = {**example(mechanism, N=33, M=50, Hq=2, H=2, HV=6), **causality(mechanism, causal), **flags(mechanism)}
    hold_float64(mechanism, given)
    for dtype in (np.float32, np.float16):
        hold(mechanism, cast(given, dtype), dtype)


def hold(mechanism, given, dtype):
    """Statistics and states come in float32; their error, and that of the output before it is rounded, is that of float32 arithmetic."""
    definition = getattr(pa.reference, mechanism)
    want = outputs(definition(**given))
    with working_precision(np.float32):
        plain = outputs(definition(**given))
    have = outputs(getattr(pa, mechanism)(**given))
    for out in TABLE[mechanism]["outputs"]:
        name = out["name"]
        if name not in have:
            continue
        assert have[name].dtype == (np.float32 if out["wide"] else dtype), name
        ours, yardstick = relative(have[name], want[name]), relative(plain[name].astype(have[name].dtype), want[name])
        assert ours <= 2 * yardstick + 1e-6, f"{name}: error {ours:.2e}, plain NumPy {yardstick:.2e}"
