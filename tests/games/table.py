"""The table of examples/games/README.md, which says what is tested of each game, and what ran."""

from __future__ import annotations

from pathlib import Path

from stage import ROOT, say

README = ROOT / "examples/games/README.md"
BEGIN = "| tested | "


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def read(file: Path = README) -> dict[str, dict[str, str]]:
    """For each game the columns that are not empty."""
    lines = file.read_text(encoding="utf-8").splitlines()
    begin = next(at for at, line in enumerate(lines) if line.startswith(BEGIN))
    columns = cells(lines[begin])[1:]
    rows = {}
    for line in lines[begin + 2 :]:
        if not line.startswith("|"):
            break
        name, *values = cells(line)
        assert len(values) == len(columns), f"{file}: the row {name} has {len(values)} cells, and the table {len(columns)} columns"
        rows[name] = {column: value for column, value in zip(columns, values) if value}
    return rows


def show(results: dict[str, dict[str, str]]) -> None:
    columns = list(dict.fromkeys(column for row in results.values() for column in row))
    widths = [max([len(column), *(len(row.get(column, "")) for row in results.values())]) for column in columns]
    first = max(map(len, results))
    say("  ".join([" " * first, *(column.ljust(width) for column, width in zip(columns, widths))]).rstrip())
    for name, row in results.items():
        say("  ".join([name.ljust(first), *(row.get(column, "").ljust(width) for column, width in zip(columns, widths))]).rstrip())


def compare(results: dict[str, dict[str, str]], others: set[str] = frozenset()) -> None:
    """Fails where the table of the README says something else of these games than what ran, or has games that are in neither."""
    written = read()
    for name, row in results.items():
        assert name in written, f"{README} has no row {name}: it should be {row}"
        assert written[name] == row, f"{README} says of {name} {written[name]}, and what ran is {row}"
    if others:
        unknown = set(written) - set(results) - others
        assert not unknown, f"{README} has rows of which nothing ran: {sorted(unknown)}"
