"""Runs every suite of Windows x86-64 on Linux, under Wine, and prints how many tests passed, failed and do not apply.

    python3 tests/platforms/windows/run.py [SUITE...]

Without arguments it runs all suites, which `python3 run.py --list` names. `c` are the suites of the C ABI, `c/operations` is one of
them. Everything that is built or prepared is kept for the next run: see setup.sh.
"""

import os
import pathlib
import re
import shlex
import subprocess
import sys
import time

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


def counted(command, environment, not_applicable=0):
    """Runs a command of cargo, shows its output, and adds up its results."""
    print("+", *command, flush=True)
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, errors="replace")
    result = Result(not_applicable=not_applicable)
    for line in process.stdout:
        print(line, end="", flush=True)
        found = re.match(r"test result: .* (\d+) passed; (\d+) failed;", line)
        if found:
            result.passed += int(found[1])
            result.failed += int(found[2])
    if process.wait() != 0 and not result.failed:
        result.failed = 1
    return result


# ---- the suites of the C ABI ----


def rows():
    """The rows of not_applicable.txt: suite, test, file, word."""
    for line in (HERE / "not_applicable.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            suite, test, evidence, reason = (part.strip() for part in line.split("|"))
            file, word = evidence.split(": ", 1)
            if word not in (ROOT / file).read_text():
                sys.exit(f"not_applicable.txt: {suite} {test}: {file} does not contain {word!r}")
            if not reason:
                sys.exit(f"not_applicable.txt: {suite} {test}: there is no reason")
            yield suite, test


def c_suites():
    return sorted(path.stem for path in (ROOT / "tests").glob("*.rs"))


def tests_of(suite, environment):
    listed = subprocess.run(["cargo", "test", "-q", "-p", "convai", "--test", suite, "--", "--list"], check=True, cwd=ROOT,
                            env=environment, stdout=subprocess.PIPE, text=True).stdout
    return [line[:-len(": test")] for line in listed.splitlines() if line.endswith(": test")]


def run_c_suite(suite, environment):
    excluded = [test for name, test in rows() if name == suite]
    names = tests_of(suite, environment)
    if excluded == ["*"]:
        return Result(not_applicable=len(names))
    skipped = []
    for test in excluded:
        found = [name for name in names if name.startswith(test)]
        if not found:
            sys.exit(f"not_applicable.txt: {suite} has no test {test}")
        skipped += found
    arguments = ["--exact"] + [part for name in skipped for part in ("--skip", name)]
    command = ["cargo", "test", "-q", "-p", "convai", "--test", suite, "--"]
    result = counted(command + arguments, environment, len(skipped))
    if result.passed + result.failed + len(skipped) < len(names):
        print(f"{suite}: of {len(names)} tests {result.passed + result.failed} ran and {len(skipped)} do not apply")
        result.failed += 1
    return result


# ---- all suites ----


def run_files(environment):
    """The DLL and its import libraries, and that the check of them notices what is wrong."""
    result = Result()
    folder = pathlib.Path(environment["CONVAI_LIBRARY"]).parent
    for command in [["check_dll.py", str(folder)], ["check_dll_test.py", str(folder)]]:
        done = subprocess.run([sys.executable, str(HERE / command[0]), *command[1:]], env=environment)
        result.passed += done.returncode == 0
        result.failed += done.returncode != 0
    return result


def run_msvc(environment):
    """The header and the import library for users of MSVC."""
    folder = pathlib.Path(environment["CONVAI_LIBRARY"]).parent
    done = subprocess.run(["sh", str(HERE / "msvc.sh"), str(folder)], env=environment)
    return Result(passed=int(done.returncode == 0), failed=int(done.returncode != 0))


def suites():
    yield "files", run_files
    yield "msvc", run_msvc
    for suite in c_suites():
        yield f"c/{suite}", lambda environment, suite=suite: run_c_suite(suite, environment)
    yield "unit", lambda environment: counted(
        ["cargo", "test", "-q", "-p", "convai", "--lib", "--target", TARGET], environment)


def main():
    wanted = sys.argv[1:]
    if wanted == ["--list"]:
        print("\n".join(name for name, _ in suites()))
        return
    unknown = set(name for name, _ in rows()) - set(c_suites())
    if unknown:
        sys.exit(f"not_applicable.txt: there are no suites {sorted(unknown)}")
    chosen = [(name, run) for name, run in suites() if not wanted or name in wanted or name.split("/")[0] in wanted]
    if not chosen:
        sys.exit("there is no such suite: --list prints the names")
    environment = prepared_environment()
    table = []
    with Held(environment):
        for name, run in chosen:
            start = time.monotonic()
            table.append((name, run(environment), time.monotonic() - start))
    print(f"\n{'Windows x86-64, under Wine':28}{'passed':>8}{'failed':>8}{'not applicable':>16}{'seconds':>9}")
    for name, result, seconds in table:
        print(f"{name:28}{result.passed:8}{result.failed:8}{result.not_applicable:16}{seconds:9.0f}")
    if any(result.failed or not (result.passed or result.not_applicable) for _, result, _ in table):
        sys.exit(1)


if __name__ == "__main__":
    main()
