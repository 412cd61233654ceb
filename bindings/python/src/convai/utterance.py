"""Utterances: speech that is collected chunk by chunk while a player talks."""

from __future__ import annotations

import threading
from ctypes import byref, c_float, c_int32, c_uint64, c_void_p, sizeof
from types import TracebackType
from typing import Optional

from . import _check, _ffi, _samples
from ._ffi import Status
from ._loader import library
from ._unique import Unique
from .audio import Level
from .errors import ConfigurationError, closed, error_of, require_ok, take_error

#: The longest utterance, in seconds.
MAX_SECONDS = 600


class Utterance(Unique):
    """Collects the chunks of a microphone until the player stops, to send them as one turn of a conversation.

    The constructor allocates all memory; `push` allocates none in the library and may be called from the thread of an
    audio callback. All methods may be called from any thread, and none blocks.

    Args:
        sample_rate: The frames per second of the chunks, 8,000 to 192,000.
        channels: The number of interleaved channels, 1 to 32.
        sample_format: The sample format: "u8", "s16", "s24", "s32" or "f32".
        max_seconds: The length of the longest utterance in seconds, at most 600.

    Raises:
        TypeError: An argument has the wrong type.
        ValueError: `sample_format` or `max_seconds` is invalid.
        AudioError: `sample_rate` or `channels` is out of range.
        ConfigurationError: The utterance would be too long.

    Example:
        >>> with convai.Utterance(sample_rate=16000) as utterance:
        ...     for chunk in microphone:
        ...         _ = utterance.push(chunk)
        ...     reply = chat.say(utterance)
    """

    _instead = "push the chunks into another utterance"

    def __init__(
        self, *, sample_rate: int, channels: int = 1, sample_format: str = "s16", max_seconds: float = 30.0
    ) -> None:
        self._handle: Optional[int] = None
        if sample_format not in _samples.FORMATS:
            raise ValueError(f"sample_format must be one of {', '.join(_samples.FORMATS)}, not {sample_format!r}")
        options = _ffi.convai_utterance_options(
            struct_size=sizeof(_ffi.convai_utterance_options),
            format=_samples.FORMATS[sample_format][0],
            channels=_check.integer("channels", channels),
            sample_rate=_check.integer("sample_rate", sample_rate),
            max_ms=_check.milliseconds("max_seconds", max_seconds),
        )
        if max_seconds > MAX_SECONDS:  # the library checks this too, but its message is in milliseconds
            raise ConfigurationError(
                f"max_seconds must be at most {MAX_SECONDS}, not {max_seconds}.",
                code=Status.INVALID_ARGUMENT,
                argument="max_seconds",
            )
        error = c_void_p()
        handle = library().convai_utterance_new(byref(options), byref(error))
        if not handle:
            raise take_error(error)
        self._handle = handle
        # The library takes the chunks of one thread at a time, and refuses those of another one.
        self._pushing = threading.Lock()
        self._format = sample_format
        self._rate = options.sample_rate
        self._channels = options.channels
        self._frame_bytes = _samples.FORMATS[sample_format][1] * options.channels

    def _open_handle(self) -> int:
        if self._handle is None:
            raise closed("utterance")
        return self._handle

    def push(self, chunk: _samples.Source) -> bool:
        """Appends a chunk. Does not block, except while another thread pushes.

        Args:
            chunk: Samples as bytes, or an array with the format and the channels of the utterance.

        Returns:
            Whether the whole chunk was appended. False means that the utterance is full; the frames that fit were
            appended, and the rest were not.

        Raises:
            TypeError: The chunk has the wrong type.
            ValueError: The chunk has another sample format, or does not consist of whole frames.
            ClosedError: The utterance is closed.

        Example:
            >>> with convai.Utterance(sample_rate=16000) as utterance:
            ...     utterance.push(bytes(320))
            True
        """
        samples = _samples.read(chunk, sample_rate=self._rate, channels=self._channels, untyped=self._format)
        if samples.sample_format != self._format:
            raise ValueError(f"the chunk has {samples.sample_format} samples, but the utterance has {self._format}")
        frames, rest = divmod(samples.size, self._frame_bytes)
        if rest:
            raise ValueError(
                f"the chunk has {samples.size} bytes, which is not a multiple of the frame size of "
                f"{self._frame_bytes} bytes"
            )
        if frames == 0:
            return True
        with self._pushing:
            status = library().convai_utterance_push(self._open_handle(), samples.address, frames)
        if status not in (Status.OK, Status.UTTERANCE_FULL):
            raise error_of(status)
        return status == Status.OK

    @property
    def level(self) -> Level:
        """The level of the last chunk, for a level meter.

        Raises:
            ClosedError: The utterance is closed.

        Example:
            >>> with convai.Utterance(sample_rate=16000) as utterance:
            ...     utterance.level.peak
            0.0
        """
        peak, rms = c_float(), c_float()
        require_ok(library().convai_utterance_level(self._open_handle(), byref(peak), byref(rms)))
        return Level(peak.value, rms.value)

    @property
    def frames(self) -> int:
        """The number of frames that the utterance contains.

        Raises:
            ClosedError: The utterance is closed.

        Example:
            >>> with convai.Utterance(sample_rate=16000) as utterance:
            ...     _ = utterance.push(bytes(320))
            ...     utterance.frames
            160
        """
        return self._length()[0]

    @property
    def duration(self) -> float:
        """The length of the utterance in seconds.

        Raises:
            ClosedError: The utterance is closed.

        Example:
            >>> with convai.Utterance(sample_rate=16000) as utterance:
            ...     _ = utterance.push(bytes(320))
            ...     utterance.duration
            0.01
        """
        return self._length()[1] / 1000

    def _length(self) -> tuple[int, int]:
        frames, milliseconds = c_uint64(), c_int32()
        require_ok(library().convai_utterance_length(self._open_handle(), byref(frames), byref(milliseconds)))
        return frames.value, milliseconds.value

    def clear(self) -> None:
        """Removes all frames and keeps the memory for the next utterance.

        Raises:
            ClosedError: The utterance is closed.

        Example:
            >>> with convai.Utterance(sample_rate=16000) as utterance:
            ...     _ = utterance.push(bytes(320))
            ...     utterance.clear()
            ...     utterance.frames
            0
        """
        require_ok(library().convai_utterance_clear(self._open_handle()))

    def close(self) -> None:
        """Frees the memory. A second call does nothing.

        Example:
            >>> utterance = convai.Utterance(sample_rate=16000)
            >>> utterance.close()
        """
        pointer, self._handle = c_void_p(self._handle), None
        if pointer.value:
            library().convai_utterance_free(byref(pointer))

    def __enter__(self) -> Utterance:
        return self

    def __exit__(
        self,
        kind: Optional[type[BaseException]],
        error: Optional[BaseException],
        traceback: Optional[TracebackType],
    ) -> None:
        self.close()

    def __del__(self) -> None:
        if getattr(self, "_handle", None):
            self.close()

    def __repr__(self) -> str:
        state = "closed" if self._handle is None else f"{self.duration:.2f} s"
        return f"<convai.Utterance {self._rate} Hz, {self._channels} channel(s), {self._format}: {state}>"
