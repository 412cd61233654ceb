#!/usr/bin/env python3
"""Compares the figures that the documents quote with those that a benchmark or a suite printed.

    docs/figures.py check [FILE...]       fails if a document quotes another figure than the records have, or if a suite whose
                                          figures are in FILE prints another count than its record
    docs/figures.py write                 writes the recorded figures into the documents
    docs/figures.py record COMMAND FILE   stores the figures that COMMAND printed to FILE in docs/figures.txt
    docs/figures.py print FILE            prints the figures in FILE

A figure is a line `figure: NAME = VALUE`, or `figure: NAME ~ VALUE` for a value that differs from run to run. Lines with `+`
are parts of one count. `make bench` writes its figures to benches/figures.txt. Suites append theirs to the file that CONVAI_FIGURES names; `make figures` runs the
suites and stores the lines in docs/figures.txt, in a group for each command.

A document names the figure in a comment behind the number: `0.24<!-- figure: wav.at-the-same-rate.hound.ratio -->`. `1 / NAME`
is the inverse, `NAME / 1000` a multiple of a unit. The number may have fewer digits than the record.

Numbers in table columns named "figures" or "ratio" have such a comment, except where the cell links to a RECORD.md, and so has
each "N times as". In the table of promises the command of a row is the one that printed its figures, and the Makefile has it.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BENCH = ROOT / "benches" / "figures.txt"
SUITES = ROOT / "docs" / "figures.txt"
BENCH_COMMAND = "make bench"

LINE = re.compile(r"^figure: (\S+) ([=~+]) (-?[0-9.]+(?:e-?\d+)?)$")
NUMBER = r"-?(?:1/)?\d(?:[\d,.]*\d)?"
QUOTE = re.compile(rf"({NUMBER})<!-- figure: ([^>]+?) -->")
EXPRESSION = re.compile(r"^(?:(1) / )?(\S+?)(?: / ([0-9.]+))?$")
TIMES = re.compile(rf"(?<![\w.])({NUMBER}) times (?:as|faster|slower|the|more|less)")
CHECKED_COLUMNS = {"figures", "ratio"}


class Record:
    """A recorded figure: its value, whether it is the same in each run, and the command that prints it."""

    def __init__(self, value: float, exact: bool, command: str) -> None:
        self.value, self.exact, self.command = value, exact, command


def lines_of(text: str, source: str) -> list[tuple[str, bool, float]]:
    found = []
    sums: dict[str, float] = {}
    for line in text.splitlines():
        if line.startswith("figure:"):
            match = LINE.match(line)
            if not match:
                sys.exit(f"{source}: not a figure: {line}")
            if match[2] == "+":
                sums[match[1]] = sums.get(match[1], 0) + float(match[3])
            else:
                found.append((match[1], match[2] == "=", float(match[3])))
    return found + [(name, True, total) for name, total in sums.items()]


def groups(text: str) -> dict[str, str]:
    """The commands of docs/figures.txt, and the lines that each printed."""
    pieces = re.split(r"^# (make .*|sh .*)\n", text, flags=re.MULTILINE)
    return dict(zip(pieces[1::2], pieces[2::2]))


def records() -> dict[str, Record]:
    found: dict[str, Record] = {}
    sources = [(BENCH_COMMAND, BENCH.read_text(encoding="utf-8"))] if BENCH.exists() else []
    sources += groups(SUITES.read_text(encoding="utf-8")).items() if SUITES.exists() else []
    for command, text in sources:
        for name, exact, value in lines_of(text, command):
            if name in found:
                sys.exit(f"the figure {name} is recorded twice: by {found[name].command} and by {command}")
            found[name] = Record(value, exact, command)
    return found


def documents() -> list[Path]:
    hidden = {"target", "dist"}
    every = sorted(ROOT.rglob("*.md"))
    here = [path for path in every if not hidden & set(path.relative_to(ROOT).parts)]
    return [path for path in here if path.name not in ("RESULTS.md", "RESULTS-FULL.md")]


def value_of(expression: str, known: dict[str, Record]) -> float:
    match = EXPRESSION.match(expression)
    if not match or match[2] not in known:
        raise KeyError(f"no record has the figure {match[2] if match else expression}")
    value = known[match[2]].value
    return (1 / value if match[1] else value) / float(match[3] or 1)


def agrees(shown: str, value: float) -> bool:
    plain = shown.replace(",", "")
    if plain.startswith("1/"):
        return value > 0 and abs(1 / value - float(plain[2:])) <= 0.5000001
    decimals = len(plain.partition(".")[2])
    return abs(float(plain) - value) <= 0.5000001 * 10**-decimals


def rewritten(shown: str, value: float) -> str:
    """The value with the digits of the number that stands there."""
    if shown.startswith("1/"):
        return f"1/{1 / value:,.0f}"
    return f"{value:,.{len(shown.replace(',', '').partition('.')[2])}f}"


def without_marks(text: str) -> str:
    """The text without marked numbers and code."""
    return re.sub(r"`[^`]*`|<!--.*?-->", "", QUOTE.sub("", text))


def tables(text: str):
    """Each row of each table as a pair of the header's cells and its own, with its line number."""
    header: list[str] | None = None
    for number, line in enumerate(text.splitlines(), 1):
        if not line.startswith("|"):
            header = None
            continue
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if header is None:
            header = cells
        elif not set(line) <= set("|-: "):
            yield number, dict(zip(header, cells))


def problems_in(path: Path, known: dict[str, Record]) -> list[str]:
    text = path.read_text(encoding="utf-8")
    found = []
    at = lambda place: f"{path.relative_to(ROOT)}:{text.count(chr(10), 0, place) + 1}"  # noqa: E731
    for match in QUOTE.finditer(text):
        try:
            value = value_of(match[2], known)
        except KeyError as unknown:
            found.append(f"{at(match.start())}: {unknown.args[0]}")
            continue
        if not agrees(match[1], value):
            found.append(f"{at(match.start())}: {match[1]} is quoted, and {match[2]} is {value:g}")
    if text.count("<!-- figure: ") != len(QUOTE.findall(text)):
        found.append(f"{path.relative_to(ROOT)}: a comment does not follow a number directly")
    for match in TIMES.finditer(text):
        found.append(f"{at(match.start())}: \"{match[0]}\" does not name its figure in a comment")
    for number, row in tables(text):
        for column in CHECKED_COLUMNS & set(row):
            if "RECORD.md" not in row[column] and re.search(r"(?<![\w.])\d", re.sub(r"\[\d+\]", "", without_marks(row[column]))):
                found.append(f"{path.relative_to(ROOT)}:{number}: a number in the column \"{column}\" names no figure")
    return found


def promises(known: dict[str, Record]) -> list[str]:
    """Each promise has a command that exists and that prints the figures of its row."""
    path = ROOT / "docs" / "testing.md"
    targets = set(re.findall(r"^([\w-]+(?: [\w-]+)*):(?!=)", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE))
    targets = {word for line in targets for word in line.split()} | set(suite_targets())
    found = []
    for number, row in tables(path.read_text(encoding="utf-8")):
        if not {"promise", "figures", "command"} <= set(row):
            continue
        commands = re.findall(r"`([^`]*)`", row["command"])
        for command in commands:
            words = command.split()
            if words[0] == "make" and words[1] not in targets:
                found.append(f"docs/testing.md:{number}: the Makefile has no target {words[1]}")
            if words[0] == "sh" and not (ROOT / words[1]).is_file():
                found.append(f"docs/testing.md:{number}: there is no {words[1]}")
        for _, expression in QUOTE.findall(row["figures"]):
            match = EXPRESSION.match(expression)
            record = known.get(match[2]) if match else None
            if record and record.command not in commands:
                found.append(f"docs/testing.md:{number}: {expression} is printed by `{record.command}`")
    return found


def suite_targets() -> list[str]:
    match = re.search(r"^SUITES := (.*)$", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE)
    return [f"test-{suite}" for suite in match[1].split()] if match else []


def other_counts(file: str, known: dict[str, Record]) -> list[str]:
    found = []
    if not Path(file).exists():
        return found
    for name, exact, value in lines_of(Path(file).read_text(encoding="utf-8"), file):
        record = known.get(name)
        if record and record.exact and exact and record.value != value:
            found.append(f"{name} is {value:g}, and its record in docs/figures.txt is {record.value:g}: run `{record.command}`, "
                         f"then `docs/figures.py record` and `write` (`make figures` does all of it)")
    return found


def check(files: list[str]) -> None:
    known = records()
    found = [problem for path in documents() for problem in problems_in(path, known)]
    found += promises(known)
    found += [problem for file in files for problem in other_counts(file, known)]
    for problem in found:
        print(problem, file=sys.stderr)
    quoted = sum(len(QUOTE.findall(path.read_text(encoding="utf-8"))) for path in documents())
    if found:
        sys.exit(f"{len(found)} figures in the documents are wrong; `docs/figures.py write` takes those of the records")
    print(f"{quoted} figures in the documents agree with {len(known)} records")


def write() -> None:
    known = records()

    def current(match: re.Match[str]) -> str:
        try:
            value = value_of(match[2], known)
        except KeyError:
            return match[0]  # which `check` reports
        shown = match[1] if agrees(match[1], value) else rewritten(match[1], value)
        return f"{shown}<!-- figure: {match[2]} -->"

    for path in documents():
        before = path.read_text(encoding="utf-8")
        after = QUOTE.sub(current, before)
        if after != before:
            path.write_text(after, encoding="utf-8")
            print(f"{path.relative_to(ROOT)} is written")


def record(command: str, file: str) -> None:
    latest = {name: (exact, value) for name, exact, value in lines_of(Path(file).read_text(encoding="utf-8"), file)}
    if not latest:
        sys.exit(f"{file} has no figures")
    known = groups(SUITES.read_text(encoding="utf-8")) if SUITES.exists() else {}
    known[command] = "".join(
        f"figure: {name} {'=' if exact else '~'} {value:.10g}\n" for name, (exact, value) in sorted(latest.items())
    )
    head = "The figures that the suites printed in their last recorded run. `make figures` writes this file: see figures.py.\n"
    SUITES.write_text(
        head + "".join(f"\n# {each}\n{text.strip()}\n" for each, text in sorted(known.items())), encoding="utf-8"
    )


def show(file: str) -> None:
    for name, exact, value in sorted(set(lines_of(Path(file).read_text(encoding="utf-8"), file))):
        print(f"figure: {name} {'=' if exact else '~'} {value:.10g}")


def main() -> None:
    arguments = sys.argv[1:]
    if arguments[:1] == ["check"]:
        check(arguments[1:])
    elif arguments == ["write"]:
        write()
    elif arguments[:1] == ["record"] and len(arguments) == 3:
        record(*arguments[1:])
    elif arguments[:1] == ["print"] and len(arguments) == 2:
        show(arguments[1])
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()
