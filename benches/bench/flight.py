"""Many requests in flight: threads and memory."""

from __future__ import annotations

import os
import re
import resource
import subprocess
import time
from pathlib import Path

from .results import OURS, Comparison, Figure, Section, Table
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
    with Server() as server:
        seen = {name: [look_at(server, program, count) for count in COUNTS] for name, program in SUBJECTS.items()}
    columns = ["threads and memory per request", *(f"{count:,} in flight" for count in COUNTS)]
    rows: list[list[float | str]] = [
        [name, *(cell(looks, at) for at in range(len(COUNTS)))] for name, looks in seen.items()
    ]
    section.tables = [Table(columns, rows)]
    memory = {name: [per_request(looks, -1)] for name, looks in seen.items()}
    cpu = {name: [looks[-1]["cpu_us"] / COUNTS[-1]] for name, looks in seen.items()}
    section.comparisons = [
        Comparison("memory per request, 1,000 in flight", "KB", memory, drawn=True),
        Comparison("processor time per request, 1,000 in flight", "µs", cpu, drawn=True),
    ]
    section.figures = [Figure("threads of the library, maximum", max(one["threads"] for one in seen[OURS]), "", 2)]
    return section


def per_request(looks: list[dict[str, float]], at: int) -> float:
    return (looks[at]["rss_kb"] - looks[0]["rss_kb"]) / (COUNTS[at] - COUNTS[0])


def cell(looks: list[dict[str, float]], at: int) -> str:
    threads = f"{looks[at]['threads']:,}"
    return f"{threads}; {per_request(looks, at):.0f} KB" if at else threads


def look_at(server: Server, program: Path, count: int) -> dict[str, float]:
    note(f"flight: {count} of {program.name}")
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
