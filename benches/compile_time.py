#!/usr/bin/env python3
"""How long a compiler takes for convai.hpp, beside <string> and the headers that one opts into.

    benches/compile_time.py [ROUNDS]     prints a table; fails where convai.hpp exceeds its limit

The headers are compiled in alternating rounds (15), and the ratio to <string> is taken within each round, so that the load
of the machine cancels out. The limit is on the median of the ratios: LIMIT times <string>.
"""
import resource
import shutil
import statistics
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LIMIT = 1.15
HEADERS = ("string", "string_view", "chrono", "convai.hpp", "convai/chrono.hpp", "convai/error_code.hpp", "convai/format.hpp",
           "convai/future.hpp", "convai/coroutine.hpp")


def seconds(compiler: str, standard: str, header: str) -> float:
    """The processor time of the compiler for one header; 0 where the compiler does not support the header."""
    command = [compiler, f"-std=c++{standard}", "-fsyntax-only", f"-I{ROOT / 'include'}", f"-I{ROOT / 'bindings/cpp'}", "-x", "c++", "-"]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run = subprocess.run(command, input=f"#include <{header}>\n", text=True, stderr=subprocess.PIPE, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if run.returncode != 0:
        if "needs coroutines" in run.stderr:
            return 0.0
        sys.exit(run.stderr)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def measure(compiler: str, standard: str, rounds: int) -> bool:
    times: dict[str, list[float]] = {header: [] for header in HEADERS}
    for _ in range(rounds):
        for header in HEADERS:
            times[header].append(seconds(compiler, standard, header))
    print(f"\n{compiler} -std=c++{standard}, {rounds} rounds\n\n| header | median | ratio to `<string>` |\n|---|--:|--:|")
    for header in HEADERS:
        if not any(times[header]):
            continue
        ratio = statistics.median(own / string for own, string in zip(times[header], times["string"]))
        print(f"| `{header}` | {statistics.median(times[header]) * 1000:.0f} ms | {ratio:.2f} |")
        if header == "convai.hpp":
            core = ratio
    if core > LIMIT:
        print(f"convai.hpp exceeds its limit, {LIMIT} times <string>", file=sys.stderr)
    return core <= LIMIT


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    compilers = [each for each in ("g++", "clang++") if shutil.which(each)]
    results = [measure(compiler, standard, rounds) for compiler in compilers for standard in ("17", "20")]
    sys.exit(0 if results and all(results) else "failed")


if __name__ == "__main__":
    main()
