"""pa.torch.sdpa held to the test cases that torch's own suite has of its function, as far as an installed torch carries them."""
import pytest

import polyattn as pa

torch = pytest.importorskip("torch")
pytest.importorskip("expecttest", reason="what torch's test cases import")
NAME = "nn.functional.scaled_dot_product_attention"
DTYPES = (torch.float64, torch.float32, torch.bfloat16, torch.float16)


@pytest.fixture(scope="module")
def cases():
    from torch.testing._internal.common_methods_invocations import op_db
    (entry,) = (op for op in op_db if op.name == NAME)
    return entry


def leaves(sample):
    tensors = [sample.input, *sample.args, *sample.kwargs.values()]
    return [x for x in tensors if isinstance(x, torch.Tensor) and x.requires_grad]


def told(function, sample):
    """What a function gives and the gradients of everything that has one."""
    out = function(sample.input, *sample.args, **sample.kwargs)
    cotangent = torch.linspace(-1, 1, out.numel()).reshape(out.shape).to(out.dtype)
    return out, *torch.autograd.grad(out, leaves(sample), cotangent)


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
def test_samples(cases, dtype):
    """To the rounding of the output, which the backward starts from: its difference to grad_out v^T is multiplied with keys and queries."""
    assert dtype in cases.dtypes
    samples = [s for s in cases.sample_inputs("cpu", dtype, requires_grad=True) if not s.kwargs.get("dropout_p")]
    assert len(samples) >= 12
    for sample in samples:
        query, key, value = (x.detach().abs().max() for x in (sample.input, *sample.args))
        bounds = [value, query * key * value, query * key * value, value, *[query * key * value] * 2]
        ours, theirs = told(pa.torch.sdpa, sample), told(torch.nn.functional.scaled_dot_product_attention, sample)
        for x, y, bound in zip(ours, theirs, bounds):
            assert x.shape == y.shape and x.dtype == y.dtype
            torch.testing.assert_close(x, y, rtol=0, atol=32 * torch.finfo(dtype).eps * bound.item())


def test_samples_with_dropout(cases):
    """The elements that are dropped are others than torch's: the mean over many draws is the result without."""
    torch.manual_seed(0)
    samples = [s for s in cases.sample_inputs("cpu", torch.float32) if s.kwargs.get("dropout_p")]
    assert samples
    for sample in samples:
        draws = torch.stack([pa.torch.sdpa(sample.input, *sample.args, **sample.kwargs) for _ in range(300)])
        whole = torch.nn.functional.scaled_dot_product_attention(sample.input, *sample.args, **{**sample.kwargs, "dropout_p": 0.0})
        assert draws.shape[1:] == whole.shape and not torch.equal(draws[0], draws[1])
        error = (draws.mean(0) - whole) / (draws.std(0) / 300 ** 0.5 + 1e-6)
        assert error.abs().max() < 5
