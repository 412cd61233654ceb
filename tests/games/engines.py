"""How each of the small games is built and started, and where its words are: one entry for each engine."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Callable, Optional

from stage import ROOT

OUT = Path(os.environ.get("GAMES_OUT", ROOT / "target/games"))
GAMES = ROOT / "examples/games"
LIBRARY = Path(os.environ["CONVAI_LIBRARY"])

# What reads the voice. A thread of the audio device reads it whatever the game does: there are no gaps. A game that pushes it in
# its frames has a gap where a frame takes longer than what it has pushed.
THREAD, FRAMES = "gapless", "complete"


@dataclass
class Engine:
    """A game that is played. `build` returns the command that starts it."""

    build: Callable[[], list[str]]
    #: How the title of its window begins.
    title: str
    #: THREAD or FRAMES.
    audio: str
    #: Where the screen shows what he says: left, top, right and bottom, as shares of it. None: in the title of the window.
    caption: Optional[tuple[float, float, float, float]] = (0.05, 0.62, 0.95, 0.86)
    #: A second build that looks for errors of memory, how the README's table names it, and its environment.
    instrumented: Optional[Callable[[], list[str]]] = None
    instrument: str = ""
    environment: dict[str, str] = field(default_factory=dict)


def sdl2(*more: str, name: str = "keeper") -> list[str]:
    folder = OUT / "sdl2"
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(LIBRARY, folder / "libconvai.so.1")
    flags = subprocess.run(["sdl2-config", "--cflags", "--libs"], check=True, capture_output=True, text=True).stdout.split()
    command = ["cc", "-std=c99", "-Wall", "-Wextra", "-Wpedantic", "-Wshadow", "-Werror", *more, f"-I{ROOT / 'include'}"]
    source = [str(GAMES / "sdl2/keeper.c"), *flags, str(folder / "libconvai.so.1"), "-Wl,-rpath,$ORIGIN"]
    subprocess.run([*command, *source, "-o", str(folder / name)], check=True)
    return [str(folder / name)]


def sdl2_sanitized() -> list[str]:
    return sdl2("-g", "-fsanitize=address,undefined", "-fno-sanitize-recover=all", name="keeper-sanitized")


def love() -> list[str]:
    """Packs it twice, the second time from a copy of the folder with other times: the bytes must be the same."""
    folder, packed = OUT / "love", OUT / "love/keeper.love"
    shutil.rmtree(folder, ignore_errors=True)
    copy = shutil.copytree(GAMES / "love", folder / "copy", copy_function=shutil.copyfile)
    for at, file in enumerate(sorted(copy.iterdir())):
        os.utime(file, (at * 1000000, at * 1000000))
        file.chmod(0o600)
    for source, target in [(GAMES / "love", packed), (copy, folder / "again.love")]:
        subprocess.run([sys.executable, str(source / "pack.py"), str(target)], check=True)
    assert packed.read_bytes() == (folder / "again.love").read_bytes(), "the same files gave another keeper.love"
    return ["love", str(packed)]


def panda3d() -> list[str]:
    """With the packages from PyPI, which are installed once."""
    folder, wanted = OUT / "panda3d", GAMES / "panda3d/requirements.txt"
    packages, complete = folder / "packages", folder / "packages/requirements.txt"
    if not complete.exists() or complete.read_text() != wanted.read_text() + sys.version:
        shutil.rmtree(packages, ignore_errors=True)
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--root-user-action=ignore"]
        subprocess.run([*pip, "--target", str(packages), "-r", str(wanted)], check=True)
        complete.write_text(wanted.read_text() + sys.version)
    path = f"{ROOT / 'bindings/python/src'}:{packages}"
    return ["env", f"PYTHONPATH={path}", sys.executable, str(GAMES / "panda3d/keeper.py")]


def godot3() -> list[str]:
    subprocess.run(["sh", str(GAMES / "godot3/build.sh")], env={**os.environ, "GAMES_OUT": str(OUT)}, check=True)
    return ["godot3", "--path", str(OUT / "godot3")]


ENGINES = {
    "sdl2": Engine(
        sdl2,
        "Keeper (SDL): ",
        THREAD,
        caption=None,
        instrumented=sdl2_sanitized,
        instrument="AddressSanitizer",
        environment={
            # Without Mesa, whose compiler takes minutes under the sanitizer.
            "SDL_RENDER_DRIVER": "software",
            "SDL_FRAMEBUFFER_ACCELERATION": "0",
            "ASAN_OPTIONS": "detect_leaks=1:fast_unwind_on_malloc=0",
            "LSAN_OPTIONS": f"suppressions={Path(__file__).resolve().parent / 'leaks.supp'}:print_suppressions=0",
        },
    ),
    "love": Engine(love, "Keeper (LÖVE)", FRAMES),
    "godot3": Engine(godot3, "Keeper (Godot)", FRAMES),
    "panda3d": Engine(panda3d, "Keeper (Panda3D)", THREAD),
}


def pattern(title: str) -> str:
    """A regular expression of xdotool for a title that begins so. It compares bytes, so that only ASCII is compared."""
    plain = "".join(one if one.isascii() else ".*" for one in title.rstrip(": "))
    return "^" + re.sub(r"([()])", r"\\\1", plain)
