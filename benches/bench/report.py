"""RESULTS.md: the most important figures on one page. RESULTS-FULL.md: all tables, with the notes of NOTES.md. figures.txt:
the figures that documents may quote."""

from __future__ import annotations

import json
import re

from . import chart
from .results import Comparison, Section, Target, section_from
from .tables import number, ratio_text, section_text, spread, verdict
from .tools import BENCHES, OUT

SUMMARY = """# Results

`make bench` writes this page, [all tables](RESULTS-FULL.md) and the chart. The notes below the tables are in
[NOTES.md](NOTES.md).

All programs in a table are measured side by side in one run, in alternating rounds, with the server on the same machine
and without TLS. The figure to read is the ratio: this library's cost divided by the other program's, taken within each
round. A ratio below 1 means that this library is cheaper. Absolute times depend on the machine.

![The most important ratios as bars](results.svg)
"""

DETAILS = """# All results

`make bench` writes this file. [RESULTS.md](RESULTS.md) is the summary. The notes below the tables come from
[NOTES.md](NOTES.md).

All programs in a table are measured side by side in one run, in alternating rounds, with the server on the same machine
and without TLS. "convai to it" is this library's cost divided by the other program's, taken within each round; below 1,
this library is cheaper.

- **One core**: client and server share a core, so the latency is the whole cost of both ends. The processor time of
  both ends is the same figure without the influence of other processes.
- **Two cores**: client and server have a core each.
- **Instructions** are counted by callgrind, as the difference between a run with many calls and one with few. callgrind
  counts one instruction for each byte that `rep movsb` copies.
"""

#: The comparisons of the summary: a workload, one of its comparisons, and the programs to compare with.
HEADLINES = (
    ("text", "latency, one core", ("libcurl", "reqwest::blocking", "Python requests")),
    ("spoken", "latency, one core", ("libcurl", "reqwest::blocking", "Python requests")),
    ("pcm", "latency, one core", ("libcurl, file ready-made", "libcurl + libsndfile")),
    ("pcm16k", "latency, one core", ("libcurl + soxr",)),
    (
        "audio",
        "latency, one core",
        ("reqwest::blocking", "reqwest::blocking, base64-simd", "libcurl, OpenSSL's base64"),
    ),
    ("audio", "processor time of both ends beyond the bare socket's", ("memcpy of the body",)),
    ("wav", "at the same rate", ("memcpy of the input", "libsndfile", "hound")),
    ("wav", "resampled to 16 kHz", ("soxr HQ alone, mono floats", "rubato alone, mono floats", "rubato + hound")),
    ("wav", "resampled from 44.1 to 16 kHz", ("rubato + hound",)),
    ("wav", "reading the WAV", ("hound",)),
    ("flight", "memory per request, 1,000 in flight", ("libcurl, a thread each",)),
    ("cold", "whole process", ("libcurl", "documentation's Python sample")),
    ("cancel", "until the waiting thread returns, median", ("libcurl",)),
    ("python", "latency of a text turn, one core", ("Python requests session", "Python httpx")),
    ("sdks", "import, beyond Python's own start", ("openai", "anthropic", "elevenlabs", "httpx")),
    ("sdks", "size when installed, with dependencies", ("openai", "anthropic", "elevenlabs", "httpx")),
    ("sdks", "latency of a turn, one core", ("openai", "anthropic", "elevenlabs", "httpx")),
    ("csharp", "latency of a text turn, one core", ("HttpClient",)),
)


def write(keys: list[str], machine: dict[str, str]) -> None:
    sections = [load(key) for key in keys if (OUT / "results" / f"{key}.json").exists()]
    write_all(sections, machine)
    (BENCHES / "results.svg").write_text(chart.draw(sections, machine))
    (BENCHES / "figures.txt").write_text("".join(f"{line}\n" for line in sorted(figure_lines(sections))))


def write_all(sections: list[Section], machine: dict[str, str]) -> None:
    remarks = notes()
    parts = [SUMMARY, headline_table(sections), figure_table(sections), missed(sections), machine_line(machine)]
    (BENCHES / "RESULTS.md").write_text("\n".join(part for part in parts if part))
    parts = [DETAILS, machine_table(machine), target_table(sections)]
    parts += [section_text(section, remarks.get(section.key, "")) for section in sections]
    (BENCHES / "RESULTS-FULL.md").write_text("\n".join(parts))


def load(key: str) -> Section:
    return section_from(json.loads((OUT / "results" / f"{key}.json").read_text()))


def notes() -> dict[str, str]:
    """The paragraphs of NOTES.md, by the workload in their heading."""
    pieces = re.split(r"^## (\w+)\n", (BENCHES / "NOTES.md").read_text(), flags=re.MULTILINE)
    return dict(zip(pieces[1::2], pieces[2::2]))


def slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def figure_lines(sections: list[Section]) -> list[str]:
    """Every median and every ratio, in the form that docs/figures.py reads. Each is measured, so each has a ~."""
    values: dict[str, float] = {}
    for section in sections:
        for one in section.comparisons:
            name = f"{section.key}.{slug(one.title)}"
            for subject in one.values:
                values[f"{name}.{slug(subject)}"] = one.median(subject)
                if subject != one.ours:
                    values[f"{name}.{slug(subject)}.ratio"] = one.ratio(subject)[0]
        for figure in section.figures:
            if figure.numbers():
                values[f"{section.key}.{slug(figure.title)}"] = figure.median()
    return [f"figure: {name} ~ {value:.6g}" for name, value in values.items()]


def machine_table(machine: dict[str, str]) -> str:
    lines = ["## The machine", "", "| | |", "|---|---|"]
    return "\n".join(lines + [f"| {name} | {value} |" for name, value in machine.items()]) + "\n"


def machine_line(machine: dict[str, str]) -> str:
    return f"Measured on {machine['date']}: {machine['processor']}; {machine['system']}.\n"


def headline_table(sections: list[Section]) -> str:
    """The ratios of the summary. A workload that was never measured is left out."""
    by_key = {section.key: section for section in sections}
    lines = ["| workload | figure | beside | ratio | min–max | target |", "|---|---|---|--:|--:|---|"]
    for key, title, peers in HEADLINES:
        if key not in by_key:
            continue
        section = by_key[key]
        one = next(one for one in section.comparisons if one.title == title)
        for peer in peers:
            middle, least, most = one.ratio(peer)
            range_of = f"{ratio_text(least)}–{ratio_text(most)}" if least != most else ""
            target, met = verdict(middle, one.target(peer))
            cells = (section.title, title, peer, f"**{ratio_text(middle)}**", range_of, f"{target} {met}".strip())
            lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def figure_table(sections: list[Section]) -> str:
    """The single figures that have a target."""
    lines = ["| workload | figure | here | target |", "|---|---|--:|---|"]
    for section in sections:
        for one in section.figures:
            if one.at_most is not None and not isinstance(one.value, str):
                target, met = verdict(one.median(), one.at_most, plain=True)
                here = f"**{number(one.median())}** {one.unit}".strip() + spread(one.numbers())
                lines.append(f"| {section.title} | {one.title} | {here} | {target} {met} |")
    return "\n".join(lines) + "\n"


def targets(sections: list[Section]) -> list[tuple[Section, Comparison, Target]]:
    return [(section, one, target) for section in sections for one in section.comparisons for target in one.targets]


def missed(sections: list[Section]) -> str:
    """How many targets of all comparisons and figures are not met, and which."""
    named = [
        f"{section.title}, {one.title}, {target.peer}"
        for section, one, target in targets(sections)
        if one.ratio(target.peer)[0] > target.at_most
    ]
    figures = [(section, one) for section in sections for one in section.figures if one.at_most is not None]
    named += [f"{section.title}, {one.title}" for section, one in figures if one.median() > float(one.at_most or 0)]
    count = len(targets(sections)) + len(figures)
    if not named:
        return f"All {count} targets are met.\n"
    lines = [f"{len(named)} of {count} targets are not met; [the notes](NOTES.md) give the reasons:", ""]
    return "\n".join(lines + [f"- {name}" for name in named]) + "\n"


def target_table(sections: list[Section]) -> str:
    lines = ["## The targets", "", "| workload | figure | here | target | |", "|---|---|--:|--:|---|"]
    for section, one, target in targets(sections):
        middle, least, most = one.ratio(target.peer)
        range_of = f" ({ratio_text(least)}–{ratio_text(most)})" if least != most else ""
        asked, met = verdict(middle, target.at_most)
        here = f"**{ratio_text(middle)}**{range_of} of {target.peer}"
        lines.append(f"| {section.title} | {one.title} | {here} | {asked} | {met} |")
    return "\n".join(lines) + "\n\n" + figure_table(sections)
