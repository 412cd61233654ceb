"""Processes: the server, the clients, and the cores that they run on. Linux only."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
BENCHES = ROOT / "benches"
OUT = ROOT / "target" / "bench"
#: The copy that run.sh makes, so that a build during a run does not change what is measured.
LIBRARY_COPY = OUT / "library" / "libconvai.so.1"
CORES = sorted(os.sched_getaffinity(0))
#: Removed from the environment: all requests go to the server on this machine.
PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


@dataclass(frozen=True)
class Subject:
    """A program that runs the workloads, and roughly how many times slower it is than the programs in C."""

    name: str
    command: tuple[str, ...]
    slowness: int = 1
    environment: tuple[tuple[str, str], ...] = field(default=())


def python_client(client: str) -> Subject:
    command = (sys.executable, str(BENCHES / "python" / "clients.py"), client)
    return Subject(f"Python {client.replace('_', ' ')}", command, slowness=10, environment=python_environment())


def python_environment() -> tuple[tuple[str, str], ...]:
    return (("PYTHONPATH", str(ROOT / "bindings" / "python" / "src")), ("CONVAI_LIBRARY", str(LIBRARY_COPY)))


def environment(extra: tuple[tuple[str, str], ...] = ()) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name.lower() not in PROXIES}
    kept["LD_LIBRARY_PATH"] = str(OUT / "library")
    return {**kept, **dict(extra)}


class Server:
    """The server process, which can be pinned to a core."""

    def __init__(self) -> None:
        program = OUT / "rust" / "release" / "server"
        self.process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout
        self.url = self.process.stdout.readline().strip()

    def pin(self, core: int) -> None:
        os.sched_setaffinity(self.process.pid, {core})

    def ask(self, path: str) -> object:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(f"{self.url}/{path}") as reply:
            return json.load(reply)

    def cost(self) -> tuple[int, int]:
        """The server's processor time in nanoseconds, and the number of requests it has answered."""
        cost = self.ask("cost")
        assert isinstance(cost, list)
        return cost[0], cost[1]

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_: object) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait()


SPIN = """
import os, sys
os.sched_setaffinity(0, {int(sys.argv[1])})
os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
print(flush=True)
while os.getppid() == int(sys.argv[2]):
    for _ in range(1_000_000):
        pass
"""


@contextlib.contextmanager
def awake(cores: list[int]) -> Iterator[None]:
    """Keeps cores from halting, with idle-priority processes that spin."""
    spinners = [
        subprocess.Popen([sys.executable, "-c", SPIN, str(core), str(os.getpid())], stdout=subprocess.PIPE)
        for core in cores
    ]
    for spinner in spinners:
        assert spinner.stdout
        spinner.stdout.readline()
    try:
        yield
    finally:
        for spinner in spinners:
            spinner.send_signal(signal.SIGTERM)
            spinner.wait()


def pinned(cores: set[int]):
    return lambda: os.sched_setaffinity(0, cores)


def run_client(subject: Subject, *arguments: object, cores: set[int], extra: tuple[tuple[str, str], ...] = ()) -> Any:
    """Runs a client to its end and parses the JSON line that it prints."""
    done = subprocess.run(
        [*subject.command, *map(str, arguments)],
        env=environment((*subject.environment, *extra)),
        preexec_fn=pinned(cores),
        stdout=subprocess.PIPE,
        text=True,
    )
    if done.returncode:
        raise SystemExit(f"{subject.name} {arguments} ended with {done.returncode}")
    return json.loads(done.stdout.splitlines()[-1])


def instructions(subject: Subject, workload: str, url: str, calls: list[int]) -> list[float]:
    """Instructions per call: the differences between runs with more and more calls."""

    def count(calls: int) -> int:
        valgrind = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", "--fair-sched=yes"]
        command = [*valgrind, *subject.command, workload, url, str(calls), "0"]
        done = subprocess.run(
            command, env=environment(subject.environment), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        collected = re.search(r"Collected : (\d+)", done.stderr)
        if done.returncode or not collected:
            raise SystemExit(f"{subject.name} under callgrind ended with {done.returncode}: {done.stderr[-500:]}")
        return int(collected.group(1))

    counts = [count(number) for number in calls]
    return [
        (after - before) / (more - fewer)
        for fewer, more, before, after in zip(calls, calls[1:], counts, counts[1:])
    ]


def note(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
