"""The game of the cookbook, without a screen: SDL's dummy driver takes its place."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from typing import Any

import convai
import pytest

from support import EXAMPLES, Emulator, environment, until

GAME = EXAMPLES / "cookbook" / "npc_pygame.py"


@pytest.fixture
def game(client: convai.Client, raymond: convai.Character, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    monkeypatch.setenv("SDL_AUDIODRIVER", "dummy")
    monkeypatch.setenv("PYGAME_HIDE_SUPPORT_PROMPT", "1")
    spec = importlib.util.spec_from_file_location("npc_pygame", GAME)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    made = module.Game(client, raymond.id)
    yield made
    made.close()


def type_line(text: str) -> None:
    import pygame

    for character in text:
        pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=ord(character), unicode=character))
    pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=pygame.K_RETURN, unicode="\r"))


def drawn(game: Any) -> bytes:
    import pygame

    return pygame.image.tobytes(game.screen, "RGB")


def test_npc_pygame_shows_the_answer_while_the_frames_go_on(game: Any, emulator: Emulator) -> None:
    emulator.ask("POST", "/scripts", {"text": "Hello", "reply": "Good evening. Mind the step."})
    game.frame()
    before = drawn(game)
    # The clock of the emulator stands still: no answer comes, and the frames do not wait for it.
    emulator.ask("POST", "/clock", {"freeze": True})
    emulator.settings(latency_ms=1000)
    type_line("Hello")
    for _ in range(20):
        game.frame()
    assert game.turn is not None
    assert game.answer == ""
    assert until(lambda: emulator.ask("GET", "/clock")["waiting"])

    def a_second_later() -> bool:
        emulator.ask("POST", "/clock", {"advance_ms": 1000})
        game.frame()
        return game.turn is None

    assert until(a_second_later)
    assert game.answer == "Good evening. Mind the step."
    assert drawn(game) != before
    assert emulator.turns()[0]["values"]["userText"] == "Hello"


def test_npc_pygame_shows_why_a_turn_failed(game: Any, emulator: Emulator) -> None:
    emulator.fault(status=500)
    type_line("Hello!")
    assert until(lambda: game.frame() or (game.turn is None and game.answer))
    assert game.answer == "(does not hear you)"


def test_npc_pygame_runs_as_a_program(emulator: Emulator, raymond: convai.Character) -> None:
    """The window is closed in its first frame."""
    code = f"""
import runpy, sys
import pygame
pygame.init()
pygame.event.post(pygame.event.Event(pygame.QUIT))
sys.argv = ["npc_pygame.py", "{raymond.id}"]
runpy.run_path({str(GAME)!r}, run_name="__main__")
"""
    dummy = {"SDL_VIDEODRIVER": "dummy", "SDL_AUDIODRIVER": "dummy"}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, env=environment(emulator, **dummy))
    assert done.returncode == 0, done.stderr
