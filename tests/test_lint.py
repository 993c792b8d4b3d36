"""The rules of the house that a compiler does not know. Every test lists what it found, as file:line."""
import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
C = sorted((ROOT / "csrc").rglob("*.[ch]"))
PACKAGE = sorted((ROOT / "python").rglob("*.py"))
PYTHON = PACKAGE + sorted(p for folder in ("tests", "benchmarks") for p in (ROOT / folder).rglob("*.py")) + [ROOT / "setup.py"]
BUILD = [ROOT / name for name in ("setup.py", "setup.cfg", "pyproject.toml", ".ci/run")]
pytestmark = pytest.mark.quick


def text(path):
    return path.read_text()


def code(path):
    """A C file with comments and strings blanked, line by line as before."""
    blank = lambda m: re.sub(r"[^\n]", " ", m.group())
    return re.sub(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"', blank, text(path), flags=re.S)


def found(pattern, paths, read=text):
    return [f"{p.relative_to(ROOT)}:{t[:m.start()].count(chr(10)) + 1}: {m.group().strip()[:80]}"
            for p in paths for t in [read(p)] for m in re.finditer(pattern, t, re.M)]


def outside(folder):
    return [p for p in C if p.parent.name != folder]


def test_there_is_something_to_look_at():
    assert len(C) > 20 and len(PACKAGE) > 10


def test_memory_comes_from_the_allocator():
    others = [p for p in C if p.name != "alloc.c"]
    assert found(r"\b(?:malloc|calloc|realloc|free|aligned_alloc|posix_memalign|strdup|alloca)\s*\(", others, code) == []


def test_nothing_aborts_or_prints():
    assert found(r"\b(?:abort|exit|_exit|printf|fprintf|puts|perror|sprintf|strcat|gets|rand|srand)\s*\(", C, code) == []


def test_python_stays_in_its_room():
    assert found(r"#include\s+[<\"](?:Python|numpy|dlpack)", outside("py")) == []


def test_threads_stay_in_the_core():
    assert found(r"\bpthread_\w+|#include\s+<(?:omp|threads)\.h>|#pragma\s+omp", outside("core"), code) == []


def test_the_interpreter_lock_is_taken_back():
    assert [p.name for p in C if len(found("Py_BEGIN_ALLOW_THREADS", [p], code)) != len(found("Py_END_ALLOW_THREADS", [p], code))] == []


def c_functions(path):
    """(first line, lines) of every function whose body opens on a line of its own."""
    start = None
    for number, line in enumerate(code(path).splitlines(), 1):
        if line.rstrip() == "{":
            start = number
        elif line.startswith("}") and start:
            yield start, number - start + 1
            start = None


def test_functions_fit_on_a_page():
    long = [f"{p.relative_to(ROOT)}:{start}: {lines}" for p in C for start, lines in c_functions(p) if lines > 80]
    for p in PYTHON:
        functions = [n for n in ast.walk(ast.parse(text(p))) if isinstance(n, ast.FunctionDef)]
        long += [f"{p.relative_to(ROOT)}:{f.lineno}: {f.name}" for f in functions if f.end_lineno - f.lineno >= 80]
    assert long == []


def test_a_c_function_opens_on_a_line_of_its_own():
    assert found(r"^(?!typedef|struct)[A-Za-z_][^\n=]*\)[ ]*\{[ ]*$", C, code) == []               # or its length would not be seen


def test_files_are_short_and_plain():
    assert [str(p.relative_to(ROOT)) for p in C + PYTHON if text(p).count("\n") > 800] == []
    assert found(r"\t|[ ]+$|\r|[^\n]\Z", C + PYTHON + BUILD) == []


def test_no_banners():
    assert found(r"^\s*(?:/?\*|//|#)\s*[-=*#~_+]{4,}", C + PYTHON + BUILD) == []


def test_no_commented_out_code():
    assert found(r"^\s*//.*[;{}]\s*$|^\s*/\*[^*\n]*[;{}]\s*\*/\s*$|^\s*#\s*if\s+0\b", C) == []
    assert found(r"^\s*#\s*(?:import \w+$|from \S+ import |def \w+\(|return \w+$|(?:if|for|while) [^.]*:$|print\(|\w+ = \S+$)", PYTHON) == []


def test_the_build_asks_for_nothing_forbidden():
    assert found(r"-march=|-mtune=|-ffast-math|-Ofast|-fopenmp|-funsafe-math", BUILD) == []
    assert found(r"fast-math|associative-math|FP_CONTRACT|float_control", C) == []


def slugs_named(source, slugs):
    """Slugs that stand as strings of their own, or between commas in one."""
    words = (w.strip() for s in re.findall(r"[\"']([\w, ]+)[\"']", source) for w in s.split(","))
    return sorted(slugs.intersection(words))


def test_there_is_no_second_list_of_mechanisms():
    """Adding a mechanism must not mean adding it somewhere else: three names in one file are a list. peers.py may have one: what others offer
    for a mechanism is nowhere else, and need not be there. A row may be called as the option that it is made of, or as a feature map."""
    options = "".join(text(p) for p in (ROOT / "csrc/engines").glob("*_options.c"))
    maps = text(ROOT / "csrc/engines/linear_maps.c")
    slugs = {p.stem for p in (ROOT / "csrc/mechanisms").glob("*.c")} - set(re.findall(r'\{"(\w+)", ', options + maps))
    files = [p for p in C + PACKAGE if p.parent.name not in ("mechanisms", "reference") and p.name != "peers.py"]
    lists = {str(p.relative_to(ROOT)): slugs_named(text(p), slugs) for p in files}
    assert {name: named for name, named in lists.items() if len(named) > 2} == {}


def test_a_list_of_mechanisms_would_be_seen():
    slugs = {"gla", "sdpa", "delta", "linear", "retention"}
    assert slugs_named("x = ['gla', \"sdpa\", 'delta,linear'] # retention", slugs) == ["delta", "gla", "linear", "sdpa"]
