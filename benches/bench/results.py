"""What a workload gives back: comparisons between subjects, and single figures."""

from __future__ import annotations

import statistics
from dataclasses import dataclass, field

#: How this library is called in every table.
OURS = "convai"


@dataclass
class Target:
    """This library's figure is to be at most so many times that of a peer."""

    peer: str
    at_most: float


@dataclass
class Comparison:
    """One figure of several subjects, a value for each round. Values of one round belong together."""

    title: str
    unit: str
    values: dict[str, list[float]]
    targets: list[Target] = field(default_factory=list)
    ours: str = OURS
    #: What is drawn; the rest is in the table only.
    drawn: bool = False

    def median(self, subject: str) -> float:
        return statistics.median(self.values[subject])

    def ratio(self, peer: str) -> tuple[float, float, float]:
        """This library to a peer, round by round: median, smallest, largest."""
        ratios = [mine / theirs for mine, theirs in zip(self.values[self.ours], self.values[peer]) if theirs]
        return (statistics.median(ratios), min(ratios), max(ratios)) if ratios else (0.0, 0.0, 0.0)

    def target(self, peer: str) -> float | None:
        return next((target.at_most for target in self.targets if target.peer == peer), None)


@dataclass
class Figure:
    """A number by itself, or a text."""

    title: str
    value: float | str
    unit: str = ""
    at_most: float | None = None


@dataclass
class Table:
    """Figures of which no ratio makes sense. The first column has names."""

    columns: list[str]
    rows: list[list[float | str]]


@dataclass
class Section:
    """What one workload has measured."""

    key: str
    title: str
    about: str
    comparisons: list[Comparison] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)


def section_from(data: dict) -> Section:
    """From what `dataclasses.asdict` made of one."""
    comparisons = [
        Comparison(**{**one, "targets": [Target(**target) for target in one["targets"]]}) for one in data["comparisons"]
    ]
    figures = [Figure(**one) for one in data["figures"]]
    tables = [Table(**one) for one in data["tables"]]
    return Section(data["key"], data["title"], data["about"], comparisons, figures, tables)
