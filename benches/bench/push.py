"""An audio thread that pushes microphone samples beside threads that start and free operations."""

from __future__ import annotations

from .results import OURS, Comparison, Figure, Section
from .tools import CORES, OUT, Server, Subject, note, run_client

BY_HAND = "the same loop without the library"


def measure(quick: bool) -> Section:
    pushes = 10_000 if quick else 100_000
    section = Section(
        "push",
        "An audio thread beside four busy threads",
        f"{pushes:,} pushes of 10 ms of 48 kHz floats, with a real-time priority (SCHED_FIFO) where that is permitted. Four "
        "threads start and free operations all the time. The same thread copies and measures each chunk once more without "
        "the library, and polls an operation in flight.",
    )
    worst: dict[str, list[float]] = {OURS: [], BY_HAND: []}
    median: dict[str, list[float]] = {OURS: [], BY_HAND: []}
    polls: list[tuple[float, float]] = []
    real_time = True
    with Server() as server:
        for number in range(1 if quick else 5):
            note(f"push: round {number + 1}")
            run = run_client(Subject("push", (str(OUT / "push"),)), server.url, pushes, cores=set(CORES))
            for values, key in ((worst, "worst"), (median, "median")):
                for subject, nanoseconds in zip((OURS, BY_HAND), run[key]):
                    values[subject].append(nanoseconds / 1e3)
            polls.append((run["median"][2] / 1e3, run["worst"][2] / 1e3))
            real_time = real_time and bool(run["real_time"])
    section.comparisons = [
        Comparison("the longest push", "µs", worst),
        Comparison("the median push", "µs", median),
    ]
    section.figures = [
        Figure("a median poll of an operation in flight, on the same thread", [middle for middle, _ in polls], "µs"),
        Figure("the longest poll", [longest for _, longest in polls], "µs"),
        Figure("real-time priority", "yes" if real_time else "not permitted here"),
    ]
    return section
