"""T5's relative bias: buckets of the specification, and tables against the dense bias."""
import numpy as np
import pytest
from worked import draw

import polyattn as pa

pytestmark = pytest.mark.quick


def buckets(r, buckets=32, **options):
    """The bucket of each distance r, read from a table that holds its own row numbers: log weights of one query and one key, against a key at 0."""
    n = np.abs(r).max() + 1
    N = M = int(n) if (r <= 0).all() else 2 * int(n)
    table = np.arange(buckets, dtype=float)[:, None]
    q = k = np.zeros((1, 1, N, 1))
    weights = pa.t5_bias(q, k, k, table=table, return_weights=True, return_lse=True, **options)
    i = N - 1 if (r <= 0).all() else int(n)
    return np.rint(np.log(weights.weights[0, 0, i, i + r]) + weights.lse[0, 0, i]).astype(int)


def test_causal_thresholds():
    n = np.array([0, 1, 15, 16, 18, 19, 20, 21, 24, 27, 31, 32, 35, 40, 46, 52, 59, 67, 77, 87, 99, 113, 127, 128, 300])
    want = [0, 1, 15, 16, 16, 17, 17, 18, 19, 20, 21, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 31, 31, 31]
    assert buckets(-n, causal=True).tolist() == want


def test_both_directions():
    starts = [8, 12, 16, 23, 32, 46, 64, 91]
    assert buckets(np.array([0, -1, 1, 8])).tolist() == [0, 1, 17, 24]
    for bucket, n in enumerate(starts, 8):
        assert buckets(np.array([-n, 1 - n, n, n - 1])).tolist() == [bucket, bucket - 1, bucket + 16, bucket + 15]


@pytest.mark.parametrize("causal", [False, True])
def test_the_table_s_gradient_is_that_of_the_bias_in_each_bucket(causal):
    q, k, v = draw(N=200, M=330)
    table = np.random.default_rng(1).standard_normal((32, 4))
    r = np.arange(330) - (np.arange(200)[:, None] + 130)
    which = buckets(np.arange(-330, 1 if causal else 331), causal=causal)
    index = which[np.minimum(r, 0 if causal else r) + 330]
    out, pullback = pa.vjp(pa.t5_bias, q, k, v, table=table, causal=causal, bias_scale=0.5)
    bias = np.ascontiguousarray(np.broadcast_to(0.5 * np.moveaxis(table[index], -1, 0), (2, 4, 200, 330)))
    want, dense = pa.vjp(pa.sdpa, q, k, v, bias=bias, causal=causal)
    np.testing.assert_allclose(out, want, rtol=1e-11, atol=1e-13)
    dbias = dense(out).bias.sum(0)
    dtable = 0.5 * np.stack([np.bincount(index.ravel(), dbias[h].ravel(), 32) for h in range(4)], 1)
    np.testing.assert_allclose(pullback(out).table, dtable, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("arguments, sentence", [
    (dict(table=np.zeros((7, 4))), "table has 7 buckets, expected an even number"),
    (dict(table=np.zeros((32, 4)), num_buckets=16), "num_buckets is 16, expected 32"),
])
def test_refusals(arguments, sentence):
    with pytest.raises(ValueError, match=sentence):
        pa.t5_bias(*draw(), **arguments)
