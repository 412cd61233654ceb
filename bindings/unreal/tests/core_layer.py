"""The engine-free layer, compiled and run against the emulator."""

from __future__ import annotations

import os
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from common import EMULATOR, HERE, LIBRARY, STAGED, TARGET, demand, must_run, run

CORE = STAGED / "Source/ConvaiRuntime/Private/Core"
INCLUDE = STAGED / "Source/ThirdParty/ConvaiLibrary/include"
TESTS = HERE / "core"
BUILT = TARGET / "core"
FLAGS = ("-std=c++17", "-fno-exceptions", "-fno-rtti", "-Wall", "-Wextra", "-Wpedantic", "-Wshadow", "-Wconversion", "-Wundef",
         "-Werror", f"-isystem{INCLUDE}", f"-I{CORE}")
# Where a kernel spreads programs over all addresses, one that may lie anywhere lies at times where the sanitizer's heap has to be.
SANITIZERS = ("-g1", "-fsanitize=address,undefined", "-fno-sanitize=vptr", "-fno-pie", "-no-pie")
LONGEST = 900  # seconds; for a hang


def build(program: Path, compiler: str, sources: list[Path], *flags: str) -> None:
    """Compiles and links; two compilers at once at the most."""
    objects = BUILT / f"{program.name}_objects"
    objects.mkdir(parents=True, exist_ok=True)

    def compiled(source: Path) -> Path:
        made = objects / (source.stem + ".o")
        must_run(compiler, *FLAGS, *flags, "-c", source, "-o", made)
        return made

    with ThreadPoolExecutor(2) as pool:
        made = list(pool.map(compiled, sources))
    must_run(compiler, *flags, *made, "-o", program, "-ldl", "-pthread")


def counted(output: str) -> tuple[int, int]:
    """Shows a test program's lines and gives what its last one counts."""
    print("\n".join("  " + line for line in output.splitlines()))
    found = re.search(r"^(\d+) passed, (\d+) failed$", output, flags=re.M)
    demand(found, "the test program did not come to its end")
    return int(found.group(1)), int(found.group(2))


def check_the_tests_against_the_emulator() -> tuple[int, int]:
    BUILT.mkdir(parents=True, exist_ok=True)
    for name, flag in (("stranger", "-DNOTHING"), ("other_version", "-DVERSION=99"), ("too_old", "-DVERSION=1")):
        must_run("g++", "-x", "c", "-shared", "-fPIC", flag, TESTS / "other_libraries.c", "-o", BUILT / f"{name}.so")
    tests = [each for each in sorted(TESTS.glob("*.cpp")) if each.name != "tripwire.cpp"]
    program = BUILT / "core_tests"
    build(program, "g++", sorted(CORE.glob("*.cpp")) + tests, "-DCONVAI_LATE_BINDING=1", *SANITIZERS)

    emulator = subprocess.Popen([EMULATOR, "--voice", "builtin", "--until-stdin-closes"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        url = emulator.stdout.readline().split()[-1]
        environment = {**os.environ, "CONVAI_BASE_URL": url, "CONVAI_LIBRARY": str(LIBRARY.resolve())}
        return counted(run(program, env=environment, timeout=LONGEST).stdout)
    finally:
        emulator.stdin.close()
        emulator.wait(timeout=10)


def check_nothing_of_a_missing_linked_library_is_called() -> tuple[int, int]:
    program = BUILT / "tripwire"
    build(program, "g++", sorted(CORE.glob("*.cpp")) + [TESTS / "tripwire.cpp"], "-DCONVAI_LATE_BINDING=0", *SANITIZERS)
    return counted(run(program, timeout=LONGEST).stdout)


def check_both_compilers_and_the_newer_languages_take_it() -> None:
    everything = BUILT / "everything.cpp"  # as the engine's unity builds put the files together
    everything.write_text("".join(f'#include "{each}"\n' for each in sorted(CORE.glob("*.cpp"))), encoding="utf-8")
    for compiler in ("g++", "clang++"):
        for standard in ("c++17", "c++20"):
            for late in (0, 1):
                must_run(compiler, *FLAGS, f"-std={standard}", f"-DCONVAI_LATE_BINDING={late}", "-fsyntax-only", everything)


def check_the_functions_that_stand_in_for_the_librarys_are_not_seen_from_outside() -> None:
    module = BUILT / "module.so"
    must_run("g++", *FLAGS, "-DCONVAI_LATE_BINDING=1", "-shared", "-fPIC", BUILT / "everything.cpp", "-o", module)
    names = must_run("nm", "-D", module)
    demand(not re.search(r" [TtWw] convai_[a-z]", names.replace("convai_core", "")), "a convai_ function is exported by the module")
    demand(not re.search(r" U convai_", names), "the module needs the library to be linked")
