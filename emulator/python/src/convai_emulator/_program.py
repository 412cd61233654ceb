"""Where the program is."""

from __future__ import annotations

import importlib.metadata
import os
import sysconfig
from collections.abc import Iterator
from pathlib import Path

NAME = "convai-emulator.exe" if os.name == "nt" else "convai-emulator"


def candidates() -> Iterator[Path]:
    """Yields the places where installers put the program of this package."""
    try:
        files = importlib.metadata.files("convai-native-emulator") or []
    except importlib.metadata.PackageNotFoundError:
        files = []
    yield from (Path(str(file.locate())) for file in files if file.name == NAME)
    # `pip install --target` moves the program without recording it.
    yield Path(__file__).resolve().parents[1] / "bin" / NAME
    yield Path(sysconfig.get_path("scripts"), NAME)


def program() -> str:
    """Returns the path of the emulator: that in the environment variable CONVAI_EMULATOR, or that of this package.

    Raises:
        FileNotFoundError: The program is not there.
    """
    given = os.environ.get("CONVAI_EMULATOR")
    if given:
        if not Path(given).is_file():
            raise FileNotFoundError(f"There is no emulator at {given}, which CONVAI_EMULATOR names.")
        return given
    searched = list(dict.fromkeys(path.resolve() for path in candidates()))
    for path in searched:
        if path.is_file():
            return str(path)
    places = ", ".join(str(path) for path in searched)
    raise FileNotFoundError(
        f"The program {NAME} is missing. It was searched at {places}. "
        "Install convai-native-emulator again, or set CONVAI_EMULATOR to the path of the program."
    )
