"""Runs every suite of Windows x86-64 on Linux, under Wine, and prints how many tests passed, failed and do not apply.

    python3 tests/platforms/windows/run.py [SUITE...]

Without arguments it runs all suites, which `python3 run.py --list` names. `c` are the suites of the C ABI, `c/operations` is one of
them. Everything that is built or prepared is kept for the next run: see setup.sh.
"""

import pathlib
import re
import subprocess
import sys
import time

import suite_csharp
import suite_python
from harness import HERE, ROOT, TARGET, Held, Result, counted, left_out, not_applicable, prepared_environment


def checked(commands, environment):
    """Runs commands, each of which is one test."""
    result = Result()
    for command in commands:
        done = subprocess.run(command, env=environment)
        result.passed += done.returncode == 0
        result.failed += done.returncode != 0
    return result


def run_files(environment):
    """The DLL and its import libraries, and that the check of them notices what is wrong."""
    folder = str(pathlib.Path(environment["CONVAI_LIBRARY"]).parent)
    checks = ["check_dll.py", "check_dll_test.py"]
    return checked([[sys.executable, str(HERE / check), folder] for check in checks], environment)


def run_msvc(environment):
    """The header and the import library for users of MSVC."""
    folder = str(pathlib.Path(environment["CONVAI_LIBRARY"]).parent)
    return counted(["sh", str(HERE / "msvc.sh"), folder], environment, pattern=r"(\d+) passed, (\d+) failed")


def c_suites():
    return sorted(path.stem for path in (ROOT / "tests").glob("*.rs"))


def tests_of(suite, environment):
    listed = subprocess.run(["cargo", "test", "-q", "-p", "convai", "--test", suite, "--", "--list"], check=True, cwd=ROOT,
                            env=environment, stdout=subprocess.PIPE, text=True).stdout
    return [line[:-len(": test")] for line in listed.splitlines() if line.endswith(": test")]


def run_c_suite(suite, environment):
    """The Rust side runs on this machine, and starts the C programs under Wine."""
    names = tests_of(suite, environment)
    skipped = left_out(suite, names)
    if len(skipped) == len(names):
        return Result(not_applicable=len(names))
    arguments = ["--exact"] + [part for name in skipped for part in ("--skip", name)]
    command = ["cargo", "test", "-q", "-p", "convai", "--test", suite, "--"]
    result = counted(command + arguments, environment, len(skipped))
    if result.passed + result.failed + len(skipped) < len(names):
        print(f"{suite}: of {len(names)} tests {result.passed + result.failed} ran and {len(skipped)} do not apply")
        result.failed += 1
    return result


def run_unit_tests(environment):
    return counted(["cargo", "test", "-q", "-p", "convai", "--lib", "--target", TARGET], environment)


# A thousand players take minutes: for each event, Wine looks at all connections.
PLAYERS = "200"


def run_emulator(environment):
    """All tests of the emulator, with everything that the program has."""
    command = ["cargo", "test", "-q", "-p", "convai-emulator", "--features", "full", "--tests", "--target", TARGET, "--"]
    listed = subprocess.run(command + ["--list"], check=True, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True).stdout
    skipped = left_out("emulator", re.findall(r"^(\S+): test", listed, re.M))
    arguments = ["--exact"] + [part for name in skipped for part in ("--skip", name)]
    return counted(command + arguments, dict(environment, CONVAI_EMULATOR_PLAYERS=PLAYERS), len(skipped))


def run_cpp(environment):
    """The C++ wrapper, with g++ of MinGW. A test case that does not run on Windows is not compiled there."""
    sources = {path.stem: path.read_text() for path in (ROOT / "bindings" / "cpp" / "tests").glob("*.cpp")}
    cases = {stem: re.findall(r'^TEST_CASE\w*\(.*?"(.*)"\)', source, re.M) for stem, source in sources.items()}
    names = sum(cases.values(), [])
    missing = len(left_out("cpp", names))
    lines = []
    result = counted(["sh", str(HERE / "cpp.sh")], environment, missing, r"(\d+) passed, (\d+) failed", lines)
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


def suites():
    """All suites: their names, and functions from the environment to a Result."""
    found = {"files": run_files, "msvc": run_msvc}
    for suite in c_suites():
        found[f"c/{suite}"] = lambda environment, suite=suite: run_c_suite(suite, environment)
    found.update({"unit": run_unit_tests, "emulator": run_emulator, "cpp": run_cpp})
    python_tests = [test for suite, test, _ in not_applicable() if suite == "python"]
    found["python"] = lambda environment: Result(*suite_python.run(environment, python_tests))
    found["csharp"] = lambda environment: Result(*suite_csharp.run(environment))
    return found


def main():
    wanted = sys.argv[1:]
    if wanted == ["--list"]:
        print("\n".join(suites()))
        return
    unknown = {suite for suite, _, _ in not_applicable()} - {name.split("/")[-1] for name in suites()}
    if unknown:
        sys.exit(f"not_applicable.txt: there are no suites {sorted(unknown)}")
    chosen = [(name, run) for name, run in suites().items() if not wanted or name in wanted or name.split("/")[0] in wanted]
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
