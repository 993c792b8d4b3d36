"""What dense mechanisms hold beyond inputs and outputs grows with queries and keys, not with their product."""
import numpy as np
import pytest
from helpers import example, outputs

import polyattn as pa
from polyattn import _C

MECHANISMS = lambda row: row["engine"] == "dense"


def peak(mechanism, n, **more):
    """Bytes held at most by a forward and a backward of one head and one thread."""
    given = example(mechanism, B=1, Hq=1, H=1, N=n, M=n, D=8, Dv=8, dtype="float32")
    _C._bytes_peak(True)
    result, pullback = pa.vjp(mechanism, **given, **more)
    pullback(np.ones_like(outputs(result)["out"]))
    return _C._bytes_peak(True)


@pytest.mark.quick
def test_memory_is_linear(mechanism, threads):
    threads(1)
    assert peak(mechanism, 2048) < 5 * peak(mechanism, 512)        # of scores it would be 16 times as much
