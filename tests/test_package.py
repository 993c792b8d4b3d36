"""The package as a whole: its version, its type stubs, and that the table is the one list of mechanisms."""
import ast
import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import polyattn as pa
from polyattn import _stubs
from polyattn._table import rows
from polyattn.comparison.report import COLUMNS

TREE = Path(__file__).parents[1]
ROWS = list(rows().values())


def test_the_version_is_that_of_the_project():
    assert f'\nversion = "{pa.__version__}"\n' in (TREE / "pyproject.toml").read_text()


def test_stubs_are_those_of_the_table():
    assert _stubs.STUB.read_text() == _stubs.text(), "run python -m polyattn._stubs"


@pytest.mark.skipif(importlib.util.find_spec("mypy") is None, reason="mypy is not installed")
def test_stubs_agree_with_the_package(tmp_path):
    (tmp_path / "config").write_text("[mypy]\nignore_missing_imports = True\nfollow_imports = skip\n[mypy-polyattn.*,numpy.*]\nfollow_imports = normal\n"
                                     + "".join(f"[mypy-polyattn.{name}.*]\nignore_errors = True\n" for name in pa._modules()))
    (tmp_path / "allowed").write_text("\n".join([r"polyattn\._.*", *(rf"polyattn\.{name}.*" for name in pa._modules())]))
    (tmp_path / "use.py").write_text("import numpy as np\nimport polyattn as pa\nq = np.ones((1, 1, 1, 1))\n"
                                     "reveal_type(pa.gla(q, q, q, g=q))\nout, state = pa.gla(q, q, q, g=q, return_state=True)\n"
                                     "pa.sdpa(q, q, q, precision='low')\npa.mechanisms(engin='dense')\n")
    home = Path(pa.__file__).parents[1]
    here = {} if home.name == "site-packages" else {"MYPYPATH": str(home), "PYTHONPATH": str(home)}
    run = dict(capture_output=True, text=True, cwd=tmp_path, env={**os.environ, **here})
    stubtest = subprocess.run([sys.executable, "-m", "mypy.stubtest", "polyattn", "--concise", "--ignore-unused-allowlist", "--allowlist", tmp_path / "allowed",
                               "--mypy-config-file", tmp_path / "config"], **run)
    assert stubtest.returncode == 0, stubtest.stdout
    said = subprocess.run([sys.executable, "-m", "mypy", "use.py", "--config-file", "config", "--follow-imports", "silent"], **run).stdout
    assert re.findall(r"use.py:(\d+): (note: Revealed|error)", said) == [("4", "note: Revealed"), ("6", "error"), ("7", "error")], said


def named_in(path, names):
    """The names that a source file quotes; in Python also those it takes from the package."""
    text = path.read_text()
    if path.suffix != ".py":
        return {name for name in names if re.search(rf'"{name}"|\bmechanism {name}\b|&{name}\b', text)}
    nodes = list(ast.walk(ast.parse(text)))
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)} & names | {
        node.attr for node in nodes if isinstance(node, ast.Attribute) and getattr(node.value, "id", None) in ("pa", "polyattn")} & names


def test_adding_a_mechanism_touches_no_second_list():
    """Counting: a mechanism is named in its own files and in the stub that is made, and nowhere else in what is built, installed or run.

    Words that mean something else too (an engine, an argument or a word of one, a figure of the comparison) cannot be told apart; the mechanism that is the
    default may be named, peers.py knows what other libraries offer for a mechanism, and floors.py the speed that is asked of it."""
    ambiguous = {row["engine"] for row in ROWS} | {column.path.rpartition(".")[2] for column in COLUMNS} | {word for row in ROWS for entry in (*row["slots"], *row["params"])
                                                     for word in (entry["name"], *entry["words"])}
    counted = {row["name"] for row in ROWS} - ambiguous - {pa.softmax.mechanism}
    assert len(counted) >= len(ROWS) // 2
    sources = [path for folder in ("csrc", "cuda", "python", "benchmarks") for path in (TREE / folder).rglob("*") if path.suffix in (".c", ".h", ".cu", ".py")]
    files = [path for path in sources if path.name not in ("peers.py", "floors.py")]
    files += [TREE / name for name in ("setup.py", "setup.cfg", "pyproject.toml", "MANIFEST.in") if (TREE / name).exists()]
    found = {name: set() for name in counted}
    for path in files:
        for name in named_in(path, counted):
            found[name].add(str(path.relative_to(TREE)))
    for name, where in found.items():
        row = next(f"csrc/mechanisms/{file}.c" for file in (name, name + "_") if (TREE / f"csrc/mechanisms/{file}.c").exists())      # the second: of a word of C
        own = {row, f"cuda/mechanisms/{name}.cu", f"python/polyattn/reference/{name}.py"}
        assert row in where and where <= own, f"{name} is also named in {sorted(where - own)}"
