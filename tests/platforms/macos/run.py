"""Builds the library for macOS on Linux, checks what can be checked without a Mac, and prints a table.

    python3 tests/platforms/macos/run.py

The library is built, not run: no program for macOS runs here. Everything that is built is kept in target/platforms for the next
run. Needs what packaging/platforms/macos/build.sh needs.
"""

import os
import pathlib
import re
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import figures  # noqa: E402

ROOT = HERE.parents[2]
BUILT = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")).resolve()
FOLDER = BUILT / "platforms/macos-universal"
OBJECTS = BUILT / "platforms/macos-examples"
PROCESSORS = ["aarch64", "x86_64"]


def ran(*command):
    print("+", *(str(part) for part in command), flush=True)
    return subprocess.run([str(part) for part in command]).returncode == 0


def tested(*command):
    """How many tests of a Python suite passed and failed."""
    done = subprocess.run([sys.executable, *map(str, command)], stderr=subprocess.PIPE, text=True)
    print(done.stderr, end="", flush=True)
    total = int(re.search(r"^Ran (\d+) tests?", done.stderr, re.M)[1])
    failed = sum(int(count) for count in re.findall(r"(?:failures|errors)=(\d+)", done.stderr))
    return [True] * (total - failed) + [False] * (failed or done.returncode != 0)


def files():
    return [ran(sys.executable, HERE / "check.py", FOLDER)]


def planted():
    return tested(HERE / "check_test.py", FOLDER)


def zig(*arguments):
    """Zig has the headers of macOS and of its C++ library. Without optimisation it adds a sanitizer."""
    return ran("python-zig", *arguments)


def c_examples():
    """Each C example is compiled as C99, and linked with the library for both processors."""
    results = []
    for processor in PROCESSORS:
        for source in sorted((ROOT / "examples/c").glob("*.c")):
            compiled = OBJECTS / f"{source.stem}-{processor}.o"
            results.append(
                zig("cc", "-target", f"{processor}-macos.11.0", "-std=c99", "-O2", "-Wall", "-Wextra", "-Wpedantic", "-Werror",
                    f"-I{ROOT / 'include'}", "-c", source, "-o", compiled)
                and ran(BUILT / f"platforms/{processor}-apple-darwin-linker", compiled, FOLDER / "libconvai.dylib", "-o",
                        compiled.with_suffix(""))
                and loads(compiled.with_suffix("")))
    return results


def static_examples():
    """The same with the static library and the frameworks that it needs."""
    frameworks = [part for name in ("Security", "SystemConfiguration", "CoreFoundation") for part in ("-framework", name)]
    return [ran(BUILT / f"platforms/{processor}-apple-darwin-linker", OBJECTS / f"{source.stem}-{processor}.o",
                FOLDER / "libconvai.a", *frameworks, "-liconv", "-o", OBJECTS / f"{source.stem}-{processor}-static")
            for processor in PROCESSORS for source in sorted((ROOT / "examples/c").glob("*.c"))]


def loads(program):
    """Whether the program finds the library by the name that it has in an application."""
    return "@rpath/libconvai.dylib" in subprocess.run(["llvm-objdump", "--macho", "--dylibs-used", str(program)], check=True,
                                                      stdout=subprocess.PIPE, text=True).stdout


def cpp_examples():
    """The C++ examples are compiled. There is no C++ library to link them with."""
    return [zig("c++", "-target", f"{processor}-macos.11.0", "-std=c++17", "-O2", "-Wall", "-Wextra", "-Werror",
                f"-I{ROOT / 'include'}", f"-I{ROOT / 'bindings/cpp'}", "-c", source, "-o",
                OBJECTS / f"{source.stem}-cpp-{processor}.o")
            for processor in PROCESSORS for source in sorted((ROOT / "examples/cpp").glob("*.cpp"))]


SUITES = {"build": lambda: [ran("sh", ROOT / "packaging/platforms/macos/build.sh", FOLDER)], "files": files,
          "planted faults": planted, "C examples, linked": c_examples, "C examples, static": static_examples,
          "C++ examples, compiled": cpp_examples}


def main():
    tools = subprocess.run(["sh", str(ROOT / "packaging/platforms/tools.sh")], check=True, stdout=subprocess.PIPE, text=True).stdout.strip()
    subprocess.run(["sh", str(ROOT / "tests/install_tools.sh"), "clang:clang", "ld.lld:lld", "llvm-config:llvm"], check=True)
    llvm = subprocess.run(["llvm-config", "--bindir"], check=True, stdout=subprocess.PIPE, text=True).stdout.strip()
    os.environ["PATH"] = os.pathsep.join([tools, llvm, os.environ["PATH"]])
    for name in ("ZIG_GLOBAL_CACHE_DIR", "ZIG_LOCAL_CACHE_DIR"):
        os.environ[name] = str(BUILT / "platforms/zig")
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    OBJECTS.mkdir(parents=True, exist_ok=True)
    table = []
    for name, suite in SUITES.items():
        start = time.monotonic()
        results = suite()
        table.append((name, results, time.monotonic() - start))
        if name == "build" and not all(results):
            break
    print(f"\n{'macOS, built and not run':28}{'passed':>8}{'failed':>8}{'not applicable':>16}{'seconds':>9}")
    for name, results, seconds in table:
        print(f"{name:28}{results.count(True):8}{results.count(False):8}{0:16}{seconds:9.0f}")
    figures.show("macos", [("examples" if "examples" in name else "all", results.count(True), 0) for name, results, _ in table])
    sys.exit(not all(results and all(results) for _, results, _ in table))


if __name__ == "__main__":
    main()
