"""Cancelling, the cost of small calls, the library file, and a clean build."""

from __future__ import annotations

import os
import re
import resource
import shutil
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

from .results import OURS, Comparison, Figure, Section
from .tools import CORES, LIBRARY_COPY, OUT, ROOT, Server, Subject, note, run_client


def cancel(quick: bool) -> Section:
    section = Section(
        "cancel",
        "Cancelling",
        "One thread waits for a reply, and another cancels the call. Measured until the waiting thread returns, and "
        "until the server sees the connection close. The fastest, the 99th percentile and the slowest are those of all "
        "rounds. libcurl's easy interface is stopped from its progress callback, at an interval that libcurl chooses.",
    )
    counts = {OURS: 20 if quick else 40, "libcurl": 3}
    rounds = [
        {name: cancelled(name, program, counts[name]) for name, program in PROGRAMS.items()}
        for _ in range(2 if quick else 7)
    ]
    for at, title in enumerate(("until the waiting thread returns", "until the connection is closed")):
        times = {name: [statistics.median(one[name][at]) for one in rounds] for name in PROGRAMS}
        section.comparisons.append(Comparison(f"{title}, median", "µs", times))
        every = sorted(time for one in rounds for time in one[OURS][at])
        section.figures.append(Figure(f"{title}, the fastest", every[0], "µs"))
        section.figures.append(Figure(f"{title}, 99th percentile", every[len(every) * 99 // 100], "µs"))
        section.figures.append(Figure(f"{title}, the slowest", every[-1], "µs"))
    return section


#: The programs that cancel.
PROGRAMS = {OURS: "cancel", "libcurl": "cancel_libcurl"}


def cancelled(name: str, program: str, count: int) -> tuple[list[float], list[float]]:
    """The microseconds from each cancellation until the waiting thread returned, and until the connection was closed."""
    note(f"cancel: {name}")
    with Server() as server:
        url = f"{server.url}/hold"
        pairs = run_client(Subject(name, (str(OUT / program),)), count, url, cores=set(CORES))
        ends = all_closed(server, len(pairs))
    released = [(after - at) / 1e3 for at, after in pairs]
    return released, [(end - at) / 1e3 for end, (at, _) in zip(ends, pairs)]


def all_closed(server: Server, count: int) -> list[int]:
    """The times at which the server saw each connection close. Waits for the last one."""
    for _ in range(100):
        ends = server.ask("closed")
        assert isinstance(ends, list)
        if len(ends) >= count:
            return ends
        time.sleep(0.05)
    raise SystemExit(f"{len(ends)} of {count} cancelled connections were closed")


def handles(quick: bool) -> Section:
    note("handles")
    section = Section(
        "handles",
        "Small calls",
        "Processor time of calls that do almost no work of their own. Every function catches panics and looks its "
        "handle up in a table.",
    )
    with Server() as server:
        rounds = [
            run_client(Subject("handles", (str(OUT / "handles"),)), server.url, cores={CORES[0]})
            for _ in range(2 if quick else 5)
        ]
    section.figures = [Figure(name, [one[name] for one in rounds], "ns") for name in rounds[0]]
    return section


def artefact(quick: bool) -> Section:
    note("file")
    section = Section("file", "The file", "The shared library from `make library`, stripped.")
    with tempfile.TemporaryDirectory(dir=OUT) as folder:
        stripped = Path(folder) / "libconvai.so"
        subprocess.run(["strip", "-o", stripped, LIBRARY_COPY], check=True)
        size = stripped.stat().st_size
    dynamic = subprocess.run(["readelf", "-d", LIBRARY_COPY], stdout=subprocess.PIPE, check=True, text=True).stdout
    needed = re.findall(r"NEEDED.*\[(.*)\]", dynamic)
    section.figures = [
        Figure("size", size / 1e6, "MB", 3.2),
        Figure("needed libraries", ", ".join(f"`{name}`" for name in needed)),
    ]
    return section


def build(quick: bool) -> Section:
    """A build without any earlier products, but with the crates downloaded. Takes minutes, so only on request."""
    note("build: this takes some minutes")
    section = Section(
        "build",
        "A clean build",
        "`make library` without any earlier build products. The crates are downloaded already.",
    )
    cargo = os.environ.get("CARGO", "cargo")
    target = OUT / "build"
    shutil.rmtree(target, ignore_errors=True)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [cargo, "rustc", "--release", "--lib", "--crate-type", "cdylib,staticlib", "--locked"]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "CARGO_TARGET_DIR": str(target)}, stderr=subprocess.PIPE, text=True
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    shutil.rmtree(target, ignore_errors=True)
    if done.returncode:
        raise SystemExit(done.stderr)
    tree = subprocess.run(
        [cargo, "tree", "--edges", "normal", "--prefix", "none", "--package", "convai", "--locked"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    ).stdout
    linked = {" ".join(line.split()[:2]) for line in tree.splitlines() if line.strip()}
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    section.figures = [
        Figure("processor time", cpu, "s"),
        Figure(
            "crates compiled, including those of the build script",
            len(re.findall(r"^\s*Compiling ", done.stderr, re.MULTILINE)),
        ),
        Figure("crates in the library, including its own", len(linked)),
    ]
    return section
