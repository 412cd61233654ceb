"""The short suite, which runs on every Python version of the machine."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

import convai

from support import QUESTION, Emulator, environment


def test_the_installed_package_is_under_test() -> None:
    package = Path(convai.__file__).resolve().parent
    assert "site-packages" in package.parts
    assert Path(convai.library_path()).parent == package / "lib"
    assert convai.library_version() == convai.__version__


def test_a_conversation_by_text_and_by_voice(chat: convai.Conversation, tmp_path: Path) -> None:
    assert "Raymond" in chat.say("What is your name?").text
    reply = chat.say(QUESTION, voice=True)
    assert reply.audio is not None
    reply.audio.save(tmp_path / "reply.wav")
    assert (tmp_path / "reply.wav").read_bytes()[:4] == b"RIFF"
    assert reply.session_id == chat.session_id


def test_an_unknown_character_raises_not_found_error(client: convai.Client) -> None:
    try:
        client.characters.get("nobody")
    except convai.NotFoundError as error:
        assert error.http_status == 400
    else:
        raise AssertionError("nobody was found")


def test_ten_conversations_with_asyncio(raymond: convai.Character) -> None:
    async def main() -> list[convai.Reply]:
        async with convai.AsyncClient() as client:
            chats = [client.conversation(raymond) for _ in range(10)]
            return await asyncio.gather(*(chat.say("Hello") for chat in chats))

    assert all(reply.ok for reply in asyncio.run(main()))


def test_an_utterance_is_sent(chat: convai.Conversation, emulator: Emulator) -> None:
    with convai.Utterance(sample_rate=16000) as utterance:
        assert utterance.push(bytes(3200))
        assert chat.say(utterance).ok
    assert emulator.last()["files"][0]["wav"]["frames"] == 1600


def test_the_doctor_finds_no_problem(emulator: Emulator) -> None:
    command = [sys.executable, "-m", "convai", "doctor"]
    done = subprocess.run(command, capture_output=True, text=True, env=environment(emulator), timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "ok    key" in done.stdout
