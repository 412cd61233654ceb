"""Long recordings: what starting a turn costs the calling thread, and what the turn costs the calls beside it."""

from __future__ import annotations

import statistics

from .results import Figure, Section, Table
from .tables import SPREAD, measured
from .tools import CORES, OUT, Server, Subject, note, run_client

PROGRAM = Subject("long_audio", (str(OUT / "long_audio"),))


def measure(quick: bool) -> Section:
    section = Section(
        "long_audio",
        "Long recordings",
        "Processor time of the thread that starts a turn, until the function returns: with samples that the caller keeps "
        "(`convai_get_response_pcm_async`), and with an utterance. Beside it a copy of the samples, into memory that is "
        "in use already and into memory that is allocated for it. The samples are resampled from 48 to 16 kHz "
        "afterwards, on a thread of the library.",
    )
    with Server() as server:
        for seconds in (60,) if quick else (60, 600):
            note(f"long_audio: {seconds} s")
            rows = run_client(PROGRAM, "START", seconds, server.url, cores=set(CORES))
            section.tables.append(start_table(seconds, rows))
            if seconds == 60:
                stereo = next(samples for name, _, _, _, samples, _ in rows if name == "float, stereo")
                title = "start of a turn, for each second of 48 kHz float stereo"
                section.figures.append(Figure(title, [took / seconds for took in stereo], "ms"))
        note("long_audio: other calls")
        beside = run_client(PROGRAM, "BESIDE", 6 if quick else 60, server.url, cores=set(CORES))
    columns = ["while recordings are resampled from 48 to 44.1 kHz", f"a text turn, {SPREAD}", "close"]
    section.tables.append(
        Table(columns, [[name, measured(text, "ms"), measured(close, "ms")] for name, text, close in beside])
    )
    return section


Rounds = list[float]


def start_table(seconds: int, rows: list[tuple[str, int, Rounds, Rounds, Rounds, Rounds | None]]) -> Table:
    columns = [f"{seconds} s at 48 kHz", "size", f"memcpy, {SPREAD}", "malloc and memcpy", "samples", "an utterance"]
    cells: list[list[float | str]] = []
    for name, size, used, fresh, samples, utterance in rows:
        took = statistics.median(samples)
        of_copies = [took / statistics.median(copy) for copy in (used, fresh)]
        ratio = f"{measured(samples, 'ms')}: {of_copies[0]:.2f} and {of_copies[1]:.2f} of the copies"
        said = measured(utterance, "ms") if utterance else "larger than an utterance"
        cells.append([name, f"{size / 1e6:.1f} MB", measured(used, "ms"), measured(fresh, "ms"), ratio, said])
    return Table(columns, cells)
