"""Turns: a request is built and sent, and its reply read. Latency on one core and two, processor time, instructions."""

from __future__ import annotations

from dataclasses import dataclass

from .results import OURS, Comparison, Section, Target
from .tools import CORES, OUT, Server, Subject, awake, instructions, note, python_client, run_client

C_CONVAI = Subject(OURS, (str(OUT / "convai"),))
LIBCURL = Subject("libcurl", (str(OUT / "libcurl"),))
LIBCURL_URLENCODED = Subject("libcurl, URL-encoded", (str(OUT / "libcurl_urlencoded"),))
LIBCURL_READY = Subject("libcurl, file ready-made", LIBCURL.command)
REQWEST_READY = Subject("reqwest, file ready-made", (str(OUT / "rust" / "release" / "reqwest_blocking"),))
LIBCURL_SNDFILE = Subject("libcurl + libsndfile", (str(OUT / "libcurl_samples"),))
LIBCURL_SOXR = Subject("libcurl + soxr", (str(OUT / "libcurl_samples"),))
LIBCURL_OPENSSL = Subject("libcurl, OpenSSL's base64", (str(OUT / "libcurl_openssl"),))
REQWEST = Subject("reqwest::blocking", (str(OUT / "rust" / "release" / "reqwest_blocking"),))
REQWEST_SIMD = Subject("reqwest::blocking, base64-simd", REQWEST.command, environment=(("BENCH_BASE64_SIMD", "1"),))
FLOOR = Subject("bare socket", (str(OUT / "floor"),))
SAMPLE = python_client("requests")
SESSION = python_client("requests_session")
HTTPX = python_client("httpx")
PY_CONVAI = Subject("convai for Python", python_client("convai").command, 2, python_client("convai").environment)


@dataclass(frozen=True)
class Turn:
    """A workload: the clients, the number of calls in a round, and the targets."""

    key: str
    title: str
    about: str
    subjects: tuple[Subject, ...]
    calls: int
    route: str = "text"
    ours: str = OURS
    latency: tuple[Target, ...] = ()
    counts: tuple[Target, ...] = ()
    rounds: int = 7


PEERS_IN_C = (C_CONVAI, LIBCURL, REQWEST)
TURNS = {
    "text": Turn(
        "text",
        "A text turn",
        "A request with four fields and a reply of 211 bytes. This library sends the fields URL-encoded, like the "
        "Python sample in the service's documentation. libcurl and reqwest send them as multipart, like its "
        "other samples.",
        (*PEERS_IN_C, LIBCURL_URLENCODED, SAMPLE, FLOOR),
        2000,
        latency=(Target("libcurl", 0.9), Target(SAMPLE.name, 1 / 25)),
        counts=(Target("libcurl", 0.55), Target(SAMPLE.name, 1 / 25)),
    ),
    "form": Turn(
        "form",
        "A text turn, multipart on both sides",
        "The same turn with the flag `CONVAI_MULTIPART`.",
        PEERS_IN_C,
        2000,
    ),
    "spoken": Turn(
        "spoken",
        "A spoken turn: 200 KiB of WAV",
        "A request with a finished WAV file and a reply of 211 bytes.",
        (*PEERS_IN_C, SAMPLE, FLOOR),
        800,
        latency=(Target("libcurl", 0.7),),
    ),
    "pcm": Turn(
        "pcm",
        "A spoken turn from 10 s of 48 kHz stereo floats",
        'This library receives 3.84 MB of samples and makes a 16-bit mono WAV of 960 KB. "File ready-made": the client '
        'receives that finished file. "libcurl + libsndfile": the client makes the file from the samples.',
        (C_CONVAI, LIBCURL_READY, LIBCURL_SNDFILE, REQWEST_READY),
        80,
        latency=(Target(LIBCURL_READY.name, 0.7),),
    ),
    "pcm16k": Turn(
        "pcm16k",
        "A spoken turn from the same, resampled to 16 kHz",
        'The WAV has 320 KB. "File ready-made": the client receives the finished file. "libcurl + soxr": the client '
        "resamples with soxr (HQ). The cost of resampling alone is measured in its own section.",
        (C_CONVAI, LIBCURL_READY, LIBCURL_SOXR, REQWEST_READY),
        50,
    ),
}


def measure(turn: Turn, quick: bool) -> Section:
    section = Section(turn.key, turn.title, turn.about)
    with Server() as server:
        url = f"{server.url}/{turn.route}"
        one = rounds(turn, server, url, CORES[0], quick)
        peers = list(turn.latency)
        section.comparisons.append(comparison("latency, one core", one, "median_ns", peers, drawn=True))
        section.comparisons.append(comparison("processor time of both ends, one core", one, "both_ns", peers))
        section.comparisons.append(comparison("processor time of the client, one core", one, "cpu_ns"))
        section.comparisons.append(counted(turn, url, quick))
        if len(CORES) > 1 and not quick:
            with awake(CORES[:2]):
                two = rounds(turn, server, url, CORES[1], quick)
            section.comparisons.append(comparison("latency, two cores", two, "median_ns"))
    return section


def rounds(turn: Turn, server: Server, url: str, server_core: int, quick: bool) -> dict[str, list[dict]]:
    """Runs every subject once per round. Each round starts with another subject."""
    server.pin(server_core)
    count = 3 if quick else turn.rounds
    seen: dict[str, list[dict]] = {subject.name: [] for subject in turn.subjects}
    for number in range(count):
        note(f"{turn.key}: round {number + 1} of {count}")
        first = number % len(turn.subjects)
        for subject in turn.subjects[first:] + turn.subjects[:first]:
            calls = max(turn.calls // subject.slowness // (4 if quick else 1), 10)
            warm_up = min(max(calls // 5, 3), 50)
            seen[subject.name].append(one_run(subject, turn.key, server, url, calls, warm_up))
    return seen


def one_run(subject: Subject, key: str, server: Server, url: str, calls: int, warm_up: int) -> dict:
    before, answered = server.cost()
    found = run_client(subject, key, url, calls, warm_up, cores={CORES[0]})
    after, answered_now = server.cost()
    found["both_ns"] = found["cpu_ns"] + (after - before) / max(answered_now - answered, 1)
    return found


def comparison(
    title: str, seen: dict[str, list[dict]], figure: str, targets: list[Target] | None = None, drawn: bool = False
) -> Comparison:
    values = {name: [one[figure] / 1000 for one in found] for name, found in seen.items()}
    return Comparison(title, "µs", values, targets or [], drawn=drawn)


def counted(turn: Turn, url: str, quick: bool) -> Comparison:
    """Instructions vary little. Interpreters take minutes under callgrind: they run in full runs only, and twice."""
    values: dict[str, list[float]] = {}
    for subject in turn.subjects:
        if subject.slowness > 1 and (quick or not turn.counts):
            continue
        note(f"{turn.key}: instructions of {subject.name}")
        first, step = min(max(turn.calls // 24, 5), 20), max(turn.calls // 24, 5)
        calls = [5, 25] if subject.slowness > 1 else [first + at * step for at in range(2 if quick else 4)]
        values[subject.name] = [one / 1000 for one in instructions(subject, turn.key, url, calls)]
    targets = [target for target in turn.counts if target.peer in values]
    return Comparison("instructions of the client", "thousand", values, targets, drawn=bool(targets))
