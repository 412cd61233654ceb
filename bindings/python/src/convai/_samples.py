"""Audio on its way in: whatever the caller holds becomes a `convai_pcm` over the same memory, or a WAV file's bytes.

NumPy is never imported here. Its arrays come in through the buffer protocol, as `array.array` and `bytes` do.
"""

from __future__ import annotations

import array
import ctypes
import sys
import wave
from pathlib import Path
from typing import Any, NamedTuple, Optional

from . import _check, _ffi

#: The formats by the names that this package uses, with the library's number and the bytes of a sample.
FORMATS: dict[str, tuple[int, int]] = {
    "u8": (_ffi.PCM_U8, 1),
    "s16": (_ffi.PCM_S16, 2),
    "s24": (_ffi.PCM_S24, 3),
    "s32": (_ffi.PCM_S32, 4),
    "f32": (_ffi.PCM_F32, 4),
}

#: The formats of typed buffers, by struct code and item size.
TYPED: dict[tuple[str, int], str] = {
    ("B", 1): "u8",
    ("h", 2): "s16",
    ("i", 4): "s32",
    ("l", 4): "s32",
    ("f", 4): "f32",
}

#: Buffers whose numbers are right but which have to be converted: to float32, in the caller's own NumPy.
CONVERTED = {("e", 2), ("d", 8), ("h", 2), ("i", 4), ("l", 4), ("f", 4)}

#: The most channels that the library takes.
MAX_CHANNELS = 32

#: bytes, bytearray, memoryview, array.array, a NumPy array, an open `wave` file, or the Path of a WAV file. Python has
#: had a name for "anything with a buffer" since 3.12 only, so type checkers cannot tell.
Source = Any


class Samples(NamedTuple):
    """Samples in memory that somebody owns: `keep` holds that memory while the library copies it."""

    address: Optional[int]
    size: int
    sample_format: str
    channels: int
    sample_rate: int
    keep: Any

    def native(self) -> _ffi.convai_pcm:
        """The same as the library takes it."""
        return _ffi.convai_pcm(
            struct_size=ctypes.sizeof(_ffi.convai_pcm),
            format=FORMATS[self.sample_format][0],
            # An empty buffer has no address, and the library should complain about the length and not about that.
            samples=self.address or ctypes.addressof(_NOTHING),
            samples_bytes=self.size,
            channels=self.channels,
            sample_rate=self.sample_rate,
        )


_NOTHING = ctypes.c_uint64()


def is_wav(data: bytes) -> bool:
    """Whether bytes begin like a WAV file (of any of its three spellings)."""
    return data[:4] in (b"RIFF", b"RIFX", b"RF64")


def wav_bytes(source: Source, sample_rate: Optional[int]) -> Optional[bytes]:
    """The WAV file that a source is, or None where it is something else."""
    if isinstance(source, Path):
        return source.read_bytes()
    if isinstance(source, (bytes, bytearray, memoryview)) and sample_rate is None:
        view = memoryview(source)
        data = view.tobytes() if view.format in ("B", "b", "c") else b""
        return data if is_wav(data) else None
    return None


def read(
    source: Source,
    *,
    sample_rate: Optional[int] = None,
    channels: Optional[int] = None,
    sample_format: Optional[str] = None,
    untyped: str = "s16",
) -> Samples:
    """Finds the samples of a source, without copying them where its memory is contiguous.

    `untyped` is the format of bytes, where `sample_format` does not say.
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
        raise TypeError("sample_rate is missing: how many frames a second the samples have")
    rate = _check.integer("sample_rate", sample_rate)
    source, view, found = _typed(source, view, sample_format, untyped)
    channels = _channels(view, _check.integer("channels", channels, default=0))
    address, size, keep = _memory(source, view)
    return Samples(address, size, found, channels, rate, keep)


def _read_wave(source: wave.Wave_read) -> Samples:
    """All frames of an open `wave` file, which keeps its position."""
    position = source.tell()
    source.rewind()
    data = source.readframes(source.getnframes())
    source.setpos(position)
    sample_format = {1: "u8", 2: "s16", 3: "s24", 4: "s32"}[source.getsampwidth()]
    address, size, keep = _memory(data, memoryview(data))
    return Samples(address, size, sample_format, source.getnchannels(), source.getframerate(), keep)


def _typed(source: Source, view: memoryview, wanted: Optional[str], untyped: str) -> tuple[Source, memoryview, str]:
    """The format of a buffer's samples; converts those that the library does not take."""
    code, order = view.format.lstrip("@=<>!"), view.format[:1]
    if code == "c" or (code == "B" and not hasattr(source, "astype") and not isinstance(source, array.array)):
        return source, view, wanted or untyped  # bytes without a type of their own
    foreign = order in (">", "!") if sys.byteorder == "little" else order == "<"
    kind = TYPED.get((code, view.itemsize))
    if foreign or kind is None:
        return _converted(source, code, view, wanted)
    if wanted not in (None, kind):
        raise ValueError(f"sample_format is {wanted!r}, but the samples are {kind}: leave it out")
    return source, view, kind


def _converted(source: Source, code: str, view: memoryview, wanted: Optional[str]) -> tuple[Source, memoryview, str]:
    """Samples that the library does not take, as 16 or 32-bit numbers of this machine."""
    target = TYPED.get((code, view.itemsize), "f32")
    if (code, view.itemsize) in CONVERTED and wanted in (None, target):
        if hasattr(source, "astype"):  # a NumPy array: its own NumPy converts it
            converted = source.astype({"s16": "int16", "s32": "int32", "f32": "float32"}[target])
            return converted, memoryview(converted), target
        if view.format == "d" and view.ndim == 1:  # an array.array("d")
            converted = array.array("f", view.tolist())
            return converted, memoryview(converted), target
    raise TypeError(
        f"the audio has samples of type {view.format!r} with {view.itemsize} bytes: "
        "make them uint8, int16, int32, float16, float32 or float64, and leave sample_format out"
    )


def _channels(view: memoryview, given: int) -> int:
    """How many channels a buffer has: from its shape, else as given, else one."""
    if view.ndim == 1:
        return given or 1
    if view.ndim != 2:
        raise ValueError(f"the audio has {view.ndim} dimensions: its shape must be (frames,) or (frames, channels)")
    shape = view.shape or ()
    if not 1 <= shape[1] <= MAX_CHANNELS:
        raise ValueError(
            f"the audio's shape {tuple(shape)} means {shape[1]} channels, and 1 to {MAX_CHANNELS} are possible: "
            "it must be (frames, channels), so transpose it"
        )
    if given not in (0, shape[1]):
        raise ValueError(f"channels is {given}, but the audio's shape {tuple(shape)} means {shape[1]}")
    return shape[1]


def _memory(source: Source, view: memoryview) -> tuple[Optional[int], int, Any]:
    """Address, size in bytes, and what keeps that memory alive. Copies only what is not contiguous."""
    if view.nbytes == 0:
        return None, 0, None
    if not view.c_contiguous:
        return _address_of_bytes(view.tobytes())
    if not view.readonly:
        block = (ctypes.c_char * view.nbytes).from_buffer(view)
        return ctypes.addressof(block), view.nbytes, block
    if isinstance(source, bytes):
        return _address_of_bytes(source)
    interface = getattr(source, "__array_interface__", None)
    if interface is not None:  # a NumPy array that may not be written to: ctypes has no other way to its address
        return interface["data"][0], view.nbytes, source
    return _address_of_bytes(view.tobytes())


def _address_of_bytes(data: bytes) -> tuple[Optional[int], int, Any]:
    return ctypes.cast(ctypes.c_char_p(data), ctypes.c_void_p).value, len(data), data
