"""The result of a workload: comparisons between subjects, and single figures."""

from __future__ import annotations

import statistics
from dataclasses import dataclass, field

#: The name of this library in every table.
OURS = "convai"


@dataclass
class Target:
    """An upper limit for the ratio of this library's figure to that of a peer."""

    peer: str
    at_most: float


@dataclass
class Comparison:
    """One figure of several subjects, with a value for each round. Ratios are taken within a round."""

    title: str
    unit: str
    values: dict[str, list[float]]
    targets: list[Target] = field(default_factory=list)
    ours: str = OURS
    #: Whether results.svg shows it. The tables show all comparisons.
    drawn: bool = False

    def median(self, subject: str) -> float:
        return statistics.median(self.values[subject])

    def ratio(self, peer: str) -> tuple[float, float, float]:
        """This library's cost divided by a peer's, taken round by round: median, minimum, maximum."""
        ratios = [mine / theirs for mine, theirs in zip(self.values[self.ours], self.values[peer]) if theirs]
        return (statistics.median(ratios), min(ratios), max(ratios)) if ratios else (0.0, 0.0, 0.0)

    def target(self, peer: str) -> float | None:
        return next((target.at_most for target in self.targets if target.peer == peer), None)


@dataclass
class Figure:
    """A text, a number that does not vary, or a number of each round."""

    title: str
    value: float | str | list[float]
    unit: str = ""
    at_most: float | None = None

    def numbers(self) -> list[float]:
        """The values of all rounds; none for a text."""
        if isinstance(self.value, str):
            return []
        return self.value if isinstance(self.value, list) else [self.value]

    def median(self) -> float:
        return statistics.median(self.numbers())


@dataclass
class Table:
    """Figures without a meaningful ratio. The first column has names."""

    columns: list[str]
    rows: list[list[float | str]]


@dataclass
class Section:
    """All results of one workload."""

    key: str
    title: str
    about: str
    comparisons: list[Comparison] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)


def section_from(data: dict) -> Section:
    """A section from the output of `dataclasses.asdict`."""
    comparisons = [
        Comparison(**{**one, "targets": [Target(**target) for target in one["targets"]]}) for one in data["comparisons"]
    ]
    figures = [Figure(**one) for one in data["figures"]]
    tables = [Table(**one) for one in data["tables"]]
    return Section(data["key"], data["title"], data["about"], comparisons, figures, tables)
