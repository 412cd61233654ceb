"""Inner parts of the audio module beside the crates that could replace them."""

from __future__ import annotations

from .results import Comparison, Section
from .tools import CORES, OUT, Subject, note, run_client

PROGRAM = Subject("audio_parts", (str(OUT / "rust" / "release" / "audio_parts"),))
#: The beginning of a name in the output of the program, and the title of its table.
GROUPS = {
    "transform": "a Fourier transform of 1,024 points",
    "conversion": "a block of stereo floats to 16-bit mono samples",
}


def measure(quick: bool) -> Section:
    note("parts")
    section = Section(
        "parts",
        "Inner parts of the audio module",
        "Code of the library that is not public, compiled into a program of its own, for baseline x86-64, with AVX2 where the "
        "processor has it. rustfft chooses the registers by itself, and is limited to SSE in the other row. dasp_sample "
        "truncates instead of rounding.",
    )
    found = run_client(PROGRAM, 11 if quick else 101, cores={CORES[0]})
    for group, title in GROUPS.items():
        times = {name.split(", ", 1)[1]: values for name, values in found.items() if name.startswith(group)}
        section.comparisons.append(Comparison(title, "ns", times))
    return section
