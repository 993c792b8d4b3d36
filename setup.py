"""Builds the one extension module, polyattn._C. Everything else about the package stands in pyproject.toml and setup.cfg.

Environment switches (the one place where they are documented):
  POLYATTN_DEBUG=1      -O1 -g, assertions on, fresh memory filled with NaN
  POLYATTN_SANITIZE=1   AddressSanitizer and UBSan (run Python with LD_PRELOAD="$(gcc -print-file-name=libasan.so) $(gcc -print-file-name=libstdc++.so.6)", PYTHONMALLOC=malloc, ASAN_OPTIONS=detect_leaks=0)
  POLYATTN_COVERAGE=1   gcov counters
  POLYATTN_WERROR=1     warnings are errors
"""
import os
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from subprocess import run

import numpy
from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext
from setuptools.command.build_py import build_py

ROOT = Path(__file__).parent
FLAGS = ["-std=c11", "-fvisibility=hidden", "-fno-math-errno", "-fno-trapping-math", "-ffp-contract=off", "-Wall", "-Wextra",
         "-Wno-missing-field-initializers"]        # a row says what is special to it


def on(name):
    return os.environ.get(f"POLYATTN_{name}", "0") not in ("", "0")


def flags():
    compile_, link = list(FLAGS), ["-lm", "-ldl", "-lpthread"]
    compile_ += ["-O1", "-g", "-UNDEBUG", "-DPOLYATTN_DEBUG"] if on("DEBUG") else ["-O3"]
    if on("SANITIZE"):
        sanitize = ["-fsanitize=address,undefined", "-fno-sanitize-recover=undefined", "-fno-omit-frame-pointer", "-g"]
        compile_, link = compile_ + sanitize, link + sanitize
    if on("COVERAGE"):
        compile_, link = compile_ + ["--coverage"], link + ["--coverage"]
    return compile_ + (["-Werror"] if on("WERROR") else []), link


def dlpack():
    """apache-tvm-ffi carries dlpack/dlpack.h. Importing it would import torch where there is one, so it is only found."""
    return str(Path(find_spec("tvm_ffi").origin).parent / "include")


def sources(pattern):
    return sorted(str(p.relative_to(ROOT)) for p in (ROOT / "csrc").rglob(pattern) if not p.name.endswith(".inc.c"))


def generate(folder):
    """A file in csrc/mechanisms is a row of the table, one in csrc/terms a score term, one in csrc/weights a weight function: what is there is what is built.
    Written anew by every build, which makes every build a whole one: a switch of the environment leaves nothing stale."""
    folder.mkdir(parents=True, exist_ok=True)
    stems = lambda where, suffix: sorted(p.name[: -len(suffix)] for p in (ROOT / "csrc" / where).glob("*" + suffix))
    rows = stems("mechanisms", ".c")
    (folder / "mechanism_table.c").write_text(
        '#include "mechanisms/mechanism.h"\n' + "".join(f"extern const mechanism {r};\n" for r in rows)
        + "const mechanism *const mechanism_table[] = {" + "".join(f"&{r}, " for r in rows) + "0};\n")
    for kind in ("terms", "weights"):
        names = stems(kind, ".inc.c")
        (folder / f"{kind}.inc.c").write_text("".join(f'#include "{kind}/{n}.inc.c"\n' for n in names))
        (folder / f"{kind}.h").write_text(f"#define {kind.upper()}(X) " + " ".join(f"X({n})" for n in names) + "\n")
    return str(folder / "mechanism_table.c")


class Build(build_ext):
    def build_extensions(self):
        generated = Path(self.build_temp) / "generated"
        extension, = self.extensions
        extension.sources = sources("*.c") + [generate(generated)]
        extension.include_dirs += [str(generated)]
        compile_one = self.compiler.compile

        def compile_all(files, **options):
            with ThreadPoolExecutor(os.cpu_count()) as pool:
                return [o for objects in pool.map(lambda f: compile_one([f], **options), files) for o in objects]

        self.compiler.compile = compile_all
        super().build_extensions()


class Package(build_py):
    def run(self):
        """The commit goes along, so that a report of measurements can say what was measured."""
        super().run()
        if (ROOT / ".git").exists() and which("git"):
            git = run(["git", "-C", str(ROOT), "describe", "--always", "--dirty"], capture_output=True, text=True)
            (Path(self.build_lib) / "polyattn" / "commit.txt").write_text(git.stdout)


compile_args, link_args = flags()
setup(
    cmdclass={"build_ext": Build, "build_py": Package},
    ext_modules=[Extension(
        "polyattn._C", sources=[], language="c", extra_compile_args=compile_args, extra_link_args=link_args,
        include_dirs=["csrc", numpy.get_include(), dlpack()], depends=[str(p.relative_to(ROOT)) for p in (ROOT / "csrc").rglob("*.[ch]")],
        define_macros=[("NPY_NO_DEPRECATED_API", "NPY_2_0_API_VERSION"), ("NPY_TARGET_VERSION", "NPY_1_23_API_VERSION"), ("_GNU_SOURCE", None)])],
)
