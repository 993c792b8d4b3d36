"""The layers: every row trains, steps, compiles and pickles in pa.nn.Attention; pa.nn.MultiheadAttention is torch's; swap keeps the weights."""
import contextlib
import copy
import inspect
import io
import pickle

import pytest

import polyattn as pa
from helpers import TABLE, groups_values, has_streams, params, rows, streams, takes

torch = pytest.importorskip("torch")
nn = torch.nn
MECHANISMS = lambda row: row["engine"] != "elementwise"        # what there are layers for
HEADS = ("kv_heads", "qk_norm", "rotary")      # options that are for heads of queries and keys
FIXED = {name: {s["name"]: -2.0 for s in row["slots"] if "auto" in s["words"]} for name, row in TABLE.items()}      # what steps cannot take from the length
FIXED["swinv2_cpb"] |= {"pretrained": 16}      # its coordinates otherwise follow from the number of tokens
trainable = rows(lambda row: MECHANISMS(row) and row["gradients"] and any("self" in pattern for pattern in row["patterns"]))
decodes = rows(lambda row: MECHANISMS(row) and "decode" in row["patterns"])


@pytest.fixture(autouse=True)
def seeded():
    torch.manual_seed(0)
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(autouse=True)
def nothing_compiled():
    """One `forward` serves all rows: without it each row would count as a recompilation of the last one's."""
    torch._dynamo.reset()


def can(mechanism, causal):
    """Whether tokens may attend among themselves so."""
    return ("causal self" if causal else "self") in TABLE[mechanism]["patterns"]


def layer(mechanism, causal=True, **options):
    takes = {"causal": causal and can(mechanism, True)} if "causal" in params(mechanism) else {}
    given = {"kv_heads": 2, **takes, **FIXED[mechanism], **options}
    if not has_streams(TABLE[mechanism]):
        given = {name: x for name, x in given.items() if name not in HEADS}
    return pa.nn.Attention(32, 4, mechanism, **given)


def tokens(*shape):
    return torch.randn(*(shape or (2, 9)), 32)


class Encoded(torch.utils.data.Dataset):
    """Rows that went through a layer, for the workers of a loader."""

    def __init__(self, model, rows):
        self.model, self.rows = model, rows

    def __len__(self):
        return len(self.rows)

    @torch.no_grad()
    def __getitem__(self, i):
        return self.model(self.rows[i, None])[0]


def losses(model, steps=20, autocast=False):
    """Twenty steps towards the token before."""
    optimizer, x = torch.optim.Adam(model.parameters(), 1e-2), tokens(4, 12).to(next(model.parameters()).dtype)
    target = x.roll(1, 1)
    told = []
    for _ in range(steps):
        with torch.autocast("cpu", torch.bfloat16) if autocast else contextlib.nullcontext():
            loss = (model(x).to(x.dtype) - target)[:, 1:].square().mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        told.append(loss.item())
    return told


@trainable
@pytest.mark.parametrize("autocast", [False, True], ids=["float32", "autocast"])
@pytest.mark.parametrize("causal", [False, True], ids=["all", "causal"])
def test_trains(mechanism, autocast, causal):
    if not can(mechanism, causal):
        pytest.skip("no such pattern")
    model = layer(mechanism, causal)
    told = losses(model, autocast=autocast)
    assert all(x == x for x in told) and told[-1] < 0.9 * told[0]
    assert all(p.grad is not None and p.grad.isfinite().all() and (p.grad.any() or mechanism == "head_uniform") for p in model.parameters())      # whose queries and keys learn nothing


@decodes
@pytest.mark.parametrize("extras", [{}, {"conv": 3, "rotary": "half", "qk_norm": True, "norm": True, "gate": True}], ids=["own", "all"])
def test_steps_are_the_whole(mechanism, extras):
    model, x = layer(mechanism, head_dim=8, **extras), tokens()
    whole, cache, told = model(x), None, []
    for t in range(9):
        y, cache = model.step(x[:, t], cache)
        told.append(y)
    torch.testing.assert_close(torch.stack(told, 1), whole, rtol=1e-4, atol=1e-5)
    assert cache.seen == 9
    with torch.no_grad():
        first, cache = model.step(x[:, :4])
        rest, cache = model.step(x[:, 4:], cache)
        torch.testing.assert_close(torch.cat((first, rest), 1), whole, rtol=1e-4, atol=1e-5)
    weight = getattr(model, f"{model.plan.tokens[0].name}_proj").weight
    have, want = (torch.autograd.grad(y.sum(), weight)[0] for y in (torch.stack(told, 1), whole))
    torch.testing.assert_close(have, want, rtol=1e-3, atol=1e-4 + 1e-5 * float(want.abs().max()))      # norms of small read-outs have gradients in the hundreds


@rows(groups_values)
def test_more_heads_of_values(mechanism):
    model, x = pa.nn.Attention(32, 2, mechanism, value_heads=6), tokens()
    whole, (first, cache) = model(x), model.step(x[:, :5])
    keys, values = (getattr(model, f"{name}_proj").out_features for name in streams(mechanism)[1:])
    assert values == 3 * keys // model.head_dim * model.value_dim
    torch.testing.assert_close(torch.cat((first, model.step(x[:, 5:], cache)[0]), 1), whole, rtol=1e-4, atol=1e-5)
    whole.square().sum().backward()
    assert all(p.grad.isfinite().all() and p.grad.any() for p in model.parameters())


@decodes
def test_a_cache_can_be_reordered(mechanism):
    model, x = layer(mechanism).eval(), tokens()
    with torch.no_grad():
        _, cache = model.step(x[:, :8])
        y, _ = model.step(x[:, 8].flip(0), cache.select(torch.tensor([1, 0])))
    torch.testing.assert_close(y.flip(0), model(x)[:, 8], rtol=1e-4, atol=1e-5)


@decodes
def test_steps_after_a_padded_prompt(mechanism):
    model, x, prompt = layer(mechanism, conv=3), tokens(), torch.ones(2, 6, dtype=torch.bool)
    prompt[1, :2] = False
    with torch.no_grad():
        first, cache = model.step(x[:, :6], key_mask=prompt)
        rest, cache = model.step(x[:, 6:], cache)
        torch.testing.assert_close(torch.cat((first, rest), 1)[1, 2:], model(x[1:, 2:])[0], rtol=1e-4, atol=1e-5)
        _, cache = model.step(x[:, :6])
        torch.testing.assert_close(model.step(x[:, 6:], cache, torch.ones(2, 3, dtype=torch.bool))[0], model(x)[:, 6:], rtol=1e-4, atol=1e-5)


@decodes
def test_steps_under_autocast(mechanism):
    model, x, cache = layer(mechanism), tokens(), None
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        whole = model(x)
        for t in range(9):
            y, cache = model.step(x[:, t], cache)
    torch.testing.assert_close(y, whole[:, 8], rtol=0.1, atol=0.03)


def test_layers_without_memory(mechanism):
    assert all(p.is_meta for p in layer(mechanism, device="meta").parameters())


@rows(lambda row: has_streams(row) and takes("index")(row))
def test_packed_sequences(mechanism):
    model, x = layer(mechanism, conv=4, rotary="half", head_dim=8), tokens(11)
    y = model(x, cu_seqlens=torch.tensor([0, 4, 4, 11]))
    for part in (slice(0, 4), slice(4, 11)):
        torch.testing.assert_close(y[part], model(x[None, part])[0], rtol=1e-4, atol=1e-5)


def test_masked_keys_are_not_seen(mechanism):
    model, x = layer(mechanism, conv=4), tokens()
    seen = torch.ones(2, 9, dtype=torch.bool)
    seen[:, 6:] = False
    changed = torch.where(seen[..., None], x, float("nan"))
    if can(mechanism, True):
        torch.testing.assert_close(model(x, key_mask=seen)[:, :6], model(x[:, :6], key_mask=seen[:, :6])[:, :6], rtol=1e-4, atol=1e-5)
        assert model(changed, key_mask=seen)[:, :6].isfinite().all()
    else:      # masked tokens may count as queries
        torch.testing.assert_close(model(x, changed, key_mask=seen), model(x, x, key_mask=seen), rtol=1e-4, atol=1e-5)


@rows(lambda row: MECHANISMS(row) and "cross" in row["patterns"])
def test_context(mechanism):
    model = layer(mechanism, False, context_dim=16, parameters=())      # what a query takes from its own token is not for those of others
    assert model(tokens(2, 5), torch.randn(2, 9, 16)).shape == (2, 5, 32)


def test_copies_and_reduced_forms(mechanism):
    model, x = layer(mechanism), tokens()
    whole = model(x)
    for other in (copy.deepcopy(model), pickle.loads(pickle.dumps(model))):
        assert torch.equal(other(x), whole)
    other = layer(mechanism)
    assert not torch.equal(other(x), whole)
    saved = io.BytesIO()
    torch.save(model.state_dict(), saved)
    saved.seek(0)
    other.load_state_dict(torch.load(saved, weights_only=True))
    assert torch.equal(other(x), whole)
    assert torch.equal(torch.func.functional_call(other, dict(model.named_parameters()), (x,)), whole)
    torch.manual_seed(3)
    other.reset_parameters()
    assert not torch.equal(other(x), whole) and mechanism in repr(other)


def test_checkpointing(mechanism):
    model, x = layer(mechanism), tokens()
    model(x).sum().backward()
    plain = {name: p.grad.clone() for name, p in model.named_parameters()}
    model.zero_grad()
    torch.utils.checkpoint.checkpoint(model, x.requires_grad_(), use_reentrant=False).sum().backward()
    assert all(torch.equal(p.grad, plain[name]) for name, p in model.named_parameters())


@pytest.mark.parametrize("mechanism", ["sdpa", "gla"])
def test_in_the_workers_of_a_loader(mechanism):
    """Forked after the layer has run on all threads."""
    model, x = layer(mechanism).eval(), tokens(4, 200)
    with torch.no_grad():
        whole = model(x)
        loader = torch.utils.data.DataLoader(Encoded(model, x), batch_size=2, num_workers=2, multiprocessing_context="fork")
        torch.testing.assert_close(torch.cat(list(loader)), whole)


def test_compiles_whole(mechanism):
    model, x = layer(mechanism), tokens()
    compiled = torch.compile(model, fullgraph=True, backend="aot_eager")
    torch.testing.assert_close(compiled(x), model(x))
    compiled(x).sum().backward()
    assert all(p.grad is not None for p in model.parameters())


@pytest.mark.parametrize("dtype", [torch.float64, torch.bfloat16])
def test_dtypes(mechanism, dtype):
    model = layer(mechanism, dtype=dtype)
    assert model(tokens().to(dtype)).dtype == dtype
    if "decode" in TABLE[mechanism]["patterns"]:
        assert model.step(tokens()[:, 0].to(dtype))[0].dtype == dtype


def test_a_selective_scan_is_made_as_its_authors_make_it():
    """Mamba: steps and weights of states are projections of the convolved inputs; A is -1, -2, ...; the bias of steps gives 0.001 to 0.1."""
    model, x = pa.nn.Attention(32, 4, "mamba1").double(), tokens().double()
    u = nn.functional.silu(nn.functional.conv1d(nn.functional.pad(model.u_proj(x).mT, (3, 0)), model.u_conv.weight[:, None], model.u_conv.bias, groups=64))
    part = u.mT
    arguments = {"delta": model.delta_proj.up(model.delta_proj.down(part)).mT, "Bm": model.Bm_proj.up(part), "Cm": model.Cm_proj.up(part), "z": model.z_proj.up(x).mT,
                 "A": -torch.arange(1, 17, dtype=torch.float64).repeat(64, 1), "Dskip": torch.ones(64, dtype=torch.float64), "delta_bias": model.learned.delta_bias}
    torch.testing.assert_close(model(x), model.out_proj(pa.mamba1(u=u, **arguments, delta_softplus=True).mT))
    step = nn.functional.softplus(model.learned.delta_bias).detach()
    assert 1e-4 <= float(step.min()) and float(step.max()) <= 0.1 + 1e-6
    assert model.delta_proj.down.out_features == 2 and [*model.state_dict()] == [*pa.nn.Attention(32, 2, "mamba1").state_dict()]
    for name, given in (("kv_heads", 2), ("qk_norm", True), ("rotary", "half")):
        with pytest.raises(TypeError, match=f"{name} is .*mamba1 has no heads"):
            pa.nn.Attention(32, 4, "mamba1", **{name: given})
    with pytest.raises(NotImplementedError, match="rope: it changes tokens by their positions"):
        pa.nn.Attention(32, 4, "rope")
    with pytest.raises(NotImplementedError, match="mamba1 takes no queries, keys and values"):
        pa.nn.MultiheadAttention(32, 4, mechanism="mamba1")


def test_what_rows_say_of_layers_is_understood(mechanism):
    from polyattn.nn._plan import of_tokens
    from polyattn.nn._words import ACTIVATIONS, Recipe, fill, settings

    for slot in TABLE[mechanism]["slots"]:
        if slot["layer"] and slot["role"] in ("query", "key", "value"):
            assert slot["layer"] in ACTIVATIONS
        elif of_tokens(slot):
            Recipe.told(slot["layer"])
        elif slot["layer"]:
            fill(torch.empty(3, 4), slot["layer"])
    known = {*inspect.signature(pa.nn.Attention).parameters, "key_width", "value_width", "state", "learn", *(p["name"] for p in TABLE[mechanism]["params"])}
    assert set(settings(TABLE[mechanism]["module"])) <= known


@pytest.mark.parametrize("mechanism, names, options", [
    ("sdpa", ("sinks",), {}), ("sigmoid", ("b", "temp"), {"b": -3.0}), ("retention", ("decay",), {"decay": -0.1}),
    ("linear", ("W_q", "W_k", "b_q", "b_k"), {"feature_map": "t2r"}), ("linear", ("gamma", "beta"), {"feature_map": "rebased"})])
def test_learned_parameters(mechanism, names, options):
    model = pa.nn.Attention(32, 4, mechanism, parameters={name: options.pop(name, None) for name in names}, **options)
    model(tokens()).square().mean().backward()
    for name in names:
        assert model.learned.get_parameter(name).grad.isfinite().all() and f"learned.{name}" in model.state_dict()


def test_initial_values_and_fixed_ones():
    model = pa.nn.Attention(32, 4, "sigmoid", parameters={"b": -3.0, "temp": None})
    assert model.learned.b.tolist() == [-3] * 4 and model.learned.temp.item() == 0
    slopes = torch.tensor([0.5, 0.25, 0.125, 0.0625])
    fixed, x = pa.nn.Attention(32, 4, "sdpa", causal=True, alibi_slopes=slopes), tokens()
    assert torch.equal(fixed.state_dict()["settled.alibi_slopes"], slopes)
    fixed.load_state_dict(fixed.state_dict())
    standard = pa.nn.Attention(32, 4, "sdpa", causal=True, alibi_slopes="standard")
    assert not torch.equal(fixed(x), standard(x))


def test_parameters_that_a_mechanism_cannot_be_without():
    shape = lambda mechanism, name, **options: tuple(getattr(pa.nn.Attention(32, 4, mechanism, **options).learned, name).shape)
    assert shape("t5_bias", "table") == (32, 4) and shape("gmm", "sigma") == (5, 4) and shape("head_mask", "xi") == (4,)
    assert shape("swin_bias", "table", grid=(2, 3, 4)) == (3 * 5 * 7, 4)
    assert shape("elm", "G") == (4, 1, 1) and shape("elm", "G", parameters={"G": torch.ones(4, 9, 9)}) == (4, 9, 9)
    drawn = pa.nn.Attention(32, 4, "performer")
    assert "learned.omega" in drawn.state_dict() and not any("omega" in name for name, _ in drawn.named_parameters())
    fixed = pa.nn.Attention(32, 4, "ssmax", s=torch.ones(4))
    assert "settled.s" in fixed.state_dict() and not list(fixed.learned.parameters())
    with pytest.raises(ValueError, match="rala cannot be causal"):
        pa.nn.Attention(32, 4, "rala")(tokens(), causal=True)
    with pytest.raises(ValueError, match="mamba1 is always causal"):
        pa.nn.Attention(32, 4, "mamba1", causal=False)
    assert pa.nn.Attention(32, 4, "mamba1", causal=True).causal and not pa.nn.Attention(32, 4, "rala", causal=False).causal
    with pytest.raises(ValueError, match="rala cannot be causal"):
        pa.nn.MultiheadAttention(32, 4, mechanism="rala")(*[tokens()] * 3, need_weights=False, is_causal=True)


def test_a_decaying_gate():
    from polyattn.nn._parts import Gate

    gate = Gate(32, 4, 8, "decay")
    y = gate(tokens())
    assert y.shape == (2, 9, 4, 8) and (y < 0).all() and pickle.loads(pickle.dumps(gate))(tokens()).shape == y.shape


def test_dropout_is_of_training():
    model, x = pa.nn.Attention(32, 4, "sdpa", dropout_p=0.5), tokens()
    assert not torch.equal(model(x), model(x))
    compiled = torch.compile(model, fullgraph=True, backend="aot_eager")
    assert not torch.equal(compiled(x), compiled(x))
    model.eval()
    assert torch.equal(model(x), model(x))


@pytest.mark.parametrize("kind, words, call", [
    (ValueError, "embed_dim is 30, expected a multiple of num_heads = 4", lambda: pa.nn.Attention(30, 4)),
    (ValueError, "num_heads is 4 and kv_heads 3", lambda: pa.nn.Attention(32, 4, kv_heads=3)),
    (TypeError, "value_heads is 8, but gla has as many heads of values as of keys", lambda: pa.nn.Attention(32, 4, "gla", value_heads=8)),
    (TypeError, "a layer has no option 'windw'. Did you mean 'window'", lambda: pa.nn.Attention(32, 4, windw=3)),
    (ValueError, "unknown mechanism 'glaa'", lambda: pa.nn.Attention(32, 4, "glaa")),
    (ValueError, "softcap", lambda: pa.nn.Attention(32, 4, softcap=-1.0)),
    (ValueError, "parameters names 'sink'", lambda: pa.nn.Attention(32, 4, parameters=("sink",))),
    (ValueError, "no initial value", lambda: pa.nn.Attention(32, 4, "retention", parameters=("decay",))),
    (ValueError, "norm is 'batch', expected 'rms'", lambda: pa.nn.Attention(32, 4, norm="batch")),
    (ValueError, "rotary is 'full'", lambda: pa.nn.Attention(32, 4, rotary="full")),
    (ValueError, "x has shape (9, 32), expected (B, N, 32)", lambda: pa.nn.Attention(32, 4)(tokens(9))),
    (ValueError, "context has shape (2, 9, 31)", lambda: pa.nn.Attention(32, 4)(tokens(), torch.zeros(2, 9, 31))),
    (TypeError, "mask is given, but gla takes none", lambda: pa.nn.Attention(32, 4, "gla")(tokens(), mask=torch.ones(9, 9, dtype=torch.bool))),
    (ValueError, "x has shape (2, 9, 31), expected (B, N, 32)", lambda: pa.nn.Attention(32, 4, causal=True).step(torch.zeros(2, 9, 31))),
    (ValueError, "context_dim is 16, expected embed_dim = 32", lambda: pa.nn.Attention(32, 4, causal=True, context_dim=16).step(tokens())),
    (ValueError, "expected a causal layer", lambda: pa.nn.Attention(32, 4).step(tokens())),
    (ValueError, "b='auto' follows from the length", lambda: pa.nn.Attention(32, 4, "sigmoid", causal=True).step(tokens())),
    (ValueError, "dropout is 0.1, expected 0.0", lambda: pa.nn.MultiheadAttention(32, 4, 0.1, mechanism="gla")),
    (ValueError, "need_weights is True, expected False", lambda: pa.nn.MultiheadAttention(32, 4, mechanism="gla")(tokens(), tokens(), tokens())),
    (ValueError, "attn_mask is given, expected None", lambda: pa.nn.MultiheadAttention(32, 4, mechanism="gla")(
        tokens(), tokens(), tokens(), need_weights=False, attn_mask=torch.zeros(2, 2))),
    (ValueError, "attn_mask has shape (3, 3), expected (2, 2) or (36, 2, 2)", lambda: pa.nn.MultiheadAttention(32, 4)(
        tokens(), tokens(), tokens(), attn_mask=torch.zeros(3, 3))),
    (ValueError, "has no torch.nn.MultiheadAttention", lambda: pa.nn.swap(nn.Linear(2, 2))),
])
def test_errors_say_what_came_and_what_was_expected(kind, words, call):
    with pytest.raises(kind) as raised:
        call()
    assert words in str(raised.value)


def pair(**options):
    """torch's layer and ours with its weights."""
    theirs = nn.MultiheadAttention(32, 4, **options)
    ours = pa.nn.MultiheadAttention(32, 4, **options)
    for name in ("in_proj_bias", "bias_k"):
        if getattr(theirs, name) is not None:
            nn.init.normal_(getattr(theirs, name))
    ours.load_state_dict(theirs.state_dict())
    theirs.load_state_dict(ours.state_dict())
    return theirs, ours


def same(theirs, ours, *inputs, **options):
    for training in (True, False):
        theirs.train(training), ours.train(training)
        found = [m(*inputs, **options) for m in (theirs, ours)]
        for x, y in zip(*found):
            assert (x is None) == (y is None)
            if x is not None:
                torch.testing.assert_close(y, x, rtol=1e-5, atol=2e-6)
        gradients = [torch.autograd.grad(out.square().sum(), [p for p in m.parameters()], allow_unused=True) for m, (out, _) in zip((theirs, ours), found)]
        for x, y in zip(*gradients):
            torch.testing.assert_close(y, x, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("options", [{}, {"bias": False}, {"add_bias_kv": True}, {"add_zero_attn": True}, {"kdim": 32, "vdim": 20},
                                     {"add_bias_kv": True, "add_zero_attn": True}], ids=str)
@pytest.mark.parametrize("batch_first", [False, True])
@pytest.mark.parametrize("need_weights", [False, True])
def test_multihead_is_that_of_torch(options, batch_first, need_weights):
    theirs, ours = pair(batch_first=batch_first, **options)
    lead = (lambda b, n: (b, n)) if batch_first else (lambda b, n: (n, b))
    q, k, v = torch.randn(*lead(2, 5), 32), torch.randn(*lead(2, 7), 32), torch.randn(*lead(2, 7), options.get("vdim", 32))
    padding, pairs = torch.zeros(2, 7, dtype=torch.bool), torch.rand(5, 7) < 0.3
    padding[1, 4:], pairs[:, 0] = True, False
    many = torch.rand(8, 5, 7) < 0.3
    many[:, :, 0] = False
    for masks in ({}, {"key_padding_mask": padding}, {"attn_mask": pairs}, {"attn_mask": many, "key_padding_mask": padding}, {"attn_mask": torch.randn(5, 7)},
                  {"attn_mask": torch.randn(8, 5, 7), "key_padding_mask": torch.randn(2, 7)}):
        same(theirs, ours, q, k, v, need_weights=need_weights, average_attn_weights="attn_mask" in masks, **masks)


@pytest.mark.parametrize("batch_first", [False, True])
def test_multihead_of_one_sequence_and_without_a_batch(batch_first):
    theirs, ours = pair(batch_first=batch_first)
    x, causal = tokens(6, 6), torch.ones(6, 6, dtype=torch.bool).triu(1)
    same(theirs, ours, x, x, x, attn_mask=causal, is_causal=True, need_weights=False)
    x = tokens(6)
    same(theirs, ours, x, x, x, attn_mask=causal)
    same(theirs, ours, x, tokens(3), tokens(3), key_padding_mask=torch.tensor([False, True, False]))


def test_multihead_drops_as_often_as_it_says():
    theirs, ours = pair(dropout=0.5, batch_first=True)
    x = tokens(64, 64)
    torch.manual_seed(1)
    first, again = (ours(x, x, x, need_weights=False)[0] for _ in range(2))
    torch.manual_seed(1)
    assert torch.equal(ours(x, x, x, need_weights=False)[0], first) and not torch.equal(first, again)
    torch.testing.assert_close(first.std(), theirs(x, x, x, need_weights=False)[0].std(), rtol=0.02, atol=0)


@rows(has_streams)
def test_multihead_of_every_row(mechanism):
    model = pa.nn.MultiheadAttention(32, 4, batch_first=True, mechanism=mechanism)
    model.load_state_dict(nn.MultiheadAttention(32, 4).state_dict(), strict=False)
    asked = {"need_weights": False, "is_causal": can(mechanism, True)}
    x, padding = tokens(), torch.zeros(2, 9, dtype=torch.bool)
    padding[0, 7:] = True
    out, weights = model(x, x, x, key_padding_mask=padding, **asked)
    assert out.shape == x.shape and weights is None
    torch.testing.assert_close(model(x[:, :7], x[:, :7], x[:, :7], key_padding_mask=padding[:, :7], **asked)[0].shape, (2, 7, 32))
    other = pickle.loads(pickle.dumps(model))
    assert torch.equal(other(x, x, x, **asked)[0], model(x, x, x, **asked)[0])
    compiled = torch.compile(model, fullgraph=True, backend="aot_eager")
    torch.testing.assert_close(compiled(x, x, x, key_padding_mask=padding, **asked)[0], out)


class Block(nn.Module):
    def __init__(self, attention):
        super().__init__()
        self.norms, self.attention = nn.ModuleList(nn.LayerNorm(32) for _ in "ab"), attention
        self.feed = nn.Sequential(nn.Linear(32, 64), nn.GELU(), nn.Linear(64, 32))

    def forward(self, x):
        y = self.norms[0](x)
        x = x + (self.attention(y) if isinstance(self.attention, pa.nn.Attention) else self.attention(y, y, y, need_weights=False)[0])
        return x + self.feed(self.norms[1](x))


@pytest.mark.parametrize("dtype, rtol", [(torch.float32, 2e-3), (torch.float64, 1e-9)], ids=["float32", "float64"])
def test_two_layers_learn_as_those_of_torch(dtype, rtol):
    """A hundred steps multiply the rounding of the first."""
    theirs = nn.Sequential(*(Block(nn.MultiheadAttention(32, 4, batch_first=True, bias=False)) for _ in "ab"))
    ours = nn.Sequential(*(Block(pa.nn.Attention(32, 4, "sdpa")) for _ in "ab"))
    for a, b in zip(theirs, ours):
        b.norms.load_state_dict(a.norms.state_dict()), b.feed.load_state_dict(a.feed.state_dict())
        q, k, v = a.attention.in_proj_weight.chunk(3)
        b.attention.load_state_dict({"q_proj.weight": q, "k_proj.weight": k, "v_proj.weight": v, "out_proj.weight": a.attention.out_proj.weight})
    curves = []
    for model in (theirs, ours):
        torch.manual_seed(5)
        curves.append(torch.tensor(losses(model.to(dtype), 100)))
    torch.testing.assert_close(curves[1], curves[0], rtol=rtol, atol=rtol / 20)
    assert curves[0][-1] < 0.5 * curves[0][0]


def encoder(dropout=0.0, **options):
    return nn.TransformerEncoder(nn.TransformerEncoderLayer(32, 4, 64, dropout, batch_first=True, **options), 2)


@pytest.mark.filterwarnings("ignore:The PyTorch API of nested tensors")      # torch's own fast path, before the swap
@pytest.mark.parametrize("training", [True, False])
def test_a_swapped_encoder_is_the_same_with_softmax_and_another_with_sigmoid(training):
    model, x = encoder().train(training), tokens()
    padding = torch.zeros(2, 9, dtype=torch.bool)
    padding[1, 6:] = True
    with torch.no_grad():
        before = model(x, src_key_padding_mask=padding)
        ours, parameters = pa.nn.swap(copy.deepcopy(model)), list(model.parameters())
        torch.testing.assert_close(ours(x, src_key_padding_mask=padding)[~padding], before[~padding], rtol=1e-5, atol=5e-6)
        other = pa.nn.swap(model, "sigmoid")
        assert other is model and all(a is b for a, b in zip(parameters, model.parameters()))
        assert (other(x, src_key_padding_mask=padding) - before)[~padding].abs().max() > 1e-3
        again = pa.nn.swap(model, "sdpa")
        torch.testing.assert_close(again(x, src_key_padding_mask=padding)[~padding], before[~padding], rtol=1e-5, atol=5e-6)


@rows(lambda row: has_streams(row) and row["gradients"] and any("self" in pattern for pattern in row["patterns"]))
def test_a_swapped_encoder_trains(mechanism):
    model = pa.nn.swap(encoder(0.1), mechanism, dropout=0.0)
    told = losses(model)
    assert told[-1] < told[0]
    if not can(mechanism, True):
        return
    x, causal = tokens(), nn.Transformer.generate_square_subsequent_mask(9)
    model.eval()
    with torch.no_grad():
        whole = model(x, mask=causal)
        changed = x.clone()
        changed[:, 5:] += 1
        if not any("auto" in s["words"] for s in TABLE[mechanism]["slots"]):
            torch.testing.assert_close(model(changed, mask=causal)[:, :5], whole[:, :5])


def test_a_swapped_decoder():
    model = nn.TransformerDecoder(nn.TransformerDecoderLayer(32, 4, 64, 0.0, batch_first=True), 2).eval()
    x, memory, causal = tokens(), tokens(2, 5), nn.Transformer.generate_square_subsequent_mask(9)
    with torch.no_grad():
        before = model(x, memory, tgt_mask=causal)
        torch.testing.assert_close(pa.nn.swap(model)(x, memory, tgt_mask=causal), before, rtol=1e-5, atol=5e-6)


def test_a_shared_layer_stays_shared():
    attention = nn.MultiheadAttention(32, 4)
    model = pa.nn.swap(nn.ModuleDict({"a": attention, "b": attention}), "sigmoid")
    assert model["a"] is model["b"] and model["a"].mechanism == "sigmoid"
    assert pa.nn.swap(attention, "sigmoid").mechanism == "sigmoid"
