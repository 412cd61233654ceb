"""What the suites of Windows share: the environment of their programs, and how results are counted."""

import os
import pathlib
import re
import shlex
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
TARGET = "x86_64-pc-windows-gnu"

# What the machine would change in a test.
DROPPED = ["CC", "CXX", "DISPLAY", "LD_PRELOAD", "CONVAI_TEST_RUNNER", "CONVAI_TEST_CFLAGS"]


class Result:
    def __init__(self, passed=0, failed=0, not_applicable=0):
        self.passed, self.failed, self.not_applicable = passed, failed, not_applicable


def prepared_environment():
    """The variables that setup.sh prints, and those of the Rust harness of the C suites."""
    printed = subprocess.run(["sh", str(HERE / "setup.sh")], check=True, stdout=subprocess.PIPE, text=True).stdout
    environment = {name: value for name, value in os.environ.items() if name not in DROPPED}
    for line in printed.splitlines():
        name, equals, value = line.partition("=")
        if equals:
            environment[name] = shlex.split(value)[0]
    environment["CONVAI_TEST_LAUNCHER"] = environment["WINE"]
    environment["CARGO_TARGET_X86_64_PC_WINDOWS_GNU_RUNNER"] = environment["WINE"]
    return environment


class Held:
    """Keeps one Windows program running. The first program of a prefix starts Wine's services, which would keep its
    standard output open as long as they run, and they end with the last program."""

    def __init__(self, environment):
        self.environment = environment

    def __enter__(self):
        self.program = subprocess.Popen([self.environment["WINE"], "cmd"], stdin=subprocess.PIPE, env=self.environment,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        subprocess.run([self.environment["WINE"], "cmd", "/c", "exit"], check=True, env=self.environment,
                       stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def __exit__(self, *_):
        self.program.stdin.close()
        self.program.wait()


def counted(command, environment, not_applicable=0, pattern=r"test result: .* (\d+) passed; (\d+) failed;", lines=None):
    """Runs a command, shows its output, and adds up the results in it, which are those of cargo by default. Adds its lines to
    `lines`, if given."""
    lines = [] if lines is None else lines
    print("+", *command, flush=True)
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, errors="replace")
    result = Result(not_applicable=not_applicable)
    for line in process.stdout:
        print(line, end="", flush=True)
        lines.append(line)
        found = re.match(pattern, line)
        if found:
            result.passed += int(found[1])
            result.failed += int(found[2])
    if process.wait() != 0 and not result.failed:
        result.failed = 1
    return result


def not_applicable():
    """The rows of not_applicable.txt: the suite, the test, and the file that shows why."""
    for line in (HERE / "not_applicable.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            suite, test, evidence, reason = (part.strip() for part in line.split("|"))
            file, word = evidence.split(": ", 1)
            if word not in (ROOT / file).read_text():
                sys.exit(f"not_applicable.txt: {suite} {test}: {file} does not contain {word!r}")
            if not reason:
                sys.exit(f"not_applicable.txt: {suite} {test}: there is no reason")
            yield suite, test, ROOT / file


def left_out(suite, names):
    """Those of the names of tests that do not run on Windows. Each row has to name at least one."""
    found = []
    for row, test, _ in not_applicable():
        if row == suite:
            matching = [name for name in names if test == "*" or name.startswith(test)]
            if not matching:
                sys.exit(f"not_applicable.txt: {suite} has no test {test}")
            found += matching
    return found
