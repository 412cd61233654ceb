#!/usr/bin/env python3
"""Runs a suite with canaries, a fixed API key and a fixed auth token, and fails if one appears in any output.

    python3 tests/canary/run.py [--no-emulator] NAME COMMAND...

The suite reads the key from CONVAI_TEST_KEY and the token from CONVAI_TEST_TOKEN. Its output is printed and written to
target/canary/NAME.log. The emulators that it starts write their journals to target/canary/NAME. Neither these files, nor
the logs that the suite writes to target, may contain twelve consecutive characters of the key or the token, plain or
encoded, or the beginning of a token that an emulator gave. A suite that uses another key would prove nothing, so the
journals must contain requests with the canary, masked; --no-emulator is for suites that send no request.

The exit status is that of the command, or 3 if the suite passed and a secret appears.
"""

from __future__ import annotations

import argparse
import base64
import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Iterator, Optional
from urllib.parse import unquote_to_bytes

ROOT = Path(__file__).resolve().parents[2]

# A journal shows two characters and the length of a key. No other key of the suites starts like this one.
CANARY = "Zq4vT9wK2nXb7RmJ0cYhL5sGd8PfE3uA6"
MASKED = f"{CANARY[:2]}… ({len(CANARY)} bytes)"
TOKEN = "Wd7yB1pQ6sMx3HgN8eKr5VtZ9aCj2LoF4"
# How each token begins that an emulator gives: {"alg":"none in base64.
GIVEN_TOKEN = "eyJhbGciOiJub25l"

# A text with this many consecutive characters of a secret shows it.
RUN = 12
# The kinds of files in target that people read.
LOGS = {".log", ".txt", ".xml", ".html", ".json", ".jsonl", ".out", ".err"}
# Folders of the build, and of suites that run at the same time.
BUILD = {"debug", "release", "canary", "incremental", "deps", ".fingerprint", "build", "tmp", "doc"}


def runs(text: str) -> set[bytes]:
    """Every sequence of RUN characters, in lower case."""
    return {text[at : at + RUN].lower().encode() for at in range(len(text) - RUN + 1)}


def encoded(key: bytes) -> set[bytes]:
    """The key in hexadecimal, and in base64 at each of the three offsets that it may have in a longer text."""
    found = runs(key.hex())
    for before in range(3):
        text = base64.b64encode(b"\0" * before + key).decode()
        # The characters at both ends also depend on the neighbouring bytes.
        inner = text[-(-before * 8 // 6) : (before + len(key)) * 8 // 6]
        found |= runs(inner) | runs(inner.replace("+", "-").replace("/", "_"))
    return found


SOUGHT = sorted(
    runs(CANARY) | encoded(CANARY.encode()) | runs(TOKEN) | encoded(TOKEN.encode()) | {GIVEN_TOKEN.lower().encode()}
)


def shows_secret(output: bytes) -> bool:
    texts = [output.lower()]
    if b"%" in output:
        texts.append(unquote_to_bytes(output).lower())
    return any(piece in text for text in texts for piece in SOUGHT)


def places(name: str, output: bytes) -> Iterator[str]:
    """The lines that show a secret, without the secret itself."""
    if not shows_secret(output):
        return
    lines = [number for number, line in enumerate(output.split(b"\n"), 1) if shows_secret(line)]
    where = ", ".join(map(str, lines[:5])) + (", ..." if len(lines) > 5 else "")
    yield f"{name}, line {where}" if lines else f"{name}, across a line break"


class Journals:
    """The requests that the emulators received."""

    def __init__(self, folder: Path) -> None:
        self.requests = self.with_canary = 0
        self.problems: list[str] = []
        for file in sorted(folder.glob("*.jsonl")):
            content = file.read_bytes()
            self.problems += places(f"the emulator's journal {file.name}", content)
            for number, line in enumerate(content.splitlines(), 1):
                self.look(f"{file.name}, line {number}", line)

    def look(self, where: str, line: bytes) -> None:
        self.requests += 1
        try:
            entry = json.loads(line)
        except ValueError:
            return  # an emulator was killed while it wrote the line
        if MASKED in entry["headers"].get("convai-api-key", ""):
            self.with_canary += 1
            if entry["key_leaked"]:
                self.problems.append(f"the key was sent outside its header: {where}")


def logs_since(start: float) -> Iterator[tuple[Path, bytes]]:
    """The logs in target that were written since `start`, with their content."""
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    for folder, folders, files in os.walk(target):
        folders[:] = [each for each in folders if each not in BUILD]
        for file in (Path(folder, each) for each in files):
            try:
                if file.suffix in LOGS and file.stat().st_mtime >= start:
                    yield file, file.read_bytes()
            except FileNotFoundError:
                pass  # a suite that runs at the same time has removed it


def run(command: list[str], journals: Path, log: Path) -> int:
    """Runs the suite. Its output is printed at once and written to the log."""
    environment = {**os.environ, "CONVAI_TEST_KEY": CANARY, "CONVAI_TEST_TOKEN": TOKEN}
    environment["CONVAI_EMULATOR_JOURNAL"] = str(journals)
    # A suite must use neither a real key nor the real service.
    for name in ("CONVAI_API_KEY", "CONVAI_BASE_URL"):
        environment.pop(name, None)
    with log.open("wb") as output:
        suite = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        assert suite.stdout is not None
        while piece := os.read(suite.stdout.fileno(), 1 << 16):
            output.write(piece)
            sys.stdout.buffer.write(piece)
            sys.stdout.buffer.flush()
        status = suite.wait()
    return status if status >= 0 else 128 - status


def main(arguments: Optional[list[str]] = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--no-emulator", action="store_true")
    parser.add_argument("name")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    wanted = parser.parse_args(arguments)
    if not wanted.command or not re.fullmatch(r"[\w.-]+", wanted.name):
        parser.error("a name and a command are needed")

    folder = ROOT / "target" / "canary"
    journals, log = folder / wanted.name, folder / f"{wanted.name}.log"
    shutil.rmtree(journals, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    start = time.time() - 1
    status = run(wanted.command, journals, log)

    seen = Journals(journals)
    problems = [*places(f"the output ({log})", log.read_bytes()), *seen.problems]
    for file, content in logs_since(start):
        problems += places(str(file), content)
    if seen.with_canary == 0 and not wanted.no_emulator:
        problems.append(f"no emulator received a request with the canary ({seen.requests} requests with other keys)")
    for problem in problems:
        print(f"canary: {wanted.name}: {problem}", file=sys.stderr)
    if status or problems:
        return status or 3
    shutil.rmtree(journals, ignore_errors=True)
    print(f"canary: {wanted.name}: {seen.with_canary} of {seen.requests} requests had the key; no output shows a secret")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
