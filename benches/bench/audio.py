"""Samples to a WAV, at the same rate and resampled; the alias rejection of the resamplers; and a WAV to samples."""

from __future__ import annotations

import array
import json
import math
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from .results import OURS, Comparison, Figure, Section, Table, Target
from .tools import BENCHES, CORES, LIBRARY_COPY, OUT, Subject, note, pinned, run_client

COPY = "memcpy of the input"
SOXR = "soxr HQ, 16-bit out"
SOXR_ALONE = "soxr HQ alone, mono floats"
RUBATO = "rubato + hound"
RUBATO_ALONE = "rubato alone, mono floats"
RUBATO_LONG = "rubato alone, longest block"
#: The block of rubato in the table of alias rejection: the one of its documentation.
RUBATO_BLOCK = "1024"
IN_C = Subject("audio", (str(OUT / "audio"),))
IN_RUST = Subject("audio, Rust", (str(OUT / "rust" / "release" / "audio"),))
#: Inner parts of this library: see parts.py.
PARTS = str(OUT / "rust" / "release" / "audio_parts")
IN_PYTHON = Subject("audio.py", (sys.executable, str(BENCHES / "python" / "audio.py")))
RAW = ["-t", "f32", "-r", "48000", "-c", "2"]
FFMPEG = ["ffmpeg", "-loglevel", "error", "-y", "-f", "f32le", "-ar", "48000", "-ac", "2", "-i"]

AS_IT_IS = (
    COPY,
    OURS,
    "C loop, header by hand",
    "libsndfile",
    "hound",
    "numpy + soundfile",
    "numpy + wave",
    "sox, whole process",
    "ffmpeg, whole process",
)
RESAMPLED = (
    OURS,
    SOXR,
    "soxr HQ, float out",
    SOXR_ALONE,
    RUBATO,
    RUBATO_ALONE,
    RUBATO_LONG,
    "numpy + python-soxr HQ",
    "sox, whole process",
    "ffmpeg, whole process",
)


def measure(quick: bool) -> Section:
    section = Section(
        "wav",
        "10 s of 48 kHz stereo floats to a 16-bit mono WAV",
        "3.84 MB of samples in memory become a WAV in memory, as in a spoken turn. Processor time on one core. sox and "
        "ffmpeg are measured as whole processes, from file to file. The loop in C calls `lrintf` for each sample. A "
        "loop mixes the channels for libsndfile, hound, soxr and rubato. From 44.1 kHz: the same samples, taken as "
        "44.1 kHz. Reading: the finished file of 960 KB to samples.",
    )
    with tempfile.TemporaryDirectory(dir=OUT) as folder:
        raw = Path(folder) / "in.raw"
        write_input(raw)
        seen = [one_round(raw, quick) for _ in range(3 if quick else 7)]
    plain = {name: [found[name] for found in seen] for name in AS_IT_IS}
    at_16k = {name: [found[f"{name} 16k"] for found in seen] for name in RESAMPLED}
    reading = {"convai": [one["convai reads"] for one in seen], "hound": [one["hound reads"] for one in seen]}
    odd = {name: [one[f"{name} 44.1k"] for one in seen] for name in ("convai", RUBATO)}
    section.comparisons = [
        Comparison("at the same rate", "µs", plain, [Target(COPY, 1.0)], drawn=True),
        Comparison("resampled to 16 kHz", "µs", at_16k, [Target(SOXR, 1.3), Target(SOXR_ALONE, 1.3)], drawn=True),
        Comparison("resampled from 44.1 to 16 kHz", "µs", odd),
        Comparison("reading the WAV", "µs", reading),
    ]
    table, section.figures = quality()
    section.tables = [table]
    return section


def write_input(path: Path) -> None:
    samples = array.array("f")
    for at in range(480_000):
        left = 0.5 * math.sin(2765 * at / 48_000) + 0.2 * math.sin(17_341 * at / 48_000)
        samples.extend((left, 0.6 * math.sin(1311 * at / 48_000)))
    path.write_bytes(samples.tobytes())


def one_round(raw: Path, quick: bool) -> dict[str, float]:
    note("wav: a round")
    core = {CORES[0]}
    times = run_client(IN_C, 11 if quick else 31, cores=core)
    times |= run_client(IN_RUST, 5 if quick else 15, cores=core)
    times |= run_client(IN_PYTHON, 5 if quick else 15, cores=core)
    found = {name: nanoseconds / 1000 for name, nanoseconds in times.items()}
    for name in (SOXR, "soxr HQ, float out", SOXR_ALONE, RUBATO, RUBATO_ALONE, RUBATO_LONG, "numpy + python-soxr HQ"):
        found[f"{name} 16k"] = found.pop(name)
    out = str(raw.with_suffix(".wav"))
    commands = {
        "sox, whole process": ["sox", *RAW, str(raw), "-b", "16", "-c", "1", out],
        "sox, whole process 16k": ["sox", *RAW, str(raw), "-b", "16", "-c", "1", out, "rate", "16000"],
        "ffmpeg, whole process": [*FFMPEG, str(raw), "-ac", "1", "-c:a", "pcm_s16le", out],
        "ffmpeg, whole process 16k": [*FFMPEG, str(raw), "-ac", "1", "-ar", "16000", "-c:a", "pcm_s16le", out],
    }
    return found | {name: processor_us(command) for name, command in commands.items()}


def processor_us(command: list[str]) -> float:
    process = subprocess.Popen(
        command, preexec_fn=pinned({CORES[0]}), stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = status
    if status:
        raise SystemExit(f"{command[0]} ended with {status}")
    return (usage.ru_utime + usage.ru_stime) * 1e6


def quality() -> tuple[Table, list[Figure]]:
    """Alias rejection and passband. The targets are those of soxr HQ with the same input and output."""
    note("wav: alias rejection")
    program = [sys.executable, str(BENCHES / "python" / "quality.py"), str(LIBRARY_COPY), PARTS]
    program += [IN_RUST.command[0], "resample", RUBATO_BLOCK]
    found = json.loads(subprocess.run(program, stdout=subprocess.PIPE, check=True, text=True).stdout)
    columns = [
        "48 to 16 kHz",
        "strongest alias, dB",
        "of a tone at",
        "of tones above 9 kHz, dB",
        "deviation up to 6.5 kHz, dB",
        "-0.5 dB at",
        "-3 dB at",
    ]
    rows: list[list[float | str]] = [
        [
            name,
            f"{of['alias_db']:.1f}",
            f"{of['alias_hz']:,.0f} Hz",
            f"{of['alias_from_9k_db']:.1f}",
            f"{of['ripple_db']:.4f}",
            f"{of['minus_half_db_hz']:,.0f} Hz",
            f"{of['minus_3_db_hz']:,.0f} Hz",
        ]
        for name, of in found.items()
    ]
    figures = []
    for kind in ("floats to floats", "16 bits to 16 bits"):
        mine, soxr = (found[f"{name}, {kind}"]["alias_db"] for name in (OURS, "soxr HQ"))
        figures.append(Figure(f"strongest alias, 8 to 24 kHz, {kind}, against soxr HQ", mine, "dB", soxr))
    return Table(columns, rows), figures
