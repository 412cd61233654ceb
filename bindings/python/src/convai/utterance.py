"""Utterances: speech that is collected chunk by chunk while a player talks."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from ctypes import byref, c_float, c_int32, c_uint64, c_void_p, sizeof
from dataclasses import dataclass
from typing import Optional

from . import _check, _ffi, _samples
from ._ffi import Status
from ._loader import library
from ._unique import Closable
from .audio import Level
from .errors import ClosedError, ConfigurationError, closed, error_of, require_ok, take_error
from .playback import Playback, playback_handle

#: The longest utterance, in seconds.
MAX_SECONDS = 600

#: How often a loop over an utterance looks for news, in seconds.
WAIT_INTERVAL = 0.01

#: What begins a recording, in the order of CONVAI_TRIGGER_...
TRIGGERS = ("push", "begin", "speech")
#: What an utterance hears, by CONVAI_UTTERANCE_...
EVENTS = {1: "speech_started", 2: "speech_ended", 3: "max_length"}


@dataclass(frozen=True)
class Heard:
    """What an utterance with trigger "speech" has heard.

    Attributes:
        event: "speech_started", "speech_ended", or "max_length" if the recording has reached `max_seconds`.
        utterance: The recording to say, or None for "speech_started".

    Example:
        >>> with convai.Utterance(sample_rate=16000, trigger="speech") as microphone:
        ...     _ = microphone.push(bytes(320))
        ...     heard = microphone.next()
        >>> heard is None
        True
    """

    event: str
    utterance: Optional[Utterance]


class Utterance(Closable):
    """Collects the chunks of a microphone until the player stops, to send them as one turn of a conversation.

    The constructor allocates all memory; `push` allocates none in the library and may be called from the thread of an
    audio callback. All methods may be called from any thread, and none blocks.

    With trigger "speech", a `for` loop over an utterance gives what it hears, a `Heard` each time. It waits for the
    next one; other threads run meanwhile, and Ctrl-C ends the wait. In an event loop, `async for` does the same. Both
    end when the utterance is closed.

    Args:
        sample_rate: The frames per second of the chunks, 8,000 to 192,000.
        channels: The number of interleaved channels, 1 to 32.
        sample_format: The sample format: "u8", "s16", "s24", "s32" or "f32".
        max_seconds: The length of the longest utterance in seconds, at most 600.
        trigger: What begins a recording: "push" is the first chunk, "begin" is `begin`, and "speech" is the player's
            voice, whose silence also ends it. With the last two, push all the time.
        pre_roll: How many seconds before its beginning a recording contains. None is 0.3. Not for "push".
        speech_time: For "speech": how many seconds speech is heard before it counts. None is 0.1.
        silence_time: For "speech": how many seconds silence is heard before it ends. None is 0.6.
        speech_threshold: For "speech": the score from which a sound is speech, up to 1. 0 is 0.7.
        silence_threshold: For "speech": the score below which a sound is silence. 0 is 0.4.

    Raises:
        TypeError: An argument has the wrong type.
        ValueError: `sample_format`, `trigger` or a time is invalid.
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
        self,
        *,
        sample_rate: int,
        channels: int = 1,
        sample_format: str = "s16",
        max_seconds: float = 30.0,
        trigger: str = "push",
        pre_roll: Optional[float] = None,
        speech_time: Optional[float] = None,
        silence_time: Optional[float] = None,
        speech_threshold: float = 0.0,
        silence_threshold: float = 0.0,
    ) -> None:
        self._handle: Optional[int] = None
        if sample_format not in _samples.FORMATS:
            raise ValueError(f"sample_format must be one of {', '.join(_samples.FORMATS)}, not {sample_format!r}")
        if trigger not in TRIGGERS:
            raise ValueError(f"trigger must be one of {', '.join(TRIGGERS)}, not {trigger!r}")
        options = _ffi.convai_utterance_options(
            struct_size=sizeof(_ffi.convai_utterance_options),
            format=_samples.FORMATS[sample_format][0],
            channels=_check.integer("channels", channels),
            sample_rate=_check.integer("sample_rate", sample_rate),
            max_ms=_check.milliseconds("max_seconds", max_seconds),
            trigger=TRIGGERS.index(trigger),
            pre_roll_ms=_check.milliseconds("pre_roll", pre_roll),
            speech_ms=_check.milliseconds("speech_time", speech_time),
            silence_ms=_check.milliseconds("silence_time", silence_time),
            speech_threshold=speech_threshold,
            silence_threshold=silence_threshold,
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
        self._adopt(handle, sample_format, options.sample_rate, options.channels)

    def _adopt(self, handle: Optional[int], sample_format: str, rate: int, channels: int) -> None:
        self._handle = handle
        # The library takes the chunks of one thread at a time, and refuses those of another one.
        self._pushing = threading.Lock()
        self._format = sample_format
        self._rate = rate
        self._channels = channels
        self._frame_bytes = _samples.FORMATS[sample_format][1] * channels

    def _open_handle(self) -> int:
        if self._handle is None:
            raise closed("utterance")
        return self._handle

    def push(self, chunk: _samples.Source, *, sample_rate: Optional[int] = None) -> bool:
        """Appends a chunk. Does not block, except while another thread pushes.

        Args:
            chunk: Samples as bytes, or an array with the format and the channels of the utterance.
            sample_rate: The frames per second of this chunk, where the microphone can change. None is that of the
                utterance.

        Returns:
            Whether the whole chunk was appended. False means that the utterance is full; the frames that fit were
            appended, and the rest were not.

        Raises:
            TypeError: The chunk has the wrong type.
            ValueError: The chunk has another sample format, or does not consist of whole frames.
            AudioError: The chunk has another sample rate. Nothing was appended, and nothing is lost.
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
        pcm = _ffi.convai_pcm(
            struct_size=sizeof(_ffi.convai_pcm),
            format=_samples.FORMATS[self._format][0],
            samples=samples.address,
            frames=frames,
            channels=self._channels,
            sample_rate=self._rate if sample_rate is None else _check.integer("sample_rate", sample_rate),
        )
        with self._pushing:
            status = library().convai_utterance_push_pcm(self._open_handle(), byref(pcm))
        if status not in (Status.OK, Status.UTTERANCE_FULL):
            raise error_of(status)
        return status == Status.OK

    def begin(self) -> None:
        """Begins a recording that contains the time before, for an utterance with trigger "begin".

        Raises:
            ConvaiError: The utterance has another trigger.
            ClosedError: The utterance is closed.

        Example:
            >>> with convai.Utterance(sample_rate=16000, trigger="begin", pre_roll=0.25) as utterance:
            ...     _ = utterance.push(bytes(32000))
            ...     utterance.begin()
            ...     _ = utterance.push(bytes(320))
            ...     utterance.frames
            4160
        """
        require_ok(library().convai_utterance_begin(self._open_handle()))

    def next(self) -> Optional[Heard]:
        """Returns what an utterance with trigger "speech" has heard, or None if there is nothing new. Does not block.

        Raises:
            ConvaiError: The utterance has another trigger.
            ClosedError: The utterance is closed.

        Example:
            >>> with convai.Utterance(sample_rate=16000, trigger="speech") as microphone:
            ...     _ = microphone.push(bytes(320))
            ...     while heard := microphone.next():
            ...         if heard.utterance:
            ...             reply = chat.say(heard.utterance)
        """
        event, ended = c_int32(), c_void_p()
        status = library().convai_utterance_next(self._open_handle(), byref(event), byref(ended))
        if status == Status.PENDING:
            return None
        require_ok(status)
        utterance = None
        if ended.value:
            utterance = Utterance.__new__(Utterance)
            utterance._adopt(ended.value, self._format, self._rate, self._channels)
        return Heard(EVENTS[event.value], utterance)

    def __iter__(self) -> Iterator[Heard]:
        while self._handle is not None:
            heard = self._heard()
            if heard is None:
                time.sleep(WAIT_INTERVAL)
            else:
                yield heard

    def __aiter__(self) -> Utterance:
        return self

    async def __anext__(self) -> Heard:
        from ._loops import sleep

        while self._handle is not None:
            heard = self._heard()
            if heard is not None:
                return heard
            await sleep(WAIT_INTERVAL)
        raise StopAsyncIteration

    def _heard(self) -> Optional[Heard]:
        """What is new, also if another thread closes the utterance at the same time."""
        try:
            return self.next()
        except ClosedError:
            return None

    def set_gate(self, closed: bool) -> None:
        """Closes or opens the gate of an utterance with trigger "speech".

        Behind a closed gate nothing is taken for speech: close it while the character is heard through loudspeakers.

        Raises:
            ConvaiError: The utterance has another trigger.
            ClosedError: The utterance is closed.

        Example:
            >>> with convai.Utterance(sample_rate=16000, trigger="speech") as microphone:
            ...     microphone.set_gate(True)
        """
        require_ok(library().convai_utterance_set_gate(self._open_handle(), 1 if closed else 0))

    def set_playback(self, playback: Optional[Playback]) -> None:
        """Closes the gate of an utterance with trigger "speech" while a playback is heard.

        For loudspeakers, whose sound reaches the microphone: nothing is taken for speech until the latency of the
        playback and 200 ms of the room have passed. With headphones do not call this. `set_gate` works beside it.

        Args:
            playback: The playback, or a `Speaker`. None connects none.

        Raises:
            TypeError: The playback has the wrong type.
            ConvaiError: The utterance has another trigger.
            ClosedError: The utterance or the playback is closed.

        Example:
            >>> with convai.Utterance(sample_rate=16000, trigger="speech") as microphone:
            ...     with convai.Playback(sample_rate=48000) as playback:
            ...         microphone.set_playback(playback)
        """
        require_ok(library().convai_utterance_set_playback(self._open_handle(), playback_handle(playback)))

    @property
    def clipped(self) -> int:
        """The number of clipped samples in the recording. If there are many, the microphone's gain is too high.

        Raises:
            ClosedError: The utterance is closed.

        Example:
            >>> with convai.Utterance(sample_rate=16000) as utterance:
            ...     utterance.clipped
            0
        """
        samples = c_uint64()
        require_ok(library().convai_utterance_clipped(self._open_handle(), byref(samples)))
        return samples.value

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

    def __del__(self) -> None:
        if getattr(self, "_handle", None):
            self.close()

    def __repr__(self) -> str:
        state = "closed" if self._handle is None else f"{self.duration:.2f} s"
        return f"<convai.{type(self).__name__} {self._rate} Hz, {self._channels} channel(s), {self._format}: {state}>"
