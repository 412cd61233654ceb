"""Plays the Lighthouse for the pictures of the README, and writes them to docs/pictures.

The hours and the lines are always the same; the frame in which a picture is taken is not.
"""

from __future__ import annotations

import shutil
import sys

import sound
from stage import ROOT, Stage, say
from test_lighthouse import CONFIG, OUT, begin, game, tell

LARGEST = 300_000
PICTURES = ROOT / "docs/pictures"


def show(stage: Stage, name: str) -> None:
    stage.picture(name)
    keep(stage, name)


def keep(stage: Stage, name: str) -> None:
    file = stage.out / f"{name}.png"
    assert file.stat().st_size < LARGEST, f"{file} has {file.stat().st_size} bytes, and may have {LARGEST}"
    shutil.copy(file, PICTURES / file.name)
    say(f"  {PICTURES / file.name}")


def talk(stage: Stage) -> None:
    """The golden hour: he tells a story."""
    played = game(stage, save="pictures.save", hour=17.9)
    try:
        begin(played)
        from_here = stage.recorder.position()
        tell(played, "Tell me a story")
        played.wait("the second sentence", lambda frame: "Before there was a lamp" in frame.caption)
        played.wait("some words", lambda frame: "Marigold" in frame.caption)
        played.wait("an open mouth", lambda frame: frame.mouth > 0.5)
        show(stage, "lighthouse-talk")
        samples = stage.recorder.since(from_here)
        sound.draw(samples[sound.onset(samples) :], stage.out / "lighthouse-voice.png")
        keep(stage, "lighthouse-voice")
        played.press("x")
        played.quit()
    finally:
        played.kill()


def night(stage: Stage) -> None:
    """The title of a game in which the lamp was lit and the door opened."""
    played = game(stage, save="pictures.save", name="frames-night", hour=19.75)
    try:
        played.press("n")
        played.wait("the game", lambda frame: frame.screen == "playing")
        tell(played, "Light the lamp please")
        played.wait("the lamp", lambda frame: frame.lamp > 0.95, 90)
        tell(played, "Open the door")
        played.wait("the door", lambda frame: frame.door > 1.7, 90)
        played.quit()
        played = game(stage, save="pictures.save", name="frames-title")
        played.wait("the beam beside the title", lambda frame: 0.5 < frame.beam < 0.6, 120)
        show(stage, "lighthouse-night")
    finally:
        played.kill()


def main() -> int:
    with Stage(OUT / "pictures") as stage:
        stage.start_emulator(CONFIG)
        for save in stage.out.glob("*.save"):
            save.unlink()
        talk(stage)
        night(stage)
    return 0


if __name__ == "__main__":
    sys.exit(main())
