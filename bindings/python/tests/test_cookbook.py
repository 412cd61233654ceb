"""The programs of the cookbook, started as a user starts them. Those that need pygame are in a file of their own."""

from __future__ import annotations

import array
import asyncio
import csv
import importlib.util
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import convai
import pytest
from convai import testing

from support import EXAMPLES, QUESTION, Emulator, environment

COOKBOOK = EXAMPLES / "cookbook"


def start(
    emulator: Emulator, folder: Path, name: str, *arguments: str, **more: str
) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-W", "error", str(COOKBOOK / name), *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, timeout=120, cwd=folder, env=environment(emulator, **more)
    )


def loaded(name: str) -> Any:
    """Imports a program without running it."""
    spec = importlib.util.spec_from_file_location(name, COOKBOOK / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_recipe_is_listed_and_has_a_test() -> None:
    recipes = {each.name for each in COOKBOOK.glob("*.py")}
    listed = set(re.findall(r"\]\((\w+\.py)\)", (COOKBOOK / "README.md").read_text(encoding="utf-8")))
    tests = "".join(each.read_text(encoding="utf-8") for each in Path(__file__).parent.glob("test_cookbook*.py"))
    assert recipes == listed
    assert {name for name in recipes if name[:-3] in tests} == recipes
    assert len(recipes) == 4


CAST = "name,voice_type,backstory\nAda,FEMALE,Ada repairs clocks.\nBo,MALE,Bo bakes.\nCy,MALE,Cy sails.\n"


def ids(path: Path) -> list[str]:
    with path.open(newline="", encoding="utf-8") as file:
        return [row["id"] for row in csv.DictReader(file)]


def test_characters_from_csv_are_created_once(emulator: Emulator, tmp_path: Path) -> None:
    cast = tmp_path / "cast.csv"
    cast.write_text(CAST, encoding="utf-8")
    emulator.fault(path="/character/create", status=429, count=1)
    done = start(emulator, tmp_path, "characters_from_csv.py", "cast.csv")
    assert done.returncode == 1
    assert "1 characters were not created" in done.stderr
    assert "RATE_LIMITED" in done.stderr
    assert "3/3" in done.stderr
    first = ids(cast)
    assert sum(map(bool, first)) == 2

    done = start(emulator, tmp_path, "characters_from_csv.py", "cast.csv")
    assert done.returncode == 0, done.stderr
    assert [id for id in first if id] == [new for id, new in zip(first, ids(cast)) if id]
    known = {each["character_id"] for each in emulator.ask("GET", "/characters")}
    assert len(set(ids(cast))) == 3
    assert set(ids(cast)) <= known
    created = [each for each in emulator.entries() if each["path"] == "/character/create"]
    assert len(created) == 4
    assert start(emulator, tmp_path, "characters_from_csv.py", "cast.csv").returncode == 0
    assert len([each for each in emulator.entries() if each["path"] == "/character/create"]) == 4


def test_characters_from_csv_names_a_missing_column(emulator: Emulator, tmp_path: Path) -> None:
    (tmp_path / "cast.csv").write_text("name,backstory\nAda,Clocks.\n", encoding="utf-8")
    done = start(emulator, tmp_path, "characters_from_csv.py", "cast.csv")
    assert done.returncode == 1
    assert "no column voice_type" in done.stderr


def test_check_microphone_hears_a_recording_and_a_microphone(emulator: Emulator, tmp_path: Path) -> None:
    done = start(emulator, tmp_path, "check_microphone.py", str(QUESTION))
    assert done.returncode == 0, done.stderr
    assert "2.6 s at 16000 Hz" in done.stdout
    assert "The microphone is fine." in done.stdout
    done = start(emulator, tmp_path, "check_microphone.py", FAKE_SOUNDDEVICE_SAYS=str(QUESTION))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "s of speech" in done.stdout


@pytest.mark.parametrize(
    ("samples", "words"),
    [
        ([0] * 16000, "nothing is heard"),
        ([32767, -32768] * 8000, "is clipped"),
        ([60, -60] * 8000, "very quiet"),
    ],
    ids=["silence", "clipped", "quiet"],
)
def test_check_microphone_says_what_to_change(
    emulator: Emulator, tmp_path: Path, samples: list[int], words: str
) -> None:
    convai.Audio.from_samples(array.array("h", samples), sample_rate=16000).save(tmp_path / "recording.wav")
    done = start(emulator, tmp_path, "check_microphone.py", "recording.wav")
    assert done.returncode == 1
    assert words in done.stdout


class Channel:
    """A channel of a chat server."""

    def __init__(self, id: int) -> None:
        self.id = id
        self.sent: list[str] = []
        self.typed = 0

    def typing(self) -> Any:
        channel = self

        class Typing:
            async def __aenter__(self) -> None:
                channel.typed += 1

            async def __aexit__(self, *_error: object) -> None:
                pass

        return Typing()

    async def send(self, text: str) -> None:
        self.sent.append(text)


def message(channel: Channel, text: str, *, bot: bool = False) -> Any:
    return SimpleNamespace(author=SimpleNamespace(bot=bot), channel=channel, content=text)


def test_chat_bot_keeps_a_conversation_for_each_channel(emulator: Emulator, raymond: convai.Character) -> None:
    chat_bot = loaded("chat_bot")
    first, second = Channel(1), Channel(2)

    async def talk() -> None:
        async with convai.AsyncClient() as client:
            bot = chat_bot.Bot(client, raymond.id)
            await bot.on_message(message(first, "!npc My name is Ada."))
            await bot.on_message(message(second, "!npc My name is Bo."))
            await bot.on_message(message(first, "!npc What is my name?"))
            await bot.on_message(message(first, "!npc answer me", bot=True))
            await bot.on_message(message(first, "hello"))
            await bot.on_message(message(first, "!npc forget"))
            for chat in bot.chats.values():
                chat.close()

    asyncio.run(talk())
    assert "Ada" in first.sent[1]
    assert first.sent[2:] == ["(has forgotten everything)"]
    assert len(second.sent) == 1
    turns = emulator.turns()
    assert [turn["values"]["userText"] for turn in turns] == ["My name is Ada.", "My name is Bo.", "What is my name?"]
    assert turns[0]["session"] == turns[2]["session"] != turns[1]["session"]


def test_chat_bot_answers_when_the_service_does_not(capsys: pytest.CaptureFixture[str]) -> None:
    chat_bot = loaded("chat_bot")
    answers: list[Any] = [testing.fake_error(convai.RateLimitedError, retry_after=7), convai.NetworkError, "x" * 3000]
    bot = chat_bot.Bot(testing.FakeAsyncClient(answers), "ada")
    channel = Channel(1)
    for _ in range(3):
        asyncio.run(bot.on_message(message(channel, "!npc Hello")))
    assert channel.sent == ["(is tired: try again in 7 seconds)", "(does not answer)", "x" * 2000]
    assert "CONNECT" in capsys.readouterr().err


def test_chat_bot_connects_to_discord(
    emulator: Emulator, raymond: convai.Character, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a stand-in for discord.py, which calls the handler of a message as that does."""
    channel, started = Channel(1), []

    class Gateway:
        def __init__(self, *, intents: Any) -> None:
            assert intents.message_content

        def event(self, handler: Any) -> None:
            assert handler.__name__ == "on_message"
            self.on_message = handler

        async def start(self, token: str) -> None:
            started.append(token)
            await self.on_message(message(channel, "!npc Hello"))

    intents = SimpleNamespace(default=lambda: SimpleNamespace(message_content=False))
    monkeypatch.setitem(sys.modules, "discord", SimpleNamespace(Client=Gateway, Intents=intents))
    monkeypatch.setenv("DISCORD_TOKEN", "a-token-of-discord")
    asyncio.run(loaded("chat_bot").main(raymond.id))
    assert started == ["a-token-of-discord"]
    assert len(channel.sent) == 1
