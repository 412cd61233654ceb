#!/usr/bin/env python3
"""Tests of figures.py: it finds each kind of wrong figure, and repairs what `write` can repair."""

from __future__ import annotations

import contextlib
import io
import tempfile
import unittest
from pathlib import Path

import figures

RECORDS = """The figures.

# make test-misuse
figure: misuse.calls = 393683
figure: misuse.slowest-ms ~ 412

# make test-tls
figure: tls.redirects = 30
"""
MAKEFILE = "SUITES := misuse tls\nbench: library\n"
BENCH = "figure: wav.hound.ratio ~ 0.2372\nfigure: wav.reading.ratio ~ 0.0098\n"
PROMISES = "| promise | figures | command |\n|---|---|---|\n"


def marked(shown: str, name: str) -> str:
    return f"{shown}<!-- figure: {name} -->"


class Figures(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        for name in ("docs", "benches"):
            (self.root / name).mkdir()
        self.write("docs/figures.txt", RECORDS)
        self.write("benches/figures.txt", BENCH)
        self.write("Makefile", MAKEFILE)
        self.write("docs/testing.md", PROMISES)
        before = figures.ROOT, figures.BENCH, figures.SUITES
        figures.ROOT, figures.BENCH = self.root, self.root / "benches/figures.txt"
        figures.SUITES = self.root / "docs/figures.txt"
        self.addCleanup(lambda: [setattr(figures, *pair) for pair in zip(("ROOT", "BENCH", "SUITES"), before)])

    def write(self, name: str, text: str) -> Path:
        path = self.root / name
        path.write_text(text, encoding="utf-8")
        return path

    def problems(self, text: str) -> list[str]:
        return figures.problems_in(self.write("README.md", text), figures.records())

    def test_a_figure_with_fewer_digits_agrees(self) -> None:
        for shown, name in (
            ("0.24", "wav.hound.ratio"),
            ("4.2", "1 / wav.hound.ratio"),
            ("1/102", "wav.reading.ratio"),
            ("393,683", "misuse.calls"),
            ("0.4", "misuse.slowest-ms / 1000"),
        ):
            self.assertEqual(self.problems(f"It is {marked(shown, name)}."), [], shown)

    def test_every_kind_of_wrong_figure_is_found(self) -> None:
        for text, complaint in (
            (marked("0.25", "wav.hound.ratio"), "0.25 is quoted, and wav.hound.ratio is 0.2372"),
            (marked("1/100", "wav.reading.ratio"), "1/100 is quoted"),
            (marked("393,684", "misuse.calls"), "393,684 is quoted"),
            (marked("5", "misuse.nothing"), "no record has the figure misuse.nothing"),
            ("about <!-- figure: misuse.calls -->", "a comment does not follow a number directly"),
            ("It is 5 times as fast as hound.", '"5 times as" does not name its figure'),
            ("| part | ratio |\n|---|--:|\n| a | 0.25 [1] |\n", 'a number in the column "ratio" names no figure'),
        ):
            found = self.problems(text)
            self.assertTrue(any(complaint in problem for problem in found), (text, found))

    def test_a_promise_names_the_command_that_prints_its_figures(self) -> None:
        for row, complaint in (
            (f"| misuse | {marked('393,683', 'misuse.calls')} | `make test-misuse` |", None),
            (f"| misuse | {marked('393,683', 'misuse.calls')} | `make test-tls` |", "is printed by `make test-misuse`"),
            ("| speed | none | `make test-speed` |", "the Makefile has no target test-speed"),
            ("| speed | none | `sh speed.sh` |", "there is no speed.sh"),
        ):
            self.write("docs/testing.md", f"{PROMISES}{row}\n")
            found = figures.promises(figures.records())
            self.assertEqual(len(found), int(complaint is not None), found)
            self.assertIn(complaint or "", "".join(found))

    def test_a_run_with_other_counts_differs_from_the_record(self) -> None:
        run = self.write("run", "figure: misuse.calls = 393684\nfigure: misuse.slowest-ms ~ 9\nfigure: tls.redirects = 30\n")
        found = figures.other_counts(str(run), figures.records())
        self.assertEqual(len(found), 1)
        self.assertIn("misuse.calls is 393684, and its record", found[0])

    def test_write_and_record_make_the_documents_right(self) -> None:
        readme = self.write("README.md", f"{marked('0.50', 'wav.hound.ratio')} and {marked('1', 'misuse.calls')}")
        run = self.write("run", "figure: misuse.calls + 3000\nfigure: misuse.calls + 500\nsomething else\n")
        with contextlib.redirect_stdout(io.StringIO()):
            figures.record("make test-misuse", str(run))
            figures.write()
            figures.check([])
        text = readme.read_text(encoding="utf-8")
        self.assertEqual(text, f"{marked('0.24', 'wav.hound.ratio')} and {marked('3,500', 'misuse.calls')}")
        self.assertIn("tls.redirects = 30", figures.SUITES.read_text(encoding="utf-8"))


if __name__ == "__main__":
    unittest.main()
