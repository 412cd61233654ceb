"""Paths, commands and the staged plugin, for all tests."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import lru_cache
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
TARGET = ROOT / "target" / "unreal"
NAME = "ConvaiNative"
SOURCE = ROOT / "bindings" / "unreal" / NAME  # the plugin in the source tree
STAGED = TARGET / "plugin" / NAME  # the plugin as users install it, with headers and library
LIBRARY = Path(os.environ["CONVAI_LIBRARY"])
EMULATOR = Path(os.environ["CONVAI_EMULATOR"])
MODULES = ("ConvaiNative", "ConvaiNativeEditor")
RUNTIME = SOURCE / "Source/ConvaiNative"
NATIVE = Path("Source/ThirdParty/ConvaiNativeLibrary")


def run(*command: str | Path, **options: object) -> subprocess.CompletedProcess[str]:
    """Runs a command and captures its output."""
    return subprocess.run([str(each) for each in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options)


def must_run(*command: str | Path, **options: object) -> str:
    """Runs a command, fails if it fails, and returns its output."""
    result = run(*command, **options)
    assert result.returncode == 0, f"{Path(str(command[0])).name} returned {result.returncode}:\n{result.stdout[-4000:]}"
    return result.stdout


def package(*arguments: str | Path) -> str:
    return must_run(sys.executable, ROOT / "bindings/unreal/package.py", *arguments)


@lru_cache(maxsize=None)
def stage() -> None:
    """Stages the plugin once per run."""
    TARGET.mkdir(parents=True, exist_ok=True)
    package("--stage", STAGED.parent)


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def sources(module: str, *endings: str) -> list[Path]:
    """The files of a module in the source tree with these endings."""
    return sorted(each for each in (SOURCE / "Source" / module).rglob("*") if each.suffix in endings)


def version() -> str:
    """The version of the library, from Cargo.toml."""
    line = next(each for each in text(ROOT / "Cargo.toml").splitlines() if each.startswith("version = "))
    return line.split('"')[1]
