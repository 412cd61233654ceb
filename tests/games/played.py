"""A game that is played by keys, and followed by the log of its frames."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path
from typing import Any, Callable, Optional

from stage import Stage, wait_for


class Frame(dict):
    """A line of the log: numbers where they are numbers."""

    def __getattr__(self, name: str) -> Any:
        return self[name]


class Played:
    def __init__(self, stage: Stage, command: list[str], frames: Path, title: str):
        self.stage, self._file, self._rest = stage, frames, ""
        self.frames: list[Frame] = []
        self._names: list[str] = []
        frames.unlink(missing_ok=True)
        self.log = stage.out / f"{Path(command[0]).name}.log"
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(command, env=stage.environment, stdout=log, stderr=log)
        self._position = 0
        # The first frame compiles the shaders, which is slow in software.
        wait_for("the first frames", lambda: len(self.read()) > 3, 120)
        window = self._xdotool("search", "--name", title).split()[0]
        self._xdotool("windowfocus", "--sync", window)

    def _xdotool(self, *arguments: str) -> str:
        command = ["xdotool", *arguments]
        return subprocess.run(command, env=self.stage.environment, check=True, capture_output=True, text=True, timeout=60).stdout

    def read(self) -> list[Frame]:
        """All frames so far."""
        if self._file.exists():
            with open(self._file, encoding="utf-8") as file:
                file.seek(self._position)
                text = self._rest + file.read()
                self._position = file.tell()
            *lines, self._rest = text.split("\n")
            for line in lines:
                values = line.split("\t")
                if not self._names:
                    self._names = values
                    continue
                self.frames.append(Frame(zip(self._names, map(self._value, values))))
        return self.frames

    @staticmethod
    def _value(text: str) -> Any:
        try:
            return float(text)
        except ValueError:
            return text

    @property
    def now(self) -> Frame:
        return self.read()[-1]

    def wait(self, what: str, found: Callable[[Frame], Any], seconds: float = 30) -> Frame:
        """Waits for a frame, of those from now on."""
        at = max(len(self.read()) - 1, 0)

        def look() -> Optional[Frame]:
            nonlocal at
            assert self.process.poll() is None, f"the game has ended: see {self.log}"
            while at < len(self.read()):
                frame = self.frames[at]
                at += 1
                if found(frame):
                    return frame
            return None

        return wait_for(what, look, seconds)

    def pass_frames(self, count: int = 2) -> None:
        end = len(self.read()) + count
        wait_for("the next frames", lambda: len(self.read()) >= end)

    def hold(self, key: str) -> None:
        self._xdotool("keydown", key)
        self.pass_frames()

    def release(self, key: str) -> None:
        self._xdotool("keyup", key)
        self.pass_frames()

    def press(self, key: str) -> None:
        """A key is down for two frames, however slow they are."""
        self.hold(key)
        self.release(key)

    def quit(self, key: str = "Escape") -> float:
        """Holds the key until the game has ended, and returns how many seconds that took."""
        self._xdotool("keydown", key)
        begin = time.monotonic()
        code = self.process.wait(60)
        self._xdotool("keyup", key)
        assert code == 0, f"the game ended with {code}: see {self.log}"
        return time.monotonic() - begin

    def write(self, text: str) -> None:
        """Types a few letters in each frame: a game keeps only so many."""
        for start in range(0, len(text), 8):
            self._xdotool("type", "--delay", "12", text[start : start + 8])
            self.pass_frames()

    def kill(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
