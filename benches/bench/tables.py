"""Results as Markdown tables."""

from __future__ import annotations

import statistics
from collections.abc import Callable

from .results import Comparison, Figure, Section, Table


def number(value: float) -> str:
    """A number with about three significant digits."""
    if value == int(value) and abs(value) < 100_000:
        return f"{value:,.0f}"
    size = abs(value)
    digits = 0 if size >= 100 else 1 if size >= 10 else 2 if size >= 0.1 else 4
    return f"{value:,.{digits}f}"


def ratio_text(value: float) -> str:
    """A ratio; small ones as a fraction."""
    return f"1/{1 / value:,.0f}" if 0 < value < 0.095 else number(value)


def spread(values: list[float], text: Callable[[float], str] = number) -> str:
    """The minimum and the maximum, in parentheses; nothing for a single value."""
    return f" ({text(min(values))}–{text(max(values))})" if len(values) > 1 else ""


def measured(values: list[float], unit: str = "", text: Callable[[float], str] = number) -> str:
    """The median with its unit, the minimum and the maximum."""
    return f"{text(statistics.median(values))} {unit}".rstrip() + spread(values, text)


def verdict(value: float, at_most: float | None, plain: bool = False) -> tuple[str, str]:
    if at_most is None:
        return "", ""
    return f"≤ {number(at_most) if plain else ratio_text(at_most)}", "met" if value <= at_most else "**not met**"


def comparison_table(one: Comparison) -> list[str]:
    several = max(len(values) for values in one.values.values()) > 1
    of = " (median, min–max)" if several else ""
    lines = [f"| {one.title} | {one.unit}{of} | {one.ours} to it{of} | target | |", "|---|--:|--:|--:|---|"]
    for name in sorted(one.values, key=one.median):
        if name == one.ours:
            lines.append(f"| **{name}** | **{number(one.median(name))}**{spread(one.values[name])} | 1 | | |")
            continue
        middle, least, most = one.ratio(name)
        rounds = min(len(one.values[one.ours]), len(one.values[name]))
        ratio = f"**{ratio_text(middle)}**" + (f" ({ratio_text(least)}–{ratio_text(most)})" if rounds > 1 else "")
        target, met = verdict(middle, one.target(name))
        lines.append(f"| {name} | {measured(one.values[name])} | {ratio} | {target} | {met} |")
    return lines


def figure_table(figures: list[Figure]) -> list[str]:
    lines = ["| figure | median (min–max) | target | |", "|---|--:|--:|---|"]
    for one in figures:
        if isinstance(one.value, str):
            lines.append(f"| {one.title} | {one.value} | | |")
            continue
        target, met = verdict(one.median(), one.at_most, plain=True)
        lines.append(f"| {one.title} | {measured(one.numbers(), one.unit)} | {target} | {met} |")
    return lines


def plain_table(table: Table) -> list[str]:
    lines = ["| " + " | ".join(table.columns) + " |", "|---" + "|--:" * (len(table.columns) - 1) + "|"]
    for row in table.rows:
        lines.append("| " + " | ".join(cell if isinstance(cell, str) else number(cell) for cell in row) + " |")
    return lines


#: A column with the median, the minimum and the maximum of all rounds.
SPREAD = "median (min–max)"


def section_text(section: Section, notes: str = "") -> str:
    parts = [f"## {section.title}", section.about]
    parts += ["\n".join(comparison_table(one)) for one in section.comparisons]
    parts += ["\n".join(plain_table(table)) for table in section.tables]
    if section.figures:
        parts.append("\n".join(figure_table(section.figures)))
    return "\n\n".join(part for part in [*parts, notes.strip()] if part) + "\n"
