"""Runs every suite of Windows x86-64 on Linux, under Wine, and prints how many tests passed, failed and do not apply.

    python3 tests/platforms/windows/run.py [SUITE...]

Without arguments it runs all suites, which `python3 run.py --list` names. `c` are the suites of the C ABI, `c/operations` is one of
them. Everything that is built or prepared is kept for the next run: see setup.sh.
"""

import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import suite_csharp  # noqa: E402
import suite_python  # noqa: E402
from harness import prepared  # noqa: E402
from suites import (ROOT, WITHOUT_DEBUG_INFO, CSuites, NotApplicable, Result, checked, counted, main, run_cpp,  # noqa: E402
                    run_unit_tests)

TARGET = "x86_64-pc-windows-gnu"
NOT_APPLICABLE = NotApplicable(HERE / "not_applicable.txt")


def run_files(environment):
    """The DLL and its import libraries, and that the check of them notices what is wrong."""
    folder = str(pathlib.Path(environment["CONVAI_LIBRARY"]).parent)
    checks = ["check_dll.py", "check_dll_test.py"]
    return checked([[sys.executable, str(HERE / check), folder] for check in checks], environment)


def run_msvc(environment):
    """The header and the import library for users of MSVC."""
    folder = str(pathlib.Path(environment["CONVAI_LIBRARY"]).parent)
    return counted(["sh", str(HERE / "msvc.sh"), folder], environment, pattern=r"(\d+) passed, (\d+) failed")


# They spend their time in Wine: optimised, they would take longer to compile than they save. tests/panics.rs builds its library
# alike, which shares their dependencies.
NOT_OPTIMISED = {"CARGO_PROFILE_DEV_OPT_LEVEL": "0"}

# A thousand players take minutes: for each event, Wine looks at all connections.
PLAYERS = "200"


def run_emulator(environment):
    """All tests of the emulator."""
    environment = dict(environment, CONVAI_EMULATOR_PLAYERS=PLAYERS, **NOT_OPTIMISED, **WITHOUT_DEBUG_INFO)
    command = ["cargo", "test", "-q", "-p", "convai-emulator", "--tests", "--target", TARGET, "--"]
    listed = subprocess.run(command + ["--list"], check=True, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True).stdout
    skipped = NOT_APPLICABLE.among("emulator", re.findall(r"^(\S+): test", listed, re.M))
    arguments = ["--exact"] + [part for name in skipped for part in ("--skip", name)]
    return counted(command + arguments, environment, len(skipped))


if __name__ == "__main__":
    c = CSuites(NOT_APPLICABLE)
    main("Windows x86-64, under Wine", "windows", {
        "files": run_files,
        "msvc": run_msvc,
        **c.suites(),
        "unit": lambda environment: run_unit_tests(TARGET, {**environment, **NOT_OPTIMISED}),
        "emulator": run_emulator,
        "cpp": lambda environment: run_cpp(HERE / "cpp.sh", NOT_APPLICABLE, environment),
        "python": lambda environment: Result(*suite_python.run(environment, NOT_APPLICABLE.tests("python"))),
        "csharp": lambda environment: Result(*suite_csharp.run(environment)),
    }, c, prepared)
