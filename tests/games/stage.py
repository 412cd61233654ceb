"""A screen, loudspeaker and microphone for a game under test, which belong to this test run alone.

The screen is an Xvfb with software rendering. The sound is a PulseAudio server of its own: what the game plays goes to a sink
without a device, and is recorded; what is played into a second sink is what the game's microphone hears.
"""

from __future__ import annotations

import array
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
import wave
from pathlib import Path
from typing import Any, Callable, Optional

from xwd import Picture

ROOT = Path(__file__).resolve().parents[2]
RATE = 48000


def wait_for(what: str, found: Callable[[], Any], seconds: float = 30) -> Any:
    """Waits until found() returns something, and returns it."""
    end = time.monotonic() + seconds
    while True:
        result = found()
        if result:
            return result
        if time.monotonic() > end:
            raise AssertionError(f"{what}: not within {seconds} seconds")
        time.sleep(0.02)


class Recorder:
    """What the loudspeaker plays, as samples with their times."""

    def __init__(self, command: list[str], environment: dict[str, str]):
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, env=environment)
        self._samples = array.array("h")
        self._end = time.monotonic()
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        assert self._process.stdout
        while True:
            data = self._process.stdout.read(960)
            if not data:
                return
            with self._lock:
                self._samples.frombytes(data[: len(data) // 2 * 2])
                self._end = time.monotonic()

    def position(self) -> int:
        with self._lock:
            return len(self._samples)

    def since(self, position: int) -> array.array:
        with self._lock:
            return self._samples[position:]

    def level(self, seconds: float = 0.1) -> float:
        """How loud the newest samples are, from 0 to 1."""
        with self._lock:
            newest = self._samples[-int(seconds * RATE) :]
        return max((abs(one) for one in newest), default=0) / 32768

    def close(self) -> None:
        self._process.terminate()
        self._process.wait()


class Stage:
    def __init__(self, out: Path, size: str = "960x540"):
        self.out = out
        out.mkdir(parents=True, exist_ok=True)
        self.size = size
        self._processes: list[subprocess.Popen] = []
        self._folder = Path(tempfile.mkdtemp(prefix="convai-games-"))
        self.environment = dict(os.environ)
        self.base_url = ""

    def __enter__(self) -> "Stage":
        try:
            self._start_screen()
            self._start_sound()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        if hasattr(self, "recorder"):
            self.recorder.close()
        for process in reversed(self._processes):
            if process.stdin:
                process.stdin.close()
            process.terminate()
            process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _run(self, name: str, command: list[str], **more: Any) -> subprocess.Popen:
        with open(self.out / f"{name}.log", "ab") as log:
            process = subprocess.Popen(command, env=self.environment, **{"stdout": log, "stderr": log, **more})
        self._processes.append(process)
        return process

    def _start_screen(self) -> None:
        reader, writer = os.pipe()
        screen = self._folder / "screen"
        screen.mkdir()
        # A busy machine may hold a key for long: it repeats only after ten minutes. Godot turns repeats on, so that -r is not enough.
        # -noreset: without it, the server starts anew when its last client leaves, and turns away the next one meanwhile.
        options = ["-ardelay", "600000", "-noreset", "-nolisten", "tcp"]
        command = ["Xvfb", "-displayfd", str(writer), *options, "-screen", "0", f"{self.size}x24", "-fbdir", str(screen)]
        self._run("xvfb", command, pass_fds=[writer])
        os.close(writer)
        with os.fdopen(reader) as pipe:
            number = pipe.readline().strip()
        assert number, f"Xvfb did not start: see {self.out / 'xvfb.log'}"
        self._screen = screen / "Xvfb_screen0"
        self.environment.update(DISPLAY=f":{number}", LIBGL_ALWAYS_SOFTWARE="1")
        self.environment.pop("WAYLAND_DISPLAY", None)

    def _start_sound(self) -> None:
        socket = self._folder / "native"
        runtime = self._folder / "runtime"
        runtime.mkdir(mode=0o700)
        (self._folder / ".asoundrc").write_text("pcm.!default pulse\nctl.!default pulse\n")  # for games that use ALSA
        self.environment.update(PULSE_RUNTIME_PATH=str(runtime), PULSE_SERVER=f"unix:{socket}", HOME=str(self._folder))
        # A busy machine must not make gaps of its own: the server holds this much.
        self.environment["PULSE_LATENCY_MSEC"] = "400"
        modules = [
            f"module-native-protocol-unix socket={socket} auth-anonymous=1",
            f"module-null-sink sink_name=loudspeaker rate={RATE}",
            f"module-null-sink sink_name=room rate={RATE}",
            "module-remap-source master=room.monitor source_name=microphone",
        ]
        command = ["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no", "--disable-shm=yes"]
        for module in modules:
            command += ["-L", module]
        self._run("pulseaudio", command)
        wait_for("PulseAudio", lambda: self._pactl("info"))
        self._pactl("set-default-sink", "loudspeaker")
        self._pactl("set-default-source", "microphone")
        record = ["parec", "-d", "loudspeaker.monitor", "--raw", "--format=s16le", f"--rate={RATE}", "--channels=1", "--latency-msec=20"]
        self.recorder = Recorder(record, self.environment)
        wait_for("sound from the loudspeaker's monitor", self.recorder.position)

    def _pactl(self, *arguments: str) -> bool:
        return subprocess.run(["pactl", *arguments], env=self.environment, capture_output=True).returncode == 0

    def start_emulator(self, config: Path, *options: str) -> None:
        command = [os.environ["CONVAI_EMULATOR"], "--config", str(config), "--voice", "builtin", "--until-stdin-closes", *options]
        emulator = self._run("emulator", command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert emulator.stdout
        self.base_url = emulator.stdout.readline().decode().split()[-1]
        key = os.environ.get("CONVAI_TEST_KEY", "a-key-for-games")
        self.environment.update(CONVAI_BASE_URL=self.base_url, CONVAI_API_KEY=key)

    def control(self, path: str, body: Optional[dict] = None, method: Optional[str] = None) -> Any:
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(f"{self.base_url}/_emulator/{path}", data, method=method)
        with urllib.request.urlopen(request, timeout=30) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def fetch(self, path: str) -> bytes:
        with urllib.request.urlopen(f"{self.base_url}/_emulator/{path}", timeout=30) as answer:
            return answer.read()

    def turns(self) -> list[dict]:
        return self.control("journal?path=/character/getResponse")

    def look(self) -> Picture:
        return Picture.of_screen(self._screen)

    def picture(self, name: str) -> Picture:
        """What the screen shows, kept as a file."""
        picture = self.look()
        picture.save(self.out / f"{name}.png")
        return picture

    def say_into_the_microphone(self, wav: Path) -> None:
        subprocess.run(["paplay", "--device=room", str(wav)], env=self.environment, check=True, timeout=60)

    def save_sound(self, name: str, samples: array.array) -> None:
        with wave.open(str(self.out / f"{name}.wav"), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes(samples.tobytes())


def say(text: str) -> None:
    print(text, flush=True)
    sys.stdout.flush()
