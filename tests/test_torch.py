"""polyattn with torch, for every row: the same numbers as with NumPy, and everything that torch does to an operator."""
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from helpers import TABLE, add, asking, cu_seqlens, differentiable, example, flags, form, has_streams, masks, outputs, pack, rows, slots, supported, swapped, takes, tries, variants

import polyattn as pa

torch = pytest.importorskip("torch")
from torch._dynamo.testing import CompileCounterWithBackend  # noqa: E402
from torch._subclasses import FakeTensorMode  # noqa: E402
from torch.fx.experimental.symbolic_shapes import DimDynamic, ShapeEnv, StatelessSymbolicContext  # noqa: E402
from torch.utils.checkpoint import CheckpointPolicy, checkpoint, create_selective_checkpoint_contexts  # noqa: E402

TINY = dict(B=2, Hq=4, H=2, N=4, M=5, D=3, Dv=2)
SELF = dict(B=2, Hq=4, H=2, N=9, M=9, D=3, Dv=2)      # a square: some rows see tokens as an image
DTYPES = ("float64", "float32", "bfloat16", "float16")


def tensor(x):
    if not isinstance(x, np.ndarray):
        return x
    return torch.tensor(x.view(np.uint16)).view(torch.bfloat16) if x.dtype.name == "bfloat16" else torch.tensor(x)


def array(x):
    """A tensor's numbers; exact, as float64 holds every dtype."""
    x = x.detach()
    return x.double().numpy() if x.is_floating_point() else x.numpy()


def tensors(arguments):
    return {name: tensor(x) for name, x in arguments.items()}


def leaves(name, arguments):
    """Tensors that require grad wherever the row has one."""
    wanted = differentiable(name, arguments)
    return {n: x.requires_grad_() if n in wanted else x for n, x in tensors(arguments).items()}


def call(name, arguments):
    """All outputs that have a gradient, as a tuple, unless the arguments ask for fewer."""
    constant = [output["name"] for output in TABLE[name]["outputs"] if output["constant"]]
    results = outputs(getattr(pa, name)(**{**asking(name, arguments, differentiable=True), **arguments}))
    return tuple(x for output, x in results.items() if output not in constant)


def loss(results):
    return sum((x.float() * torch.linspace(0.5, 1, x.numel(), dtype=torch.float32).reshape(x.shape)).sum() for x in results)


def gradients(results, inputs):
    return torch.autograd.grad(loss(results), [x for x in inputs.values() if isinstance(x, torch.Tensor) and x.requires_grad])


def equal(a, b):
    return all(x.dtype == y.dtype and torch.equal(torch.nan_to_num(x), torch.nan_to_num(y)) for x, y in zip(a, b, strict=True))


def every_variant(name, **sizes):
    """The examples with each option of the row, one at a time, as far as they are taken; they ask for every output that goes with it."""
    rng = np.random.default_rng(4)
    base = example(name, **{**SELF, **sizes})
    for extend in (dict, *(extend for _, extend in variants(name, rng))):
        arguments = extend(base)
        if supported(name, arguments):
            full = {**arguments, **flags(name)}
            yield full if supported(name, full) else {**arguments, **dict.fromkeys(flags(name), False)}


def with_each_tensor(name):
    """Arguments in which each differentiable slot that the row tries appears at least once, with the slots that are new in each."""
    missing = {slot["name"] for slot in slots(name) if tries(name, slot) and slot["role"] not in ("mask", "index") and not slot["constant"]}
    for arguments in every_variant(name):
        new = missing & set(differentiable(name, arguments))
        if new:
            missing -= new
            yield sorted(new), arguments
    assert not missing


def operator(name):
    import polyattn.torch  # noqa: F401
    from polyattn.torch._ops import operators

    return next(o for o in operators if o.name == name)


def flat(name, arguments):
    """What the operator takes for these arguments."""
    from polyattn._functions import binder

    return operator(name).encode(binder(name)(**arguments))


def compiled(function, **options):
    torch._dynamo.reset()
    return torch.compile(function, fullgraph=True, **{"backend": "aot_eager", **options})


@pytest.mark.parametrize("dtype", DTYPES)
def test_the_bits_of_numpy(mechanism, dtype):
    arguments = asking(mechanism, example(mechanism, dtype=dtype))
    want, have = outputs(getattr(pa, mechanism)(**arguments)), outputs(getattr(pa, mechanism)(**tensors(arguments)))
    for name in want:
        assert str(have[name].dtype) == f"torch.{want[name].dtype.name}" and not have[name].requires_grad
        np.testing.assert_array_equal(array(have[name]), want[name].astype(np.float64), name)


def test_the_gradients_of_numpy(mechanism):
    """With gradients on any subset of the tensors; dtype and shape are the input's."""
    for new, arguments in with_each_tensor(mechanism):
        arguments = {**arguments, **dict.fromkeys(set(flags(mechanism)) - set(flags(mechanism, differentiable=True)), False)}
        result, pullback = pa.vjp(getattr(pa, mechanism), **arguments)
        cotangents = [np.linspace(-1, 1, x.size).reshape(x.shape) for x in outputs(result).values()]
        want = pullback(tuple(cotangents) if len(cotangents) > 1 else cotangents[0])
        every, few = leaves(mechanism, arguments), tensors(arguments)
        few.update((n, few[n].requires_grad_()) for n in new)
        for given in (every, few):
            results = call(mechanism, given)
            assert all(x.requires_grad for x in results)
            torch.autograd.backward(results, [torch.tensor(c) for c in cotangents])
            for name, x in given.items():
                if isinstance(x, torch.Tensor) and x.requires_grad:
                    np.testing.assert_array_equal(array(x.grad), getattr(want, name), name)
                    assert x.grad.dtype == x.dtype


def test_gradcheck(mechanism):
    """Where a definition holds a number constant, differences of the output are not its gradient (which test_gradients holds)."""
    for new, arguments in with_each_tensor(mechanism):
        with pa.reference.constants_held() as constants:
            getattr(pa.reference, mechanism)(**arguments)
        if constants.values:
            continue
        given = tensors(arguments)
        inputs = [given[name].requires_grad_() for name in new]
        assert torch.autograd.gradcheck(lambda *x: call(mechanism, {**given, **dict(zip(new, x))}), inputs, fast_mode=True, nondet_tol=0.0)


@pytest.mark.parametrize("dtype", DTYPES[1:])
def test_other_dtypes_and_strides(mechanism, dtype):
    """Gradients in the dtype of each tensor; the same bits whatever the strides, and again."""
    given = leaves(mechanism, example(mechanism, **SELF, dtype=dtype))
    first = call(mechanism, given)
    want = gradients(first, given)
    assert [x.dtype for x in want] == [x.dtype for x in given.values() if x.requires_grad]
    strided = {n: x.detach().transpose(0, -1).contiguous().transpose(0, -1).requires_grad_(x.requires_grad) if x.dim() else x for n, x in given.items()}
    again = call(mechanism, strided)
    assert equal(again, first) and equal(gradients(again, strided), want)
    module = {n: torch.nn.Parameter(x.detach(), requires_grad=x.requires_grad) for n, x in given.items()}
    results = call(mechanism, module)
    assert equal(results, first) and equal(gradients(results, module), want) and all(type(x) is torch.Tensor for x in results)


def test_expanded_tensors(mechanism):
    """A batch of one tensor, expanded: the gradient is the sum over the batch."""
    given = leaves(mechanism, example(mechanism, **{**SELF, "B": 1}))
    batched = {slot["name"] for slot in slots(mechanism, of=given) if form(slot, given[slot["name"]])[0] == "B"}
    twice = call(mechanism, {n: x.expand(2, *x.shape[1:]) if n in batched else x for n, x in given.items()})
    full = {n: (x.detach().repeat(2, *(1,) * (x.dim() - 1)) if n in batched else x.detach()).requires_grad_(x.requires_grad) for n, x in given.items()}
    for name, have, want in zip([n for n, x in given.items() if x.requires_grad], gradients(twice, given), gradients(call(mechanism, full), full)):
        torch.testing.assert_close(have, want.sum(0, keepdim=True) if name in batched else want)


def test_opcheck(mechanism):
    """torch's own checks of an operator, with as many tensors as go together."""
    op = operator(mechanism)
    arguments = asking(mechanism, pa.example_inputs(mechanism, batch=2, heads=4, kv_heads=2, queries=4, keys=5, dim=3, value_dim=2, dtype="float64", include="all"))
    torch.library.opcheck(op.op, flat(mechanism, leaves(mechanism, arguments)))
    inputs = flat(mechanism, tensors(arguments))
    results = op.op(*inputs)
    results = results if isinstance(results, tuple) else (results,)
    asked = lambda output: not output["when"] or arguments.get(output["when"])
    cotangents = [torch.ones_like(x) if asked(output) and not output["constant"] else None for output, x in zip(op.outputs, results)]
    needs = [op.slots[i]["name"] in differentiable(mechanism, arguments) for i in op.wanted]
    torch.library.opcheck(op.backward_op, (*inputs, *(results[i] for i in op.saved), *cotangents, needs))


def hold_fakes(name, modes, each):
    for given in each:
        want = outputs(getattr(pa, name)(**given))
        for dynamic, mode in modes.items():
            sizes = lambda x: StatelessSymbolicContext([DimDynamic.DYNAMIC if dynamic and i < x.dim() - 1 else DimDynamic.STATIC for i in range(x.dim())])
            fake = {n: mode.from_tensor(x, symbolic_context=sizes(x)) if isinstance(x, torch.Tensor) else x for n, x in given.items()}
            with mode:
                have = outputs(getattr(pa, name)(**fake))
            for output, x in want.items():
                assert (tuple(have[output].shape), have[output].dtype, have[output].stride()) == (tuple(x.shape), x.dtype, x.stride())


def test_fake_tensors_are_like_real_ones(mechanism):
    """Shapes, dtypes and strides of every option, with sizes that are numbers and with symbols; every layout and packing."""
    modes = {dynamic: FakeTensorMode(shape_env=ShapeEnv()) for dynamic in (False, True)}
    hold_fakes(mechanism, modes, map(tensors, every_variant(mechanism)))
    hold_fakes(mechanism, modes, [tensors({**swapped(mechanism, asking(mechanism, example(mechanism, **SELF))), "layout": "bnhd"})])
    packed = asking(mechanism, example(mechanism, **{**SELF, "B": 1}), differentiable=True)
    if not cu_seqlens(mechanism):
        return
    hold_fakes(mechanism, modes, [tensors(pack(mechanism, packed, (4, 1, 4), flat=three)) for three in (True, False)])


def test_compile(mechanism):
    """Whole graph, forward and backward, the same bits; lengths become symbols instead of a graph each."""
    backend = CompileCounterWithBackend("aot_eager")
    function = compiled(lambda given: call(mechanism, given), backend=backend)
    for n in (6, 7, 9, 12):
        given = leaves(mechanism, example(mechanism, **{**SELF, "N": n, "M": n}))
        have, want = function(given), call(mechanism, given)
        assert equal(have, want) and equal(gradients(have, given), gradients(want, given))
    assert backend.frame_count == 2


@rows(takes("index"))
def test_compile_packed_sequences(mechanism):
    given = leaves(mechanism, pack(mechanism, example(mechanism, **{**SELF, "B": 1}), (4, 1, 4)))
    have, want = compiled(lambda given: call(mechanism, given))(given), call(mechanism, given)
    assert equal(have, want) and equal(gradients(have, given), gradients(want, given))


def test_compile_every_option(mechanism):
    """All in one graph."""
    each = [tensors(arguments) for arguments in every_variant(mechanism)]
    have = compiled(lambda each: [getattr(pa, mechanism)(**given) for given in each], backend="eager")(each)
    for given, x in zip(each, have, strict=True):
        want = getattr(pa, mechanism)(**given)
        assert type(x) is type(want) and equal(outputs(x).values(), outputs(want).values())


@rows(has_streams)
def test_compile_what_is_called_by_name(mechanism):
    given = tensors(example(mechanism, **SELF))
    lead, more = dict(zip("qkv", getattr(pa, mechanism).streams)), dict(given)
    qkv = {name: more.pop(own) for name, own in lead.items()}
    have = compiled(lambda q, k, v, **more: pa.attention(q, k, v, mechanism=mechanism, **more) * 2)(**qkv, **more)
    assert torch.equal(have, 2 * getattr(pa, mechanism)(**given))


def test_export(mechanism):
    class Module(torch.nn.Module):
        def forward(self, **given):
            return getattr(pa, mechanism)(**given)

    given = tensors(example(mechanism, **SELF))
    program = torch.export.export(Module(), (), given)
    assert torch.equal(program.module()(**given), getattr(pa, mechanism)(**given))


def fresh(code):
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_torch_is_loaded_when_used_and_the_first_call_may_be_a_compiled_one():
    fresh("""if True:
        import sys, polyattn as pa
        assert "torch" not in sys.modules
        import torch
        q = torch.randn(1, 2, 3, 4, requires_grad=True)
        out = torch.compile(lambda q: pa.sdpa(q, q, q, causal=True), fullgraph=True, backend="aot_eager")(q)
        out.sum().backward()
        assert torch.equal(out, pa.sdpa(q, q, q, causal=True))""")


def first_of(mechanism):
    """What the row calls its queries, or has in their place."""
    return slots(mechanism, "query")[0]["name"]


def samples(name, **sizes):
    """Three times the example, stacked."""
    each = [tensors(example(name, **{**TINY, **sizes}, seed=seed)) for seed in range(3)]
    return {n: torch.stack([x[n] for x in each]) for n in each[0]}


def test_vmap(mechanism):
    """Over the batch, over every second axis, and with q alone mapped: what a loop gives."""
    given = samples(mechanism)
    loop = [call(mechanism, {n: x[i] for n, x in given.items()}) for i in range(3)]
    want = [torch.stack(x) for x in zip(*loop)]
    assert equal(torch.vmap(lambda given: call(mechanism, given))(given), want)
    moved = {n: x.movedim(0, 1) for n, x in given.items()}
    assert equal(torch.vmap(lambda given: call(mechanism, given), in_dims=1, out_dims=1)(moved), [x.movedim(0, 1) for x in want])
    one, lead = {n: x[0] for n, x in given.items()}, first_of(mechanism)
    have = torch.vmap(lambda q: call(mechanism, {**one, lead: q}))(given[lead])
    assert equal(have, [torch.stack(x) for x in zip(*(call(mechanism, {**one, lead: q}) for q in given[lead]))])
    twice = torch.vmap(torch.vmap(lambda given: call(mechanism, given)))({n: torch.stack([x, x]) for n, x in given.items()})
    assert equal([x[1] for x in twice], want)


def test_vmap_over_each_optional_tensor(mechanism):
    for arguments in every_variant(mechanism):
        given = tensors(arguments)
        for name, x in given.items():
            if isinstance(x, torch.Tensor) and next(s for s in slots(mechanism) if s["name"] == name)["role"] != "index":
                mapped = torch.stack([x, x.flip(0), x]) if x.dim() else torch.stack([x, x, x])
                have = torch.vmap(lambda y: call(mechanism, {**given, name: y}))(mapped)
                want = [torch.stack(r) for r in zip(*(call(mechanism, {**given, name: y}) for y in mapped))]
                assert equal(have, want), name


def test_functional_gradients(mechanism):
    """grad, vjp, jacrev, per-sample gradients, and grad through vmap."""
    for new, arguments in with_each_tensor(mechanism):
        given, where = tensors(arguments), tuple(range(len(new)))
        f = lambda *x: loss(call(mechanism, {**given, **dict(zip(new, x))}))
        at = [given[name].clone().requires_grad_() for name in new]
        want = torch.autograd.grad(f(*at), at)
        inputs = [given[name] for name in new]
        assert equal(torch.func.grad(f, where)(*inputs), want)
        assert equal(torch.func.vjp(f, *inputs)[1](torch.ones(())), want)
        each = torch.vmap(torch.func.grad(f, where))(*(torch.stack([x, x]) for x in inputs))
        assert equal([x[1] for x in each], want)
        assert equal(torch.func.grad(lambda *x: torch.vmap(lambda _: f(*x))(torch.ones(2))[0], where)(*inputs), want)
        shared = torch.vmap(torch.func.grad(f, where), in_dims=(0, *(None,) * (len(inputs) - 1)))(torch.stack([inputs[0]] * 2), *inputs[1:])
        assert equal([x[1] for x in shared], want)
    lead = first_of(mechanism)
    q, per_row = given[lead], lambda out: out.movedim(2, 0).flatten(1).sum(1)
    rows = torch.func.jacrev(lambda q: per_row(call(mechanism, {**given, lead: q})[0]))(q)
    leaf = q.clone().requires_grad_()
    sums = per_row(call(mechanism, {**given, lead: leaf})[0])
    batched = torch.autograd.grad(sums, leaf, torch.eye(len(sums)).to(q), is_grads_batched=True)
    torch.testing.assert_close(batched[0], rows)
    assert torch.equal(compiled(torch.func.grad(lambda q: call(mechanism, {**given, lead: q})[0].sum()))(q),
                       torch.func.grad(lambda q: call(mechanism, {**given, lead: q})[0].sum())(q))


def test_autocast(mechanism):
    """q, k and v are lowered, states and statistics are not; gradients come back in the dtype of the tensors."""
    given = leaves(mechanism, example(mechanism, **SELF, dtype="float32"))
    low = {slot["name"] for slot in slots(mechanism, "query", "key", "value")}
    lowered = {n: x.bfloat16() if n in low else x for n, x in given.items()}
    want = call(mechanism, lowered)
    with torch.autocast("cpu", torch.bfloat16):
        have = call(mechanism, given)
        whole = compiled(lambda given: call(mechanism, given))(given)
        with torch.no_grad():
            assert equal(call(mechanism, given), want)
    assert have[0].dtype == torch.bfloat16 and equal(have, want) and equal(whole, want)
    assert equal(gradients(have, given), gradients(want, given))
    with torch.autocast("cpu", torch.bfloat16):
        assert call(mechanism, {n: x.double() for n, x in given.items()})[0].dtype == torch.float64


def test_what_is_not_offered_says_so(mechanism):
    given = leaves(mechanism, example(mechanism, **TINY))
    lead, fn = first_of(mechanism), getattr(pa, mechanism)
    q = given[lead]
    first, = torch.autograd.grad(loss(call(mechanism, given)), q, create_graph=True)
    with pytest.raises(NotImplementedError, match=f"{mechanism}: the second derivative is not offered"):
        first.sum().backward()
    f = lambda x: fn(**{**{n: t.detach() for n, t in given.items()}, lead: x}).sum()
    with pytest.raises(NotImplementedError, match="second derivative"):
        torch.func.grad(lambda x: torch.func.grad(f)(x).sum())(q.detach())
    with pytest.raises(NotImplementedError, match="forward-mode"):
        torch.func.jvp(f, (q.detach(),), (q.detach(),))
    with torch.autograd.forward_ad.dual_level(), pytest.raises(NotImplementedError, match="forward-mode"):
        f(torch.autograd.forward_ad.make_dual(q.detach(), q.detach()))
    out = torch.empty_like(fn(**given).detach())
    with pytest.raises(NotImplementedError, match="out="):
        fn(**given, out=out)
    with torch.no_grad():
        fn(**given, out=out)
        assert torch.equal(out, fn(**given))
        assert torch.equal(compiled(lambda given, o: fn(**given, out=o))(given, torch.empty_like(out)), out)
    for slot in masks(mechanism):
        masked = add(mechanism, example(mechanism, **SELF), slot, np.random.default_rng(4))
        mask = tensor(masked[slot["name"]]).double().requires_grad_()
        if supported(mechanism, {**masked, slot["name"]: array(mask)}):
            for run in (fn, lambda **a: torch.vmap(lambda x: fn(**a))(torch.ones(2))):
                with pytest.raises(NotImplementedError, match=f"{mechanism}: {slot['name']} requires grad.*pass it as bias"):
                    run(**{**tensors(masked), slot["name"]: mask})


def test_frameworks_do_not_mix(mechanism):
    arguments, lead = example(mechanism, **TINY), first_of(mechanism)
    for name in arguments if len(arguments) > 1 else ():
        for torch_ones in (tensors, lambda a: leaves(mechanism, a)):
            with pytest.raises(TypeError, match=f"{mechanism}: .*one framework"):
                getattr(pa, mechanism)(**{**torch_ones(arguments), name: arguments[name]})
            with pytest.raises(TypeError, match=f"{mechanism}: .*one framework"):
                getattr(pa, mechanism)(**{**arguments, name: torch_ones(arguments)[name]})
        if name != lead:
            with pytest.raises(TypeError, match=f"{mechanism}: {name} .*one framework"):
                torch.vmap(lambda q: getattr(pa, mechanism)(**{**tensors(arguments), lead: q, name: arguments[name]}))(torch.ones(2, *arguments[lead].shape))


@rows(lambda row: row["engine"] != "elementwise")      # one tensor of tokens goes with itself
def test_shapes_are_checked_while_tracing(mechanism):
    given = tensors(example(mechanism, **TINY))
    name = slots(mechanism, "value", "gate")[0]["name"]
    given[name] = given[name][:, :, 1:]
    with pytest.raises(Exception, match=f"{mechanism}: {name} has shape"):
        compiled(lambda given: getattr(pa, mechanism)(**given))(given)


@rows(lambda row: row["engine"] != "elementwise")      # they keep little of what they are given
def test_saved_tensors(mechanism):
    """Changed in between: torch's error. Kept: the same gradient twice."""
    given = leaves(mechanism, example(mechanism, **TINY))
    results = loss(call(mechanism, given))
    inputs = [x for x in given.values() if x.requires_grad]
    assert equal(torch.autograd.grad(results, inputs, retain_graph=True), torch.autograd.grad(results, inputs))
    with pytest.raises(RuntimeError, match="second time"):
        torch.autograd.grad(results, inputs)
    middle = {n: x * 1 for n, x in given.items()}
    results = loss(call(mechanism, middle))
    with torch.no_grad():
        middle[slots(mechanism, "value", "gate")[0]["name"]].mul_(2)
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        results.backward()


def test_checkpoint(mechanism):
    given = leaves(mechanism, example(mechanism, **TINY))
    want = gradients(call(mechanism, given), given)
    policy = lambda ctx, op, *args, **kwargs: CheckpointPolicy.MUST_SAVE if op.namespace == "polyattn" else CheckpointPolicy.PREFER_RECOMPUTE
    for how in ({"use_reentrant": True}, {"use_reentrant": False}, {"use_reentrant": False, "context_fn": lambda: create_selective_checkpoint_contexts(policy)}):
        for x in given.values():
            x.grad = None
        loss(checkpoint(lambda *x: call(mechanism, dict(zip(given, x))), *given.values(), **how)).backward()
        assert equal([x.grad for x in given.values() if x.requires_grad], want)


def test_threads(mechanism):
    given = leaves(mechanism, example(mechanism, **TINY))

    def train(_):
        results = call(mechanism, given)
        return [*results, *gradients(results, given)]

    with ThreadPoolExecutor(8) as pool:
        first, *others = pool.map(train, range(24))
    assert all(equal(first, other) for other in others)


def test_uncommon_tensors(mechanism):
    class Own(torch.Tensor):
        pass

    given, lead = tensors(example(mechanism, **TINY)), first_of(mechanism)
    want = getattr(pa, mechanism)(**given)
    own = getattr(pa, mechanism)(**{**given, lead: given[lead].as_subclass(Own)})
    assert type(own) is Own and torch.equal(own.as_subclass(torch.Tensor), want)
    negative = torch.complex(torch.zeros_like(given[lead]), -given[lead]).conj().imag
    assert negative.is_neg() and torch.equal(getattr(pa, mechanism)(**{**given, lead: negative}), want)
    assert torch.equal(getattr(pa, mechanism)(**{**given, lead: negative.requires_grad_()}), want)
    meta = getattr(pa, mechanism)(**{n: x.to("meta") for n, x in given.items()})
    assert meta.is_meta and (meta.shape, meta.dtype) == (want.shape, want.dtype)
    with torch.inference_mode():
        assert torch.equal(getattr(pa, mechanism)(**given), want)
        assert torch.equal(torch.vmap(lambda q: getattr(pa, mechanism)(**{**given, lead: q}))(given[lead][None])[0], want)


@pytest.mark.skipif(not shutil.which("g++"), reason="inductor needs a C++ compiler")
def test_inductor():
    q = torch.randn(2, 4, 7, 8, requires_grad=True)
    f = lambda q: pa.sdpa(q.sin(), q, q * 2, causal=True).cos()
    have, want = compiled(f, backend="inductor")(q), f(q)
    torch.testing.assert_close(have, want)
    torch.testing.assert_close(torch.autograd.grad(have.sum(), q), torch.autograd.grad(want.sum(), q))


@pytest.mark.parametrize("lead", [(), (4,), (2, 4), (3, 2, 4), (1, 3, 2, 4)])
@pytest.mark.parametrize("options", [{}, {"is_causal": True}, {"scale": 0.3}, {"mask": "bool"}, {"mask": "float"}, {"mask": "heads"}], ids=str)
def test_drop_in(lead, options):
    """torch's own function, at its shapes."""
    generator = torch.Generator().manual_seed(0)
    draw = lambda *shape: torch.randn(*shape, generator=generator, dtype=torch.float64)
    q, k, v = draw(*lead, 5, 6).requires_grad_(), draw(*lead, 7, 6).requires_grad_(), draw(*lead, 7, 3).requires_grad_()
    options, inputs = dict(options), [q, k, v]
    if kind := options.pop("mask", None):
        mask = draw(*(lead if kind == "heads" else ()), 5, 7)
        options["attn_mask"] = mask > 0 if kind == "bool" else mask.requires_grad_()
        inputs += [] if kind == "bool" else [mask]
    want, have = (f(q, k, v, **options) for f in (torch.nn.functional.scaled_dot_product_attention, pa.torch.sdpa))
    torch.testing.assert_close(have, want)
    grad = torch.autograd.grad
    torch.testing.assert_close(grad(have.square().sum(), inputs), grad(want.square().sum(), inputs))


def test_drop_in_grouped_and_dropout():
    q, k, v = torch.randn(2, 6, 5, 4), torch.randn(2, 2, 5, 4), torch.randn(2, 2, 5, 4)
    torch.testing.assert_close(pa.torch.sdpa(q, k, v, enable_gqa=True), torch.nn.functional.scaled_dot_product_attention(q, k, v, enable_gqa=True))
    torch.manual_seed(1)
    first, second = (pa.torch.sdpa(q, q, q, dropout_p=0.5) for _ in range(2))
    torch.manual_seed(1)
    assert torch.equal(pa.torch.sdpa(q, q, q, dropout_p=0.5), first) and not torch.equal(first, second)
    with pytest.raises(RuntimeError, match="is_causal"):
        pa.torch.sdpa(q, q, q, attn_mask=torch.ones(5, 5, dtype=torch.bool), is_causal=True)
    with pytest.raises((RuntimeError, ValueError)):
        pa.torch.sdpa(q, k, v)


def test_out_is_a_write_that_autograd_sees(mechanism):
    """What saved the old contents for a backward refuses, as after torch's own operators; a place that records is not written."""
    given = tensors(example(mechanism, **TINY))
    out = torch.zeros_like(want := getattr(pa, mechanism)(**given))
    product = torch.ones_like(out).requires_grad_() * out
    assert getattr(pa, mechanism)(**given, out=out) is out and torch.equal(out, want)
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        product.sum().backward()
    with pytest.raises(NotImplementedError, match="out= records no gradient"):
        getattr(pa, mechanism)(**given, out=torch.zeros_like(out).requires_grad_())
    turned = torch.complex(torch.zeros_like(out), torch.zeros_like(out)).conj().imag      # has its negative bit set
    assert getattr(pa, mechanism)(**given, out=turned) is turned and torch.equal(turned, want)
    with torch.inference_mode():
        assert torch.equal(getattr(pa, mechanism)(**given, out=torch.zeros_like(out)), want)


def test_supports_says_what_autograd_is_refused():
    given = tensors(example("sdpa", **TINY))
    leaf = {**given, "v": given["v"].clone().requires_grad_()}
    place = torch.zeros_like(pa.sdpa(**given))
    for arguments in ({**given, "mask": torch.zeros(5).requires_grad_()}, {**leaf, "out": place}):
        sentence, = pa.supports("sdpa", **arguments)
        with pytest.raises(NotImplementedError, match=sentence.split("=")[0]):
            pa.sdpa(**arguments)
        with torch.no_grad():
            assert pa.supports("sdpa", **arguments) == []
    assert pa.supports("sdpa", **leaf) == []
