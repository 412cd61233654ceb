"""Audio that was read, built or received: a WAV file and its samples."""

from __future__ import annotations

import dataclasses
import os
from ctypes import byref, c_float, c_void_p, string_at
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Optional, Union

from . import _check, _ffi, _samples
from ._loader import library
from .errors import read_error, require_ok

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: What takes up room in memory: `Audio.from_samples`, `say` and `Utterance.push` accept all of it.
Samples = _samples.Source

#: What `Audio.form` says, by the library's number.
FORMS = {_ffi.AUDIO_WAV: "wav", _ffi.AUDIO_RAW_PCM: "pcm"}


class Level(NamedTuple):
    """How loud samples are, from 0 (silence) to 1 (full scale)."""

    peak: float
    rms: float


@dataclasses.dataclass(frozen=True)
class Audio:
    """16-bit audio, as a complete WAV file and as samples. Immutable; it owns its memory.

    Attributes:
        wav: The complete WAV file.
        sample_rate: Frames per second. Differs from voice to voice: take it from here.
        channels: How many channels; 1 from the service today.
        frames: How many frames (samples per channel).
        form: "wav" where it came as a WAV file, "pcm" where it came as bare samples and `wav` was built around them.

    Example:
        >>> reply = chat.say("What is your name?", voice=True)
        >>> reply.audio.save("reply.wav")
        >>> reply.audio.channels
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
        """Reads a WAV file of any usual kind: 8 to 32-bit integers or floats, any channels, extra chunks.

        Args:
            path: The file.

        Raises:
            OSError: The file cannot be read.
            AudioError: It is not a WAV file, or holds nothing.

        Example:
            >>> question = convai.Audio.open("question.wav")
            >>> question.sample_rate
            16000
        """
        return cls.from_wav(Path(path).read_bytes())

    @classmethod
    def from_wav(cls, data: Union[bytes, bytearray, memoryview]) -> Audio:
        """Reads the bytes of a WAV file of any usual kind, as `open` does.

        Args:
            data: The complete file.

        Raises:
            AudioError: It is not a WAV file, or holds nothing.

        Example:
            >>> with open("question.wav", "rb") as file:
            ...     convai.Audio.from_wav(file.read()).channels
            1
        """
        if not isinstance(data, (bytes, bytearray, memoryview)):
            raise _check.wrong_type("data", "bytes", data)
        content = bytes(data)
        return take_audio(library().convai_audio_read_wav(content, len(content), 0))

    @classmethod
    def from_samples(
        cls,
        samples: Samples,
        *,
        sample_rate: Optional[int] = None,
        channels: Optional[int] = None,
        sample_format: Optional[str] = None,
        target_rate: int = 0,
    ) -> Audio:
        """Builds 16-bit mono audio from samples, exactly as a turn would send them: averaged, rounded, clipped.

        Args:
            samples: bytes, an `array.array`, a NumPy array of shape (frames,) or (frames, channels), or a `wave` file.
            sample_rate: Frames per second of the samples, 8,000 to 192,000. A `wave` file knows its own.
            channels: How many channels are interleaved, where the shape does not say; 1 by default.
            sample_format: "u8", "s16", "s24", "s32" or "f32", where the type does not say; "s16" by default.
            target_rate: Frames per second of the result; 0 keeps the samples'.

        Raises:
            TypeError: The samples are of a type that cannot be read; the message says which can.
            AudioError: They are empty, or a number is out of its range.

        Example:
            >>> import array
            >>> silence = convai.Audio.from_samples(array.array("h", [0] * 8000), sample_rate=8000)
            >>> silence.duration
            1.0
        """
        found = _samples.read(samples, sample_rate=sample_rate, channels=channels, sample_format=sample_format)
        rate = _check.integer("target_rate", target_rate)
        return take_audio(library().convai_audio_build_wav(byref(found.native()), rate))

    @property
    def pcm(self) -> memoryview:
        """The samples as a memoryview of 16-bit integers, channels interleaved: `frames * channels` of them.

        Example:
            >>> len(convai.Audio.open("question.wav").pcm) > 16000
            True
        """
        return memoryview(self._pcm).cast("h")

    @property
    def duration(self) -> float:
        """How long the audio is, in seconds.

        Example:
            >>> convai.Audio.open("question.wav").duration > 1
            True
        """
        return self.frames / self.sample_rate

    def save(self, path: Union[str, os.PathLike[str]]) -> None:
        """Writes the WAV file.

        Args:
            path: Where to. A file that is there is replaced.

        Raises:
            OSError: The file cannot be written.

        Example:
            >>> convai.Audio.open("question.wav").save("copy.wav")
        """
        Path(path).write_bytes(self.wav)

    def level(self) -> Level:
        """Measures the peak and the root of the mean square, both from 0 to 1.

        Example:
            >>> 0 < convai.Audio.open("question.wav").level().rms < 1
            True
        """
        return measure(self._samples())

    def resampled(self, sample_rate: int) -> Audio:
        """Gives the same audio as mono at another rate.

        Args:
            sample_rate: Frames per second, 8,000 to 192,000.

        Raises:
            ConfigurationError: The rate is out of its range.

        Example:
            >>> convai.Audio.open("question.wav").resampled(8000).sample_rate
            8000
        """
        rate = _check.integer("sample_rate", sample_rate)
        return take_audio(library().convai_audio_build_wav(byref(self._samples().native()), rate))

    def to_numpy(self, dtype: str = "int16") -> NDArray[Any]:
        """Gives the samples as a NumPy array of shape (frames,), or (frames, channels) where there are several.

        Args:
            dtype: "int16" for the samples as they are (read-only, without a copy), or "float32" for -1 to 1.

        Raises:
            ImportError: NumPy is not installed.
            ValueError: Another dtype.

        Example:
            >>> convai.Audio.open("question.wav").to_numpy("float32").ndim
            1
        """
        if dtype not in ("int16", "float32"):
            raise ValueError(f"dtype must be 'int16' or 'float32', not {dtype!r}")
        try:
            import numpy
        except ImportError:
            raise ImportError("to_numpy() needs NumPy: pip install numpy. Without it, use pcm.") from None
        shape = (self.frames,) if self.channels == 1 else (self.frames, self.channels)
        samples = numpy.frombuffer(self._pcm, dtype=numpy.int16).reshape(shape)
        if dtype == "int16":
            return samples
        scaled: NDArray[Any] = samples.astype(numpy.float32) / numpy.float32(32768)
        return scaled

    def _samples(self) -> _samples.Samples:
        return _samples.read(self._pcm, sample_rate=self.sample_rate, channels=self.channels)


def measure(samples: _samples.Samples) -> Level:
    """How loud samples are."""
    peak, rms = c_float(), c_float()
    require_ok(library().convai_audio_level(byref(samples.native()), byref(peak), byref(rms)))
    return Level(peak.value, rms.value)


def copy_audio(native: Union[_ffi.convai_audio, _ffi.convai_response]) -> Optional[Audio]:
    """Copies the audio out of a native result; None where it has none."""
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


def take_audio(address: Optional[int]) -> Audio:
    """Copies a native audio, frees it, and raises its error."""
    pointer = c_void_p(address)
    try:
        native = _ffi.convai_audio.from_address(address or 0)
        if native.error:
            raise read_error(native.error)
        audio = copy_audio(native)
        assert audio is not None, "the library gives audio or an error"
        return audio
    finally:
        library().convai_audio_free(byref(pointer))
