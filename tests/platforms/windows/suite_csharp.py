"""The suite of the C# wrapper on CoreCLR for Windows, under Wine.

The wrapper is an assembly of its own, with the native convai.dll beside it. Mono's compiler compiles it on this machine, against
the assemblies of the Windows runtime. Then the tests, the samples of the README and the examples run.
"""

import re
import shlex
import shutil
import subprocess

import downloads
from downloads import windows_path
from suites import LIMIT

CSHARP = downloads.ROOT / "bindings/csharp"
CORE = downloads.ROOT / "bindings/unity/com.convai.native/Runtime/Core"


class Count:
    """Runs commands, shows their output, and counts its lines "ok", "FAIL" and "n/a"."""

    def __init__(self):
        self.passed = self.failed = self.not_applicable = 0

    def run(self, name, command, folder, environment, counts=True):
        print("+", name, flush=True)
        failed_before = self.failed
        # Wine needs a pipe for standard input and output.
        process = subprocess.Popen(["timeout", str(LIMIT), *map(str, command)], cwd=folder, env=environment, text=True, errors="replace",
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        process.stdin.close()
        for line in process.stdout:
            print(line, end="", flush=True)
            found = re.match(r"(ok  |FAIL|n/a ) ", line)
            if found:
                self.passed += found[1] == "ok  "
                self.failed += found[1] == "FAIL"
                self.not_applicable += found[1] == "n/a "
        if process.wait() != 0 and self.failed == failed_before:
            print(f"FAIL {name}: exit status {process.returncode}")
            self.failed += 1
        elif not counts:
            self.passed += self.failed == failed_before


def run(environment):
    """Runs the suite. Returns how many tests passed, failed and do not apply."""
    subprocess.run(["sh", str(downloads.ROOT / "tests/install_tools.sh"), "mcs:mono-mcs"], check=True)
    dotnet = downloads.dotnet()
    framework = dotnet / "shared/Microsoft.NETCore.App/3.1.23"
    build = downloads.BUILT / "windows-csharp"
    shutil.rmtree(build, ignore_errors=True)
    build.mkdir(parents=True)
    shutil.copy(environment["CONVAI_LIBRARY"], build / "convai.dll")
    shutil.copy(CSHARP / "tests/coreclr.json", build / "ConvaiNative.CoreTests.runtimeconfig.json")

    downloads.other_libraries(build / "others")

    environment = {name: value for name, value in environment.items() if name not in downloads.DROPPED}
    compiler = ["sh", CSHARP / "tests/coreclr.sh", framework]
    runtime = [environment["WINE"], dotnet / "dotnet.exe", "exec"]
    own, tests = build / "ConvaiNative.dll", build / "ConvaiNative.CoreTests.dll"
    count = Count()
    count.run("compile the wrapper", [*compiler, "-target:library", "-unsafe", "-optimize", f"-out:{own}", *sorted(CORE.glob("*.cs"))],
              build, environment, counts=False)
    count.run("compile the tests", [*compiler, "-unsafe", "-optimize", "-nowarn:1591", f"-r:{own}", f"-out:{tests}",
                                    *sorted((CSHARP / "tests").glob("*.cs"))], build, environment, counts=False)
    if not count.failed:
        windows = {**environment, "CONVAI_EMULATOR": windows_path(environment["CONVAI_EMULATOR"]),
                   "CONVAI_TEST_OTHER_LIBRARIES": windows_path(build / "others"),
                   "CONVAI_QUESTION": windows_path(downloads.ROOT / "examples/audio/question.wav")}
        count.run("tests", [*runtime, tests.name], build, windows)
        console = ["python3", downloads.HERE / "with_console.py", *runtime[1:], "--runtimeconfig", CSHARP / "tests/coreclr.json"]
        programs = {**environment, "CONVAI_TEST_LAUNCHER": environment["WINE"], "CONVAI_TEST_COMPILER": shlex.join(map(str, compiler)),
                    "CONVAI_TEST_RUNTIME": shlex.join(map(str, console)),
                    "CONVAI_TEST_DETACHED": shlex.join(map(str, [*runtime, "--runtimeconfig", CSHARP / "tests/coreclr.json"])), "CONVAI_TEST_INPUT": "cp437"}
        count.run("programs", ["python3", CSHARP / "tests/programs.py", build], build, programs)
    return count.passed, count.failed, count.not_applicable
