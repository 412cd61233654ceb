"""Audio output: what an audio thread reads, and the memory of the Python object that receives the samples.

Contiguous memory is written to in place. An array of NumPy that is not contiguous, or has another type of floats,
receives the samples by one assignment. NumPy is imported for that only.
"""

from __future__ import annotations

import array
import ctypes
from ctypes import byref
from typing import Any, Callable, NamedTuple, Optional

from . import _check
from ._loader import library
from ._samples import MAX_CHANNELS, TYPED
from ._unique import Unique

#: What receives samples: bytearray, a writable memoryview, array.array, a NumPy array, or the buffer of an audio
#: library. Python has a type for objects with a buffer only since version 3.12.
Target = Any

#: The formats of the samples that the library writes, with the type of one sample.
FORMATS: dict[str, Any] = {"f32": ctypes.c_float, "s16": ctypes.c_int16}


class OutputBuffer(NamedTuple):
    """Memory for samples. `first` is the first sample, or None if there is no room for one."""

    first: Any
    sample_format: str
    frames: int
    channels: int
    #: The array of NumPy into which the samples are copied afterwards, and the one that receives them first.
    copied: Optional[tuple[Any, Any]] = None

    def finish(self, frames: int) -> None:
        """Copies the first frames to where they belong."""
        if self.copied is not None:
            target, scratch = self.copied
            items = frames if target.ndim == 2 else frames * self.channels
            target[:items] = scratch[:items]


class Readable(Unique):
    """The part of a playback that belongs to the audio thread."""

    _handle: Optional[int] = None

    def read(self, out: Target, *, channels: Optional[int] = None, sample_format: Optional[str] = None) -> int:
        """Reads the next samples, for an audio callback. The library waits for nothing and allocates nothing.

        Fills all of `out`: with silence where there is no voice, after `close`, and while another thread reads.

        Args:
            out: A `bytearray`, a writable memoryview, an `array.array` of type "h" or "f", a NumPy array of shape
                (frames,) or (frames, channels), or the buffer of an audio library. It is written to in place, but for
                an array of NumPy that is not contiguous or has float16 or float64.
            channels: The number of interleaved channels, unless the shape determines it; 1 by default.
            sample_format: "s16" or "f32", unless the type of `out` determines it; "s16" by default.

        Returns:
            How many frames are voice. Fewer than all is no end: `poll` tells.

        Raises:
            TypeError: `out` is no buffer, or has items of another type.
            ValueError: `out` cannot be written to, is not contiguous or has no whole frames; or `channels` or
                `sample_format` does not fit it.

        Example:
            >>> with convai.Playback(sample_rate=48000) as playback:
            ...     playback.read(bytearray(960))
            0
        """
        found = output(out, channels, sample_format)
        if found.first is None:
            return 0
        native = library()
        is_float = found.sample_format == "f32"
        read = keeping_gil(native.convai_playback_read_f32 if is_float else native.convai_playback_read_s16)
        voice = read(self._handle, byref(found.first), found.frames, found.channels)
        found.finish(found.frames)
        return voice

    def read_ahead(
        self,
        out: Target,
        *,
        queued: int,
        ahead: float = 0.1,
        channels: Optional[int] = None,
        sample_format: Optional[str] = None,
    ) -> int:
        """Reads what an audio queue of your program lacks, for libraries to which a program pushes samples.

        Call it in each frame of a game. It ends where the voice does, so that the next one does not queue behind
        silence. The queue counts as latency.

        Args:
            out: Receives the samples, as in `read`. What is behind the returned frames is not written to.
            queued: How many frames the queue holds now.
            ahead: The length in seconds that the queue is to have. It has to outlast the longest frame of the game.
            channels: See `read`.
            sample_format: See `read`.

        Returns:
            How many frames to push.

        Raises:
            TypeError, ValueError: See `read`.

        Example:
            >>> with convai.Playback(sample_rate=48000) as playback:
            ...     playback.read_ahead(bytearray(9600), queued=480)
            0
        """
        waiting = _check.integer("queued", queued, high=2**63 - 1)
        milliseconds = _check.milliseconds_or_zero("ahead", ahead)
        found = output(out, channels, sample_format)
        if found.first is None:
            return 0
        native = library()
        is_float = found.sample_format == "f32"
        read = keeping_gil(native.convai_playback_read_ahead_f32 if is_float else native.convai_playback_read_ahead_s16)
        frames = read(self._handle, byref(found.first), found.frames, found.channels, waiting, milliseconds)
        found.finish(frames)
        return frames


#: The forms of `keeping_gil` that exist, by the name of the function.
_kept: dict[str, Callable[..., int]] = {}


def keeping_gil(function: Any) -> Callable[..., int]:
    """Returns a form of a function of the library that keeps the GIL while it runs.

    It runs for microseconds and waits for nothing. A thread that gives the GIL up, as ctypes does otherwise, waits for
    milliseconds to get it back beside a busy thread, which an audio callback does not have.
    """
    kept = _kept.get(function.__name__)
    if kept is None:
        address = ctypes.cast(function, ctypes.c_void_p).value
        assert address is not None
        kept = _kept[function.__name__] = ctypes.PYFUNCTYPE(function.restype, *function.argtypes)(address)
    return kept


def output(target: Target, channels: Optional[int], sample_format: Optional[str]) -> OutputBuffer:
    """Finds the memory of an object. `sample_format` is that of bytes, whose type does not tell it."""
    if sample_format is not None and sample_format not in FORMATS:
        raise ValueError(f"sample_format must be one of {', '.join(FORMATS)}, not {sample_format!r}")
    try:
        view = memoryview(target)
    except (TypeError, ValueError):
        raise _check.wrong_type("out", "a bytearray, an array or another buffer", target) from None
    if view.readonly:
        raise ValueError("out cannot be written to")
    found = _format(target, view, sample_format)
    if hasattr(target, "astype") and not (view.c_contiguous and TYPED.get((view.format[-1:], view.itemsize)) == found):
        import numpy

        scratch: Any = numpy.empty(target.shape, "float32" if found == "f32" else "int16")
        return _located(memoryview(scratch), found, channels)._replace(copied=(target, scratch))
    return _located(view, found, channels)


def _located(view: memoryview, sample_format: str, channels: Optional[int]) -> OutputBuffer:
    if not view.c_contiguous:
        raise ValueError("out is not contiguous")
    kind = FORMATS[sample_format]
    count = _channels(view, channels)
    frames, rest = divmod(view.nbytes, ctypes.sizeof(kind) * count)
    if rest:
        raise ValueError(f"out has {view.nbytes} bytes, which are no whole frames of {count} channel(s)")
    first = kind.from_buffer(view) if frames else None
    if first is not None and ctypes.addressof(first) % ctypes.sizeof(kind):
        raise ValueError(f"out begins at an address that is no multiple of {ctypes.sizeof(kind)}")
    return OutputBuffer(first, sample_format, frames, count)


def _format(target: Target, view: memoryview, wanted: Optional[str]) -> str:
    code = view.format.lstrip("@=<")
    if code == "c" or (code == "B" and not hasattr(target, "astype") and not isinstance(target, array.array)):
        return wanted or "s16"  # untyped bytes
    found = TYPED.get((code, view.itemsize))
    if found not in FORMATS and hasattr(target, "astype") and code in ("e", "d"):
        found = "f32"
    if found not in FORMATS:
        raise TypeError(f"out has items of type {view.format!r}: use int16, float32 or bytes")
    if wanted not in (None, found):
        raise ValueError(f"sample_format is {wanted!r}, but out is {found}: omit sample_format")
    return str(found)


def _channels(view: memoryview, given: Optional[int]) -> int:
    """The number of channels of a buffer: from its shape if that has two dimensions, otherwise as given or 1."""
    count = _check.integer("channels", given, default=1, low=1, high=MAX_CHANNELS)
    if view.ndim == 1:
        return count
    shape = view.shape or ()
    if view.ndim != 2 or not 1 <= shape[1] <= MAX_CHANNELS or given not in (None, shape[1]):
        raise ValueError(f"the shape of out is {tuple(shape)}: it must be (frames,) or (frames, channels)")
    return shape[1]
