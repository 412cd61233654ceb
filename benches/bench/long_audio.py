"""Long recordings: what starting a turn costs the calling thread, and what the turn costs the calls beside it."""

from __future__ import annotations

from .results import Section, Table
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
        note("long_audio: other calls")
        beside = run_client(PROGRAM, "BESIDE", 6 if quick else 60, server.url, cores=set(CORES))
    columns = ["while recordings are resampled from 48 to 44.1 kHz", "a text turn", "close"]
    section.tables.append(
        Table(columns, [[name, f"{text:.2f} ms", f"{close:.2f} ms"] for name, text, close in beside])
    )
    return section


def start_table(seconds: int, rows: list[tuple[str, int, float, float, float, float]]) -> Table:
    columns = [f"{seconds} s at 48 kHz", "size", "memcpy", "malloc and memcpy", "samples", "an utterance"]
    cells: list[list[float | str]] = []
    for name, size, used, fresh, samples, utterance in rows:
        ratio = f"{samples:.2f} ms ({samples / used:.2f} and {samples / fresh:.2f} of the copies)"
        said = "larger than an utterance" if utterance < 0 else f"{utterance:.3f} ms"
        cells.append([name, f"{size / 1e6:.1f} MB", f"{used:.2f} ms", f"{fresh:.2f} ms", ratio, said])
    return Table(columns, cells)
