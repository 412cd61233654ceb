"""Runs the suites of Linux arm64 on Linux x86-64, under qemu, and prints how many tests passed, failed and do not apply.

    python3 tests/platforms/linux/run.py [SUITE...]

Without arguments it runs all suites, which `python3 run.py --list` names. `c` are the suites of the C ABI, `c/operations` is one of
them. The emulator of the service runs on this machine itself: only its clients are for arm64. Everything that is built is kept for
the next run: see setup.sh.
"""

import os
import pathlib
import subprocess
import sys
from contextlib import contextmanager

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from suites import ROOT, CSuites, NotApplicable, checked, clean_environment, main, run_cpp, run_unit_tests  # noqa: E402

TARGET = "aarch64-unknown-linux-gnu"
LAUNCHER = "qemu-aarch64 -L /usr/aarch64-linux-gnu"
COMPILER = "aarch64-linux-gnu-gcc"
NOT_APPLICABLE = NotApplicable(HERE / "not_applicable.txt")


@contextmanager
def prepared():
    """The environment of the suites."""
    printed = subprocess.run(["sh", str(HERE / "setup.sh")], check=True, stdout=subprocess.PIPE, text=True).stdout
    environment = clean_environment()
    environment.setdefault("CONVAI_LIBRARY", str(pathlib.Path(printed.strip()).resolve() / "libconvai.so"))
    environment.update({
        "CONVAI_TEST_CC": COMPILER,
        "CONVAI_TEST_CXX": "aarch64-linux-gnu-g++",
        "CONVAI_TEST_LAUNCHER": LAUNCHER,
        "CONVAI_TEST_TARGET": TARGET,
        "CONVAI_TEST_TOOLS": "required",
        "CC_aarch64_unknown_linux_gnu": COMPILER,
        "CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER": COMPILER,
        "CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUNNER": LAUNCHER,
    })
    yield environment


def run_files(environment):
    """The library and its debug information, and that the check of them notices what is wrong."""
    folder = str(pathlib.Path(environment["CONVAI_LIBRARY"]).parent)
    return checked([
        [sys.executable, str(HERE / "check_library.py"), folder, "--gdb", "gdb-multiarch"],
        [sys.executable, str(HERE / "check_library_test.py"), folder],
    ], environment)


def run_wrapper_of_cpp(environment):
    if "CONVAI_EMULATOR" not in environment:
        subprocess.run(["cargo", "build", "-q", "-p", "convai-emulator"], check=True, cwd=ROOT, env=environment)
        target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR") or ROOT / "target").resolve()
        environment = dict(environment, CONVAI_EMULATOR=str(target / "debug/convai-emulator"))
    return run_cpp(HERE / "cpp.sh", NOT_APPLICABLE, environment)


if __name__ == "__main__":
    c = CSuites(NOT_APPLICABLE)
    main("Linux arm64, under qemu", "arm64", {
        "files": run_files,
        **c.suites(),
        "unit": lambda environment: run_unit_tests(TARGET, environment),
        "cpp": run_wrapper_of_cpp,
    }, c, prepared)
