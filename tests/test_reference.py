"""The definitions by themselves: they need no compiled code, take any array, and keep to the precision that they are asked for."""
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from helpers import asking, cast, example, outputs, pack, rows, slots, straight, swapped, takes

import polyattn as pa

ALONE = """
import sys, types
package = types.ModuleType("polyattn")
package.__path__ = [{path!r}]
sys.modules["polyattn"] = package
import polyattn.reference
for name in dir(polyattn.reference):
    getattr(polyattn.reference, name)
assert not [name for name in sys.modules if name.startswith("polyattn.") and not name.startswith("polyattn.reference")]
"""


def test_alone():
    """Every definition is found and imported without the extension."""
    path = str(Path(pa.__file__).parent)
    subprocess.run([sys.executable, "-c", ALONE.format(path=path)], check=True)


def test_every_row_has_one(mechanism):
    assert callable(getattr(pa.reference, mechanism)) and mechanism in dir(pa.reference)


def test_no_such_definition():
    with pytest.raises(AttributeError, match="no definition of 'nothing'"):
        pa.reference.nothing


def test_torch_tensors(mechanism):
    torch = pytest.importorskip("torch")
    given = example(mechanism)
    tensors = {name: torch.from_numpy(x).requires_grad_(x.dtype.kind == "f") for name, x in given.items()}
    np.testing.assert_array_equal(getattr(pa.reference, mechanism)(**tensors), getattr(pa.reference, mechanism)(**given))


def test_precision(mechanism):
    """float64, whatever comes; in float32 nothing is silently wider."""
    given = cast(example(mechanism), np.float32)
    call = lambda: outputs(getattr(pa.reference, mechanism)(**asking(mechanism, given)))
    assert {x.dtype for x in call().values()} == {np.dtype(np.float64)}
    with pa.reference.working_precision(np.float32):
        assert {x.dtype for x in call().values()} == {np.dtype(np.float32)}


def test_layout(mechanism):
    given = example(mechanism)
    have, want = getattr(pa.reference, mechanism)(**swapped(mechanism, given), layout="bnhd"), getattr(pa.reference, mechanism)(**given)
    np.testing.assert_array_equal(straight(mechanism, have), want)


def tokens_of(mechanism, name, x, part):
    """x cut along its axes of queries and keys."""
    forms = next(slot["shape"] for slot in slots(mechanism) if slot["name"] == name).split("|")
    shape = next(form.split() for form in forms if len(form.split()) == x.ndim)
    return x[tuple(part if symbol in ("N", "M") else slice(None) for symbol in shape)]


@rows(takes("index"))
def test_packed_is_a_loop(mechanism):
    given = asking(mechanism, example(mechanism, B=1, N=12, M=12))
    packed = outputs(getattr(pa.reference, mechanism)(**pack(mechanism, given, (5, 0, 7))))
    for s, part in enumerate((slice(0, 5), slice(5, 5), slice(5, 12))):
        one = outputs(getattr(pa.reference, mechanism)(**{name: tokens_of(mechanism, name, x, part) if isinstance(x, np.ndarray) else x for name, x in given.items()}))
        np.testing.assert_allclose(packed["out"][part], straight(mechanism, one["out"][0], flat=True), rtol=1e-12, atol=1e-14)
        for name in one.keys() & {"final_state", "final_z"}:
            np.testing.assert_allclose(packed[name][s], one[name][0], rtol=1e-12, atol=1e-14)
