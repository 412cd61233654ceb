"""Audio that was read from a file, built from samples or received: a WAV file and its samples."""

from __future__ import annotations

import dataclasses
import os
import struct
from ctypes import POINTER, byref, c_float, c_void_p, string_at
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Optional, Union, overload

from . import _check, _ffi, _samples
from ._loader import library
from .errors import read_error, require_ok

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ._sounddevice import Device
    from .speaker import Speaker

#: The values of `Audio.form` by the library's constants.
FORMS = {_ffi.AUDIO_WAV: "wav", _ffi.AUDIO_RAW_PCM: "pcm"}


class Level(NamedTuple):
    """The level of samples, from 0 (silence) to 1 (full scale).

    Attributes:
        peak: The largest absolute sample value.
        rms: The root of the mean square of the samples.
    """

    peak: float
    rms: float


@dataclasses.dataclass(frozen=True)
class Audio:
    """16-bit audio, both as a complete WAV file and as samples. It is immutable and owns its memory.

    Attributes:
        wav: The complete WAV file.
        sample_rate: The frames per second. Different voices have different rates.
        channels: The number of channels. The service sends one.
        frames: The number of frames. A frame has one sample per channel.
        form: "wav" if the audio was received as a WAV file, or "pcm" if it was received as bare samples, to which the
            library added the header in `wav`.

    Example:
        >>> reply = chat.say("What is your name?", voice=True)
        >>> reply.voice.save("reply.wav")
        >>> reply.voice.channels
        1
    """

    wav: bytes = dataclasses.field(repr=False)
    sample_rate: int
    channels: int
    frames: int
    form: str = "wav"
    _pcm: bytes = dataclasses.field(repr=False, compare=False, default=b"")

    @classmethod
    def open(cls, path: Union[str, os.PathLike[str]]) -> Audio:
        """Reads a WAV file: integer samples of 8 to 32 bits or float samples, with any number of channels.

        Args:
            path: The path of the file.

        Raises:
            OSError: The file cannot be read.
            AudioError: The file is not a WAV file, or has no samples.

        Example:
            >>> question = convai.Audio.open("question.wav")
            >>> question.sample_rate
            16000
        """
        return cls.from_wav(Path(path).read_bytes())

    @classmethod
    def from_wav(cls, data: Union[bytes, bytearray, memoryview]) -> Audio:
        """Reads the bytes of a WAV file; see `open`. Does not block.

        Args:
            data: The complete file.

        Raises:
            TypeError: `data` has the wrong type.
            AudioError: The data is not a WAV file, or has no samples.

        Example:
            >>> with open("question.wav", "rb") as file:
            ...     convai.Audio.from_wav(file.read()).channels
            1
        """
        if not isinstance(data, (bytes, bytearray, memoryview)):
            raise _check.wrong_type("data", "bytes", data)
        content = bytes(data)
        return take_audio(library().convai_audio_read_wav(content, len(content), 0), said="data")

    @classmethod
    def from_samples(
        cls,
        samples: _samples.Source,
        *,
        sample_rate: Optional[int] = None,
        channels: Optional[int] = None,
        sample_format: Optional[str] = None,
        target_rate: int = 0,
    ) -> Audio:
        """Builds 16-bit mono audio from samples, with the conversion that a turn uses. Does not block.

        The channels are averaged; the samples are rounded and clipped.

        Args:
            samples: bytes, an `array.array`, a NumPy array of shape (frames,) or (frames, channels), or a `wave` file.
            sample_rate: The frames per second of the samples, 8,000 to 192,000. Only a `wave` file can do without.
            channels: The number of interleaved channels, unless the shape determines it; 1 by default.
            sample_format: "u8", "s16", "s24", "s32" or "f32", unless the type determines it; "s16" by default.
            target_rate: The frames per second of the result; 0 keeps the rate.

        Raises:
            TypeError: The samples have an unsupported type; the message lists the supported ones.
            ValueError: The shape of the array, `channels` or `sample_format` is invalid.
            AudioError: There are no samples, or a number is out of range.

        Example:
            >>> import array
            >>> silence = convai.Audio.from_samples(array.array("h", [0] * 8000), sample_rate=8000)
            >>> silence.duration
            1.0
        """
        found = _samples.read(samples, sample_rate=sample_rate, channels=channels, sample_format=sample_format)
        rate = _check.integer("target_rate", target_rate)
        return take_audio(library().convai_audio_build_wav(byref(found.native()), rate), said="samples")

    @property
    def pcm(self) -> memoryview:
        """The samples with interleaved channels: a memoryview of `frames * channels` 16-bit integers.

        Example:
            >>> len(convai.Audio.open("question.wav").pcm) > 16000
            True
        """
        return memoryview(self._pcm).cast("h")

    @property
    def duration(self) -> float:
        """The length in seconds.

        Example:
            >>> convai.Audio.open("question.wav").duration > 1
            True
        """
        return self.frames / self.sample_rate

    def save(self, path: Union[str, os.PathLike[str]]) -> None:
        """Writes the WAV file.

        Args:
            path: The path of the file. An existing file is replaced.

        Raises:
            OSError: The file cannot be written.

        Example:
            >>> convai.Audio.open("question.wav").save("copy.wav")
        """
        Path(path).write_bytes(self.wav)

    @overload
    def play(self, *, device: Device = None, wait: Literal[True] = True) -> None: ...

    @overload
    def play(self, *, device: Device = None, wait: Literal[False]) -> Speaker: ...

    def play(self, *, device: Device = None, wait: bool = True) -> Optional[Speaker]:
        """Plays the audio on a loudspeaker of this machine, and blocks until its end. Ctrl-C stops it.

        Needs the package sounddevice; see `Speaker`, which plays several voices, and those that still arrive.

        Args:
            device: The number of the device, or a part of its name; None is the device that the system uses.
            wait: Whether to block. If not, the audio is played to its end meanwhile.

        Returns:
            None, or with `wait=False` the speaker, to stop the audio, to change its volume or to ask for its position.
            It closes itself after the end.

        Raises:
            ImportError: sounddevice or PortAudio is not installed. The message says what to install.
            AudioError: There is no such device, or it cannot be opened.

        Example:
            >>> convai.Audio.open("question.wav").play()
            >>> speaker = convai.Audio.open("question.wav").play(wait=False)
            >>> speaker.close()
        """
        from .speaker import play  # it imports this module

        return play(self, device, _check.flag("wait", wait))

    def level(self) -> Level:
        """Measures the level. Does not block.

        Example:
            >>> 0 < convai.Audio.open("question.wav").level().rms < 1
            True
        """
        return measure(self._buffer())

    def resampled(self, sample_rate: int) -> Audio:
        """Returns the audio as mono with another sample rate. Does not block.

        Args:
            sample_rate: The new frames per second, 8,000 to 192,000.

        Raises:
            AudioError: The rate is out of range.

        Example:
            >>> convai.Audio.open("question.wav").resampled(8000).sample_rate
            8000
        """
        rate = _check.integer("sample_rate", sample_rate)
        return take_audio(library().convai_audio_build_wav(byref(self._buffer().native()), rate))

    def to_numpy(self, dtype: str = "int16") -> NDArray[Any]:
        """Returns the samples as a NumPy array of shape (frames,), or (frames, channels) for several channels.

        Args:
            dtype: "int16" for a read-only view of the samples without a copy, or "float32" for a new array with values
                from -1 to 1.

        Raises:
            ImportError: NumPy is not installed.
            ValueError: `dtype` is neither of the two.

        Example:
            >>> convai.Audio.open("question.wav").to_numpy("float32").ndim
            1
        """
        if dtype not in ("int16", "float32"):
            raise ValueError(f"dtype must be 'int16' or 'float32', not {dtype!r}")
        try:
            import numpy
        except ImportError:
            raise ImportError("to_numpy() needs NumPy: run pip install numpy, or use the pcm attribute.") from None
        shape = (self.frames,) if self.channels == 1 else (self.frames, self.channels)
        if dtype == "int16":
            return numpy.frombuffer(self._pcm, dtype=numpy.int16).reshape(shape)
        scaled: NDArray[Any] = numpy.empty(shape, numpy.float32)
        output = scaled.ctypes.data_as(POINTER(c_float))
        require_ok(library().convai_audio_s16_to_f32(self._pcm, output, scaled.size))
        return scaled

    def _repr_html_(self) -> str:
        """What a notebook shows: a player, and the waveform."""
        from . import _html

        return _html.of_audio(self)

    def _buffer(self) -> _samples.SampleBuffer:
        return _samples.read(self._pcm, sample_rate=self.sample_rate, channels=self.channels)


def measure(samples: _samples.SampleBuffer) -> Level:
    """Measures the level of samples."""
    peak, rms = c_float(), c_float()
    require_ok(library().convai_audio_level(byref(samples.native()), byref(peak), byref(rms)))
    return Level(peak.value, rms.value)


def copy_audio(native: Union[_ffi.convai_audio, _ffi.convai_response]) -> Optional[Audio]:
    """Copies the audio of a native result; None if the result has no audio."""
    if not native.wav or not native.pcm:
        return None
    return Audio(
        wav=string_at(native.wav, native.wav_len),
        sample_rate=native.sample_rate,
        channels=native.channels,
        frames=native.frames,
        form=FORMS.get(native.audio_form, "wav"),
        _pcm=string_at(native.pcm, native.frames * native.channels * 2),
    )


def audio_of_samples(samples: bytes, sample_rate: int, channels: int) -> Audio:
    """Makes audio of interleaved 16-bit samples. Every supported system is little-endian, as WAV files are."""
    frames = len(samples) // (2 * channels)
    layout = (16, 1, channels, sample_rate, 2 * channels * sample_rate, 2 * channels, 16)
    header = struct.pack("<4sI8sIHHIIHH4sI", b"RIFF", 36 + len(samples), b"WAVEfmt ", *layout, b"data", len(samples))
    return Audio(header + samples, sample_rate, channels, frames, "pcm", samples)


def take_audio(address: Optional[int], said: str = "said") -> Audio:
    """Copies a native audio and frees it, or raises its error, in which `said` names the Python parameter."""
    pointer = c_void_p(address)
    try:
        native = _ffi.convai_audio.from_address(address or 0)
        if native.error:
            raise read_error(native.error, said=said)
        audio = copy_audio(native)
        assert audio is not None, "the library returns audio or an error"
        return audio
    finally:
        library().convai_audio_free(byref(pointer))
