"""`learn`: its tasks, that the models differ in the mechanism alone, that a run goes on where it stopped, and every form of the report."""
import json

import numpy as np
import pytest

import polyattn as pa

torch = pytest.importorskip("torch")
from polyattn.comparison import cli      # noqa: E402
from polyattn.learning import Characters, Recall, train      # noqa: E402
from polyattn.learning.model import Model, reset      # noqa: E402

SMALL = {"steps": 4, "batch": 2, "width": 16, "heads": 2}
TINY = Recall(vocabulary=12, length=16, pairs=2, examples=8)


@pytest.fixture(autouse=True)
def one_thread(threads):
    threads(1)


@pytest.fixture(scope="module")
def report():
    return pa.learn(["sdpa", "gla"], TINY, seeds=2, **SMALL)


def test_recall_asks_for_the_value_of_a_key_that_was_seen():
    tokens, labels = Recall(vocabulary=40, length=32, pairs=6).batch(0, 3, 50)
    for row, wanted in zip(tokens, labels):
        value = dict(zip(row[0:12:2], row[1:12:2]))
        asked = np.flatnonzero(wanted != -100)
        assert len(value) == len(set(value.values())) == len(asked) == 6 and asked.min() >= 12 and (asked % 2 == 0).all()
        assert all(1 <= key < 20 <= x < 40 for key, x in value.items())
        assert [value[row[i]] for i in asked] == list(wanted[asked])
        assert (np.delete(row[12:], asked - 12) == 0).all()


def test_recall_prefers_near_repetitions():
    tokens, _ = Recall(vocabulary=12, length=64, pairs=1).batch(0, 0, 4000)
    gap = (tokens[:, 2:] != 0).argmax(1) // 2
    weight = (1 + np.arange(31.0)) ** (0.01 - 1)
    np.testing.assert_allclose(np.bincount(gap, minlength=31) / 4000, weight / weight.sum(), atol=0.02)


@pytest.mark.parametrize("words, sizes", [("4 pairs = 40", {"pairs": 10, "length": 38}), ("2 pairs [+] 2 = 18", {"pairs": 8, "vocabulary": 16}), ("even", {"length": 65})])
def test_recall_that_cannot_be(words, sizes):
    with pytest.raises(ValueError, match=words):
        Recall(**sizes)


def test_characters_are_of_the_manual_and_the_test_is_held_out():
    task = Characters(length=16)
    tokens, labels = task.batch(0, 0, 4)
    assert (tokens[:, 1:] == labels[:, :-1]).all()
    train_text, held = (bytes(part.astype(np.uint8)).decode() for part in task.parts)
    assert len(train_text) > 300_000 and "statement" in train_text and 0.09 < len(held) / len(train_text + held) < 0.11
    assert all(bytes(row.astype(np.uint8)).decode() in held for row in task.test(0)[0])


def test_digits():
    pytest.importorskip("sklearn")
    (row,) = pa.learn("sdpa", "digits", steps=1, batch=2, width=16, depth=1).rows
    assert not row["causal"] and row["runs"][0]["step"] == [1]


def test_models_differ_in_the_mechanism_alone(mechanism):
    try:
        made = [Model(TINY, name, {}, 16, 2, 2) for name in ("sdpa", mechanism)]
    except (TypeError, ValueError, NotImplementedError) as error:
        pytest.skip(str(error))
    for model in made:
        reset(model, 7)
    plain, other = (dict(model.named_parameters()) for model in made)
    shared = [name for name, x in plain.items() if name in other and other[name].shape == x.shape]
    assert {"embed.weight", "head.weight", "blocks.1.attention.out_proj.weight"} <= set(shared)
    assert all(torch.equal(plain[name], other[name]) for name in shared)


def test_a_run_that_was_stopped_goes_on(tmp_path, report, monkeypatch):
    once = train.Run._step

    def stopped(run):
        if run.done == 3 and run.seed == 1:
            raise KeyboardInterrupt
        once(run)

    monkeypatch.setattr(train.Run, "_step", stopped)
    with pytest.raises(KeyboardInterrupt):
        pa.learn("gla", TINY, seeds=2, folder=tmp_path, **SMALL)
    taken = []
    monkeypatch.setattr(train.Run, "_step", lambda run: (taken.append(run.done), once(run)))
    again = pa.learn("gla", TINY, seeds=2, folder=tmp_path, **SMALL)["gla"]["runs"]
    assert taken == [3]
    for run, whole in zip(again, report["gla"]["runs"]):
        assert {**run, "seconds": 0} == {**whole, "seconds": 0} and run["seconds"] == sorted(run["seconds"])
    with pytest.raises(ValueError, match="holds a run with recipe .*'lr': 0.006.*expected recipe .*'lr': 0.5"):
        pa.learn("gla", TINY, seeds=2, folder=tmp_path, lr=0.5, **SMALL)
    (tmp_path / "recall-gla-0.pt").write_bytes(b"something else")
    with pytest.raises(ValueError, match="is not the file of a run"):
        pa.learn("gla", TINY, folder=tmp_path, **SMALL)


def test_seeds_and_the_caller_s_random_state(report):
    state = torch.random.get_rng_state()
    (run,) = pa.learn("gla", TINY, seeds=[1], **SMALL)["gla"]["runs"]
    assert torch.equal(state, torch.random.get_rng_state())
    assert run["loss"] == report["gla"]["runs"][1]["loss"] != report["gla"]["runs"][0]["loss"]


def test_softmax_learns_to_recall():
    task = Recall(vocabulary=12, length=16, pairs=2, examples=32)
    assert pa.learn("sdpa", task, steps=60, lr=1e-2, batch=32, width=32, heads=2)["sdpa"]["final"]["accuracy"] > 0.9


def test_what_cannot_run_says_so_in_its_row(monkeypatch):
    once = train.Run._step
    monkeypatch.setattr(train.Run, "_step", lambda run: once(run) if run.identity["mechanism"] == "sdpa" else 1 / 0)
    report = pa.learn({"sdpa": {"window": (4, 0)}, "sigmoid": {}, "retention": {"widow": 3}}, TINY, **SMALL)
    assert [row["reason"] and row["reason"][:20] for row in report.rows] == [None, "ZeroDivisionError: d", "retention: a layer h"]
    assert "sigmoid does not apply" in str(report) and "sigmoid" in report._repr_html_()
    json.loads(report.to_json())


def test_forms_of_the_report(report, tmp_path):
    assert {"sdpa", "gla"} <= set(str(report).split()) and "2 layers of width 16" in str(report)
    facts = json.loads(report.to_json(tmp_path / "report.json"))
    assert facts["mechanisms"][0]["runs"][0]["step"] == [1, 2, 3, 4] and facts["recipe"]["lr"] == Recall.lr and facts["versions"]["torch"]
    assert "<table" in report._repr_html_()
    pytest.importorskip("matplotlib")
    report.plot(tmp_path / "report.png")
    assert (tmp_path / "report.png").stat().st_size > 10_000
    frame = pytest.importorskip("pandas") and report.to_pandas()
    assert len(frame) == 2 * 2 * 4 and list(frame) == ["mechanism", "seed", "step", "seconds", "accuracy", "loss"]


def test_the_command(tmp_path, capsys):
    call = ["learn", "--task", "recall", "--mechanisms", "sdpa", "--steps", "2", "--batch", "2", "--width", "16", "--length", "16", "--pairs", "2", "--threads", "1"]
    assert cli.main([*call, "--json", "-", "--resume", str(tmp_path / "runs")]) == 0
    assert json.loads(capsys.readouterr().out)["mechanisms"][0]["runs"][0]["step"] == [1, 2]
    assert [path.name for path in (tmp_path / "runs").iterdir()] == ["recall-sdpa-0.pt"]
    assert cli.main(call) == 0 and "sdpa" in capsys.readouterr().out


@pytest.mark.parametrize("arguments, sentence", [
    (["--task", "reading"], "task is 'reading', expected 'recall', 'characters', 'digits'"),
    (["--mechanisms", "sdpb"], "unknown mechanism 'sdpb'"),
    (["--task", "digits", "--pairs", "3"], "digits has no 'pairs'"),
    (["--width", "15", "--heads", "2"], "width is 15, expected a multiple of heads = 2"),
    (["--steps", "0"], "steps is 0, expected a positive number"),
    (["--steps", "-1"], "steps is -1, expected a positive number"),
    (["--json", "nowhere/x.json"], "nowhere: no such folder"),
])
def test_errors_are_one_sentence(arguments, sentence, capsys):
    assert cli.main(["learn", *arguments]) == 2
    captured = capsys.readouterr()
    assert captured.out == "" and captured.err.count("\n") == 1 and sentence in captured.err
