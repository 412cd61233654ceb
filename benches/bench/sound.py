"""The time to the first sound: a service, a host and its audio device, all in one program."""

from __future__ import annotations

import statistics

from .results import Figure, Section
from .tools import CORES, OUT, Subject, note, run_client


def measure(quick: bool) -> Section:
    section = Section(
        "sound",
        "The time to the first sound",
        "A reply of 24 kHz is heard through a playback of 48 kHz without a start buffer, of which an audio thread reads 5 ms "
        "every 5 ms. A frame is heard when it was read. The first figures count from the first piece with sound leaving the "
        "server; those of a reply of 10 s from the moment at which its first sentence is ready, for a service that has a "
        "sentence of 2 s ready every 400 ms; the last ones from the last sample of the microphone, for a recording of 300 ms "
        "and a service that answers at once.",
    )
    pieces = turns("pieces", 50 if quick else 400)
    section.figures = [
        Figure("from the first piece with sound to the first frame, median", statistics.median(pieces), "ms", 20),
        Figure("from the first piece with sound to the first frame, 95th percentile", percentile(pieces, 95), "ms", 100),
        Figure("from the first piece with sound to the first frame, the slowest", max(pieces), "ms"),
    ]
    for title, mode in (("streamed", "streamed"), ("not streamed", "whole")):
        times = turns(mode, 3 if quick else 10)
        section.figures.append(Figure(f"a reply of 10 s, {title}", times, "ms"))
    spoken = turns("spoken", 20 if quick else 200)
    for title, value in (
        ("median", statistics.median(spoken)),
        ("75th percentile", percentile(spoken, 75)),
        ("95th percentile", percentile(spoken, 95)),
        ("the slowest", max(spoken)),
    ):
        section.figures.append(Figure(f"from the last sample of the microphone to the first frame, {title}", value, "ms"))
    return section


def turns(mode: str, count: int) -> list[float]:
    """The milliseconds of each turn."""
    note(f"sound: {mode}")
    subject = Subject("sound", (str(OUT / "sound"),))
    return [nanoseconds / 1e6 for nanoseconds in run_client(subject, mode, count, cores=set(CORES))]


def percentile(values: list[float], share: int) -> float:
    return sorted(values)[min(len(values) * share // 100, len(values) - 1)]
