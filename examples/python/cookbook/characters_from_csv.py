#!/usr/bin/env python3
"""Creates the characters of a CSV file with the columns name, voice_type and backstory, some at the same time.

CONVAI_API_KEY=... python3 characters_from_csv.py cast.csv

The ids are written into the column id of the same file. A row that has one is left alone, so that the program can be
started again after a failure, and creates no character twice.
"""

from __future__ import annotations

import asyncio
import csv
import os
import sys
from pathlib import Path

import convai

#: How many characters are created at the same time.
AT_ONCE = 4
COLUMNS = ("name", "voice_type", "backstory")


class Bar:
    """A progress bar on standard error; a line for each step where that is no terminal."""

    def __init__(self, total: int) -> None:
        self.done, self.total = 0, total

    def step(self, what: str) -> None:
        """Shows one more step."""
        self.done += 1
        share = 30 * self.done // max(self.total, 1)
        line = f"[{'#' * share:<30}] {self.done}/{self.total} {what:<30.30}"
        if sys.stderr.isatty():
            print(f"\r{line}", end="" if self.done < self.total else "\n", file=sys.stderr, flush=True)
        else:
            print(line, file=sys.stderr)


def write(path: Path, rows: list[dict[str, str]]) -> None:
    """Writes the file anew. A program that is stopped in between leaves the old one."""
    new = path.with_suffix(".new")
    with new.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, dict.fromkeys(column for row in rows for column in row))
        writer.writeheader()
        writer.writerows(rows)
    os.replace(new, path)


async def create(path: Path) -> int:
    """Creates what is missing, and returns how many rows failed."""
    with path.open(newline="", encoding="utf-8-sig") as file:
        reader = csv.DictReader(file)
        missing = set(COLUMNS) - set(reader.fieldnames or ())
        if missing:
            sys.exit(f"{path} has no column {', '.join(sorted(missing))}")
        rows = [{"id": "", **row} for row in reader]
    todo = [row for row in rows if not row["id"]]
    bar, failed, places = Bar(len(todo)), 0, asyncio.Semaphore(AT_ONCE)

    async def one(client: convai.AsyncClient, row: dict[str, str]) -> None:
        nonlocal failed
        async with places:
            try:
                made = await client.characters.create(
                    name=row["name"], voice_type=row["voice_type"], backstory=row["backstory"]
                )
            except convai.ConvaiError as error:
                failed += 1
                bar.step(f"{row['name']}: {error.code_name}")
                return
            row["id"] = made.id
            write(path, rows)  # now, so that no id is lost if the program is stopped
            bar.step(row["name"])

    async with convai.AsyncClient() as client:
        await asyncio.gather(*(one(client, row) for row in todo))
    return failed


def main() -> None:
    """Creates the characters, and says how many failed."""
    if len(sys.argv) != 2:
        sys.exit("usage: characters_from_csv.py FILE.csv")
    failed = asyncio.run(create(Path(sys.argv[1])))
    if failed:
        sys.exit(f"{failed} characters were not created: start the program again to try these")


if __name__ == "__main__":
    main()
