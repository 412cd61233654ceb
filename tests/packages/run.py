"""Builds and packs every platform, tests the packages, and prints how many tests passed, failed and do not apply.

    python3 tests/packages/run.py [--packed] [SUITE...]

--packed    tests what is in CONVAI_PACKED, and builds and packs nothing
SUITE       one of those of the table; all of them without arguments

The packages are in target/packages/dist. CONVAI_BUILT names another folder than target/platforms for what was built.
"""

import re
import subprocess
import sys
import time
import unittest

from places import BUILT, PACKED, ROOT

import figures
import pack
from platforms import PLATFORMS

# The suites: the tests, and the lines of a README that cannot be run here, with the reason.
SUITES = {
    "files": (["test_binaries"], None),
    "archives": (["test_archives"], None),
    "wheels": (["test_wheels"], None),
    "unity": (["test_engines.Unity"], None),
    "unreal": (["test_engines.Unreal"], None),
    "linux-x86_64": (["test_use.Linux.test_x86_64", "test_use.Linux.test_another_version_is_refused_by_cmake"], None),
    "linux-aarch64": (["test_use.Linux.test_aarch64"], None),
    "windows-x86_64": (["test_use.Windows"], (r"^    cl /", "there is no Visual C++ on Linux")),
    "macos-universal": ([], (r"^    (\./talk|build/talk)", "there is no Mac: its files are checked in the suites above")),
}
TOOLS = ["cc:gcc", "cmake:cmake", "pkg-config:pkg-config", "readelf:binutils", "ldd:libc-bin", "mcs:mono-mcs", "mono:mono-runtime",
         "clang:clang", "lld-link:lld", "llvm-dlltool:llvm", "llvm-config:llvm", "x86_64-w64-mingw32-gcc:gcc-mingw-w64-x86-64-posix",
         "aarch64-linux-gnu-gcc:gcc-aarch64-linux-gnu", "qemu-aarch64:qemu-user"]


def prepare():
    """Installs what the tests need, and builds and packs everything."""
    subprocess.run(["sh", str(ROOT / "tests/install_tools.sh"), *TOOLS], check=True)
    subprocess.run([sys.executable, str(ROOT / "packaging/dist/pack.py"), "--build", "--built", str(BUILT), "--output", str(PACKED)], check=True)


def not_applicable(name, excluded):
    """How many lines of the README of a platform cannot be run here."""
    if not excluded:
        return 0
    readme = (ROOT / f"packaging/dist/readme/{PLATFORMS[name].system}.txt").read_text()
    return len(re.findall(excluded[0], readme, flags=re.M))


def main():
    wanted = [name for name in sys.argv[1:] if name != "--packed"]
    if set(wanted) - set(SUITES):
        sys.exit(f"there is no such suite: use {', '.join(SUITES)}")
    if "--packed" not in sys.argv:
        prepare()
    table, reasons = [], []
    for name in wanted or SUITES:
        tests, excluded = SUITES[name]
        print(f"\n{name}", flush=True)
        start = time.monotonic()
        result = unittest.TextTestRunner(verbosity=2).run(unittest.defaultTestLoader.loadTestsFromNames(tests))
        # A test with several subtests counts once. A class that cannot be prepared is an error of no test.
        wrong = {getattr(test, "test_case", test).id() for test, _ in result.failures + result.errors}
        passed = max(result.testsRun - len(wrong), 0)
        left_out = not_applicable(name, excluded)
        table.append((name, passed, len(wrong), left_out, time.monotonic() - start))
        if excluded:
            reasons.append(f"{name}: {left_out} of the commands in the README cannot be run, because {excluded[1]}")
    print(f"\n{f'Packages of {pack.version()}':28}{'passed':>8}{'failed':>8}{'not applicable':>16}{'seconds':>9}")
    for name, passed, failed, left_out, seconds in table:
        print(f"{name:28}{passed:8}{failed:8}{left_out:16}{seconds:9.0f}")
    print("\n".join(reasons))
    if not wanted:
        figures.show("packages", [("all", passed, left_out) for _, passed, _, left_out, _ in table])
    if any(failed or not (passed or left_out) for _, passed, failed, left_out, _ in table):
        sys.exit(1)


if __name__ == "__main__":
    main()
