"""The real sounddevice, on a PulseAudio server whose only output is a null sink: what it played is recorded there."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import convai
import numpy
import pytest

from support import KEY, QUESTION, Emulator, until

RATE = 48000


@pytest.fixture
def server_of_sound(tmp_path: Path) -> Iterator[dict[str, str]]:
    """Starts the server. Yields an environment in which the server is the system's audio device."""
    address = tmp_path / "socket"
    (tmp_path / ".asoundrc").write_text(f'pcm.!default {{ type pulse server "unix:{address}" }}\n')
    found = {**os.environ, "HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path), "PULSE_SERVER": f"unix:{address}"}
    found.pop("PYTHONPATH", None)
    command = ["pulseaudio", "-n", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1", "--disable-shm=yes"]
    command += [f"--load=module-null-sink sink_name=ear rate={RATE} channels=1"]
    command += [f"--load=module-native-protocol-unix socket={address} auth-anonymous=1"]
    server = subprocess.Popen(command, env=found, stderr=subprocess.PIPE)
    try:
        asked = ["pactl", "get-default-sink"]
        assert until(lambda: subprocess.run(asked, env=found, capture_output=True).stdout.strip() == b"ear")
        yield found
    finally:
        server.terminate()
        server.communicate()


def test_a_voice_reaches_the_sound_server(server_of_sound: dict[str, str], emulator: Emulator, tmp_path: Path) -> None:
    recording = tmp_path / "recording.raw"
    recorder = subprocess.Popen(
        ["parec", "--device=ear.monitor", "--format=s16le", f"--rate={RATE}", "--channels=1", "--raw", str(recording)],
        env=server_of_sound,
    )
    try:
        assert until(lambda: recording.exists() and recording.stat().st_size > 0)
        code = (
            "import convai, sounddevice, sys\n"
            "assert 'site-packages' in sounddevice.__file__\n"
            "convai.Audio.open(sys.argv[1]).play()\n"
            "assert convai.live_objects() == 0\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", code, str(QUESTION)],
            env={**server_of_sound, "CONVAI_BASE_URL": emulator.url, "CONVAI_API_KEY": KEY},
            capture_output=True,
            text=True,
            timeout=600,
        )
        assert done.returncode == 0, done.stderr
        said = convai.Audio.open(QUESTION).resampled(RATE).to_numpy()

        def loud(samples: numpy.typing.NDArray[numpy.int16]) -> int:
            return int((abs(samples.astype(int)) > 1000).sum())

        def recorded() -> numpy.typing.NDArray[numpy.int16]:
            data = recording.read_bytes()
            return numpy.frombuffer(data[: len(data) // 2 * 2], numpy.int16)

        # The server plays its buffer after the program has ended.
        assert until(lambda: loud(recorded()) > 0.9 * loud(said))
        assert loud(recorded()) < 1.1 * loud(said)
        assert abs(recorded().astype(int)).max() == pytest.approx(abs(said.astype(int)).max(), rel=0.05)
    finally:
        recorder.terminate()
        recorder.wait()
