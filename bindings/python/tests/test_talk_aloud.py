"""The command `talk` with a loudspeaker and a microphone, on a stand-in for sounddevice."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import convai
import numpy
import pytest

from support import QUESTION, Emulator, environment, until


@pytest.fixture
def talking(emulator: Emulator, raymond: convai.Character, tmp_path: Path) -> dict[str, str]:
    """The environment of `talk`. The stand-in writes what it played into a file."""
    emulator.settings(stream_pace=0)
    return environment(
        emulator,
        CONVAI_CHARACTER_ID=raymond.id,
        FAKE_SOUNDDEVICE_PLAYED=str(tmp_path / "played.raw"),
        PYTHONUNBUFFERED="1",
    )


def talk(talking: dict[str, str], *options: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "convai", "talk", *options]
    return subprocess.run(command, input=typed, capture_output=True, text=True, timeout=120, env=talking)


def played(folder: Path) -> float:
    """The loudest sample of what was played."""
    return float(abs(numpy.fromfile(folder / "played.raw", numpy.float32)).max())


def test_play_streams_the_replies_to_the_loudspeaker_and_saves_none(
    talking: dict[str, str], emulator: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = talk(talking, "--play", typed="What is your name?\nHi.\n")
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("them>") == 2
    assert "Raymond" in done.stdout
    assert played(tmp_path) > 0.05
    assert not list(tmp_path.glob("*.wav"))
    fields = [str(turn["fields"]) for turn in emulator.turns()]
    assert all("stream" in each for each in fields), fields


def test_play_saves_the_replies_if_a_folder_was_given(talking: dict[str, str], tmp_path: Path) -> None:
    done = talk(talking, "--play", "--save", str(tmp_path), typed="Hi.\n")
    assert done.returncode == 0, done.stderr
    assert [each.name for each in tmp_path.glob("*.wav")] == ["reply-001.wav"]


def test_a_stream_that_breaks_is_reported_and_the_chat_continues(talking: dict[str, str], emulator: Emulator) -> None:
    emulator.fault(stream="cut", pieces=2)
    done = talk(talking, "--play", typed="What is your name, and where do you live?\nHi.\n")
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("them>") == 2
    assert "Traceback" not in done.stderr


def test_what_is_missing_or_contradictory_is_reported(talking: dict[str, str], tmp_path: Path) -> None:
    contradictory = talk(talking, "--play", "--no-voice")
    assert (contradictory.returncode, contradictory.stdout) == (2, "")
    assert "leave out --no-voice" in contradictory.stderr
    (tmp_path / "sounddevice.py").write_text("raise ImportError\n")
    for option in ("--play", "--mic"):
        missing = talk({**talking, "PYTHONPATH": str(tmp_path)}, option)
        assert missing.returncode == 2
        assert missing.stderr == "Audio devices need the package sounddevice: run pip install sounddevice.\n"


@contextlib.contextmanager
def hands_free(talking: dict[str, str], *options: str) -> Iterator[subprocess.Popen[str]]:
    """Runs `talk --mic` with a microphone that hears the question once. A program that hangs is killed."""
    process = subprocess.Popen(
        [sys.executable, "-m", "convai", "talk", "--mic", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**talking, "FAKE_SOUNDDEVICE_SAYS": str(QUESTION)},
    )
    watchdog = threading.Timer(90, process.kill)
    watchdog.start()
    try:
        yield process
    finally:
        watchdog.cancel()
        process.kill()
        process.communicate()


def until_it_says(process: subprocess.Popen[str], wanted: str) -> str:
    """Reads the output of a program until it contains a text, or the program ends."""
    said = ""
    assert process.stdout is not None
    while wanted not in said and (character := process.stdout.read(1)):
        said += character
    return said


def test_the_microphone_hears_what_is_said_and_ctrl_c_ends_the_chat(
    talking: dict[str, str], emulator: Emulator
) -> None:
    with hands_free(talking, "--no-voice") as process:
        output = until_it_says(process, "them>") + until_it_says(process, "(speak)")
        process.send_signal(signal.SIGINT)
        rest, errors = process.communicate()
    assert process.returncode == 0, errors
    assert "(understood:" in output
    assert "--session" in rest
    assert "Traceback" not in errors
    recorded = emulator.last()["files"][0]["wav"]["frames"]
    assert recorded > 0.9 * convai.Audio.open(QUESTION).frames


def test_ctrl_c_interrupts_a_character_that_speaks_and_the_microphone_hears_on(
    talking: dict[str, str], emulator: Emulator, tmp_path: Path
) -> None:
    emulator.fault(stream="stall", pieces=1)
    with hands_free(talking, "--play") as process:
        output = until_it_says(process, "them>")
        process.send_signal(signal.SIGINT)
        output += until_it_says(process, "(speak)")
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate()
    assert process.returncode == 1, "no turn was answered"
    assert "(interrupted)" in output
    assert "Traceback" not in errors
    assert until(lambda: emulator.turns()[0]["outcome"] == "aborted")
