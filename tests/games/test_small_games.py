"""The same character in other engines: each starts, answers a typed line in voice, opens its mouth, and quits.

    python3 tests/games/test_small_games.py [NAME...]

CONVAI_LIBRARY and CONVAI_EMULATOR are the built ones. Pictures and sounds are in target/games/tests.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import sound
from stage import RATE, ROOT, Stage, say, wait_for

OUT = Path(os.environ.get("GAMES_OUT", ROOT / "target/games"))
GAMES = ROOT / "examples/games"
LIBRARY = Path(os.environ["CONVAI_LIBRARY"])


def sdl2() -> list[str]:
    folder = OUT / "sdl2"
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(LIBRARY, folder / "libconvai.so.1")
    flags = subprocess.run(["sdl2-config", "--cflags", "--libs"], check=True, capture_output=True, text=True).stdout.split()
    command = ["cc", "-std=c99", "-Wall", "-Wextra", "-Wpedantic", "-Wshadow", "-Werror", f"-I{ROOT / 'include'}"]
    subprocess.run([*command, str(GAMES / "sdl2/keeper.c"), *flags, str(folder / "libconvai.so.1"), "-Wl,-rpath,$ORIGIN", "-o", str(folder / "keeper")], check=True)
    return [str(folder / "keeper")]


def love() -> list[str]:
    return ["love", str(GAMES / "love")]


# The title of the window, and what a mouth is: a colour that grows while he speaks.
ENGINES = {"sdl2": (sdl2, "Keeper \\(SDL\\)"), "love": (love, "Keeper \\(L")}


def is_mouth(red: int, green: int, blue: int) -> bool:
    return 100 < red < 130 and green < 35 and blue < 40


def play(stage: Stage, name: str) -> None:
    start, title = ENGINES[name]
    command = start()
    xdotool = lambda *arguments: subprocess.run(["xdotool", *arguments], env=stage.environment, capture_output=True, text=True, timeout=60)
    with open(stage.out / f"{name}.log", "wb") as log:
        process = subprocess.Popen(command, env=stage.environment, stdout=log, stderr=log)
    try:
        window = wait_for(f"the window of {name}", lambda: xdotool("search", "--name", title).stdout.split(), 60)[-1]
        wait_for("its picture", lambda: stage.look().count(is_mouth) > 50, 60)
        focused = xdotool("windowfocus", window)
        assert focused.returncode == 0, focused.stderr
        shut = stage.look().count(is_mouth)
        before = len(stage.turns())
        from_here = stage.recorder.position()
        assert xdotool("type", "--delay", "80", "Good evening").returncode == 0
        assert xdotool("key", "--delay", "80", "Return").returncode == 0
        turn = wait_for("the turn", lambda: stage.turns()[before:], 30)[0]
        assert turn["values"]["userText"] == "Good evening", turn["values"]
        wait_for("the voice", lambda: stage.recorder.level() > 0.02)
        wait_for("an open mouth", lambda: stage.look().count(is_mouth) > shut * 1.5 + 100)
        stage.picture(name)
        wait_for("the end of the turn", lambda: stage.turns()[before]["outcome"] == "answered", 60)
        wait_for("silence", lambda: stage.recorder.level(1.5) == 0, 60)
        samples = stage.recorder.since(from_here)
        stage.save_sound(name, samples)
        voice, rate = sound.read_wav(stage.fetch(f"journal/{turn['seq']}/voice"))
        compared = sound.Comparison(samples, RATE, voice, rate)
        # Gaps are the matter of test_lighthouse.py: a game without an audio thread has them on a machine that is too busy.
        assert max(compared.like_at_begin, compared.like_at_end) > 0.9, f"what was heard is not the voice: {vars(compared)}"
        # Quits in the middle of a turn, and frees everything: the game's exit code says so.
        xdotool("type", "--delay", "80", "Tell me a story")
        xdotool("key", "--delay", "80", "Return")
        wait_for("the second turn", lambda: len(stage.turns()) > before + 1)
        begun = time.monotonic()
        xdotool("key", "--delay", "80", "Escape")
        code = process.wait(30)
        took = time.monotonic() - begun
        assert code == 0, f"{name} ended with {code}: see {stage.out / f'{name}.log'}"
        assert took < 5, f"{name} took {took:.1f} s to end"
        say(f"  as sent: {compared.likeness:.2f}; ended in the middle of a turn after {took:.2f} s")
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def main() -> int:
    with Stage(OUT / "tests") as stage:
        stage.environment["CONVAI_LIBRARY"] = str(LIBRARY)
        stage.start_emulator(GAMES / "lighthouse/npc.toml")
        for name in sys.argv[1:] or ENGINES:
            say(name)
            play(stage, name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
