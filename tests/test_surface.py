"""What the package makes of the table: functions, documentation, questions, examples, gradients. Nothing here names what one row computes."""
import collections.abc
import copy
import inspect
import pickle
import pydoc
import re
import subprocess
import sys

import ml_dtypes
import numpy as np
import pytest
from helpers import company_of

import polyattn as pa
from polyattn._functions import POSITIONAL, arguments, flex_options
from polyattn._table import DTYPES, differentiable, rows

pytestmark = pytest.mark.quick

ROWS = list(rows().values())
SMALL = dict(batch=2, heads=4, kv_heads=2, queries=5, keys=7, dim=4, value_dim=3)
SYMBOLS = {"B": 2, "Hq": 4, "H": 2, "HV": 2, "HO": 4, "N": 5, "M": 7, "D": 4, "Dv": 3, "D2": 8}
each_row = pytest.mark.parametrize("row", ROWS, ids=[row["name"] for row in ROWS])


def dtype_of(name):
    return np.dtype(ml_dtypes.bfloat16 if name == "bfloat16" else name)


def first(result):
    return result[0] if isinstance(result, tuple) else result


def flags(row):
    return {output["when"]: True for output in row["outputs"] if output["when"]}


def small(slot, **sizes):
    """Its shape in the examples of SMALL."""
    return tuple((SYMBOLS | sizes)[symbol] for symbol in slot["shape"].split("|")[0].split())


def of_a_token(slot):
    """The axes beside those of sequences and tokens."""
    return tuple(SYMBOLS[symbol] for symbol in slot["shape"].split("|")[0].split() if symbol not in ("B", "N", "M"))


# Functions.

@each_row
def test_a_function_has_the_signature_of_its_row(row):
    function = getattr(pa, row["name"])
    given = inspect.signature(function).parameters
    assert [name for name in given if name not in flex_options(row)] == sorted(arguments(row), key=lambda name: name not in POSITIONAL)
    assert (function.__module__, function.__qualname__, function.__name__) == ("polyattn", row["name"], row["name"])
    for name, parameter in given.items():
        assert parameter.kind is (parameter.POSITIONAL_OR_KEYWORD if name in ("q", "k", "v") else parameter.KEYWORD_ONLY), name
    for slot in row["slots"]:
        assert (given[slot["name"]].default is inspect.Parameter.empty) == (not slot["optional"]), slot["name"]
    for param in row["params"]:
        assert given[param["name"]].default == param["default"], param["name"]


@each_row
def test_a_function_is_one_object_that_pickles_by_name_and_shows_its_source(row):
    function = getattr(pa, row["name"])
    assert pickle.loads(pickle.dumps(function)) is function is copy.deepcopy(function)
    assert all(getattr(pa, alias) is function for alias in row["aliases"])
    assert inspect.getsource(function).startswith(f"def {row['name']}({', '.join([*(name for name in POSITIONAL if name in arguments(row)), '*', ''])}")


def test_functions_are_found_like_any_other():
    from polyattn import gla, softmax

    assert gla is pa.gla and softmax is pa.sdpa
    assert {*(row["name"] for row in ROWS), "softmax", "attention", "vjp", "reference"} <= set(dir(pa))
    everything = {}
    exec("from polyattn import *", everything)
    assert everything["gla"] is pa.gla and everything["vjp"] is pa.vjp and "reference" not in everything


def test_no_row_hides_behind_another_name_of_the_package():
    taken = set(pa._modules()) | {name for name, x in vars(pa).items() if getattr(x, "mechanism", None) is None}
    assert not taken & set(pa._table.names())


def test_attention_calls_any_mechanism_by_name():
    x = pa.example_inputs("gla", **SMALL)
    np.testing.assert_array_equal(pa.attention(**x, mechanism="gla"), pa.gla(**x))
    q, k, v = (x[name] for name in "qkv")
    np.testing.assert_array_equal(pa.attention(q, k, v, causal=True), pa.softmax(q, k, v, causal=True))


def test_an_unknown_name_is_met_with_those_that_are_near():
    q = np.zeros((1, 1, 1, 1), np.float32)
    ask = [lambda name: pa.attention(q, q, q, mechanism=name), pa.info, pa.example_inputs, lambda name: pa.supports(name, q, q, q),
           lambda name: pa.vjp(name, q, q, q)]
    for call in ask:
        with pytest.raises(ValueError, match=r"unknown mechanism 'retentoin'. Did you mean 'retention'"):
            call("retentoin")
        with pytest.raises(TypeError, match="expected the name of a mechanism or its function, got list"):
            call([])
    with pytest.raises(ValueError, match="Known: .*gla.*sdpa"):
        pa.info("zzzzzz")
    with pytest.raises(AttributeError, match="has no attribute 'retentoin'. Did you mean 'retention'"):
        pa.retentoin
    assert not hasattr(pa, "_retention")


def test_modules_load_when_used(monkeypatch):
    assert pa.reference is sys.modules["polyattn.reference"]
    code = "import sys, numpy, polyattn; print(sorted({'torch', 'inspect', 'matplotlib', 'rich', 'difflib', 'polyattn.reference'} & (set(sys.modules) - before)))"
    done = subprocess.run([sys.executable, "-c", "import sys, numpy; before = set(sys.modules); " + code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
    monkeypatch.setattr(pa, "_modules", lambda: ["elsewhere"])
    with pytest.raises(AttributeError, match="polyattn.elsewhere needs the package 'polyattn.elsewhere'"):
        pa.elsewhere


# Documentation.

@each_row
def test_the_docstring_says_everything(row):
    doc = getattr(pa, row["name"]).__doc__
    listed = re.findall(r"^(\w+) : ", doc, re.M)
    assert [name for name in listed if name not in flex_options(row)] == arguments(row) + [output["name"] for output in row["outputs"]]
    said = " ".join(doc.split())
    for text in (row["title"], row["cost"], row["notes"] or "", *row["patterns"], *row["paper"].split("; "), *row["equation"].split()):
        assert " ".join(text.split()) in said
    for entry in (*row["slots"], *row["outputs"], *(param for param in row["params"] if param["name"] not in flags(row))):
        assert " ".join(entry["doc"].split()) in said, entry["name"]
        assert all(repr(word) in said for word in entry["words"]), entry["name"]
    for section in ("Parameters", "Returns", "Raises", "Notes", "References", "Examples"):
        assert f"\n{section}\n{'-' * len(section)}\n" in doc
    assert max(map(len, doc.splitlines())) <= 100
    for slot in row["slots"]:
        entry = re.search(rf"^{slot['name']} : (.*(\n {{8}}.*)*)", doc, re.M)[1]
        assert ("differentiable" in entry) == (row["gradients"] and differentiable(slot)), slot["name"]


def test_help_and_info_say_the_same():
    page = pydoc.plain(pydoc.render_doc(pa.gla))
    assert page.startswith("Python Library Documentation: function gla in module polyattn")
    assert inspect.cleandoc(pa.gla.__doc__) in repr(pa.info("gla")) and "polyattn.gla(q, k, v, *, g," in repr(pa.info(pa.gla))


@each_row
def test_info_has_attributes_and_a_form_for_notebooks(row):
    info = pa.info(row["name"])
    assert info.title == row["title"] and info.equation == row["equation"] and info.patterns == row["patterns"]
    assert [x.name for x in info.inputs.values()] == list(info.inputs) == [slot["name"] for slot in row["slots"]]
    assert list(info.parameters) == [param["name"] for param in row["params"]] and [x.shape for x in info.inputs.values()] == [slot["shape"] for slot in row["slots"]]
    page = info._repr_html_()
    assert all(f"<td style=\"text-align:left\">{name}</td>" in page for name in arguments(row))
    assert len(re.findall("<table>", page)) == len(re.findall("</table>", page)) == 3 and "<i " not in page


def test_mechanisms_is_a_sequence_of_names_that_shows_a_table():
    table = pa.mechanisms()
    assert isinstance(table, collections.abc.Sequence) and list(table) == [row["name"] for row in ROWS] and all(type(name) is str for name in table)
    lines = repr(table).splitlines()
    assert len(lines) == len(ROWS) + 2 and all(line.startswith(name) for name, line in zip(table, lines[2:]))
    assert str(table) == repr(table) and table._repr_html_().count("<tr>") == len(ROWS) + 1
    assert [row["name"] for row in table.rows] == list(table) and table[:2].rows == table.rows[:2]
    assert set(table.rows[0]) >= {"name", "title", "paper", "engine", "patterns", "gradients", "state", "decode", "dtypes"}


def test_mechanisms_filters():
    has = {row["name"]: row for row in pa.mechanisms().rows}
    for engine in {row["engine"] for row in ROWS}:
        assert list(pa.mechanisms(engine=engine)) == [name for name, row in has.items() if row["engine"] == engine]
    for key in ("gradients", "state", "decode", "experimental"):
        for want in (True, False):
            assert list(pa.mechanisms(**{key: want})) == [name for name, row in has.items() if row[key] == want]
    assert list(pa.mechanisms(causal=True)) == [name for name, row in has.items() if {"causal self", "causal cross"} & set(row["patterns"])]
    assert list(pa.mechanisms(self=True, cross=True)) == [name for name, row in has.items() if {"self", "cross"} <= set(row["patterns"])]
    assert pa.mechanisms(dtype=np.float32) == pa.mechanisms(dtype="bfloat16") == pa.mechanisms()
    assert repr(pa.mechanisms(self=False, cross=False, causal=False)) == "no mechanisms"
    with pytest.raises(ValueError, match="unknown engine 'recurent'. Did you mean 'recurrent'"):
        pa.mechanisms(engine="recurent")
    with pytest.raises(ValueError, match="unknown dtype 'int8'"):
        pa.mechanisms(dtype="int8")


def test_papers_resolve():
    every = pa.papers()
    assert all(paper.slugs and list(paper.slugs) == list(paper.where) for paper in every)
    assert {slug for paper in every for slug in paper.slugs} == {row["name"] for row in ROWS}
    assert {title for row in ROWS for title, _ in row["papers"]} <= {paper.title for paper in every}
    assert len({paper.title for paper in every}) == len(every)
    for row in ROWS:
        assert all(re.fullmatch(r"([^,]+ )?\d{4}, .+ \((arXiv|doi|https):\S+\)", part) for part in row["paper"].split("; ")), row["name"]
        assert any(row["name"] in paper.slugs for paper in pa.papers(row["name"]))
    assert [paper for paper in pa.papers("softmax") if "sdpa" in paper.slugs] == list(pa.papers("sdpa")) and pa.papers("sigmoid")[0].slugs == ("sigmoid",)
    assert pa.papers("retentive network")[0].title.startswith("Retentive Network")
    assert repr(pa.papers("sigmoid")) in repr(every) and every._repr_html_().count("<tr>") == len(every) + 1
    assert pickle.loads(pickle.dumps(every[0])) == every[0]


def test_supports_says_what_the_call_would_raise():
    x = pa.example_inputs("gla", **SMALL)
    assert pa.supports("gla", **x) == [] == pa.supports(pa.gla, x["q"], x["k"], x["v"], g=x["g"])
    for wrong in ({"g": x["g"][..., :2]}, {"g": "word"}, {"chunk": -1}, {"layout": "hbnd"}, {"k": x["k"].astype(np.int64)}):
        with pytest.raises((TypeError, ValueError)) as error:
            pa.gla(**{**x, **wrong})
        assert pa.supports("gla", **{**x, **wrong}) == [str(error.value)]
    assert pa.supports("gla", x["q"], x["k"], x["v"]) == ["gla() missing 1 required keyword-only argument: 'g'"]
    assert "wndow" in pa.supports("gla", **x, wndow=1)[0]


# Example inputs.

@each_row
@pytest.mark.parametrize("dtype", DTYPES)
def test_examples_are_valid_in_every_dtype(row, dtype):
    x = pa.example_inputs(row["name"], dtype=dtype, **SMALL)
    assert all(x[slot["name"]].shape == small(slot) for slot in row["slots"] if slot["name"] in x and slot["role"] in ("query", "key", "value"))
    assert list(x) == [slot["name"] for slot in row["slots"] if not slot["optional"]]
    assert all(array.dtype == dtype_of(dtype) for array in x.values())
    out = first(getattr(pa, row["name"])(**x))
    assert out.shape == small(row["outputs"][0]) and out.dtype == dtype_of(dtype) and np.isfinite(out.astype(np.float64)).all()
    exact = pa.example_inputs(row["name"], dtype="float64", **SMALL)
    for name in x:
        np.testing.assert_array_equal(x[name], exact[name].astype(np.float32).astype(x[name].dtype) if x[name].itemsize == 2 else exact[name].astype(x[name].dtype))


@each_row
@pytest.mark.parametrize("dtype", ["float64", "bfloat16"])
def test_examples_with_whatever_goes_together(row, dtype):
    x = pa.example_inputs(row["name"], dtype=dtype, include="all", **SMALL)
    function = getattr(pa, row["name"])
    assert np.isfinite(np.asarray(first(function(**x)), np.float64)).all()
    for slot in row["slots"]:
        if slot["role"] == "mask" and slot["name"] in x:
            assert x[slot["name"]].dtype == bool and x[slot["name"]].any(axis=-1).all()
        if slot["role"] == "state" and slot["name"] in x:
            assert x[slot["name"]].dtype == (np.float64 if dtype == "float64" else np.float32)
        if slot["optional"] and slot["role"] != "index":
            alone = pa.example_inputs(row["name"], dtype=dtype, include=[slot["name"], *(other["name"] for other in company_of(row["name"], slot))], **SMALL)
            assert slot["name"] in alone
            if slot["name"] in x:
                np.testing.assert_array_equal(alone[slot["name"]], x[slot["name"]])
                function(**alone)


@each_row
def test_packed_examples(row):
    offsets = [slot["name"] for slot in row["slots"] if slot["role"] == "index" and slot["name"].startswith("cu_seqlens")]
    if not offsets:
        pytest.skip("takes no packed sequences")
    sizes = SMALL if len(offsets) > 1 else {**SMALL, "keys": None}
    x = pa.example_inputs(row["name"], include=["all", *offsets], **sizes)
    for slot in row["slots"]:
        if slot["role"] in ("query", "key", "value"):
            tokens = SYMBOLS["M" if "M" in slot["shape"].split() and sizes["keys"] else "N"]
            assert x[slot["name"]].shape == (2 * tokens, *of_a_token(slot))
    assert all(x[name].dtype == np.int64 and x[name][0] == 0 and len(x[name]) == 3 for name in offsets)
    assert first(getattr(pa, row["name"])(**x)).shape == (10, *of_a_token(row["outputs"][0]))
    for slot in row["slots"]:
        if slot["role"] in ("mask", "bias"):
            with pytest.raises(ValueError, match=f"{slot['name']} does not go together with packed sequences"):
                pa.example_inputs(row["name"], include=[slot["name"], *offsets], **sizes)


def test_examples_of_torch_are_those_of_numpy():
    torch = pytest.importorskip("torch")
    for dtype in DTYPES:
        ours, theirs = (pa.example_inputs("gla", dtype=dtype, like=like, include="all", **SMALL) for like in ("numpy", "torch"))
        assert list(ours) == list(theirs) and theirs["q"].dtype == getattr(torch, dtype)
        for name in ours:
            assert (ours[name].astype(np.float64) == theirs[name].double().numpy()).all(), name
        assert isinstance(pa.gla(**theirs), torch.Tensor)


def test_examples_answer_to_their_arguments():
    one, two, other = (pa.example_inputs("gla", seed=seed, **SMALL) for seed in (1, 1, 2))
    assert (one["q"] == two["q"]).all() and (one["q"] != other["q"]).any()
    assert (pa.example_inputs("sdpa", seed=1, **SMALL)["q"] == one["q"]).all()
    assert pa.example_inputs("gla", dtype=np.float64, queries=3)["k"].shape == (2, 4, 3, 64)
    for wrong, sentence in ({"dtype": "float23"}, "unknown dtype 'float23'. Did you mean 'float"), ({"like": "tensorflow"}, "unknown framework"), \
            ({"include": "initial_sate"}, "unknown argument of gla in include 'initial_sate'. Did you mean 'initial_state'"):
        with pytest.raises(ValueError, match=sentence):
            pa.example_inputs("gla", **wrong)


# Results and gradients.

def every_output(row, dtype):
    """Arguments that every output goes with: of some rows only those of causal calls among as many queries as keys."""
    x = pa.example_inputs(row["name"], dtype=dtype, **SMALL) | flags(row)
    return pa.example_inputs(row["name"], dtype=dtype, **{**SMALL, "keys": SMALL["queries"]}) | {"causal": True, **flags(row)} if pa.supports(row["name"], **x) else x


@each_row
def test_several_outputs_are_a_named_tuple_that_pickles(row):
    asked = flags(row)
    if not asked:
        pytest.skip("returns one array")
    result = getattr(pa, row["name"])(**every_output(row, "float32"))
    assert result._fields == tuple(output["name"] for output in row["outputs"]) and type(result).__name__ == row["name"].title().replace("_", "") + "Result"
    for again in (pickle.loads(pickle.dumps(result)), copy.deepcopy(result)):
        assert type(again) is type(result) and all((a == b).all() for a, b in zip(again, result))


@each_row
def test_gradients_of_one_output(row):
    x = pa.example_inputs(row["name"], dtype="float64", include="all", **SMALL)
    if not row["gradients"]:
        with pytest.raises(NotImplementedError, match=f"{row['name']}: no gradient is offered"):
            pa.vjp(row["name"], **x)
        return
    function = getattr(pa, row["name"])
    out, pullback = pa.vjp(function, **x)
    np.testing.assert_array_equal(out, function(**x))
    cotangent = np.random.default_rng(0).standard_normal(out.shape)
    grads = pullback(cotangent)
    wanted = [slot["name"] for slot in row["slots"] if differentiable(slot) and slot["name"] in x]
    assert list(grads._fields) == wanted and row["slots"][0]["name"] in wanted
    for name, grad in grads._asdict().items():
        assert grad.shape == x[name].shape and grad.dtype == x[name].dtype and np.isfinite(grad).all(), name
    for again in (pullback(cotangent), pullback(cotangent.tolist()), pullback((cotangent,)), pickle.loads(pickle.dumps(grads))):
        assert type(again) is type(grads) and all((a == b).all() for a, b in zip(again, grads))
    for name, grad in grads._asdict().items():
        toward, step, definition = np.random.default_rng(1).standard_normal(grad.shape), 1e-6, getattr(pa.reference, row["name"])
        with pa.reference.constants_held():
            definition(**x)
            here, there = (float((first(definition(**{**x, name: x[name] + sign * step * toward})) * cotangent).sum()) for sign in (-1, 1))
        assert (there - here) / (2 * step) == pytest.approx(float((grad * toward).sum()), rel=1e-5, abs=1e-5), name


@each_row
def test_gradients_of_several_outputs_add(row):
    differentiable_outputs = [output for output in row["outputs"] if not output["constant"]]
    if not row["gradients"] or len(differentiable_outputs) < 2:
        pytest.skip("one differentiable output")
    result, pullback = pa.vjp(row["name"], **every_output(row, "float64"))
    ones = [None if output["constant"] else np.ones_like(x) for output, x in zip(row["outputs"], result)]
    alone = [pullback(tuple(one if i == j else None for i, one in enumerate(ones))) for j in range(len(ones)) if ones[j] is not None]
    together = pullback(type(result)(*ones))
    for name in together._fields:
        np.testing.assert_allclose(getattr(together, name), sum(getattr(grads, name) for grads in alone), rtol=1e-9, atol=1e-9)
    assert all((a == b).all() for a, b in zip(pullback(ones[0]), alone[0]))
    assert all((grad == 0).all() for grad in pullback((None,) * len(ones)))
    with pytest.raises(ValueError, match=f"{row['name']}: 9 cotangents for {len(ones)} outputs"):
        pullback((None,) * 9)
    for i, output in enumerate(row["outputs"]):
        if output["constant"]:
            with pytest.raises(NotImplementedError, match=f"{row['name']}: the cotangent of {output['name']} must be None"):
                pullback(tuple(result[j] if i == j else None for j in range(len(ones))))


def test_cotangents_are_held_to_the_output():
    x = pa.example_inputs("gla", **SMALL)
    out, pullback = pa.vjp(pa.gla, **x)
    exact = pullback(np.ones_like(out))
    for other in (np.float64, np.float16, ml_dtypes.bfloat16):
        assert all((a == b).all() for a, b in zip(pullback(np.ones(out.shape, other)), exact))
    with pytest.raises(ValueError, match=r"gla: the cotangent of out has shape \(2,\), expected \(2, 4, 5, 3\)"):
        pullback(np.ones(2))
    with pytest.raises(TypeError, match="gla: the cotangent of out has dtype int64, expected float32"):
        pullback(np.ones(out.shape, np.int64))


def test_what_is_no_float_array_has_no_gradient():
    x = pa.example_inputs("sigmoid", include="mask", **SMALL)
    for b in (-1.0, np.float32(-1), "rowcount", None):
        assert pa.vjp(pa.sigmoid, **x, b=b)[1](np.ones((2, 4, 5, 3)))._fields == ("q", "k", "v")
    assert pa.vjp(pa.attention, **x, b=np.array(-1.0), mechanism="sigmoid")[1](np.ones((2, 4, 5, 3))).b.shape == ()


def test_gradients_of_torch_tensors_without_autograd():
    torch = pytest.importorskip("torch")
    ours, theirs = (pa.vjp(pa.gla, **pa.example_inputs("gla", like=like, **SMALL)) for like in ("numpy", "torch"))
    grads = theirs[1](torch.ones(theirs[0].shape, dtype=torch.float64))
    for name, grad in ours[1](np.ones(ours[0].shape))._asdict().items():
        assert (getattr(grads, name).numpy() == grad).all()
    with pytest.raises(TypeError, match="gla: the cotangent of out is of type list, expected an array"):
        theirs[1]([1.0])


def test_the_output_may_be_written_to_before_the_pullback(mechanism):
    given = pa.example_inputs(mechanism, batch=1, heads=2, queries=9, dim=4)
    out, pullback = pa.vjp(mechanism, **given)
    cotangent = np.arange(out.size, dtype=out.dtype).reshape(out.shape)
    want = pullback(cotangent)
    out -= 7
    for have, grad in zip(pullback(cotangent), want):
        np.testing.assert_array_equal(have, grad)


def test_the_pullback_keeps_nothing_that_the_backward_does_not_need():
    x = pa.example_inputs("sdpa", **SMALL)
    result, pullback = pa.vjp(pa.sdpa, **x, return_weights=True, return_lse=True)
    weights = sys.getrefcount(result.weights)
    kept = [cell.cell_contents for cell in pullback.__closure__]
    assert not any(entry is result.weights for cell in kept if isinstance(cell, tuple) for entry in cell)
    assert weights == 2      # the tuple and the argument of getrefcount


# The rest of the package.

def test_config_and_threads():
    before = pa.get_num_threads()
    config = pa.config()
    assert config["version"] == pa.__version__ and config["threads"] == before and isinstance(config, dict)
    assert all(re.search(rf"^{re.escape(key)} +\S", repr(config), re.M) for key in config) and "cuda" in config
    try:
        pa.set_num_threads(1)
        assert pa.get_num_threads() == 1 == pa.config()["threads"]
        with pytest.raises(ValueError):
            pa.set_num_threads(-1)
    finally:
        pa.set_num_threads(0)
    assert pa.get_num_threads() == before
    with pytest.raises(ValueError):
        pa.set_isa("abacus")
