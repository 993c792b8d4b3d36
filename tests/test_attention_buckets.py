"""Merging the predictions under several rotary bases."""
import numpy as np
import pytest

import polyattn as pa
from polyattn.positions import bucket_merge

pytestmark = pytest.mark.quick


def test_identities():
    z = np.random.default_rng(0).standard_normal((3, 2, 7))
    np.testing.assert_allclose(bucket_merge(z[:1]), z[0], rtol=1e-14)
    np.testing.assert_allclose(bucket_merge(np.repeat(z[:1], 4, axis=0)), z[0], rtol=1e-14)
    top = np.exp(z.max(-1))
    np.testing.assert_allclose(bucket_merge(z), (top / top.sum(0) * np.moveaxis(z, -1, 0)).sum(1).T, rtol=1e-13)
    np.testing.assert_allclose(bucket_merge(z, "prob").sum(-1), 1, rtol=1e-13)
    assert bucket_merge(z.astype(np.float16)).dtype == np.float16


def test_torch():
    torch = pytest.importorskip("torch")
    z = torch.randn(3, 5, dtype=torch.float64, requires_grad=True)
    np.testing.assert_allclose(bucket_merge(z).detach(), bucket_merge(z.detach().numpy()), rtol=1e-12)
    assert torch.autograd.gradcheck(bucket_merge, (z,)) and torch.autograd.gradcheck(lambda x: bucket_merge(x, "prob"), (z,))


def test_refusals():
    for bad, kind, sentence in (([1.0], TypeError, "logits are list"), (np.ones(3), ValueError, "shape \\(3,\\)"), (np.ones((0, 3)), ValueError, "at least one of each")):
        with pytest.raises(kind, match=sentence):
            bucket_merge(bad)
    with pytest.raises(ValueError, match="unknown space 'log'"):
        bucket_merge(np.ones((2, 3)), "log")


def test_the_paper_is_answered():
    assert pa.info("attention_buckets").name == "rope" and "rope" in pa.papers("Fortify the Shortest Stave")[0].slugs
