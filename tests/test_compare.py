"""The comparison: its numbers, that a wrong kernel or gradient shows, and every form of the report."""
import json
import math
import subprocess
import sys

import numpy as np
import pytest
from helpers import TABLE

import polyattn as pa
from polyattn.comparison import cli, cost, inputs, measure

FAST = {"seconds": 0.0}


def arrays(seed=0, shape=(1, 2, 24, 8), dtype=np.float32):
    rng = np.random.default_rng(seed)
    return [rng.standard_normal(shape).astype(dtype) for _ in range(3)]


@pytest.fixture(autouse=True)
def one_peak(monkeypatch, report):
    """Measuring the peak takes a second; once is enough."""
    monkeypatch.setattr(measure, "peak", lambda: report.facts["peak"])


@pytest.fixture(scope="module")
def report():
    return pa.compare(None, *arrays(), tokens=[f"w{i}" for i in range(24)], **FAST)


def test_every_mechanism_is_right_and_timed(report):
    assert [row["name"] for row in report.rows][0] == "sdpa"
    assert {row["name"] for row in report.rows} == set(map(str, pa.mechanisms()))
    for row in report.rows:
        if not {"q", "v"} <= {slot["name"] for slot in TABLE[row["name"]]["slots"]}:
            assert row["reason"] == f"{row['name']} does not take q, v"
            continue
        assert row["reason"] is None, row
        assert row["error"]["right"] and row["gradient"]["right"], row
        assert row["forward"]["seconds"] > 0 and row["backward"]["seconds"] > 0 and row["forward"]["gflops"] > 0
        if "reason" in row["map"]:
            x = pa.example_inputs(row["name"], heads=2, queries=24, dim=24)
            assert "no map" in row["map"]["reason"]
            assert not np.allclose(getattr(pa, row["name"])(**{**x, "v": np.broadcast_to(np.eye(24, dtype=np.float32), x["v"].shape)}) @ x["v"], getattr(pa, row["name"])(**x), rtol=1e-2)
            continue
        assert 0 <= row["map"]["first_token"] <= 1 and 0 <= row["map"]["entropy"] <= math.log(24) + 1e-6
    assert report["sdpa"]["distance"]["relative"] == 0 and report["sdpa"]["distance"]["cosine"] == pytest.approx(1)


def test_distance_is_that_of_the_outputs(report):
    q, k, v = arrays()
    ours, softmax = pa.sigmoid(q, k, v), pa.sdpa(q, k, v)
    assert report["sigmoid"]["distance"]["relative"] == pytest.approx(np.linalg.norm(ours - softmax) / np.linalg.norm(softmax), rel=1e-5)
    assert report["retention"]["distance"]["from"] == "sdpa, causal"
    assert report["retention"]["distance"]["cosine"] == pytest.approx(
        np.vdot(pa.retention(q, k, v), pa.sdpa(q, k, v, causal=True)) / np.linalg.norm(pa.retention(q, k, v)) / np.linalg.norm(pa.sdpa(q, k, v, causal=True)), rel=1e-5)


def test_a_wrong_kernel_shows(monkeypatch):
    right = pa.retention
    monkeypatch.setattr(pa, "retention", lambda *args, **kwargs: 1.01 * right(*args, **kwargs), raising=False)
    report = pa.compare(["retention"], *arrays(), grad=False, **FAST)
    assert report["retention"]["error"]["relative"] == pytest.approx(0.01, rel=1e-2) and not report["retention"]["error"]["right"]
    assert "1e-02 WRONG" in str(report)


def test_a_wrong_gradient_shows(monkeypatch):
    right = pa.vjp

    def wrong(*args, **kwargs):
        out, pullback = right(*args, **kwargs)
        return out, lambda cotangent: (lambda g: g._replace(k=1.1 * g.k))(pullback(cotangent))

    monkeypatch.setattr(pa, "vjp", wrong)
    found = pa.compare(["sdpa"], *arrays(), **FAST)["sdpa"]["gradient"]
    assert not found["right"] and found["inputs"]["k"] > 1e-3 > found["inputs"]["q"]


def test_map_statistics():
    q, k, v = arrays()
    case = inputs.prepare("sdpa", 0 * q, k, v)
    figures, piece = measure.map_statistics(case, case.run(), (0, 4))
    assert figures["entropy"] == pytest.approx(math.log(24)) and figures["first_token"] == pytest.approx(1 / 24)
    np.testing.assert_allclose(piece, np.full((1, 2, 4, 4), 1 / 24), rtol=1e-6)


def test_the_effective_map_is_the_map(monkeypatch):
    case = inputs.prepare("sdpa", *arrays(), causal=True)
    weights, piece = measure.map_statistics(case, case.run(), (3, 9))
    monkeypatch.setattr(measure, "MAP_LIMIT", 0)
    effective, again = measure.map_statistics(case, case.run(), (3, 9))
    assert effective == pytest.approx(weights, rel=1e-5)
    np.testing.assert_allclose(again, piece, rtol=1e-4, atol=1e-7)


def test_what_is_not_a_map_of_v_has_none(monkeypatch):
    right = pa.gla
    monkeypatch.setattr(pa, "gla", lambda *args, **kwargs: np.tanh(right(*args, **kwargs)), raising=False)
    report = pa.compare(["gla"], *arrays(), grad=False, **FAST)
    assert "not E v" in report["gla"]["map"]["reason"] and "not E v" in str(report)


def test_cost_counts_visible_pairs():
    q, k, v = arrays(shape=(1, 2, 4, 8))
    assert cost.flops(inputs.prepare("sdpa", q, k, v)) == (2 * 2 * 16 * 16, 2 * 2 * 16 * 40)
    assert cost.flops(inputs.prepare("sdpa", q, k, v, causal=True))[0] == 2 * 2 * 10 * 16


def test_what_does_not_apply_says_why():
    q, k, v = arrays()
    report = pa.compare({"sdpa": {}, "gla": {"g": np.zeros((1, 2, 24, 7), np.float32)}}, q, k, v, **FAST)
    assert report["sdpa"]["reason"] is None and "g has shape" in report["gla"]["reason"]
    assert report["gla"]["reason"] in str(report)
    assert 'colspan="' in report._repr_html_() and "g has shape" in report._repr_html_()


def test_a_mechanism_that_raises_leaves_the_others_alone(monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("out of luck")

    monkeypatch.setattr(pa, "linear", broken, raising=False)
    report = pa.compare(["linear", "sdpa"], *arrays(), **FAST)
    assert report["linear"]["reason"] == "RuntimeError: out of luck" and report["sdpa"]["forward"]["seconds"] > 0


def test_json_carries_what_the_numbers_belong_to(report, tmp_path):
    facts = json.loads(report.to_json(tmp_path / "report.json"))
    assert facts == json.loads((tmp_path / "report.json").read_text())
    assert {"polyattn", "commit", "isa", "threads", "machine", "versions", "seed", "baseline", "causal", "peak", "input", "mechanisms"} <= set(facts)
    assert facts["peak"]["gflops"] > 0 and facts["peak"]["what"] and facts["versions"]["numpy"] == np.__version__
    row = facts["mechanisms"][0]
    assert {"name", "title", "engine", "causal", "notes", "reason", "error", "distance", "map", "forward", "gradient", "backward"} <= set(row)
    assert set(row["forward"]) == set(row["backward"]) == {"flops", "extra_bytes", "seconds", "gflops", "peak_fraction"}


def test_json_of_what_is_no_number():
    q = np.full((1, 1, 4, 2), np.nan, np.float32)
    facts = json.loads(pa.compare("sdpa", q, q, q, grad=False, seconds=0.01).to_json())
    assert facts["mechanisms"][0]["error"]["relative"] is None and not facts["mechanisms"][0]["error"]["right"]


def test_html_has_a_row_for_each(report):
    assert report._repr_html_().count("<tr>") == 1 + len(report.rows)


def test_data_frame(report):
    frame = report.to_pandas()
    assert list(frame.index) == [row["name"] for row in report.rows] and (frame["forward.seconds"].dropna() > 0).all()


def test_the_picture(report, tmp_path):
    figure = report.plot(tmp_path / "report.png")
    assert (tmp_path / "report.png").read_bytes()[:4] == b"\x89PNG"
    words = [label.get_text() for axes in figure.axes for label in axes.get_yticklabels()]
    assert "w0" in words and "sdpa" in words


def test_causal_dtype_and_the_seed():
    q, k, v = arrays(dtype=np.float64)
    report = pa.compare(["sdpa", "linear", "delta"], q, k, v, causal=True, seed=3, **FAST)
    assert all(row["causal"] and row["error"]["relative"] < 1e-10 for row in report.rows) and report.facts["seed"] == 3
    assert any("seed 3" in note for note in report["delta"]["notes"])


def test_forms_without_the_extras(report, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    monkeypatch.setitem(sys.modules, "rich.console", None)
    monkeypatch.setitem(sys.modules, "pandas", None)
    monkeypatch.delitem(sys.modules, "polyattn.comparison.plot", raising=False)
    with pytest.raises(ImportError, match=r"plot needs matplotlib: pip install 'polyattn\[compare\]'"):
        report.plot()
    with pytest.raises(ImportError, match="to_pandas needs pandas: pip install pandas"):
        report.to_pandas()
    cli.show(report)
    assert capsys.readouterr().out.strip() == str(report)


def test_names_and_arrays_that_are_wrong():
    q, k, v = arrays()
    with pytest.raises(ValueError, match="Did you mean 'sigmoid'"):
        pa.compare(["sigmoidd"], q, k, v)
    with pytest.raises(ValueError, match=r"q has shape \(24, 8\), expected"):
        pa.compare(["sdpa"], q[0, 0], k, v)
    with pytest.raises(TypeError, match="q has dtype int64"):
        pa.compare(["sdpa"], q.astype(np.int64), k, v)


def test_the_sample():
    data = inputs.load()
    assert data.q.shape == data.k.shape == data.v.shape == (3, 12, 331, 32) and data.q.dtype == np.float32
    assert data.tokens[:4] == ("[CLS]", "four", "score", "and") and data.batch == ("layer 0", "layer 2", "layer 5")


def test_the_command(tmp_path):
    q, k, v = arrays()
    np.savez(tmp_path / "mine.npz", q=q[0], k=k[0], v=v[0])
    done = subprocess.run([sys.executable, "-m", "polyattn", "compare", "--mechanisms", "sdpa,gla", "--input", tmp_path / "mine.npz", "--plot", tmp_path / "report.png",
                           "--json", "-", "--threads", "1", "--seed", "2"], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0 and done.stderr == "", done.stderr
    facts = json.loads(done.stdout)
    assert [row["name"] for row in facts["mechanisms"]] == ["sdpa", "gla"] and facts["seed"] == 2 and facts["threads"] == 1
    assert (tmp_path / "report.png").stat().st_size > 10_000


@pytest.mark.parametrize("arguments, sentence", [
    (["compare", "--mechanisms", "sdpb"], "unknown mechanism 'sdpb'"),
    (["compare", "--input", "nowhere.npz"], "nowhere.npz: No such file"),
    (["compare", "--input", __file__], "is not an .npz file"),
    (["compare", "--mechanisms", "sdpa", "--json", "nowhere/x.json"], "nowhere: no such folder"),
    (["compare", "--seed", "x"], "--seed"),
    (["bench", "sdpa", "--shape", "1,2"], "is not B,H,N,D"),
    ([], "required"),
])
def test_errors_are_one_sentence(arguments, sentence, capsys):
    try:
        code = cli.main(arguments)
    except SystemExit as error:
        code = error.code
    captured = capsys.readouterr()
    assert code == 2 and captured.out == "" and captured.err.count("\n") == 1 and sentence in captured.err


def test_list_info_and_bench(capsys):
    assert cli.main(["list", "--engine", "recurrent"]) == 0
    listed = capsys.readouterr().out
    assert "gla" in listed and "sdpa" not in listed
    assert cli.main(["info", "gla"]) == 0 and "2312.06635" in capsys.readouterr().out
    assert cli.main(["bench", "gla", "--against", "retention", "--shape", "1,2,16,8", "--shape", "1,2,9,4", "--json", "-"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert facts["against"] == "retention" and [row["direction"] for row in facts["rows"]] == 2 * ["forward", "backward"]


def test_bench_against_torch():
    pytest.importorskip("torch")
    from polyattn.comparison.bench import bench, duel
    from polyattn.comparison.inputs import prepare
    result = bench("sdpa", "torch", [(1, 2, 16, 8)], seconds=0.0)
    with pytest.raises(ValueError, match="takes no alibi_slopes"):
        duel(prepare("sdpa", *np.ones((3, 1, 2, 4, 8), np.float32), options={"alibi_slopes": np.ones(2, np.float32)}), "torch", {"gflops": 1, "read_gbs": 1}, 0)
    assert len(result.facts["rows"]) == 2 and all(row["ratio"] > 0 for row in result.facts["rows"]) and "times as fast" in str(result)
