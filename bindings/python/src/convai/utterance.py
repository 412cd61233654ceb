"""Speech that is collected chunk by chunk while the player talks."""

from __future__ import annotations

from ctypes import byref, c_float, c_uint32, c_uint64, c_void_p, sizeof
from types import TracebackType
from typing import Optional

from . import _check, _ffi, _samples
from ._ffi import Status
from ._loader import library
from .audio import Level
from .errors import closed, error_of, require_ok, take_error


class Utterance:
    """Collects a microphone's chunks, to be said to a conversation when the player stops.

    All its memory is taken when it is made. `push` may be called from an audio callback's thread.

    Args:
        sample_rate: Frames per second of the chunks, 8,000 to 192,000.
        channels: How many channels they have, interleaved: 1 to 32.
        sample_format: "u8", "s16", "s24", "s32" or "f32".
        max_seconds: The longest utterance, at most 600.

    Raises:
        ConfigurationError: A number is out of its range.

    Example:
        >>> with convai.Utterance(sample_rate=16000) as utterance:
        ...     for chunk in microphone:
        ...         _ = utterance.push(chunk)
        ...     reply = chat.say(utterance)
    """

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
        error = c_void_p()
        handle = library().convai_utterance_new(byref(options), byref(error))
        if not handle:
            raise take_error(error)
        self._handle = handle
        self._format = sample_format
        self._rate = options.sample_rate
        self._channels = options.channels
        self._frame_bytes = _samples.FORMATS[sample_format][1] * options.channels

    def _native(self) -> int:
        if self._handle is None:
            raise closed("utterance")
        return self._handle

    def push(self, chunk: _samples.Source) -> bool:
        """Adds a chunk. Does not block, and takes no memory.

        Args:
            chunk: bytes, or an array of the utterance's format and channels.

        Returns:
            False where the utterance is full: what fitted was taken, the rest was not.

        Raises:
            TypeError, ValueError: The chunk is of another type or format, or ends within a frame.
            ClosedError: The utterance was closed.

        Example:
            >>> with convai.Utterance(sample_rate=16000) as utterance:
            ...     utterance.push(bytes(320))
            True
        """
        samples = _samples.read(chunk, sample_rate=self._rate, channels=self._channels, untyped=self._format)
        if samples.sample_format != self._format:
            raise ValueError(f"the chunk has samples of {samples.sample_format}, the utterance {self._format}")
        frames, rest = divmod(samples.size, self._frame_bytes)
        if rest:
            raise ValueError(f"the chunk has {samples.size} bytes, and a frame has {self._frame_bytes}")
        if frames == 0:
            return True
        status = library().convai_utterance_push(self._native(), samples.address, frames)
        if status not in (Status.OK, Status.UTTERANCE_FULL):
            raise error_of(status)
        return status == Status.OK

    @property
    def level(self) -> Level:
        """How loud the last chunk was, for a level meter.

        Example:
            >>> with convai.Utterance(sample_rate=16000) as utterance:
            ...     utterance.level.peak
            0.0
        """
        peak, rms = c_float(), c_float()
        require_ok(library().convai_utterance_level(self._native(), byref(peak), byref(rms)))
        return Level(peak.value, rms.value)

    @property
    def frames(self) -> int:
        """How many frames it holds.

        Example:
            >>> with convai.Utterance(sample_rate=16000) as utterance:
            ...     _ = utterance.push(bytes(320))
            ...     utterance.frames
            160
        """
        return self._length()[0]

    @property
    def duration(self) -> float:
        """How much it holds, in seconds.

        Example:
            >>> with convai.Utterance(sample_rate=16000) as utterance:
            ...     _ = utterance.push(bytes(320))
            ...     utterance.duration
            0.01
        """
        return self._length()[1] / 1000

    def _length(self) -> tuple[int, int]:
        frames, milliseconds = c_uint64(), c_uint32()
        require_ok(library().convai_utterance_length(self._native(), byref(frames), byref(milliseconds)))
        return frames.value, milliseconds.value

    def clear(self) -> None:
        """Throws away what it holds; its memory is kept for the next one.

        Example:
            >>> with convai.Utterance(sample_rate=16000) as utterance:
            ...     _ = utterance.push(bytes(320))
            ...     utterance.clear()
            ...     utterance.frames
            0
        """
        require_ok(library().convai_utterance_clear(self._native()))

    def close(self) -> None:
        """Frees its memory. Closing again is fine.

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
