"""A reply with 1 MiB of audio: from the first byte of its body to decoded samples."""

from __future__ import annotations

from .results import OURS, Comparison, Figure, Section, Target
from .tools import CORES, OUT, Server, Subject, note, run_client
from .turns import (
    C_CONVAI,
    FLOOR,
    LIBCURL,
    LIBCURL_OPENSSL,
    REQWEST,
    REQWEST_SIMD,
    SAMPLE,
    Turn,
    comparison,
    counted,
    rounds,
)

AUDIO_BYTES = 1 << 20
COPY = "memcpy of the body"
PEERS = (LIBCURL, LIBCURL_OPENSSL, REQWEST, REQWEST_SIMD)
TURN = Turn(
    "audio",
    "A reply with 1 MiB of audio",
    "A text turn whose reply is 1.4 MB of JSON, which is parsed, and whose base64 is decoded. The bare socket receives "
    "the same bytes into one buffer and does not parse them. The time beyond the bare socket's is a client's own work "
    "on the body; it is compared with a memcpy of the body. Measured on one core.",
    (C_CONVAI, *PEERS, SAMPLE, FLOOR),
    100,
    "audio",
)


def measure(quick: bool) -> Section:
    section = Section(TURN.key, TURN.title, TURN.about)
    with Server() as server:
        url = f"{server.url}/{TURN.route}"
        seen = rounds(TURN, server, url, CORES[0], quick)
        body = server.ask("size")
        assert isinstance(body, int)
        copies = [copy_us(body) for _ in seen[OURS]]
        section.comparisons.append(comparison("latency, one core", seen, "median_ns", drawn=True))
        section.comparisons.append(beyond_the_socket(seen, copies))
        section.comparisons.append(comparison("processor time of both ends, one core", seen, "both_ns"))
        section.comparisons.append(comparison("processor time of the client, one core", seen, "cpu_ns"))
        section.comparisons.append(counted(TURN, url, quick))
        section.comparisons.append(memory(url, 2 if quick else 5))
    section.figures += own_memory(section.comparisons[-1], body)
    return section


def copy_us(size: int) -> float:
    return run_client(Subject("memcpy", (str(OUT / "copy"),)), size, cores={CORES[0]})["median_ns"] / 1000


def beyond_the_socket(seen: dict[str, list[dict]], copies: list[float]) -> Comparison:
    floor = [one["both_ns"] for one in seen[FLOOR.name]]
    values = {
        name: [(one["both_ns"] - least) / 1000 for one, least in zip(found, floor)]
        for name, found in seen.items()
        if name != FLOOR.name
    }
    values[COPY] = copies
    title = "processor time of both ends beyond the bare socket's"
    return Comparison(title, "µs", values, [Target(COPY, 4.5)], drawn=True)


def memory(url: str, rounds: int) -> Comparison:
    note("audio: memory")
    preload = (("LD_PRELOAD", str(OUT / "heap.so")),)
    values = {}
    for subject in (C_CONVAI, LIBCURL, LIBCURL_OPENSSL):
        found = [run_client(subject, TURN.key, url, 5, 5, cores={CORES[0]}, extra=preload) for _ in range(rounds)]
        values[subject.name] = [one["heap_bytes"] / 1e6 for one in found]
    return Comparison("largest heap during a call", "MB", values)


def own_memory(heap: Comparison, body: int) -> list[Figure]:
    beyond = [peak - (body + AUDIO_BYTES) / 1e6 for peak in heap.values[OURS]]
    return [Figure("heap beyond body and audio", beyond, "MB", at_most=1.1)]
