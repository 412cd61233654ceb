"""From the start of a process to its first reply."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time

from .results import OURS, Comparison, Figure, Section, Target
from .tools import BENCHES, CORES, LIBRARY_COPY, OUT, Server, environment, note, pinned, python_environment

SAMPLE = "documentation's Python sample"


def measure(quick: bool) -> Section:
    section = Section(
        "cold",
        "Cold start",
        "A program starts, creates a client, makes one text turn and ends. The library is stripped and in the system's "
        "file cache. `convai_client_new` for HTTPS is measured with the service's address, without a connection.",
    )
    times: dict[str, list[float]] = {}
    cpu: dict[str, list[float]] = {}
    steps: list[dict[str, float]] = []
    with Server() as server:
        server.pin(CORES[0])
        url = f"{server.url}/text"
        for number in range(5 if quick else 15):
            note(f"cold: round {number + 1}")
            for name, command in programs(url).items():
                wall, used = whole_process_ms(command)
                times.setdefault(name, []).append(wall)
                cpu.setdefault(name, []).append(used)
            steps.append(json.loads(run([str(OUT / "cold"), str(LIBRARY_COPY), url])))
    section.comparisons = [
        Comparison("whole process", "ms", times, [Target(SAMPLE, 0.1)], drawn=True),
        Comparison("processor time of the whole process", "ms", cpu, [Target(SAMPLE, 0.1)]),
    ]

    def each(step: str) -> list[float]:
        return [one[step] / 1e6 for one in steps]

    section.figures = [
        Figure("loading the library", each("load"), "ms"),
        Figure("`convai_client_new`, the first", each("new"), "ms", 0.3),
        Figure("the first reply", each("first_reply"), "ms"),
        Figure("`convai_client_new` for HTTPS, the first", each("new_tls"), "ms", 0.3),
        Figure("`convai_client_new` for HTTPS, later ones", each("new_warm"), "ms", 0.3),
    ]
    return section


def programs(url: str) -> dict[str, list[str]]:
    python = str(BENCHES / "python")
    return {
        OURS: [str(OUT / "convai"), "text", url, "1", "0"],
        "libcurl": [str(OUT / "libcurl"), "text", url, "1", "0"],
        "reqwest::blocking": [str(OUT / "rust" / "release" / "reqwest_blocking"), "text", url, "1", "0"],
        "convai for Python": [sys.executable, f"{python}/wrapper.py", url],
        SAMPLE: [sys.executable, f"{python}/sample.py", url],
        "Python alone": [sys.executable, "-c", "pass"],
    }


def run(command: list[str]) -> str:
    settings = environment(python_environment())
    done = subprocess.run(
        command, env=settings, preexec_fn=pinned({CORES[0]}), stdout=subprocess.PIPE, check=True, text=True
    )
    return done.stdout


def whole_process_ms(command: list[str]) -> tuple[float, float]:
    """The duration of a process and its processor time."""
    settings = environment(python_environment())
    start = time.perf_counter()
    actions = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {CORES[0]})
    try:
        child = os.posix_spawn(command[0], command, settings, file_actions=actions)
        _, status, usage = os.wait4(child, 0)
    finally:
        os.sched_setaffinity(0, before)
    if status:
        raise SystemExit(f"{command[0]} ended with {status}")
    return (time.perf_counter() - start) * 1e3, (usage.ru_utime + usage.ru_stime) * 1e3
