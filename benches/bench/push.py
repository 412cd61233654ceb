"""An audio thread that pushes microphone samples and reads a playback beside threads that start and free operations."""

from __future__ import annotations

from .results import OURS, Comparison, Figure, Section
from .tools import CORES, OUT, Server, Subject, note, run_client

BY_HAND = "the same loop without the library"

#: What push.c measures, in the order in which it prints it.
PUSH, LOOP, POLL, LISTENING, READ = range(5)


def measure(quick: bool) -> Section:
    pushes = 10_000 if quick else 100_000
    section = Section(
        "push",
        "An audio thread beside five busy threads",
        f"{pushes:,} pushes of 10 ms of 48 kHz floats, with a real-time priority (SCHED_FIFO) where that is permitted. Four "
        "threads start and free operations all the time. The same thread copies and measures each chunk once more without "
        "the library, polls an operation in flight, pushes the chunk to an utterance that listens for speech, and reads 512 "
        "stereo frames of voice from a playback that a fifth thread feeds.",
    )
    runs = []
    with Server() as server:
        for number in range(1 if quick else 5):
            note(f"push: round {number + 1}")
            runs.append(run_client(Subject("push", (str(OUT / "push"),)), server.url, pushes, cores=set(CORES)))

    def of(key: str, subject: int) -> list[float]:
        return [run[key][subject] / 1e3 for run in runs]

    section.comparisons = [
        Comparison(f"the {name} push", "µs", {OURS: of(key, PUSH), BY_HAND: of(key, LOOP)})
        for name, key in (("longest", "worst"), ("median", "median"))
    ]
    section.figures = [
        Figure("a median poll of an operation in flight, on the same thread", of("median", POLL), "µs"),
        Figure("the longest poll", of("worst", POLL), "µs"),
        Figure("a median push with voice activity", of("median", LISTENING), "µs"),
        Figure("the longest push with voice activity", of("worst", LISTENING), "µs"),
        Figure("a median read of a playback", of("median", READ), "µs"),
        Figure("the longest read of a playback", of("worst", READ), "µs"),
        Figure("real-time priority", "yes" if all(run["real_time"] for run in runs) else "not permitted here"),
    ]
    return section
