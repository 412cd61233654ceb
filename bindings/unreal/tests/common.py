"""What the checks share: paths, running commands, the staged plugin."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
TARGET = ROOT / "target" / "unreal"
SOURCE = ROOT / "bindings" / "unreal" / "Convai"  # the plugin in the source tree
STAGED = TARGET / "plugin" / "Convai"  # the same as a user has it, with headers and library
LIBRARY = Path(os.environ["CONVAI_LIBRARY"])
EMULATOR = Path(os.environ["CONVAI_EMULATOR"])
MODULES = ("ConvaiRuntime", "ConvaiEditor")


class Failed(Exception):
    """A check does not hold."""


def demand(holds: object, what: str) -> None:
    if not holds:
        raise Failed(what)


def run(*command: str | Path, **options: object) -> subprocess.CompletedProcess[str]:
    """Runs a command; what it prints is given back, and does not reach the terminal."""
    return subprocess.run([str(each) for each in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options)


def must_run(*command: str | Path, **options: object) -> str:
    result = run(*command, **options)
    demand(result.returncode == 0, f"{Path(str(command[0])).name} gave {result.returncode}:\n{result.stdout[-4000:]}")
    return result.stdout


def package(*arguments: str | Path) -> str:
    return must_run(sys.executable, ROOT / "bindings/unreal/package.py", *arguments)


def stage() -> None:
    package("--stage", STAGED.parent)


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def sources(module: str, *endings: str) -> list[Path]:
    """A module's files with these endings, of the source tree."""
    return sorted(each for each in (SOURCE / "Source" / module).rglob("*") if each.suffix in endings)
