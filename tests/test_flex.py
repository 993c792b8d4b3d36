"""Score functions of the user: against torch (values, gradients of scores and captures), alone and inside attention; masks, refusals, bits, indices."""
import functools
import threading

import flex_corpus as corpus
import numpy as np
import pytest
import torch
from helpers import example, outputs, relative, rows
from torch.nn.attention.flex_attention import create_block_mask, create_mask

import polyattn as pa
from polyattn import _C
from polyattn._functions import flex_options
from polyattn.flex import FlexError
from polyattn.flex._graph import NUMPY, Graph
from polyattn.flex._masks import Values, evaluate, pack
from polyattn.flex._plan import peel
from polyattn.flex._program import Program
from polyattn.flex._trace import trace

B, H, N, M, D = 2, 3, 112, 160, 16
INF = float("inf")
pytestmark = pytest.mark.quick


class Case:
    """What the functions of the corpus are made from."""

    def __init__(self, sizes=(B, H, N, M), xp=torch, dtype=np.float32):
        self.B, self.H, self.N, self.M = sizes
        self.xp, self.rng, self.params, self.dtype = xp, np.random.default_rng(0), [], dtype

    def data(self, *shape):
        x = np.asarray(self.rng.standard_normal(shape) * 0.5, self.dtype)
        return x if self.xp is np else torch.as_tensor(x)

    def param(self, *shape):
        x = self.data(*shape)
        self.params.append(x if self.xp is np else x.requires_grad_())
        return x

    def ints(self, x):
        return np.asarray(x) if self.xp is np else torch.as_tensor(np.asarray(x))


def reference(fn, q, k, v):
    """Attention in the dtype of q by broadcasting: every function is one of elements."""
    scores = q @ k.mT / q.shape[-1] ** 0.5
    return torch.softmax(one_by_one(fn, scores), -1) @ v


def one_by_one(fn, scores):
    """torch's functions index with positions of any shape, but Python loops and 0-d batches want b and h alone."""
    b, h, n, m = scores.shape
    q, k = torch.arange(n)[:, None], torch.arange(m)[None]
    rows = [[fn(scores[i, j], torch.tensor(i), torch.tensor(j), q, k).expand(n, m) for j in range(h)] for i in range(b)]
    return torch.stack([torch.stack(row) for row in rows])


def draw(heads=H, dtype=torch.float32, seed=0, sizes=(B, H, N, M)):
    made = torch.Generator().manual_seed(seed)
    return [torch.randn(sizes[0], h, n, D, generator=made, dtype=dtype, requires_grad=True) for h, n in ((sizes[1], sizes[2]), (heads, sizes[3]), (heads, sizes[3]))]


def close(got, wanted, tolerance, least=1e-30):
    """`least`: of what the error is measured against, where what is wanted may be nothing but rounding."""
    got, wanted = torch.as_tensor(got).double(), torch.as_tensor(wanted).double()
    error = (got - wanted).abs().max() / max(wanted.abs().max(), least)
    assert error < tolerance, float(error)


@pytest.mark.parametrize("name", corpus.SCORE)
def test_attention_with_a_score_function_is_torchs(name):
    case, before = Case(), _C.config()["isa"]
    fn = corpus.SCORE[name](case)
    q, k, v = draw()
    wanted = reference(fn, q, k, v)
    dout = torch.randn(wanted.shape, generator=torch.Generator().manual_seed(5))
    gradients = torch.autograd.grad(wanted, [q, k, v, *case.params], dout, allow_unused=True)
    for isa in _C.config()["available"]:
        _C.set_isa(isa)
        try:
            out = pa.flex_attention(q, k, v, fn)
            got = torch.autograd.grad(out, [q, k, v, *case.params], dout, allow_unused=True)
        finally:
            _C.set_isa(before)
        close(out.detach(), wanted.detach(), 2e-5)
        for mine, theirs in zip(got, gradients):
            close(torch.zeros(()) if mine is None else mine, torch.zeros(()) if theirs is None else theirs, 1e-4, 0.01)


@pytest.mark.parametrize("name", sorted(set(corpus.SCORE) & {"alibi_learned", "capped_alibi", "relative_table", "softcap", "decomposed_position", "all_dims", "gated_head"}))
def test_float64_is_exact_with_grouped_heads(name):
    case = Case((2, 4, 37, 70), dtype=np.float64)
    fn = corpus.SCORE[name](case)
    q, k, v = draw(2, torch.float64, sizes=(2, 4, 37, 70))
    wanted = reference(fn, q, *(x.repeat_interleave(2, 1) for x in (k, v)))
    gradients = torch.autograd.grad(wanted.sum(), [q, k, v, *case.params])
    out = pa.flex_attention(q, k, v, fn)
    for mine, theirs in zip([out, *torch.autograd.grad(out.sum(), [q, k, v, *case.params])], [wanted, *gradients]):
        close(mine.detach(), theirs.detach(), 1e-11 if name != "softcap" else 1e-7)


@pytest.mark.parametrize("name", sorted(corpus.BOTH & set(corpus.SCORE)))
def test_numpy_and_vjp_give_what_torch_gives(name):
    mine, theirs = Case(xp=np), Case()
    fn, other = corpus.SCORE[name](mine), corpus.SCORE[name](theirs)
    q, k, v = draw()
    out = pa.flex_attention(q, k, v, other)
    gradients = torch.autograd.grad(out.sum(), [q, k, v, *theirs.params], allow_unused=True)
    arrays = [x.detach().numpy() for x in (q, k, v)]
    got, pullback = pa.vjp(pa.flex_attention, *arrays, score_mod=fn, wrt=mine.params)
    grads = pullback(np.ones_like(got))
    assert np.array_equal(got, out.detach().numpy())
    for a, b in zip([grads.q, grads.k, grads.v, *(grads.wrt if mine.params else ())], gradients):
        assert np.array_equal(a, b.numpy())


# Masks.

@pytest.mark.parametrize("xp", [torch, np])
@pytest.mark.parametrize("name", corpus.MASK)
def test_masks_are_exact(name, xp):
    if xp is np and name not in corpus.BOTH:
        pytest.skip("written for torch alone")
    sizes = (2, 3, 192, 320) if name != "neighbourhood" else (2, 3, 256, 256)
    dense = create_mask(corpus.MASK[name](Case(sizes)), *sizes, device="cpu")
    mask = pa.create_block_mask(corpus.MASK[name](Case(sizes, xp)), *sizes)
    assert mask._how == "traced"
    assert torch.equal(mask.to_dense(), dense)
    assert np.array_equal(mask._states(), pack(dense.numpy())[0])


def test_a_mask_and_the_same_mask_as_a_score_function_agree():
    q, k, v = draw()
    mask = lambda b, h, q, kv: (q + 40 >= kv) & (kv % 3 != 1)
    score = lambda s, b, h, q, kv: torch.where((q + 40 >= kv) & (kv % 3 != 1), s, -INF)
    blocks = pa.create_block_mask(mask, None, None, N, M)
    out = pa.flex_attention(q, k, v, None, blocks)
    assert torch.equal(out, pa.flex_attention(q, k, v, score))
    assert torch.equal(out, pa.flex_attention(q, k, v, lambda s, b, h, q, kv: s + torch.where(mask(b, h, q, kv), 0.0, -INF)))
    assert torch.equal(out, pa.sdpa(q, k, v, mask=blocks.to_dense().expand(1, 1, N, M)))
    g = trace(score, (B, H, N, M))
    assert peel(g)[1] == g.score


def test_block_masks_join_and_show_themselves():
    past, near = lambda b, h, q, kv: q >= kv, lambda b, h, q, kv: abs(q - kv) < 50
    make = lambda f: pa.create_block_mask(f, None, None, 300, 300)
    a, b = make(past), make(near)
    assert torch.equal((a & b).to_dense(), make(pa.and_masks(past, near)).to_dense())
    assert torch.equal((a | b).to_dense(), make(pa.or_masks(past, near)).to_dense())
    assert torch.equal((~a).to_dense(), ~a.to_dense())
    assert a.shape == (1, 1, 300, 300) and "partial=3" in repr(a) and "██" in a.to_string()
    assert a.kv_num_blocks.tolist() == [[[1, 1, 1]]] and a.full_kv_num_blocks.tolist() == [[[0, 1, 2]]]
    assert make(pa.noop_mask).sparsity() == 0 and torch.equal(pa.create_mask(past, 2, 3, 5, 7), torch.ones(2, 3, 5, 7).tril().bool())


def test_torchs_block_mask_is_taken():
    past = lambda b, h, q, kv: q >= kv
    q, k, v = draw(sizes=(B, H, 300, 300))
    for size in (128, 64):
        theirs = create_block_mask(past, None, None, 300, 300, device="cpu", BLOCK_SIZE=size)
        assert torch.equal(pa.flex_attention(q, k, v, None, theirs), pa.sdpa(q, k, v, causal=True))


def test_a_mask_that_cannot_be_traced_is_evaluated_in_python():
    mask = pa.create_block_mask(lambda b, h, q, kv: torch.isin(q - kv, torch.tensor([0, 3, 5])), None, None, 200, 150)
    assert "evaluated in Python" in repr(mask)
    d = torch.arange(200)[:, None] - torch.arange(150)
    assert torch.equal(mask.to_dense()[0, 0], (d == 0) | (d == 3) | (d == 5))


def expression(rng, g, depth):
    """A random boolean node."""
    integer = lambda: number(rng, g, depth - 1)
    if depth == 0 or rng.random() < 0.3:
        return g.add(str(rng.choice(["ilt", "ile", "ieq", "ine"])), integer(), integer())
    op = str(rng.choice(["and", "or", "xor", "not", "where", "flt"]))
    if op == "where":
        return g.add("where", *(expression(rng, g, depth - 1) for _ in range(3)))
    if op == "flt":
        return g.add("flt", g.to(integer(), "f"), g.add("fmul", g.to(integer(), "f"), g.const(float(rng.normal()), "f")))
    return g.add(op, *(expression(rng, g, depth - 1) for _ in range(1 if op == "not" else 2)))


def number(rng, g, depth):
    if depth <= 0:
        return [g.q, g.k, g.h, g.q, g.k, g.const(int(rng.integers(-9, 200)))][rng.integers(6)]
    op = str(rng.choice(["iadd", "isub", "iabs", "imin", "imax", "ineg", "ifdiv", "imod", "imul", "where", "and", "ishr"]))
    x = number(rng, g, depth - 1)
    if op in ("iabs", "ineg"):
        return g.add(op, x)
    if op in ("ifdiv", "imod", "imul", "ishr"):
        return g.add(op, x, g.const(int(rng.integers(1, 7))))
    if op == "where":
        return g.add(op, expression(rng, g, depth - 1), x, number(rng, g, depth - 1))
    return g.add(op, x, number(rng, g, depth - 1))


def test_random_masks_are_exact():
    rng, sizes = np.random.default_rng(11), (1, 2, 150, 280)
    for _ in range(60):
        g = Graph(*sizes)
        try:
            out = expression(rng, g, 3)
        except FlexError:
            continue
        state, place, bits = evaluate(g, out, [])
        for h in range(2):
            env = {g.b: np.array(0), g.h: np.array(h), g.q: np.arange(150)[:, None], g.k: np.arange(280)[None], g.d: np.arange(150)[:, None] - np.arange(280)}
            wanted = pack(np.broadcast_to(Values(g, [], env)(out), (150, 280))[None, None])
            mine = state[0, h % state.shape[1]]
            assert np.array_equal(mine, wanted[0][0, 0])
            assert all(np.array_equal(bits[place[0, h % state.shape[1]][at]], wanted[2][wanted[1][0, 0][at]]) for at in map(tuple, np.argwhere(mine == 1)))


# Operations alone.

FLOATS = np.array([0, -0.0, 1, -1, 0.5, -2.5, 3.7, 1e-3, -1e-3, 30, -30, 100, -100, INF, -INF, np.nan, 1e-40, 1e30, -1e30, 2.0**-120, 7, -7.5, 12345.678, -0.3], np.float32)
UNARY = "fneg fabs frcp fsqrt ffloor fround exp exp2 log tanh sigmoid sin cos erf".split()


def tile(g, out, scores):
    bound = _C.flex_bind(Program(g, out).handle, None, g.size, scores.dtype == np.float64, True, 0, (), (), (), (None, None))
    return _C.flex_tile(bound, scores, None, 0, 0, 0, 0)


@pytest.mark.parametrize("isa", _C.config()["available"])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("op", UNARY)
def test_float_operations_on_edges(op, dtype, isa):
    before = _C.config()["isa"]
    x = np.concatenate([FLOATS.astype(dtype), np.linspace(-9, 9, 232, dtype=dtype)])[None].repeat(3, 0)
    g = Graph(1, 1, 3, 256)
    _C.set_isa(isa)
    try:
        got = tile(g, g.add(op, g.score), np.ascontiguousarray(x))
    finally:
        _C.set_isa(before)
    with np.errstate(over="ignore"):
        wanted = np.asarray(NUMPY[op](x.astype(np.float64))).astype(dtype)
    limit = {np.float32: 8, np.float64: 16}[dtype] * np.finfo(dtype).eps * np.abs(wanted) + np.finfo(dtype).tiny * 4 + (1e-7 if op in ("sin", "cos") and dtype == np.float32 else 0)
    same = (got == wanted) | (np.isnan(got) & np.isnan(wanted))
    with np.errstate(invalid="ignore"):
        fine = same | (np.abs(got.astype(np.float64) - wanted) <= limit)
    assert fine.all(), (x[~fine][:5], got[~fine][:5], wanted[~fine][:5])


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("op", "iadd isub imul ifdiv imod imin imax ilt ile ieq ine and or xor ishl ishr iabs ineg".split())
def test_integer_operations(op, dtype):
    g = Graph(1, 1, 64, 64)
    a, b = (g.add("isub", g.add("imul", x, g.const(factor)), g.const(37)) for x, factor in ((g.q, 3), (g.k, 2)))
    b = g.add("and", b, g.const(15)) if op in ("ishl", "ishr") else b
    node = g.add(op, *((a,) if op in ("iabs", "ineg") else (a, b)))
    got = tile(g, g.to(node, "f"), np.zeros((64, 64), dtype))
    x, y = np.arange(64)[:, None] * 3 - 37, np.arange(64)[None] * 2 - 37
    wanted = NUMPY[op](x) if op in ("iabs", "ineg") else NUMPY[op](x, y & 15 if op in ("ishl", "ishr") else y)
    assert np.array_equal(got, np.broadcast_to(wanted, (64, 64)).astype(dtype))


def test_floor_division_beyond_24_bits():
    g = Graph(1, 1, 64, 64)
    a = g.add("iadd", g.add("imul", g.q, g.const(33554431)), g.add("imul", g.k, g.const(123)))
    got = tile(g, g.to(g.add("imod", g.add("ifdiv", a, g.const(7)), g.const(1000)), "f"), np.zeros((64, 64), np.float32))
    assert np.array_equal(got, (np.arange(64)[:, None] * 33554431 + np.arange(64) * 123) // 7 % 1000)


def test_random_programs_are_those_of_numpy():
    rng = np.random.default_rng(3)
    names = ["fadd", "fsub", "fmul", "fmin", "fmax", "fneg", "fabs", "tanh", "sigmoid", "where", "fdiv"]
    for _ in range(40):
        g = Graph(2, 2, 90, 130)
        pool = [g.score, *(g.to(x, "f") for x in (g.q, g.k, g.h, g.d)), g.const(0.37), g.const(-2.0)]
        for _ in range(14):
            op, pick = str(rng.choice(names)), lambda: pool[rng.integers(len(pool))]
            if op == "where":
                pool.append(g.add("where", g.add("flt", pick(), pick()), pick(), pick()))
            else:
                pool.append(g.add(op, *(pick() for _ in range(1 if op in ("fneg", "fabs", "tanh", "sigmoid") else 2))))
        scores = rng.standard_normal((90, 130))
        env = {g.b: np.array(0), g.h: np.array(0), g.q: np.arange(90)[:, None], g.k: np.arange(130)[None], g.d: np.arange(90)[:, None] - np.arange(130), g.score: scores}
        values = Values(g, [], env)
        with np.errstate(all="ignore"):
            wanted = np.broadcast_to(exact(values, g, pool[-1]), (90, 130))
        got = tile(g, pool[-1], scores)
        with np.errstate(all="ignore"):
            assert (np.isclose(got, wanted, 1e-9, 1e-9, equal_nan=True)).all()


def exact(values, g, i):
    """In float64 all the way."""
    a = g.nodes[i]
    if a.op in ("idx", "score"):
        return values.known[i]
    return np.asarray(a.attr) if a.op == "const" else np.asarray(NUMPY[a.op](*[exact(values, g, x) for x in a.args]), float if a.dt == "f" else None)


# Cost, bits, care.

@pytest.mark.parametrize("name, most", [("alibi", 1), ("t5_bucket", 1), ("softcap", 3), ("relative_table", 1), ("capped_alibi", 4)])
def test_what_is_no_function_of_the_score_is_not_paid_per_score(name, most):
    g = trace(corpus.SCORE[name](Case()), (B, H, N, M))
    assert Program(g, g.out).tile_ops <= most


def test_bits_are_the_same_for_any_number_of_threads_and_any_batch():
    before = pa.get_num_threads()
    q, k, v = draw(sizes=(3, 4, 300, 300), heads=4)
    slopes, table, t = (torch.randn(n, requires_grad=True) for n in ((4,), (4, 600), ()))
    shared = torch.randn(600, requires_grad=True)
    fn = lambda s, b, h, q, kv: 9 * torch.tanh((s + slopes[h] * (kv - q) + table[h, q - kv + 300] + shared[q + 0 * kv]) * t)
    results = []
    try:
        for n in (1, 2, 3):
            pa.set_num_threads(n)
            out = pa.flex_attention(q, k, v, fn)
            results.append([out, *torch.autograd.grad(out.square().sum(), [q, k, v, slopes, table, t, shared])])
    finally:
        pa.set_num_threads(before)
    for other in results[1:]:
        assert all(torch.equal(x, y) for x, y in zip(results[0], other))
    alone = pa.flex_attention(q[1:2], k[1:2], v[1:2], fn)
    assert torch.equal(alone, results[0][0][1:2])


def test_what_is_masked_reaches_nothing():
    q, k, v = (x.detach() for x in draw())
    bias = torch.randn(M)
    k[:, :, 100:], v[:, :, 100:], bias[100:] = np.nan, np.nan, np.nan
    leaves = [x.requires_grad_() for x in (q, k, v, bias)]
    fn = lambda s, b, h, q, kv: torch.where(kv < 100, 4 * torch.tanh(s + bias[kv]), -INF)
    out = pa.flex_attention(q, k, v, fn)
    gradients = torch.autograd.grad(out.sum(), leaves)
    assert all(torch.isfinite(x).all() for x in (out, *gradients)) and not gradients[3][100:].any()
    wanted = pa.flex_attention(q, k[:, :, :100], v[:, :, :100], lambda s, b, h, q, kv: 4 * torch.tanh(s + bias[kv]))
    close(out.detach(), wanted.detach(), 1e-6)


def test_a_row_without_keys_is_zero():
    q, k, v = draw()
    blocks = pa.create_block_mask(lambda b, h, q, kv: q >= 5 + 0 * kv, None, None, N, M)
    out, lse = pa.flex_attention(q, k, v, None, blocks, return_lse=True)
    assert not out[:, :, :5].any() and (lse[:, :, :5] == -INF).all() and torch.isfinite(lse[:, :, 5:]).all()


def test_an_index_outside_of_a_captured_tensor_raises():
    q, k, v = (x.detach() for x in draw())
    table = torch.randn(20)
    with pytest.raises(IndexError, match=r"axis 0 of the captured tensor of shape \(20,\) is outside -20 .. 19"):
        pa.flex_attention(q, k, v, lambda s, b, h, q, kv: s + table[q])
    with pytest.raises(IndexError):
        pa.create_block_mask(lambda b, h, q, kv: table[kv] > 0, None, None, N, M)
    pa.flex_attention(q, k, v, lambda s, b, h, q, kv: s + table[(q - kv) % 20] + table[-(q % 20)])


def test_a_changed_value_is_never_missed():
    q, k, v = (x.detach() for x in draw())
    state = {"factor": 1.0}
    slope = torch.tensor([2.0])
    fn = lambda s, b, h, q, kv: s * state["factor"] + slope[0] * kv
    first = pa.flex_attention(q, k, v, fn)
    state["factor"] = 2.0
    second = pa.flex_attention(q, k, v, fn)
    slope.fill_(-0.1)
    third = pa.flex_attention(q, k, v, fn)
    assert not torch.equal(first, second) and not torch.equal(second, third)


def test_a_capture_that_was_written_to_is_noticed():
    q, k, v = draw()
    slopes, table = torch.randn(H, requires_grad=True), torch.randn(M)
    out = pa.flex_attention(q, k, v, lambda s, b, h, q, kv: s * table[kv] + slopes[h])
    table.add_(1)
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        out.sum().backward()


@rows(flex_options)
def test_every_mechanism_with_scores_takes_score_functions_and_blocks(mechanism):
    """Values against the definition, gradients along one direction of everything at once."""
    rng, n = np.random.default_rng(0), 70
    arguments, table, factor = example(mechanism, N=n, M=n), rng.standard_normal((4, 2 * n)), np.array(1.3)
    blocks = pa.create_block_mask(lambda b, h, q, kv: (q >= kv) & (kv % 5 != 2), None, None, n, n)
    function = lambda s, b, h, q, kv: np.where(kv % 7 != 3, 4 * np.tanh((s * factor + table[h, q - kv + n]) / 4), -INF)
    for given in ({"block_mask": blocks}, {"block_mask": blocks, "score_mod": function}):
        call = {**arguments, **given}
        wanted = outputs(getattr(pa.reference, mechanism)(**call))
        out, pullback = pa.vjp(mechanism, **call, wrt=[table, factor] if "score_mod" in given else [])
        have = outputs(out)
        assert all(relative(have[name], wanted[name]) < 1e-10 for name in wanted)
    cotangent = rng.standard_normal(have["out"].shape)
    gradients = pullback(cotangent)
    leaves = [*(arguments[name] for name in gradients._fields[:-1]), table, factor]
    slopes = [*gradients[:-1], *gradients.wrt]
    directions, before = [rng.standard_normal(x.shape) for x in leaves], [x.copy() for x in leaves]
    ends = []
    for step in (1e-6, -1e-6):
        for x, d, old in zip(leaves, directions, before):
            x[...] = old + step * d
        ends.append((outputs(getattr(pa.reference, mechanism)(**call))["out"] * cotangent).sum())
    assert relative((ends[0] - ends[1]) / 2e-6, sum((d * s).sum() for d, s in zip(directions, slopes))) < 1e-5


def test_a_function_that_changes_nothing_changes_no_bit():
    q, k, v = (x.detach().numpy() for x in draw())
    blocks = pa.create_block_mask(lambda b, h, q, kv: q + 48 >= kv, None, None, N, M)
    assert np.array_equal(pa.sigmoid(q, k, v, b=0.0, block_mask=blocks), pa.sigmoid(q, k, v, b=0.0, causal=True))
    assert np.array_equal(pa.attention(q, k, v, score_mod=lambda s, b, h, q, kv: s, layout="bhnd"), pa.sdpa(q, k, v))


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16])
def test_sixteen_bits(dtype):
    q, k, v = (x.detach().to(dtype) for x in draw())
    slopes = torch.randn(H, dtype=dtype, requires_grad=True)
    fn = lambda s, b, h, q, kv: s + slopes[h] * (kv - q) * 0.01
    out = pa.flex_attention(q, k, v, fn)
    close(out.detach(), reference(fn, *(x.float() for x in (q, k, v))).detach(), 2e-2)
    out.sum().backward()
    assert slopes.grad.dtype == dtype


def test_packed_sequences_count_positions_from_their_beginning():
    r = np.random.default_rng(0)
    q, k, v = (r.standard_normal((90, 2, 16)).astype(np.float32) for _ in range(3))
    fn = lambda s, b, h, q, kv: s - 0.1 * abs(q - kv) + b
    out = pa.sdpa(q, k, v, cu_seqlens_q=np.array([0, 30, 90]), score_mod=fn)
    one = pa.flex_attention(*(np.ascontiguousarray(x[30:].swapaxes(0, 1)[None]) for x in (q, k, v)), fn)
    assert np.allclose(out[30:], one[0].swapaxes(0, 1), atol=1e-6)
    fn = lambda s, b, h, q, kv: np.where(q >= kv, s, -INF)
    assert np.array_equal(pa.sdpa(q, k, v, cu_seqlens_q=np.array([0, 30, 90]), score_mod=fn), pa.sdpa(q, k, v, cu_seqlens_q=np.array([0, 30, 90]), causal=True))


def test_threads_trace_at_once():
    q, k, v = (x.detach() for x in draw())
    fns = [functools.partial(lambda s, b, h, q, kv, c: s * c + kv * 0.01, c=i / 3) for i in range(8)]
    wanted, got = [pa.flex_attention(q, k, v, f) for f in fns], [None] * 8
    work = lambda i: got.__setitem__(i, pa.flex_attention(q, k, v, fns[i]))
    threads = [threading.Thread(target=work, args=(i,)) for i in range(8)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert all(torch.equal(a, b) for a, b in zip(wanted, got))


def test_memory_is_given_back():
    alive, (q, k, v) = _C._allocations_alive(), draw()
    fn = lambda s, b, h, q, kv: s * 1.25 + kv
    pa.flex_attention(q, k, v, fn).sum().backward()
    now = _C._allocations_alive()
    for _ in range(3):
        pa.flex_attention(q, k, v, fn).sum().backward()
    assert _C._allocations_alive() == now >= alive


def test_explain():
    slopes = torch.randn(H, requires_grad=True)
    text = pa.flex_explain(lambda s, b, h, q, kv: torch.where(q >= kv, 15 * torch.tanh((s + slopes[h] * (kv - q)) / 15), -INF), B, H, N, M)
    assert "taken out as blocks; depends on q - kv" in text and "trained tensor of shape (3,)" in text and "tanh" in text


TABLE = torch.ones(8)
REFUSED = {
    "branches on a value": lambda s, b, h, q, kv: s if q > kv else -s,
    "where Python needs a number": lambda s, b, h, q, kv: s + float(q),
    "uses softmax, which reduces": lambda s, b, h, q, kv: torch.softmax(s, 0),
    "uses digamma, which is not": lambda s, b, h, q, kv: torch.digamma(s),
    "works in place with add_": lambda s, b, h, q, kv: s.add_(1),
    "writes into a tensor": lambda s, b, h, q, kv: TABLE.__setitem__(q, 1) or s,
    "draws random numbers": lambda s, b, h, q, kv: s + torch.rand_like(s),
    r"captured tensor of shape \(8,\) without indices": lambda s, b, h, q, kv: s + TABLE,
    "slices a captured tensor": lambda s, b, h, q, kv: s + TABLE[q % 8 :][0],
    "not an integer": lambda s, b, h, q, kv: s + TABLE[s],
    "beyond 32 bits": lambda s, b, h, q, kv: s + q * kv * 1000000,
    "returns None": lambda s, b, h, q, kv: None,
    "iterates over": lambda s, b, h, q, kv: [x for x in s][0],
}


@pytest.mark.parametrize("sentence", REFUSED)
def test_what_cannot_be_traced_is_refused_with_a_sentence(sentence):
    q, k, v = (x.detach() for x in draw())
    with pytest.raises(FlexError, match=sentence) as caught:
        pa.flex_attention(q, k, v, REFUSED[sentence])
    assert "None" in sentence or "test_flex.py" in str(caught.value)


def test_arguments_are_checked_as_torch_checks_them():
    q, k, v = (x.detach() for x in draw())
    with pytest.raises(ValueError, match="unknown key 'block_m'"):
        pa.flex_attention(q, k, v, kernel_options={"block_m": 3})
    with pytest.raises(ValueError, match="enable_gqa"):
        pa.torch.flex_attention(q, k[:, :1], v[:, :1])
    with pytest.raises(ValueError, match="block_mask has shape"):
        pa.flex_attention(q, k, v, None, pa.create_block_mask(pa.noop_mask, None, None, 5, 5))
    with pytest.raises(TypeError, match="block_mask is a int"):
        pa.flex_attention(q, k, v, None, 5)
    with pytest.raises(TypeError):
        pa.flex_attention(q, k, v, lambda s, b: s)
    with pytest.raises(ValueError, match="wrt names"):
        pa.vjp(pa.flex_attention, *(x.numpy() for x in (q, k, v)), score_mod=lambda s, b, h, q, kv: s * 2, wrt=[np.ones(3)])


def test_broken_programs_are_refused():
    slots = np.array([[1, 0, 0, 0], [1, 0, 0, 0], [2, 0, 0, 0], [3, 0, 0, 0], [4, 0, 0, 0]], np.float64)
    for line in ([4, 999, 0, 0, 0, 0, 0], [4, 0, 0, 5, 0, 0, 0], [9, 0, 0, 0, 0, 0, 0], [4, 0, 8, 0, 0, 0, 0]):
        with pytest.raises(ValueError):
            _C.flex_program(np.array([line], np.int32), slots)
