"""Audio input: converts the supported Python objects to a `convai_pcm` or to the bytes of a WAV file.

Contiguous memory of a supported type is not copied. Anything else is converted in one pass into one new array. NumPy
is not imported: its arrays support the buffer protocol, as `array.array` and `bytes` do.
"""

from __future__ import annotations

import array
import ctypes
import sys
import warnings
import wave
from pathlib import Path
from typing import Any, NamedTuple, Optional

from . import _check, _ffi

#: The sample formats by their names in this package: the library's constant, and the size of a sample in bytes.
FORMATS: dict[str, tuple[int, int]] = {
    "u8": (_ffi.PCM_U8, 1),
    "s16": (_ffi.PCM_S16, 2),
    "s24": (_ffi.PCM_S24, 3),
    "s32": (_ffi.PCM_S32, 4),
    "f32": (_ffi.PCM_F32, 4),
}

#: The sample formats of typed buffers, by the type code of the `struct` module and the item size.
TYPED: dict[tuple[str, int], str] = {
    ("B", 1): "u8",
    ("h", 2): "s16",
    ("i", 4): "s32",
    ("l", 4): "s32",
    ("f", 4): "f32",
}

#: Typed buffers that are converted, by the same key: other float sizes, and numbers in foreign byte order.
CONVERTED = {("e", 2), ("d", 8), ("h", 2), ("i", 4), ("l", 4), ("f", 4)}

#: No float sample on a scale from -1 to 1 is larger than this, and hardly a recording on an integer scale is smaller.
INTEGER_SCALE = 100

#: The largest number of channels that the library supports.
MAX_CHANNELS = 32

#: bytes, bytearray, memoryview, array.array, a NumPy array, an open `wave` file, or the Path of a WAV file. Python has
#: a type for objects with a buffer only since version 3.12.
Source = Any


class SampleBuffer(NamedTuple):
    """Samples in memory. `keep` is the object that owns the memory: it must live until the library has copied it."""

    address: Optional[int]
    size: int
    sample_format: str
    channels: int
    sample_rate: int
    keep: Any

    def native(self) -> _ffi.convai_pcm:
        """Returns the struct that describes the samples to the library."""
        return _ffi.convai_pcm(
            struct_size=ctypes.sizeof(_ffi.convai_pcm),
            format=FORMATS[self.sample_format][0],
            # An empty buffer has no address. With NULL, the library would report a NULL pointer and not the length.
            samples=self.address or ctypes.addressof(_EMPTY),
            samples_bytes=self.size,
            channels=self.channels,
            sample_rate=self.sample_rate,
        )


_EMPTY = ctypes.c_uint64()


def is_wav(data: bytes) -> bool:
    """Whether bytes begin with one of the three signatures of a WAV file."""
    return data[:4] in (b"RIFF", b"RIFX", b"RF64")


def wav_bytes(source: Source, sample_rate: Optional[int]) -> Optional[bytes]:
    """Returns the bytes of a source that is a WAV file, and None for any other source."""
    if isinstance(source, Path):
        return source.read_bytes()
    if isinstance(source, (bytes, bytearray, memoryview)) and sample_rate is None:
        view = memoryview(source)
        if view.format in ("B", "b", "c") and is_wav(view[:4].tobytes()):
            return source if isinstance(source, bytes) else view.tobytes()
    return None


def read(
    source: Source,
    *,
    sample_rate: Optional[int] = None,
    channels: Optional[int] = None,
    sample_format: Optional[str] = None,
    untyped: str = "s16",
) -> SampleBuffer:
    """Reads the samples of a source. Contiguous memory of a supported type is not copied.

    `untyped` is the sample format of bytes if `sample_format` is None.
    """
    if sample_format is not None and sample_format not in FORMATS:
        raise ValueError(f"sample_format must be one of {', '.join(FORMATS)}, not {sample_format!r}")
    if isinstance(source, wave.Wave_read):
        return _read_wave(source)
    try:
        view = memoryview(source)
    except (TypeError, ValueError):
        wanted = "a str, bytes, an array of samples, a wave file, a Path, an Audio or an Utterance"
        raise _check.wrong_type("the audio", wanted, source) from None
    if sample_rate is None:
        raise TypeError("sample_rate is missing: pass the number of frames per second")
    rate = _check.integer("sample_rate", sample_rate)
    source, view, found = _typed(source, view, sample_format, untyped)
    if found == "f32" and view.nbytes and hasattr(source, "astype"):
        _notice_integer_scale(source)
    channels = _channels(view, _check.integer("channels", channels, default=0))
    address, size, keep = _memory(source, view)
    return SampleBuffer(address, size, found, channels, rate, keep)


def _read_wave(source: wave.Wave_read) -> SampleBuffer:
    """Reads all frames of an open `wave` file, and restores its position."""
    position = source.tell()
    source.rewind()
    data = source.readframes(source.getnframes())
    source.setpos(position)
    sample_format = {1: "u8", 2: "s16", 3: "s24", 4: "s32"}[source.getsampwidth()]
    address, size, keep = _memory(data, memoryview(data))
    return SampleBuffer(address, size, sample_format, source.getnchannels(), source.getframerate(), keep)


def _typed(source: Source, view: memoryview, wanted: Optional[str], untyped: str) -> tuple[Source, memoryview, str]:
    """Finds the sample format of a buffer, and converts samples that the library does not support."""
    code, order = view.format.lstrip("@=<>!"), view.format[:1]
    if code == "c" or (code == "B" and not hasattr(source, "astype") and not isinstance(source, array.array)):
        return source, view, wanted or untyped  # untyped bytes
    foreign = order in (">", "!") if sys.byteorder == "little" else order == "<"
    kind = TYPED.get((code, view.itemsize))
    if foreign or kind is None:
        return _converted(source, code, view, wanted)
    if wanted not in (None, kind):
        raise ValueError(f"sample_format is {wanted!r}, but the samples are {kind}: omit sample_format")
    return source, view, kind


def _notice_integer_scale(samples: Any) -> None:
    """Warns about a NumPy array of integer samples that were converted to floats and not scaled."""
    peak = max(-samples.min(), samples.max())
    if peak > INTEGER_SCALE:
        warnings.warn(
            f"the audio has floats up to {peak:g}, but full scale is 1: everything above is clipped, which is noise; "
            "divide 16-bit values by 32768, or pass them as int16",
            stacklevel=2,
        )


def _converted(source: Source, code: str, view: memoryview, wanted: Optional[str]) -> tuple[Source, memoryview, str]:
    """Converts samples to a supported format in the byte order of this machine."""
    target = TYPED.get((code, view.itemsize), "f32")
    if (code, view.itemsize) in CONVERTED and wanted in (None, target):
        if hasattr(source, "astype"):  # a NumPy array
            converted = _packed(source, {"s16": "int16", "s32": "int32", "f32": "float32"}[target])
            return converted, memoryview(converted), target
        if view.format == "d" and view.ndim == 1:  # an array.array("d")
            converted = array.array("f", view)
            return converted, memoryview(converted), target
    raise TypeError(
        f"the audio has samples of type {view.format!r} with {view.itemsize} bytes, which is not supported: "
        "convert them to uint8, int16, int32, float16, float32 or float64, and omit sample_format"
    )


def _packed(samples: Any, dtype: Any) -> Any:
    """Converts type, byte order and layout of a NumPy array in one vectorized pass. The result is contiguous."""
    channels = samples.shape[1] if samples.ndim == 2 else 1
    if samples.flags.c_contiguous or not 1 < channels <= MAX_CHANNELS:
        return samples.astype(dtype, order="C")
    import numpy

    # By frames, the inner loop of NumPy would be as short as a frame.
    packed = numpy.empty(samples.shape, dtype)
    for channel in range(channels):
        packed[:, channel] = samples[:, channel]
    return packed


def _channels(view: memoryview, given: int) -> int:
    """The number of channels of a buffer: from its shape if that has two dimensions, otherwise as given or 1."""
    if view.ndim == 1:
        return given or 1
    if view.ndim != 2:
        raise ValueError(f"the audio has {view.ndim} dimensions: its shape must be (frames,) or (frames, channels)")
    shape = view.shape or ()
    if not 1 <= shape[1] <= MAX_CHANNELS:
        raise ValueError(
            f"the audio's shape {tuple(shape)} means {shape[1]} channels, but 1 to {MAX_CHANNELS} are supported: "
            "the shape must be (frames, channels); transpose the array if it is (channels, frames)"
        )
    if given not in (0, shape[1]):
        raise ValueError(f"channels is {given}, but the audio's shape {tuple(shape)} means {shape[1]}")
    return shape[1]


def _memory(source: Source, view: memoryview) -> tuple[Optional[int], int, Any]:
    """Returns the address and the size in bytes of a buffer, and the object that owns the memory."""
    if view.nbytes == 0:
        return None, 0, None
    if not view.c_contiguous:
        if not hasattr(source, "astype"):
            return _address_of_bytes(view.tobytes())
        source = _packed(source, source.dtype)  # `tobytes` of the memoryview takes many times as long
        view = memoryview(source)
    if not view.readonly:
        block = (ctypes.c_char * view.nbytes).from_buffer(view)
        return ctypes.addressof(block), view.nbytes, block
    if isinstance(view.obj, bytes) and len(view.obj) == view.nbytes:
        return _address_of_bytes(view.obj)
    interface = getattr(source, "__array_interface__", None)
    if interface is not None:  # a read-only NumPy array, which ctypes cannot address
        return interface["data"][0], view.nbytes, source
    return _address_of_bytes(view.tobytes())


def _address_of_bytes(data: bytes) -> tuple[Optional[int], int, Any]:
    return ctypes.cast(ctypes.c_char_p(data), ctypes.c_void_p).value, len(data), data
