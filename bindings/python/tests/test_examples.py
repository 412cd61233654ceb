"""The example programs, started as a user starts them."""

from __future__ import annotations

import datetime
import json
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import convai
import pytest

from support import EXAMPLES, QUESTION, Emulator, environment


def start(emulator: Emulator, folder: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=folder,
        env=environment(emulator, **more),
    )


def test_every_example_has_a_test() -> None:
    assert {each.name for each in EXAMPLES.glob("*.py")} == {
        "chat.py",
        "several.py",
        "token_server.py",
        "voice.py",
    }


def test_chat_holds_a_conversation_and_deletes_its_character(emulator: Emulator, tmp_path: Path) -> None:
    done = start(emulator, tmp_path, str(EXAMPLES / "chat.py"))
    assert done.returncode == 0, done.stderr
    assert "Ada" in done.stdout.split("them:")[3]
    assert [convai.Audio.open(tmp_path / f"chat-{number}.wav").channels for number in (1, 2, 3)] == [1, 1, 1]
    assert not [each for each in emulator.ask("GET", "/characters") if each.get("character_name") == "Raymond"]


def test_voice_sends_the_whole_recording(emulator: Emulator, raymond: convai.Character, tmp_path: Path) -> None:
    done = start(emulator, tmp_path, str(EXAMPLES / "voice.py"), "--character", raymond.id, str(QUESTION))
    assert done.returncode == 0, done.stderr
    assert "them:" in done.stdout
    assert convai.Audio.open(tmp_path / "answer.wav").frames
    sent = emulator.last()["files"][0]["wav"]
    assert (sent["frames"], sent["sample_rate"]) == (convai.Audio.open(QUESTION).frames, 16000)


def test_several_talks_to_three_characters(emulator: Emulator, tmp_path: Path) -> None:
    done = start(emulator, tmp_path, str(EXAMPLES / "several.py"))
    assert done.returncode == 0, done.stderr
    for name in ("Raymond", "Ada", "Bruno"):
        assert done.stdout.count(f"{name}:") == 2


@pytest.mark.parametrize("arguments", [["chat.py"], ["voice.py", str(QUESTION)]], ids=["chat", "voice"])
def test_output_that_is_redirected_may_have_an_encoding_that_lacks_characters(
    emulator: Emulator, client: convai.Client, tmp_path: Path, arguments: list[str]
) -> None:
    """As on Windows, where a file or a pipe has the encoding of the system's language."""
    miyu = client.characters.create(name="\u7f8e\u512a", voice_type="FEMALE", backstory="\u7f8e\u512a sails.")
    program, *rest = arguments
    done = start(emulator, tmp_path, str(EXAMPLES / program), "--character", miyu.id, *rest, PYTHONIOENCODING="cp1252")
    assert done.returncode == 0, done.stderr
    assert "them:" in done.stdout


def test_a_failing_example_prints_a_message_and_no_traceback(emulator: Emulator, tmp_path: Path) -> None:
    for arguments in (["chat.py"], ["several.py"], ["voice.py", "--character", "x", str(QUESTION)]):
        emulator.reset()
        emulator.fault(path="*", status=401, count=0)
        done = start(emulator, tmp_path, str(EXAMPLES / arguments[0]), *arguments[1:])
        assert done.returncode == 1
        assert "Traceback" not in done.stderr
        assert "doctor" in done.stderr


def test_the_token_server_gives_tokens_that_talk(emulator: Emulator, raymond: convai.Character, tmp_path: Path) -> None:
    server = subprocess.Popen(
        [sys.executable, "-W", "error", str(EXAMPLES / "token_server.py"), "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
        env=environment(emulator),
    )
    try:
        assert server.stdout is not None
        address = server.stdout.readline().strip()
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(urllib.request.Request(address, method="POST"), timeout=60) as response:
            given = json.load(response)
        assert datetime.datetime.fromisoformat(given["expires"]) > datetime.datetime.now(datetime.timezone.utc)
        with convai.Client(auth_token=given["token"]) as player:
            assert player.conversation(raymond).say("Hello").ok
        emulator.fault(path="/user/connect", status=401, count=0)
        for path in (address, f"{address}/other"):
            with pytest.raises(urllib.error.HTTPError) as caught:
                opener.open(urllib.request.Request(path, method="POST"), timeout=60)
            assert caught.value.code == (503 if path == address else 404)
            caught.value.close()
    finally:
        server.terminate()
        output = "".join(server.communicate(timeout=60))
    assert "no token" in output
    assert given["token"] not in output
