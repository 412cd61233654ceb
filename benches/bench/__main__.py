"""python -m bench [WORKLOAD...]: see run.sh."""

from __future__ import annotations

import argparse
import dataclasses
import json
from collections.abc import Callable

from . import audio, bindings, cold, details, flight, game, long_audio, machine, parts, push, reply, report, sdks, sound, turns
from .results import Section
from .tables import section_text
from .tools import OUT, note

WORKLOADS: dict[str, Callable[[bool], Section]] = {
    **{key: (lambda quick, turn=turn: turns.measure(turn, quick)) for key, turn in turns.TURNS.items()},
    "audio": reply.measure,
    "wav": audio.measure,
    "parts": parts.measure,
    "long_audio": long_audio.measure,
    "flight": flight.measure,
    "game": game.measure,
    "cold": cold.measure,
    "cancel": details.cancel,
    "handles": details.handles,
    "push": push.measure,
    "sound": sound.measure,
    "file": details.artefact,
    "python": bindings.python,
    "sdks": sdks.measure,
    "csharp": bindings.csharp,
    "build": details.build,
}


#: Not part of a normal run: takes minutes, and changes only with the dependencies. The report uses its last figures.
ON_REQUEST = {"build"}


def main() -> None:
    parser = argparse.ArgumentParser(prog="run.sh")
    parser.add_argument(
        "workloads", nargs="*", metavar="WORKLOAD", help="run these instead of all, and print their tables"
    )
    parser.add_argument("--quick", action="store_true", help="fewer rounds and calls, one core; writes no report")
    parser.add_argument("--build", action="store_true", help="measure a clean build too (some minutes)")
    parser.add_argument("--report", action="store_true", help="write the report from the last figures, without a run")
    parser.add_argument("--list", action="store_true", help="list the workloads")
    arguments = parser.parse_args()
    if unknown := set(arguments.workloads) - set(WORKLOADS):
        parser.error(f"there is no workload {', '.join(unknown)}: see --list")
    if arguments.list:
        print("\n".join(WORKLOADS))
        return
    everything = [key for key in WORKLOADS if arguments.build or key not in ON_REQUEST]
    for key in [] if arguments.report else arguments.workloads or everything:
        section = WORKLOADS[key](arguments.quick)
        if not arguments.quick:
            save(section)
        print(section_text(section), flush=True)
    if arguments.report or not (arguments.workloads or arguments.quick):
        report.write(list(WORKLOADS), machine.describe())
        note("benches/RESULTS.md, RESULTS-FULL.md, results.svg and figures.txt are written")
        note("`python3 docs/figures.py write` takes the figures that the documents quote from them")


def save(section: Section) -> None:
    folder = OUT / "results"
    folder.mkdir(exist_ok=True)
    (folder / f"{section.key}.json").write_text(json.dumps(dataclasses.asdict(section), indent=1))


main()
