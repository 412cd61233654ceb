"""Stands in for the package sounddevice where there is no audio device.

It behaves as the documentation of sounddevice 0.5 says (https://python-sounddevice.readthedocs.io, "Raw Streams"): a
stream calls `callback(buffer, frames, time, status)` on a thread of its own, at the pace of its sample rate; the buffer
is valid during the call only; an exception ends the stream; `stop` waits until what the callback gave was played, and
must not be called by the callback; a closed stream refuses everything. `test_speaker.py` compares the signatures with
those of the real package.
"""

from __future__ import annotations

import atexit
import os
import sys
import threading
import time
import traceback
from typing import Any, Callable, Optional

#: How many times faster than in reality time passes.
SPEED = 4

#: The device: its rate is not that of any voice.
RATE = 44100.0
BLOCK = 441

DEVICES = [
    {
        "name": "Loudspeaker",
        "index": 0,
        "hostapi": 0,
        "max_input_channels": 0,
        "max_output_channels": 2,
        "default_samplerate": RATE,
    },
    {
        "name": "Microphone",
        "index": 1,
        "hostapi": 0,
        "max_input_channels": 1,
        "max_output_channels": 0,
        "default_samplerate": 16000.0,
    },
]

#: What was played, as blocks of float samples, and the streams that are open.
played: list[bytes] = []
streams: list[_Stream] = []

#: What the microphone hears, once: 16-bit samples at 16 kHz. Silence follows.
said = bytearray()
if os.environ.get("FAKE_SOUNDDEVICE_SAYS"):
    with open(os.environ["FAKE_SOUNDDEVICE_SAYS"], "rb") as recording:
        said += recording.read()[44:]


@atexit.register
def write_what_was_played() -> None:
    path = os.environ.get("FAKE_SOUNDDEVICE_PLAYED")
    if path:
        with open(path, "wb") as file:
            file.write(b"".join(played))


class PortAudioError(Exception):
    pass


class CallbackStop(Exception):
    pass


class CallbackAbort(Exception):
    pass


def query_devices(device: Any = None, kind: Optional[str] = None) -> Any:
    fitting = [each for each in DEVICES if kind is None or int(str(each[f"max_{kind}_channels"])) > 0]
    if device is None:
        if kind is None:
            return DEVICES
        if not fitting:
            raise PortAudioError("Error querying device -1")
        return fitting[0]
    if isinstance(device, int):
        if not 0 <= device < len(DEVICES):
            raise PortAudioError(f"Error querying device {device}")
        return DEVICES[device]
    named = [each for each in fitting if str(device).lower() in str(each["name"]).lower()]
    if not named:
        raise ValueError(f"No {kind} device matching {device!r}")
    return named[0]


SAMPLE_BYTES = {"float32": 4, "int16": 2}


class _Stream:
    kind = ""

    def __init__(
        self,
        samplerate: Optional[float] = None,
        blocksize: Optional[int] = None,
        device: Any = None,
        channels: Optional[int] = None,
        dtype: Optional[str] = None,
        latency: Any = None,
        extra_settings: Any = None,
        callback: Optional[Callable[..., Any]] = None,
        finished_callback: Optional[Callable[[], Any]] = None,
        clip_off: Optional[bool] = None,
        dither_off: Optional[bool] = None,
        never_drop_input: Optional[bool] = None,
        prime_output_buffers_using_stream_callback: Optional[bool] = None,
    ) -> None:
        found = query_devices(device, self.kind)
        most = found[f"max_{self.kind}_channels"]
        self.channels = most if channels is None else channels
        if not 1 <= self.channels <= most:
            raise PortAudioError(f"Error opening {type(self).__name__}: Invalid number of channels [PaErrorCode -9998]")
        self.samplerate = float(samplerate or found["default_samplerate"])
        self.frame_bytes = SAMPLE_BYTES[dtype or "float32"] * self.channels
        self.latency = 0.05
        assert callback is not None
        self.callback = callback
        self.finished_callback = finished_callback
        self.active = False
        self.closed = False
        self.thread: Optional[threading.Thread] = None
        streams.append(self)

    def start(self) -> None:
        self._check()
        self.active = True
        self.thread = threading.Thread(target=self._run, name="PortAudio", daemon=True)
        self.thread.start()

    def stop(self, ignore_errors: bool = True) -> None:
        self._check()
        assert threading.current_thread() is not self.thread, "the callback would wait for itself"
        self.active = False
        if self.thread is not None:
            self.thread.join()
            time.sleep(self.latency / SPEED)

    def close(self, ignore_errors: bool = True) -> None:
        self._check()
        self.active = False
        self.closed = True
        streams.remove(self)

    def _check(self) -> None:
        if self.closed:
            raise PortAudioError("Error: Invalid stream pointer [PaErrorCode -9988]")

    def _run(self) -> None:
        due = time.monotonic()
        while self.active:
            block = bytearray(self._next())
            view = memoryview(block)
            try:
                self.callback(view, len(block) // self.frame_bytes, None, None)
            except CallbackStop:
                self.active = False
            except BaseException:
                traceback.print_exc(file=sys.stderr)
                self.active = False
            view.release()  # fails if the callback keeps the buffer
            self._done(bytes(block))
            due += BLOCK / self.samplerate / SPEED
            time.sleep(max(0.0, due - time.monotonic()))
        if self.finished_callback is not None:
            self.finished_callback()

    def _next(self) -> bytes:
        return b"\x55" * (BLOCK * self.frame_bytes)  # what was played before, as devices do not clear their buffers

    def _done(self, block: bytes) -> None:
        played.append(block)


class RawOutputStream(_Stream):
    kind = "output"


class RawInputStream(_Stream):
    kind = "input"

    def _next(self) -> bytes:
        size = BLOCK * self.frame_bytes
        block = bytes(said[:size]).ljust(size, b"\0")
        del said[:size]
        return block

    def _done(self, block: bytes) -> None:
        pass
