"""What a game pays on its own thread: turns in the background, started and drained by a loop of frames."""

from __future__ import annotations

from .results import OURS, Comparison, Figure, Section, Table, Target
from .tools import CORES, OUT, Server, Subject, note, run_client

GAME = Subject(OURS, (str(OUT / "game"),))
LIBCURL = Subject("libcurl on a thread", (str(OUT / "game_libcurl"),))
LIBCURL_URLENCODED = Subject("libcurl, URL-encoded, on a thread", (str(OUT / "game_libcurl_urlencoded"),))
SUBJECTS = (GAME, LIBCURL, LIBCURL_URLENCODED)

#: Processor time of the longest library call of a frame, in milliseconds.
LONGEST_CALL = 0.25


def measure(quick: bool) -> Section:
    section = Section(
        "game",
        "Text turns in a game loop",
        "The host starts a turn, receives its end from the completion queue, takes the reply and frees it. The peers "
        "run libcurl's easy interface on a thread of the host, which hands each reply over through a queue. The loop "
        "has 2,000 frames a second, so that 100,000 frames take a minute, and a turn in flight in every frame. In "
        "each frame the host asks for the next event and for the progress of the turn.",
    )
    turns, frames = (1000, 5000) if quick else (3000, 100_000)
    with Server() as server:
        server.pin(CORES[0])
        url = f"{server.url}/text"
        seen = {subject.name: [] for subject in SUBJECTS}
        for number in range(3 if quick else 9):
            first = number % len(SUBJECTS)
            for subject in SUBJECTS[first:] + SUBJECTS[:first]:
                note(f"game: round {number + 1}, {subject.name}")
                seen[subject.name].append(run_client(subject, "turns", url, turns, cores={CORES[0]}))
        loops = {}
        for subject in (GAME, LIBCURL_URLENCODED):
            note(f"game: {frames} frames, {subject.name}")
            loops[subject.name] = run_client(subject, "frames", url, frames, cores=set(CORES))
    section.comparisons = [
        compared(
            "processor time of a turn, all threads of the host process",
            "all_ns",
            seen,
            [Target(LIBCURL.name, 0.75), Target(LIBCURL_URLENCODED.name, 1.0)],
        ),
        compared("processor time of a turn on the host's thread", "host_ns", seen),
    ]
    section.tables = [Table(["each call of the loop", "shortest", "median", "99.9th percentile", "longest"], rows(loops))]
    ours = loops[OURS]
    section.figures = [
        Figure("longest library call of the loop, processor time", ours["longest_ns"] / 1e6, "ms", LONGEST_CALL),
        Figure("share of a 60 Hz frame that the library's calls take", 100 * ours["share_of_60_hz"], "%"),
        Figure("turns that ended during the loop", ours["turns"]),
    ]
    return section


def compared(title: str, figure: str, seen: dict[str, list[dict]], targets: list[Target] | None = None) -> Comparison:
    values = {name: [one[figure] / 1000 for one in found] for name, found in seen.items()}
    return Comparison(title, "µs", values, targets or [], drawn=bool(targets))


def rows(loops: dict[str, dict]) -> list[list[float | str]]:
    def cell(ns: float) -> str:
        return f"{ns / 1000:.1f} µs"

    return [
        [name, cell(found["shortest_ns"]), cell(found["median_ns"]), cell(found["p999_ns"]), cell(found["longest_ns"])]
        for name, found in loops.items()
    ]
