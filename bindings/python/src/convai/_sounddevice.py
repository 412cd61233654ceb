"""Audio devices through sounddevice, an optional package. Nothing else in this package imports it."""

from __future__ import annotations

import importlib
import os
import sys
import threading
from typing import Any, Callable, NamedTuple, Optional, Union

from ._ffi import Status
from .errors import AudioError

#: The number of an audio device, or a part of its name, as sounddevice takes it. None is that of the system.
Device = Union[int, str, None]

#: The highest sample rate that the library takes.
MAX_RATE = 192000


def module() -> Any:
    """Imports sounddevice. Raises an ImportError that says what to install."""
    try:
        return importlib.import_module("sounddevice")
    except ImportError:
        raise ImportError("Audio devices need the package sounddevice: run pip install sounddevice.") from None
    except OSError as error:  # its wheels for Linux do not contain PortAudio
        install = "on Debian and Ubuntu, run apt-get install libportaudio2" if sys.platform == "linux" else "install it"
        raise ImportError(f"sounddevice does not find the library PortAudio ({error}): {install}.") from None


class Found(NamedTuple):
    """A device: its usual sample rate, and how many channels it has at most."""

    sample_rate: int
    channels: int


def find(device: Device, kind: str) -> Found:
    """Looks a device up. `kind` is "input" or "output"."""
    found = _reported(device, kind, lambda sounddevice: sounddevice.query_devices(device, kind))
    return Found(min(MAX_RATE, int(found["default_samplerate"])), int(found[f"max_{kind}_channels"]))


class Stream:
    """An open stream of a device, whose callback runs on a thread of PortAudio."""

    def __init__(
        self,
        device: Device,
        kind: str,
        sample_rate: int,
        channels: int,
        dtype: str,
        callback: Callable[[Any, int], object],
    ) -> None:
        self._device, self._kind = device, kind
        self._process = os.getpid()
        self._threads: set[int] = set()
        threads = self._threads

        # It must not refer to this object, which closes the stream when nobody refers to it any more.
        def called(buffer: Any, frames: int, _time: object, _status: object) -> None:
            threads.add(threading.get_ident())
            callback(buffer, frames)

        def opened(sounddevice: Any) -> Any:
            made = sounddevice.RawOutputStream if kind == "output" else sounddevice.RawInputStream
            return made(samplerate=sample_rate, device=device, channels=channels, dtype=dtype, callback=called)

        self._native: Optional[Any] = _reported(device, kind, opened)

    @property
    def latency(self) -> float:
        """The time between the callback and the ear, in seconds, as far as the system knows it."""
        return 0.0 if self._native is None else float(self._native.latency)

    def start(self) -> None:
        """Starts the callbacks."""
        native = self._native
        if native is not None:
            _reported(self._device, self._kind, lambda _: native.start())

    def check(self) -> None:
        """Raises an AudioError if the callbacks have ended: the device was unplugged."""
        if self._native is not None and not self._native.active:
            raise AudioError(
                f"The audio {self._kind} has stopped: it may have been unplugged. Open it again.",
                code=Status.UNSUPPORTED,
            )

    def close(self) -> None:
        """Waits until the device has played what it was given, and closes the stream. A second call does nothing."""
        native, self._native = self._native, None
        if native is None or self._process != os.getpid():  # a child process has no thread of PortAudio
            return
        if threading.get_ident() in self._threads:  # the callback collects garbage, and cannot wait for itself
            threading.Thread(target=_close, args=(native,), name="convai-close").start()
        else:
            _close(native)


def _close(native: Any) -> None:
    native.stop()
    native.close()


def _reported(device: Device, kind: str, work: Callable[[Any], Any]) -> Any:
    """Calls sounddevice, and reports its errors as those of this package."""
    sounddevice = module()
    try:
        return work(sounddevice)
    except (sounddevice.PortAudioError, ValueError) as error:
        named = f"The audio {kind}" if device is None else f"The audio {kind} {device!r}"
        raise AudioError(
            f"{named} cannot be opened ({error}): python -m sounddevice lists the devices.",
            code=Status.UNSUPPORTED,
            argument="device",
        ) from None
