"""Playbacks: what the player hears, for the callback of an audio library."""

from __future__ import annotations

import time
from ctypes import byref, c_void_p, sizeof
from typing import TYPE_CHECKING, Optional, Union

from . import _check, _ffi, _samples
from ._loader import library
from ._output import Readable
from ._unique import Closable
from .audio import Audio
from .errors import CancelledError, closed, require_ok, take_error
from .models import Reply
from .operation import Operation, checked_timeout
from .playback_state import PlaybackState, read_state

if TYPE_CHECKING:
    from .aio_operation import AsyncTurn

#: How often a wait looks whether the playback has ended, in seconds.
WAIT_INTERVAL = 0.01

#: The longest fade, in seconds.
MAX_FADE = 10
#: The longest latency, in seconds.
MAX_LATENCY = 1
#: The largest factor of the volume.
MAX_VOLUME = 8
#: The sample rates of devices.
RATES = (8000, 192000)


class Playback(Readable, Closable):
    """What the player hears: a queue of voices, which the callback of an audio library reads.

    `Speaker` is a playback that a loudspeaker of this machine reads. Use this class with an audio library of your own,
    or with none on a server. Voices are mono: each channel of the device gets the same samples. They are converted to
    the rate of the device on a thread of the library. `read` and `read_ahead` are for one thread at a time; all other
    methods may be called from any thread.

    Args:
        sample_rate: The frames per second of the device, 8,000 to 192,000.
        latency: The time from a read until its samples are heard, in seconds, at most 1. The state is late by it.
        start_buffer: How many seconds of a voice must have arrived before it begins, at most 0.5. More of it hides the
            gaps of a slow network. 0 begins with the first frame.
        max_buffered: How many seconds of audio the playback holds at most. None is 300; at most 3600.
        without_device: There is no audio device, as on a server: a voice passes in the time that it takes, and reads
            return silence.

    Raises:
        TypeError: An argument has the wrong type.
        ValueError: A time is negative.
        ConfigurationError: An argument is out of range.

    Example:
        >>> with convai.Playback(sample_rate=16000) as playback:
        ...     playback.add(convai.Audio.open("question.wav"))
        ...     block = bytearray(2 * 160)  # 10 ms of 16-bit samples
        ...     while not playback.poll().done:
        ...         voice = playback.read(block)
        ...     playback.poll().played > 1
        True
    """

    _instead = "create another one for the other device"

    def __init__(
        self,
        *,
        sample_rate: int,
        latency: float = 0.0,
        start_buffer: float = 0.0,
        max_buffered: Optional[float] = None,
        without_device: bool = False,
    ) -> None:
        self._volume = 1.0
        options = _ffi.convai_playback_options(
            struct_size=sizeof(_ffi.convai_playback_options),
            sample_rate=_check.integer("sample_rate", sample_rate),
            latency_ms=_check.milliseconds_or_zero("latency", latency),
            start_buffer_ms=_check.milliseconds_or_zero("start_buffer", start_buffer),
            max_buffered_ms=_check.milliseconds("max_buffered", max_buffered),
            without_device=_check.flag("without_device", without_device),
        )
        error = c_void_p()
        handle = library().convai_playback_new(byref(options), byref(error))
        if not handle:
            raise take_error(error)
        self._handle = handle
        self._sample_rate: int = options.sample_rate

    def _open_handle(self) -> int:
        if self._handle is None:
            raise closed("playback")
        return self._handle

    @property
    def sample_rate(self) -> int:
        """The frames per second of the device.

        Example:
            >>> with convai.Playback(sample_rate=48000) as playback:
            ...     playback.sample_rate
            48000
        """
        return self._sample_rate

    def add(
        self,
        voice: Union[Operation[Reply], AsyncTurn, Reply, Audio, _samples.Source],
        *,
        replace: bool = False,
        tag: int = 0,
        sample_rate: Optional[int] = None,
        channels: Optional[int] = None,
        sample_format: Optional[str] = None,
    ) -> None:
        """Adds a voice behind the others, or in their place. Does not block.

        Args:
            voice: A turn, whose reply is heard while it arrives, and which may be closed before; a `Reply`; an `Audio`;
                or samples, which need `sample_rate`.
            replace: Fades out what is heard, drops what waits, and begins with this voice.
            tag: Any number from 0 on, which `poll` returns while samples are heard.
            sample_rate: For samples, their frames per second, 8,000 to 192,000.
            channels: For samples, the number of interleaved channels, unless the shape determines it; 1 by default.
            sample_format: For samples, "u8", "s16", "s24", "s32" or "f32", unless their type determines it.

        Raises:
            TypeError: The voice or an argument has the wrong type.
            QueueFullError: The playback holds `max_buffered` already. Nothing was added.
            CancelledError: The conversation of the turn was interrupted, so nobody wants to hear it.
            AudioError: The reply has no voice, there are no samples, or a number is out of range.
            ClosedError: The playback or the turn is closed.

        Example:
            >>> with convai.Playback(sample_rate=48000, without_device=True) as playback:
            ...     playback.add(chat.start_say("Hello", voice=True))
            ...     playback.add(convai.Audio.open("question.wav"), tag=7)
        """
        handle = self._open_handle()
        mode = _ffi.PLAYBACK_REPLACE if _check.flag("replace", replace) else _ffi.PLAYBACK_QUEUE
        number = _check.integer("tag", tag, high=2**64 - 1)
        operation = _operation_of(voice)
        if operation is not None:
            require_ok(library().convai_playback_add_operation(handle, operation, mode))
            return
        if isinstance(voice, Reply):
            if voice.interrupted:
                raise CancelledError(
                    "The player interrupted this reply: to hear it nevertheless, add its `audio`.",
                    code=_ffi.Status.CANCELLED,
                )
            voice = voice.voice
        if isinstance(voice, Audio):
            if (sample_rate, channels, sample_format) != (None, None, None):
                raise TypeError("sample_rate, channels and sample_format cannot be used with an Audio")
            samples = voice._buffer()
        else:
            samples = _samples.read(voice, sample_rate=sample_rate, channels=channels, sample_format=sample_format)
        require_ok(library().convai_playback_add_pcm(handle, byref(samples.native()), number, mode))

    def stop(self, fade: float = 0.0) -> None:
        """Stops: what is heard fades out, and the queue is emptied. The state is "empty" at once. Does not block.

        Args:
            fade: The length of the fade in seconds, at most 10. 0 is a short fade without a click.

        Raises:
            ValueError: `fade` is out of range.
            ClosedError: The playback is closed.

        Example:
            >>> with convai.Playback(sample_rate=48000) as playback:
            ...     playback.stop(fade=0.2)
        """
        milliseconds = _check.milliseconds_or_zero("fade", fade, most=MAX_FADE)
        require_ok(library().convai_playback_stop(self._open_handle(), milliseconds))

    def pause(self) -> None:
        """Pauses: what is heard fades out in 5 ms. Time does not pass, also without a device. Does not block.

        Raises:
            ClosedError: The playback is closed.

        Example:
            >>> with convai.Playback(sample_rate=48000) as playback:
            ...     playback.pause()
            ...     playback.poll().paused
            True
        """
        require_ok(library().convai_playback_pause(self._open_handle(), 1))

    def resume(self) -> None:
        """Continues where `pause` stopped. Does not block.

        Raises:
            ClosedError: The playback is closed.

        Example:
            >>> with convai.Playback(sample_rate=48000) as playback:
            ...     playback.pause()
            ...     playback.resume()
        """
        require_ok(library().convai_playback_pause(self._open_handle(), 0))

    @property
    def volume(self) -> float:
        """The factor for each sample, from 0 (silence) to 8; 1 at first. It changes within 10 ms, without a click.

        The result is limited to full scale.

        Raises:
            ValueError: The property was set to a number out of range.
            ClosedError: The property was set, and the playback is closed.

        Example:
            >>> with convai.Playback(sample_rate=48000) as playback:
            ...     playback.volume = 0.5
            ...     playback.volume
            0.5
        """
        return self._volume

    @volume.setter
    def volume(self, gain: float) -> None:
        if isinstance(gain, bool) or not isinstance(gain, (int, float)):
            raise _check.wrong_type("volume", "a number", gain)
        if not 0 <= gain <= MAX_VOLUME:
            raise ValueError(f"volume must be from 0 to {MAX_VOLUME}, not {gain}")
        require_ok(library().convai_playback_set_volume(self._open_handle(), gain))
        self._volume = float(gain)

    def set_device(self, sample_rate: int, latency: float = 0.0) -> None:
        """Tells that the device has changed. The voice continues at the new rate, after a short fade. Does not block.

        Args:
            sample_rate: The frames per second of the device, 8,000 to 192,000.
            latency: The time from a read until its samples are heard, in seconds, at most 1.

        Raises:
            ValueError: A number is out of range.
            ClosedError: The playback is closed.

        Example:
            >>> with convai.Playback(sample_rate=48000) as playback:
            ...     playback.set_device(16000, latency=0.15)  # a headset
        """
        rate = _check.integer("sample_rate", sample_rate, low=RATES[0], high=RATES[1])
        milliseconds = _check.milliseconds_or_zero("latency", latency, most=MAX_LATENCY)
        require_ok(library().convai_playback_set_device(self._open_handle(), rate, milliseconds))
        self._sample_rate = rate

    def poll(self) -> PlaybackState:
        """Returns what is heard now. Does not block; for each frame of a game, but not for the audio callback.

        Raises:
            ClosedError: The playback is closed.

        Example:
            >>> with convai.Playback(sample_rate=48000) as playback:
            ...     playback.add(convai.Audio.open("question.wav"), tag=7)
            ...     state = playback.poll()
            >>> state.state, state.paused, state.mouth
            ('buffering', False, 0.0)
        """
        return read_state(self._open_handle())

    def wait(self, timeout: Optional[float] = None) -> bool:
        """Blocks until nothing is left to hear. Other threads run meanwhile, and Ctrl-C ends the wait.

        A playback that nobody reads, and one that is paused, does not end.

        Args:
            timeout: How long to wait, in seconds; 0 does not wait, None waits without limit.

        Returns:
            Whether nothing is left to hear.

        Raises:
            ClosedError: The playback is closed, before or meanwhile.

        Example:
            >>> with convai.Playback(sample_rate=48000, without_device=True) as playback:
            ...     playback.add(bytes(3200), sample_rate=16000)
            ...     playback.wait()
            True
        """
        limit = checked_timeout(timeout)
        start = time.monotonic()
        while not self._waited():
            if limit is not None and time.monotonic() - start >= limit:
                return False
            time.sleep(WAIT_INTERVAL)
        return True

    async def wait_async(self, timeout: Optional[float] = None) -> bool:
        """Waits as `wait` does, and does not block the event loop.

        Args:
            timeout: How long to wait, in seconds; 0 does not wait, None waits without limit.

        Returns:
            Whether nothing is left to hear.

        Raises:
            ClosedError: The playback is closed, before or meanwhile.

        Example:
            >>> with convai.Playback(sample_rate=48000, without_device=True) as playback:
            ...     playback.add(bytes(3200), sample_rate=16000)
            ...     await playback.wait_async()
            True
        """
        from ._loops import sleep

        limit = checked_timeout(timeout)
        start = time.monotonic()
        while not self._waited():
            if limit is not None and time.monotonic() - start >= limit:
                return False
            await sleep(WAIT_INTERVAL)
        return True

    def _waited(self) -> bool:
        """Whether a wait has ended."""
        return self.poll().done

    def close(self) -> None:
        """Frees the playback. What it plays falls silent at once: call `stop` before for a fade. Does not block.

        A second call does nothing. A read that comes later gets silence.

        Example:
            >>> convai.Playback(sample_rate=48000).close()
        """
        pointer, self._handle = c_void_p(self._handle), None
        if pointer.value:
            library().convai_playback_free(byref(pointer))

    def __del__(self) -> None:
        if getattr(self, "_handle", None):
            self.close()

    def __repr__(self) -> str:
        state = "closed" if self._handle is None else "open"
        return f"<convai.{type(self).__name__} {self._sample_rate} Hz ({state})>"


def _operation_of(voice: object) -> Optional[int]:
    """The handle of a turn, or None if the voice is something else."""
    if isinstance(voice, Operation):
        return voice._open_handle()
    # The class of asyncio's turns has been imported if this is one.
    opened = getattr(voice, "_open_operation", None)
    return None if opened is None else opened()


def playback_handle(playback: Optional[Playback]) -> Optional[int]:
    """The handle of an open playback, or None."""
    if playback is None:
        return None
    if not isinstance(playback, Playback):
        raise _check.wrong_type("playback", "a Playback", playback)
    return playback._open_handle()
