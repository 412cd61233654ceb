"""What the runners of other systems share: they run suites with programs of the system, count the results, and print a table.

The folder of a system has a runner, `run.py`, and the list of the tests that do not apply, `not_applicable.txt`. In the suites of
the C ABI, the Rust side and the emulator run on this machine. They start the C programs of the system by
CONVAI_TEST_LAUNCHER.
"""

import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import time

import figures

ROOT = pathlib.Path(__file__).resolve().parents[2]

# What the machine, or a target of the Makefile, would change in a test.
DROPPED = ["CC", "CXX", "DISPLAY", "LD_PRELOAD", "CONVAI_FIGURES", "CONVAI_TEST_RUNNER", "CONVAI_TEST_CFLAGS"]

# In seconds. Ends a suite that hangs.
LIMIT = 1800

# Tests in Rust that are compiled for another system. With debug information, linking them takes twice as long.
WITHOUT_DEBUG_INFO = {"CARGO_PROFILE_DEV_DEBUG": "0"}


class Result:
    def __init__(self, passed=0, failed=0, not_applicable=0):
        self.passed, self.failed, self.not_applicable = passed, failed, not_applicable


def clean_environment():
    return {name: value for name, value in os.environ.items() if name not in DROPPED}


def checked(commands, environment):
    """Runs commands, each of which is one test."""
    result = Result()
    for command in commands:
        print("+", *command, flush=True)
        done = subprocess.run(command, cwd=ROOT, env=environment)
        result.passed += done.returncode == 0
        result.failed += done.returncode != 0
    return result


def counted(command, environment, not_applicable=0, pattern=r"test result: .* (\d+) passed; (\d+) failed;", lines=None):
    """Runs a command, shows its output, and adds up the results in it, which are those of cargo by default. Adds its lines to
    `lines`, if given."""
    lines = [] if lines is None else lines
    print("+", *command, flush=True)
    # A process group of its own, which `timeout` ends as a whole.
    process = subprocess.Popen(["timeout", "--kill-after=10", str(LIMIT), *command], cwd=ROOT, env=environment,
                               stdout=subprocess.PIPE, text=True, errors="replace")
    result = Result(not_applicable=not_applicable)
    try:
        for line in process.stdout:
            print(line, end="", flush=True)
            lines.append(line)
            found = re.match(pattern, line)
            if found:
                result.passed += int(found[1])
                result.failed += int(found[2])
    except BaseException:
        process.terminate()
        raise
    if process.wait() != 0:
        print(f"exit status {process.returncode}" + (f": it did not end within {LIMIT} seconds" if process.returncode == 124 else ""))
        result.failed = result.failed or 1
    return result


def run_unit_tests(target, environment):
    """The library's unit tests, compiled for the system. Cargo's runner of the target starts them."""
    return counted(["cargo", "test", "-q", "-p", "convai-core", "-p", "convai-audio", "--lib", "--target", target],
                   dict(environment, **WITHOUT_DEBUG_INFO))


class NotApplicable:
    """The rows of not_applicable.txt: the suite, the tests whose names begin with this (or * for the suite), a file and a word
    in it that shows why, and the reason. A wrong row ends the program."""

    def __init__(self, file):
        self.file = file
        self.rows = []
        for line in file.read_text().splitlines():
            if line and not line.startswith("#"):
                suite, test, evidence, reason = (part.strip() for part in line.split("|"))
                source, word = evidence.split(": ", 1)
                if word not in (ROOT / source).read_text():
                    sys.exit(f"{file}: {suite} {test}: {source} does not contain {word!r}")
                if not reason:
                    sys.exit(f"{file}: {suite} {test}: there is no reason")
                self.rows.append((suite, test))

    def tests(self, suite):
        return [test for row, test in self.rows if row == suite]

    def among(self, suite, names):
        """Those of the names of tests that do not apply. Each row has to name at least one."""
        found = []
        for test in self.tests(suite):
            matching = [name for name in names if test == "*" or name.startswith(test)]
            if not matching:
                sys.exit(f"{self.file}: {suite} has no test {test}")
            found += matching
        return found


def run_cpp(script, not_applicable, environment):
    """The C++ wrapper. A test case that does not run on the system is not compiled there."""
    sources = {path.stem: path.read_text() for path in (ROOT / "bindings" / "cpp" / "tests").glob("*.cpp")}
    cases = {stem: re.findall(r'^TEST_CASE\w*\(.*?"(.*)"\)', source, re.M) for stem, source in sources.items()}
    names = sum(cases.values(), [])
    missing = len(not_applicable.among("cpp", names))
    lines = []
    result = counted(["sh", str(script)], environment, missing, r"(\d+) passed, (\d+) failed", lines)
    ran = sum(int(count) for count in re.findall(r"^ok: .*: (\d+) test cases$", "".join(lines), re.M))
    # The compiler may lack std::format.
    left = [line for line in lines if line.startswith("not run here: ")]
    if any(line.startswith("not run here: std::format") for line in left):
        missing += len(cases["formats"])
    result.not_applicable = missing + sum("the sample" in line for line in left)
    if ran + missing != len(names):
        print(f"cpp: of {len(names)} test cases {ran} ran and {missing} do not apply")
        result.failed += not result.failed
    return result


def c_suites():
    return sorted(path.stem for path in (ROOT / "tests").glob("*.rs"))


class CSuites:
    """The suites of the C ABI, which are built together when the first one runs."""

    def __init__(self, not_applicable):
        self.not_applicable = not_applicable
        self.wanted = c_suites()
        self.programs = {}

    def suites(self):
        return {f"c/{suite}": lambda environment, suite=suite: self.run(suite, environment) for suite in c_suites()}

    def build(self, environment):
        command = ["cargo", "test", "-q", "--workspace", "--no-run", "--message-format=json-render-diagnostics"]
        for suite in self.wanted:
            command += ["--test", suite]
        built = subprocess.run(command, check=True, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True).stdout
        for line in built.splitlines():
            message = json.loads(line)
            if message["reason"] == "compiler-artifact" and message["target"]["kind"] == ["test"]:
                self.programs[message["target"]["name"]] = message["executable"]

    def run(self, suite, environment):
        if not self.programs:
            self.build(environment)
        listed = subprocess.run([self.programs[suite], "--list"], check=True, cwd=ROOT, env=environment, stdout=subprocess.PIPE,
                                text=True).stdout
        names = re.findall(r"^(\S+): test$", listed, re.M)
        skipped = self.not_applicable.among(suite, names)
        if len(skipped) == len(names):
            return Result(not_applicable=len(names))
        lines = []
        with tempfile.NamedTemporaryFile("r") as record:
            command = [self.programs[suite], "--exact"]
            command += [part for name in skipped for part in ("--skip", name)]
            result = counted(command, dict(environment, CONVAI_TEST_RECORD=record.name), len(skipped), lines=lines)
            of_the_system = set(record.read().splitlines())
        if result.passed + result.failed + len(skipped) < len(names):
            print(f"{suite}: of {len(names)} tests {result.passed + result.failed} ran and {len(skipped)} do not apply")
            result.failed += 1
        passed = re.findall(r"^test (\S+)(?: - should panic)? \.\.\. ok$", "".join(lines), re.M)
        for name in passed:
            if name not in of_the_system:
                print(f"{suite}: {name} does not apply: it uses no file and no program of the system")
                result.passed -= 1
                result.not_applicable += 1
        return result


def print_table(title, table):
    """Prints a row for each suite: its name, its Result and its time."""
    print(f"\n{title:28}{'passed':>8}{'failed':>8}{'not applicable':>16}{'seconds':>9}")
    for name, result, seconds in table:
        print(f"{name:28}{result.passed:8}{result.failed:8}{result.not_applicable:16}{seconds:9.0f}")
    if len(table) > 1:
        sums = [sum(getattr(result, kind) for _, result, _ in table) for kind in ("passed", "failed", "not_applicable")]
        print(f"{'all':28}{sums[0]:8}{sums[1]:8}{sums[2]:16}{sum(seconds for _, _, seconds in table):9.0f}")


def main(title, platform, suites, c, prepared):
    """Runs the suites that the arguments name and prints the table; without arguments all, and the figures of the platform too.
    `suites` are names, and functions from the environment to a Result. `prepared` returns a context with the environment."""
    wanted = sys.argv[1:]
    if wanted == ["--list"]:
        print("\n".join(suites))
        return
    unknown = {suite for suite, _ in c.not_applicable.rows} - {name.split("/")[-1] for name in suites}
    if unknown:
        sys.exit(f"{c.not_applicable.file}: there are no suites {sorted(unknown)}")
    chosen = [name for name in suites if not wanted or name in wanted or name.split("/")[0] in wanted]
    if not chosen:
        sys.exit("there is no such suite: --list prints the names")
    c.wanted = [name[len("c/"):] for name in chosen if name.startswith("c/")]
    # So that what runs is ended, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended by a signal"))
    table = []
    with prepared() as environment:
        for name in chosen:
            start = time.monotonic()
            table.append((name, suites[name](environment), time.monotonic() - start))
    print_table(title, table)
    if not wanted:
        figures.show(platform, [(name, result.passed, result.not_applicable) for name, result, _ in table])
    if any(result.failed or not (result.passed or result.not_applicable) for _, result, _ in table):
        sys.exit(1)
