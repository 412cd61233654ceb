"""Prints what the documents quote of a platform: how many tests of each suite passed, and how many do not apply.

docs/figures.py describes the lines, and the file that CONVAI_FIGURES names.
"""

import os
import re


def show(platform, counts):
    """Prints the counts of (suite, passed, not applicable). Those of c/operations and of the other suites of C are added up."""
    sums = {}
    for suite, passed, not_applicable in counts:
        name = re.sub(r"\W+", "-", suite.split("/")[0].lower())
        for kind, count in (("passed", passed), ("not-applicable", not_applicable)):
            key = f"{platform}.{name}.{kind}"
            sums[key] = sums.get(key, 0) + count
    lines = "".join(f"figure: {key} ~ {count}\n" for key, count in sums.items())
    print(lines, end="", flush=True)
    if file := os.environ.get("CONVAI_FIGURES"):
        with open(file, "a", encoding="utf-8") as output:
            output.write(lines)
