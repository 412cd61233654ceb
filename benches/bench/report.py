"""RESULTS.md: the machine, what was asked for and whether it was met, then every table with what was noted by hand."""

from __future__ import annotations

import json
import re

from . import chart
from .results import Section, section_from
from .tables import number, ratio_text, section_text, verdict
from .tools import BENCHES, OUT

INTRODUCTION = """# Results

Written by `make bench`; what is said below the tables comes from [`NOTES.md`](NOTES.md).

Everything in a table was measured side by side, in one run, in rounds that take turns, with the server on the same
machine. Absolute times on a shared machine mean little: the figure is the ratio, this library's cost divided by the
other's, taken round by round. Below 1, this library is cheaper. "One core": client and server share one, so that the
latency is the whole cost of both ends; their processor time says the same where something else disturbs. Instructions
are counted by callgrind, as the difference between a run with many calls and one with few; it counts a copy made by
`rep movsb` once for each byte. No TLS anywhere.

![The most important ratios as bars](results.svg)
"""


def write(keys: list[str], machine: dict[str, str]) -> None:
    sections = [load(key) for key in keys if (OUT / "results" / f"{key}.json").exists()]
    remarks = notes()
    parts = [INTRODUCTION, machine_table(machine), summary(sections)]
    parts += [section_text(section, remarks.get(section.key, "")) for section in sections]
    (BENCHES / "RESULTS.md").write_text("\n".join(parts))
    (BENCHES / "results.svg").write_text(chart.draw(sections, machine))


def load(key: str) -> Section:
    return section_from(json.loads((OUT / "results" / f"{key}.json").read_text()))


def notes() -> dict[str, str]:
    """The paragraphs of NOTES.md, by the key in their heading."""
    pieces = re.split(r"^## (\w+)\n", (BENCHES / "NOTES.md").read_text(), flags=re.MULTILINE)
    return dict(zip(pieces[1::2], pieces[2::2]))


def machine_table(machine: dict[str, str]) -> str:
    lines = ["## The machine", "", "| | |", "|---|---|"]
    return "\n".join(lines + [f"| {name} | {value} |" for name, value in machine.items()]) + "\n"


def summary(sections: list[Section]) -> str:
    lines = ["## What was asked for", "", "| workload | figure | here | asked for | |", "|---|---|--:|--:|---|"]
    for section in sections:
        for one in section.comparisons:
            for target in one.targets:
                middle, least, most = one.ratio(target.peer)
                spread = f" ({ratio_text(least)}–{ratio_text(most)})" if least != most else ""
                asked, met = verdict(middle, target.at_most)
                here = f"**{ratio_text(middle)}**{spread} of {target.peer}"
                lines.append(f"| {section.title} | {one.title} | {here} | {asked} | {met} |")
        for figure in section.figures:
            if figure.at_most is not None and not isinstance(figure.value, str):
                asked, met = verdict(figure.value, figure.at_most, plain=True)
                here = f"**{number(figure.value)}** {figure.unit}".strip()
                lines.append(f"| {section.title} | {figure.title} | {here} | {asked} | {met} |")
    return "\n".join(lines) + "\n"
