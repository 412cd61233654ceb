"""The engine-free layer: compiled, and run against the emulator. Each doctest case of core/ is one test."""

from __future__ import annotations

import json
import os
import re
import subprocess
import unittest
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Callable

from common import EMULATOR, HERE, LIBRARY, ROOT, STAGED, TARGET, must_run, run, stage, text

CORE = STAGED / "Source/ConvaiNative/Private/Core"
INCLUDE = STAGED / "Source/ThirdParty/ConvaiNativeLibrary/include"
TESTS = HERE / "core"
SPEECH = ROOT / "examples/audio/question.wav"
BUILT = TARGET / "core"
MISSING = TESTS / "missing_linked_library.cpp"  # a program of its own
FLAGS = ("-std=c++17", "-fno-exceptions", "-fno-rtti", "-Wall", "-Wextra", "-Wpedantic", "-Wshadow", "-Wconversion", "-Wundef",
         "-Werror", f"-isystem{INCLUDE}", f"-I{CORE}")
# A position-independent executable can be loaded at an address that the sanitizer needs for its heap. doctest must leave
# signals to the sanitizer.
SANITIZERS = ("-g1", "-fsanitize=address,undefined", "-fno-sanitize=vptr", "-fno-pie", "-no-pie", "-DDOCTEST_CONFIG_NO_POSIX_SIGNALS")
TIMEOUT = 900  # seconds


def build(name: str, sources: list[Path], *more: str, flags: tuple[str, ...] = FLAGS) -> Path:
    """Compiles and links a test program with the sanitizers, two compilers at a time."""
    objects = BUILT / f"{name}_objects"
    objects.mkdir(parents=True, exist_ok=True)

    def compiled(source: Path) -> Path:
        made = objects / (source.stem + ".o")
        must_run("g++", *flags, *SANITIZERS, *more, "-c", source, "-o", made)
        return made

    with ThreadPoolExecutor(2) as pool:
        made = list(pool.map(compiled, sources))
    must_run("g++", *SANITIZERS, *made, "-o", BUILT / name, "-ldl", "-pthread")
    return BUILT / name


def core_tests() -> Path:
    """The program with the tests that use the library."""
    stage()
    tests = [each for each in sorted(TESTS.glob("*.cpp")) if each != MISSING]
    program = build("core_tests", sorted(CORE.glob("*.cpp")) + tests, "-DCONVAINATIVE_LATE_BINDING=1")
    for name, flag in (("unrelated", "-DNOTHING"), ("other_version", "-DVERSION=99"), ("too_old", "-DVERSION=1")):
        must_run("g++", "-x", "c", "-shared", "-fPIC", flag, TESTS / "unusable_libraries.c", "-o", BUILT / f"{name}.so")
    # A library that has every function and smaller structs.
    others = [each["name"] for each in json.loads(text(ROOT / "abi/convai.json"))["functions"]]
    others = [each for each in others if each not in ("convai_abi_version", "convai_struct_size")]
    smaller = BUILT / "smaller.c"
    smaller.write_text(text(TESTS / "unusable_libraries.c") + "".join(f"void {each}(void) {{}}\n" for each in others), encoding="utf-8")
    must_run("g++", "-x", "c", "-shared", "-fPIC", "-DVERSION=1", "-DSIZES", smaller, "-o", BUILT / "smaller.so")
    return program


def missing_library_tests() -> Path:
    """The program in which every function of the library ends the process."""
    stage()
    return build("missing_linked_library", sorted(CORE.glob("*.cpp")) + [MISSING], "-DCONVAINATIVE_LATE_BINDING=0")


class Emulator:
    """The emulator of the service, while the tests of CoreBehaves run."""

    def __init__(self, *options: str | Path) -> None:
        command = [EMULATOR, "--voice", "builtin", "--until-stdin-closes", *options]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.url = self.process.stdout.readline().split()[-1]

    def stop(self) -> None:
        self.process.stdin.close()
        self.process.wait(timeout=10)
        self.process.stdout.close()


class CoreCompiles(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        stage()
        BUILT.mkdir(parents=True, exist_ok=True)
        cls.everything = BUILT / "everything.cpp"  # all files in one, like a unity build of the engine
        cls.everything.write_text("".join(f'#include "{each}"\n' for each in sorted(CORE.glob("*.cpp"))), encoding="utf-8")

    def test_both_compilers_accept_core_as_cpp17_and_cpp20(self) -> None:
        for compiler in ("g++", "clang++"):
            for standard in ("c++17", "c++20"):
                for late in (0, 1):
                    must_run(compiler, *FLAGS, f"-std={standard}", f"-DCONVAINATIVE_LATE_BINDING={late}", "-fsyntax-only", self.everything)

    def test_the_module_neither_exports_nor_imports_functions_of_the_library(self) -> None:
        module = BUILT / "module.so"
        must_run("g++", *FLAGS, "-DCONVAINATIVE_LATE_BINDING=1", "-shared", "-fPIC", self.everything, "-o", module)
        names = must_run("nm", "-D", module).replace("convai_native", "")
        self.assertIsNone(re.search(r" [TtWw] convai_[a-z]", names), "the module exports a convai_ function")
        self.assertIsNone(re.search(r" U convai_", names), "the module must be linked to the library")


class CoreBehaves(unittest.TestCase):
    """One test for each doctest case of core/*_tests.cpp."""

    @classmethod
    def setUpClass(cls) -> None:
        cls.program = core_tests()
        authority = BUILT / "authority.pem"
        emulator = Emulator()
        cls.addClassCleanup(emulator.stop)
        with_tls = Emulator("--tls", authority)
        cls.addClassCleanup(with_tls.stop)
        cls.environment = {"CONVAI_BASE_URL": emulator.url, "CONVAI_TLS_URL": with_tls.url, "CONVAI_TLS_AUTHORITY": str(authority),
                           "CONVAI_LIBRARY": str(LIBRARY.resolve()), "CONVAI_TEST_FOLDER": str(BUILT), "CONVAI_SPEECH_FILE": str(SPEECH)}


class CoreWithoutTheLinkedLibrary(unittest.TestCase):
    """One test for each doctest case of core/missing_linked_library.cpp."""

    @classmethod
    def setUpClass(cls) -> None:
        cls.program = missing_library_tests()
        cls.environment = {}


def method(case: str):
    """A test method that runs one doctest case in a process of its own."""

    def run_case(self: unittest.TestCase) -> None:
        pattern = case.replace(",", "?")  # doctest separates patterns with commas
        result = run(self.program, f"--test-case={pattern}", "--no-intro", "--no-version", env={**os.environ, **self.environment}, timeout=TIMEOUT)
        self.assertEqual(result.returncode, 0, result.stdout[-4000:])
        self.assertRegex(result.stdout, r"test cases: +1 \| +1 passed", "doctest did not run exactly this case")
        print("".join(f"\n    {line}" for line in result.stdout.splitlines() if line.startswith("figure:")), end=" ", flush=True)

    return run_case


def add_cases(folder: Path, owner_of: Callable[[Path], type]) -> None:
    """Adds a test for each doctest case of a folder."""
    for file in sorted(folder.glob("*.cpp")):
        owner = owner_of(file)
        for case in re.findall(r'^TEST_CASE(?:_FIXTURE\(Test, |\()"([^"]+)"\)', text(file), flags=re.M):
            name = "test_" + re.sub(r"\W+", "_", case).strip("_").lower()
            assert not hasattr(owner, name), f"two tests are called {name}"
            setattr(owner, name, method(case))


add_cases(TESTS, lambda file: CoreWithoutTheLinkedLibrary if file == MISSING else CoreBehaves)
