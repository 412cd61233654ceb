"""The commands `talk` and `doctor`."""

from __future__ import annotations

import os
import re
import select
import signal
import socket
import subprocess
import sys
import time
from importlib.metadata import distribution
from pathlib import Path

import convai
import pytest

from support import NO_SUCH_HOST, QUESTION, Emulator, environment, until


def command(emulator: Emulator, *arguments: str, typed: str = "", **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "convai", *arguments],
        input=typed,
        capture_output=True,
        text=True,
        timeout=60,
        env=environment(emulator, **more),
    )


def test_a_chat_answers_saves_replies_and_runs_its_commands(
    emulator: Emulator, raymond: convai.Character, tmp_path: Path
) -> None:
    typed = f"My name is Ada.\nWhat is my name?\n/wav {QUESTION}\n/session\n/reset\n/session\n/help\n/quit\n"
    done = command(emulator, "talk", "--character", raymond.id, "--save", str(tmp_path / "new"), typed=typed)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("them>") == 3
    assert "Ada" in done.stdout.split("them>")[2]
    assert "(understood:" in done.stdout
    assert "There is no session yet." in done.stdout
    saved = sorted((tmp_path / "new").iterdir())
    assert [each.name for each in saved] == ["reply-001.wav", "reply-002.wav", "reply-003.wav"]
    assert convai.Audio.open(saved[0]).frames > 0
    assert "\r" not in done.stderr, "the spinner is drawn although stderr is not a terminal"


def test_a_chat_continues_a_session_and_overwrites_no_file(
    emulator: Emulator, raymond: convai.Character, tmp_path: Path
) -> None:
    arguments: tuple[str, ...] = ("talk", "--save", str(tmp_path))
    first = command(emulator, *arguments, typed="My name is Ada.\n", CONVAI_CHARACTER_ID=raymond.id)
    session = re.search(r"--session (\S+)", first.stdout)
    assert session is not None
    arguments = (*arguments, "--session", str(session[1]))
    second = command(emulator, *arguments, typed="What is my name?\n\n", CONVAI_CHARACTER_ID=raymond.id)
    assert "Ada" in second.stdout
    assert sorted(each.name for each in tmp_path.iterdir()) == ["reply-001.wav", "reply-002.wav"]


def test_no_voice_saves_no_files(emulator: Emulator, raymond: convai.Character, tmp_path: Path) -> None:
    done = command(
        emulator, "talk", "--no-voice", "--save", str(tmp_path), typed="Hello\n", CONVAI_CHARACTER_ID=raymond.id
    )
    assert "them>" in done.stdout
    assert not list(tmp_path.iterdir())


def test_a_failing_chat_prints_messages_without_a_traceback(emulator: Emulator, raymond: convai.Character) -> None:
    assert "--character" in command(emulator, "talk").stderr
    missing_key = command(emulator, "talk", "--character", raymond.id, CONVAI_API_KEY="")
    assert missing_key.returncode == 2
    assert "Traceback" not in missing_key.stderr
    emulator.fault(status=500)
    failed = command(emulator, "talk", "--character", raymond.id, typed="Hello\n/wav nowhere.wav\n")
    assert failed.returncode == 1
    assert "nowhere.wav" in failed.stdout
    assert "Traceback" not in failed.stderr
    assert "usage" in command(emulator, "dance").stderr


def drawn_until(terminal: int, wanted: bytes, process: subprocess.Popen[str]) -> bytes:
    """Reads a terminal until the wanted text appears, the program ends or a time limit is reached."""
    drawn = b""
    end = time.monotonic() + 60
    while wanted not in drawn and time.monotonic() < end and process.poll() is None:
        if select.select([terminal], [], [], 0.1)[0]:
            try:
                drawn += os.read(terminal, 4096)
            except OSError:  # the program ended
                break
    return drawn


def test_ctrl_c_interrupts_the_character_and_the_chat_continues(
    emulator: Emulator, raymond: convai.Character, tmp_path: Path
) -> None:
    import pty  # Windows has none

    emulator.fault(hang=True)
    outside, inside = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "convai", "talk", "--character", raymond.id, "--save", str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=inside,
        text=True,
        env=environment(emulator),
    )
    os.close(inside)
    try:
        assert process.stdin is not None
        process.stdin.write("Hello\n")
        process.stdin.flush()
        drawn = drawn_until(outside, b"waiting", process)
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate("What is your name?\n", timeout=60)
    finally:
        process.kill()
        os.close(outside)
    assert re.search(rb"[-|/\\] waiting", drawn), output
    assert process.returncode == 0, output
    assert "(interrupted)" in output
    assert "Raymond" in output, "the chat did not continue"
    assert until(lambda: emulator.turns()[0]["aborted"])


def test_redirected_output_may_have_an_encoding_that_lacks_characters(
    emulator: Emulator, client: convai.Client, tmp_path: Path
) -> None:
    """As on Windows, where a file or a pipe has the encoding of the system's language."""
    miyu = client.characters.create(name="\u7f8e\u512a", voice_type="FEMALE", backstory="Sails.")
    arguments = ("talk", "--character", miyu.id, "--save", str(tmp_path))
    done = command(emulator, *arguments, typed="What is your name?\n", PYTHONIOENCODING="cp1252")
    assert done.returncode == 0, done.stderr
    assert re.search(r"them> .*\?\?", done.stdout)


def test_a_reader_that_stops_reading_causes_no_traceback(emulator: Emulator) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "convai", "doctor"],
        stdout=writing,
        stderr=subprocess.PIPE,
        text=True,
        timeout=60,
        env=environment(emulator),
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (1, "")


def test_the_version_is_that_of_the_package(emulator: Emulator) -> None:
    assert command(emulator, "--version").stdout == f"convai-native {convai.__version__}\n"


def test_the_console_script_has_the_name_of_the_distribution(emulator: Emulator, tmp_path: Path) -> None:
    (entry,) = [each for each in distribution("convai-native").entry_points if each.group == "console_scripts"]
    assert entry.name == "convai-native"  # "convai" is the script of a foreign distribution
    script = str(Path(sys.executable).with_name("convai-native"))
    found = environment(emulator)
    done = subprocess.run([script, "doctor"], capture_output=True, text=True, env=found)
    assert done.returncode == 0, done.stdout + done.stderr
    found["CONVAI_LIBRARY"] = str(tmp_path / "missing.so")
    done = subprocess.run([script, "doctor"], capture_output=True, text=True, env=found)
    assert "FAIL  library" in done.stdout, done.stderr
    assert "usage: convai-native" in subprocess.run([script], capture_output=True, text=True, env=found).stderr


def lines(done: subprocess.CompletedProcess[str]) -> dict[str, str]:
    """Returns the result of each check: "ok", "FAIL" or "-"."""
    found = re.findall(r"^(ok|FAIL|-) +(\w+)", done.stdout, flags=re.MULTILINE)
    return {what: finding for finding, what in found}


def test_the_doctor_passes_every_check(emulator: Emulator) -> None:
    done = command(emulator, "doctor")
    assert done.returncode == 0
    assert lines(done) == dict.fromkeys(("python", "library", "version", "address", "certificate", "key"), "ok")
    assert convai.library_path() in done.stdout
    assert emulator.url in done.stdout


def test_the_doctor_reports_a_rejected_missing_or_invalid_key(emulator: Emulator) -> None:
    refused = command(emulator, "doctor", CONVAI_API_KEY="bad-key")
    assert (refused.returncode, lines(refused)["key"]) == (1, "FAIL")
    assert "bad-key" not in refused.stdout
    missing = command(emulator, "doctor", CONVAI_API_KEY="")
    assert (missing.returncode, lines(missing)["key"], lines(missing)["address"]) == (1, "FAIL", "ok")
    assert "CONVAI_API_KEY" in missing.stdout
    unusable = command(emulator, "doctor", CONVAI_API_KEY="two\nlines")
    assert lines(unusable)["key"] == "FAIL"


@pytest.mark.parametrize("url", [f"http://{NO_SUCH_HOST}", "http://127.0.0.1:1", "nonsense"])
def test_the_doctor_reports_an_unreachable_address(emulator: Emulator, url: str) -> None:
    done = command(emulator, "doctor", "--base-url", url)
    assert (done.returncode, lines(done)["address"]) == (1, "FAIL")
    assert "Traceback" not in done.stderr


def test_the_doctor_reports_certificate_problems(emulator: Emulator, tmp_path: Path) -> None:
    untrusted = command(emulator, "doctor", "--base-url", emulator.url.replace("http:", "https:"))
    assert (lines(untrusted)["address"], lines(untrusted)["certificate"], lines(untrusted)["key"]) == (
        "ok",
        "FAIL",
        "-",
    )
    missing = command(emulator, "doctor", "--ca", str(tmp_path / "missing.pem"))
    assert lines(missing)["certificate"] == "FAIL"


def test_the_doctor_reports_a_failing_service_and_a_foreign_one(emulator: Emulator) -> None:
    emulator.fault(path="/character/get", html_502=True)
    ill = command(emulator, "doctor")
    assert (lines(ill)["address"], lines(ill)["service"], lines(ill)["key"]) == ("ok", "FAIL", "-")
    with socket.socket() as mute:
        mute.bind(("127.0.0.1", 0))
        mute.listen()
        port = mute.getsockname()[1]
        process = subprocess.Popen(
            [sys.executable, "-m", "convai", "doctor", "--base-url", f"http://127.0.0.1:{port}"],
            stdout=subprocess.PIPE,
            text=True,
            env=environment(emulator),
        )
        connection, _ = mute.accept()
        connection.close()
        output, _ = process.communicate(timeout=60)
    assert "FAIL  address" in output
    assert process.returncode == 1
