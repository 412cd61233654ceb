"""The emulator, and the paths that the tests use."""

from __future__ import annotations

import base64
import json
import os
import ssl
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any, Callable, Optional

import convai

HERE = Path(__file__).resolve().parent
PACKAGE = HERE.parent
ROOT = PACKAGE.parents[1]
MODEL = ROOT / "abi" / "convai.json"
QUESTION = ROOT / "examples" / "audio" / "question.wav"
EXAMPLES = ROOT / "examples" / "python"
#: Modules that stand in for packages that need a device.
FAKES = HERE / "fakes"

WINDOWS = os.name == "nt"

# The canary of this project searches all output for this key.
KEY = os.environ.get("CONVAI_TEST_KEY") or "python-test-key"
RESPONSE = "/character/getResponse"

# On Windows, os.kill would end the process.
PRESS = "signal.raise_signal(signal.SIGINT)" if WINDOWS else "os.kill(os.getpid(), signal.SIGINT)"

BACKSTORY = "Raymond keeps the lighthouse. He likes storms and black coffee."


# A label of a host name has at most 63 letters, so this one fails without a name server.
NO_SUCH_HOST = "a" * 64 + ".invalid"


def until(reached: Callable[[], Any], seconds: float = 60) -> Any:
    """Waits until `reached` returns a true value and returns that value, or the last one after a time limit."""
    end = time.monotonic() + seconds
    while True:
        value = reached()
        if value or time.monotonic() > end:
            return value
        time.sleep(0.005)


class Emulator:
    """A running emulator, and its control interface."""

    def __init__(self, authority: Optional[Path] = None) -> None:
        program = os.environ.get("CONVAI_EMULATOR", str(ROOT / "target" / "debug" / "convai-emulator"))
        command = [program, "--port", "0", "--voice", "builtin", "--until-stdin-closes"]
        if authority is not None:
            command += ["--tls", str(authority)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        self.url = self.process.stdout.readline().split()[-1]
        scheme = "http" if authority is None else "https"
        assert self.url.startswith(f"{scheme}://127.0.0.1:"), self.url
        # This opener ignores the proxy settings of the environment.
        handlers: list[urllib.request.BaseHandler] = [urllib.request.ProxyHandler({})]
        if authority is not None:
            trusted = ssl.create_default_context(cafile=str(authority))
            handlers.append(urllib.request.HTTPSHandler(context=trusted))
        self.opener = urllib.request.build_opener(*handlers)

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}/_emulator{path}", data, method=method)
        with self.opener.open(request, timeout=30) as answer:
            return json.loads(answer.read())

    def fault(self, **fault: Any) -> None:
        """Sets a fault, by default for the next getResponse."""
        self.ask("POST", "/faults", {"path": RESPONSE, **fault})

    def hits(self) -> int:
        """Returns how many requests met a fault."""
        return sum(int(each["hits"]) for each in self.ask("GET", "/faults"))

    def settings(self, **settings: Any) -> None:
        self.ask("POST", "/settings", settings)

    def last(self, path: str = RESPONSE) -> Any:
        """Returns the last request for a path, with its audio."""
        return self.ask("GET", f"/journal/last?audio=1&path={path}")

    def entries(self) -> Any:
        return self.ask("GET", "/journal")

    def turns(self) -> Any:
        """Returns all turns that arrived."""
        return [each for each in self.entries() if each["path"] == RESPONSE]

    def last_audio(self) -> bytes:
        """Returns the audio file of the last turn."""
        return base64.b64decode(self.last()["files"][0]["base64"])

    def reset(self) -> None:
        self.ask("POST", "/reset", {})

    def stop(self) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait(timeout=10)
        self.process.stdout.close()


def let_the_first_voice_arrive(turn: convai.Turn, emulator: Emulator) -> None:
    """Advances the clock of the emulator, which stands still, until a streamed turn has a piece that sounds."""
    while True:
        piece = turn.next_piece(timeout=60)
        assert piece is not None
        if piece.audio is not None and piece.audio.level().peak > 0.1:
            return
        emulator.ask("POST", "/clock", {"advance_ms": 1000})


def environment(emulator: Emulator, **more: str) -> dict[str, str]:
    """Returns the environment for a program that uses the emulator, and a stand-in for audio devices."""
    return {
        **os.environ,
        "CONVAI_BASE_URL": emulator.url,
        "CONVAI_API_KEY": KEY,
        "PYTHONPATH": os.pathsep.join(filter(None, (str(FAKES), os.environ.get("PYTHONPATH")))),
        **more,
    }


def run(code: str, *, timeout: float = 60, **options: Any) -> subprocess.CompletedProcess[str]:
    """Runs a program in another Python process, with the warnings that a user would see."""
    command = [sys.executable, "-X", "faulthandler", "-c", code]
    return subprocess.run(command, capture_output=True, text=True, timeout=timeout, **options)
