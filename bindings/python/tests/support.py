"""The emulator as the tests use it, and where things are."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any, Callable

HERE = Path(__file__).resolve().parent
PACKAGE = HERE.parent
ROOT = PACKAGE.parents[1]
HEADER = ROOT / "include" / "convai.h"
QUESTION = ROOT / "examples" / "audio" / "question.wav"
EXAMPLES = ROOT / "examples" / "python"

# So that a search of all output can tell it.
KEY = os.environ.get("CONVAI_TEST_KEY") or "python-test-key"
RESPONSE = "/character/getResponse"

BACKSTORY = "Raymond keeps the lighthouse. He likes storms and black coffee."


# No name has a part of 64 letters: that is found out without asking a name server, which may not be there.
NO_SUCH_HOST = "a" * 64 + ".invalid"


def until(reached: Callable[[], Any], seconds: float = 60) -> Any:
    """Waits for something to be true, and gives it; what it was where it never is. The limit is for a hang."""
    end = time.monotonic() + seconds
    while True:
        value = reached()
        if value or time.monotonic() > end:
            return value
        time.sleep(0.005)


class Emulator:
    """A running emulator."""

    def __init__(self) -> None:
        program = os.environ.get("CONVAI_EMULATOR", str(ROOT / "target" / "debug" / "convai-emulator"))
        command = [program, "--port", "0", "--voice", "builtin", "--until-stdin-closes"]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        self.url = self.process.stdout.readline().split()[-1]
        assert self.url.startswith("http://127.0.0.1:"), self.url
        # Its own opener: the environment's proxy must not come between the tests and the loopback.
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}/_emulator{path}", data, method=method)
        with self.opener.open(request, timeout=30) as answer:
            return json.loads(answer.read())

    def fault(self, **fault: Any) -> None:
        """Arms a fault, by default for the next getResponse."""
        self.ask("POST", "/faults", {"path": RESPONSE, **fault})

    def settings(self, **settings: Any) -> None:
        self.ask("POST", "/settings", settings)

    def last(self, path: str = RESPONSE) -> Any:
        """What arrived last at a path, with its audio."""
        return self.ask("GET", f"/journal/last?audio=1&path={path}")

    def entries(self) -> Any:
        return self.ask("GET", "/journal")

    def turns(self) -> Any:
        """The turns that arrived."""
        return [each for each in self.entries() if each["path"] == RESPONSE]

    def last_audio(self) -> bytes:
        """The audio file that arrived last."""
        return base64.b64decode(self.last()["files"][0]["base64"])

    def reset(self) -> None:
        self.ask("POST", "/reset", {})

    def stop(self) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait(timeout=10)
        self.process.stdout.close()


def environment(emulator: Emulator, **more: str) -> dict[str, str]:
    """The environment of a program that shall talk to the emulator."""
    return {**os.environ, "CONVAI_BASE_URL": emulator.url, "CONVAI_API_KEY": KEY, **more}


def run(code: str, *, timeout: float = 60, **options: Any) -> subprocess.CompletedProcess[str]:
    """Runs a program in a Python of its own, with warnings as the user would see them."""
    command = [sys.executable, "-X", "faulthandler", "-c", code]
    return subprocess.run(command, capture_output=True, text=True, timeout=timeout, **options)
