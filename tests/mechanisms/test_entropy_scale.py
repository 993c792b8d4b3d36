"""Entropy-preserving scale: worked numbers and identities of the specification."""
import numpy as np
import pytest
from worked import K, Q, V, digits, draw

import polyattn as pa

pytestmark = pytest.mark.quick


def test_worked_example():
    np.testing.assert_allclose(pa.entropy_scale(Q, K, V, train_len=2)[0, 0, :, 0], [2.51096, 4.053026, 3.48904], **digits)


def test_the_length_of_training_changes_nothing():
    np.testing.assert_allclose(pa.entropy_scale(*draw(), train_len=70), pa.sdpa(*draw()), rtol=1e-13)


def test_one_key_and_nonsense():
    q, k, v = draw(M=1)
    np.testing.assert_allclose(pa.entropy_scale(q, k, v, train_len=9), np.broadcast_to(np.repeat(v, 2, 1), (2, 4, 33, 5)), rtol=1e-14)
    with pytest.raises(ValueError, match="more than 1"):
        pa.sdpa(q, k, v, entropy_scale=1)
    with pytest.raises(ValueError, match="does not go with packed"):
        pa.sdpa(q[:1], k[:1], v[:1], entropy_scale=4, cu_seqlens_q=np.array([0, 33]), cu_seqlens_k=np.array([0, 1]))
