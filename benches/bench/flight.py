"""Many requests in flight: threads and memory."""

from __future__ import annotations

import os
import re
import resource
import subprocess
import time
from pathlib import Path

from .results import OURS, Comparison, Figure, Section, Table
from .tables import SPREAD, measured
from .tools import CORES, OUT, Server, environment, note, pinned

COUNTS = (1, 64, 256, 1000)
SUBJECTS = {
    OURS: OUT / "flight",
    "libcurl, a thread each": OUT / "flight_libcurl",
    "reqwest, a thread each": OUT / "rust" / "release" / "flight_reqwest",
}


def measure(quick: bool) -> Section:
    section = Section(
        "flight",
        "1, 64, 256 and 1,000 requests in flight",
        "The server holds all requests until all have arrived. Then the threads and the memory of the client process "
        "are read. The main thread is not counted. Memory per request is the growth of the process from one request to "
        "N, divided by N - 1.",
    )
    # Each request needs a file descriptor in the client and one in the server.
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    seen: dict[str, list[list[dict[str, float]]]] = {name: [] for name in SUBJECTS}
    with Server() as server:
        for number in range(2 if quick else 7):
            note(f"flight: round {number + 1}")
            for name, program in SUBJECTS.items():
                seen[name].append([look_at(server, program, count) for count in COUNTS])
    columns = [f"threads, and memory per request, {SPREAD}", *(f"{count:,} in flight" for count in COUNTS)]
    rows: list[list[float | str]] = [
        [name, *(cell(rounds, at) for at in range(len(COUNTS)))] for name, rounds in seen.items()
    ]
    section.tables = [Table(columns, rows)]
    memory = {name: [per_request(looks, -1) for looks in rounds] for name, rounds in seen.items()}
    cpu = {name: [looks[-1]["cpu_us"] / COUNTS[-1] for looks in rounds] for name, rounds in seen.items()}
    section.comparisons = [
        Comparison("memory per request, 1,000 in flight", "KB", memory, drawn=True),
        Comparison("processor time per request, 1,000 in flight", "µs", cpu, drawn=True),
    ]
    section.figures = [
        Figure(f"threads beside the main thread, 256 in flight, {name}", most_threads(rounds, COUNTS.index(256)))
        for name, rounds in seen.items()
    ]
    most = max(most_threads(seen[OURS], at) for at in range(len(COUNTS)))
    section.figures.append(Figure("threads of the library, maximum", most, "", 2))
    return section


def per_request(looks: list[dict[str, float]], at: int) -> float:
    return (looks[at]["rss_kb"] - looks[0]["rss_kb"]) / (COUNTS[at] - COUNTS[0])


def most_threads(rounds: list[list[dict[str, float]]], at: int) -> float:
    return max(looks[at]["threads"] for looks in rounds)


def cell(rounds: list[list[dict[str, float]]], at: int) -> str:
    threads = f"{most_threads(rounds, at):,}"
    return f"{threads}; {measured([per_request(looks, at) for looks in rounds], 'KB')}" if at else threads


def look_at(server: Server, program: Path, count: int) -> dict[str, float]:
    process = subprocess.Popen(
        [program, str(count), f"{server.url}/hold"],
        env=environment(),
        stdout=subprocess.DEVNULL,
        preexec_fn=pinned({CORES[0]}),
    )
    while server.ask("waiting") != count:
        time.sleep(0.05)
        if process.poll() is not None:
            raise SystemExit(f"{program.name} ended with {process.returncode}")
    status = Path(f"/proc/{process.pid}/status").read_text()
    server.ask("release")
    _, code, usage = os.wait4(process.pid, 0)
    process.returncode = code
    if code:
        raise SystemExit(f"{program.name} ended with {code}")

    def value(name: str) -> int:
        found = re.search(rf"^{name}:\s+(\d+)", status, re.MULTILINE)
        assert found
        return int(found.group(1))

    cpu = (usage.ru_utime + usage.ru_stime) * 1e6
    return {"threads": value("Threads") - 1, "rss_kb": value("VmRSS"), "cpu_us": cpu}
